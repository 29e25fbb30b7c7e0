"""A small world gone through without chance: from a few states, every sequence of a few moves down
to a depth. A state is entered again only when it is met nearer to where it began, so that what is
seen is what breadth first would see; savepoints take each step back.
"""

from dataclasses import dataclass

from compliance.incidents.workflow import Status
from tests.explorer.machine import begin, step
from tests.explorer.moves import MOVES
from tests.explorer.walk import First, Walk, own_sets, rolled_back


@dataclass(frozen=True)
class Corner:
    """Where to begin, which moves to try everywhere, and how deep."""

    stage: str
    moves: tuple[str, ...]
    depth: int


CORNERS = (
    Corner(
        Status.AWAITING_ANSWER,
        (
            "open notice",
            "open evidence",
            "answer",
            "waive",
            "complete_answer",
            "ask_extension",
            "extend_answer",
            "window passes",
            "notify_again",
            "record_silence",
            "consult",
        ),
        3,
    ),
    Corner(
        Status.CONSULTING,
        (
            "give_opinion",
            "propose",
            "send_back",
            "conclude",
            "add_evidence",
            "disclose_more",
            "window passes",
            "declare relation",
        ),
        3,
    ),
    Corner(
        Status.CONCLUDED,
        (
            "set_measure",
            "draft reminder",
            "number reminder",
            "contest",
            "contest_keep",
            "contest_amend",
            "contest_annul",
            "close",
            "reopen",
        ),
        4,
    ),
)


def go_through(walk: Walk, corner: Corner, deeper: int = 0) -> int:
    """Every sequence from the corner. Returns how many states were entered."""
    begin(walk, corner.stage)
    nearest: dict[tuple, int] = {}
    _enter(walk, corner.moves, corner.depth + deeper, 0, nearest)
    return len(nearest)


def _enter(walk: Walk, moves: tuple[str, ...], depth: int, at: int, nearest: dict) -> None:
    key = (*walk.key(walk.incident()), _papers(walk))
    if at >= depth or nearest.get(key, depth) <= at:
        return
    nearest[key] = at
    for name in moves:
        before = walk.at, list(walk.log), own_sets(walk.memory)
        with rolled_back():
            if step(walk, MOVES[name], First()) is not False:
                _enter(walk, moves, depth, at + 1, nearest)
        walk.at, walk.log, walk.memory = before
        walk.wait()


def _papers(walk: Walk) -> tuple:
    """What the key of a case does not say and these moves change."""
    incident = walk.incident()
    rows = incident.documents.order_by("pk").values_list("typed_back_at", "discarded_at")
    contests = incident.contests.order_by("pk").values_list("decision", flat=True)
    return (
        tuple((bool(numbered), bool(gone)) for numbered, gone in rows),
        tuple(contests),
        incident.evidence.filter(removed_at=None).count(),
        len(walk.memory.get("opened", ())),
    )
