"""What is offered is taken: every act that a page, a work list or a person's own door offers is one
its action accepts with a complete form, in every status and on every side of a term.
"""

import os
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from compliance.core.work_list import for_user
from compliance.incidents import actions as incident_actions
from compliance.incidents.models import Incident
from compliance.incidents.queries import open_verbs
from compliance.review import actions as review
from compliance.review.acts import ACTS, BY_PATH, offer
from compliance.review.case.acts import Act
from compliance.review.case.offered import own_verbs
from compliance.review.case.queries import last_notice, live_measures
from compliance.review.case.standing import Standing
from tests.explorer.casts import CASTS
from tests.explorer.moves import MOVES
from tests.explorer.moves.hearing import stances
from tests.explorer.walk import (
    BEGINS,
    REFUSALS,
    Draw,
    First,
    NothingToDo,
    Tally,
    Walk,
    own_time,
    rolled_back,
    set_up,
)
from tests.world import PEOPLE, png

pytestmark = pytest.mark.once

# what the paper of an act says; of the others nothing
PAPERS: dict[str, Callable[[Incident], dict]] = {
    "answer": lambda incident: {"per_allegation": stances(incident), "text": ""},
    "ask_extension": lambda incident: {"workdays": 3, "reason": "Đi công tác."},
    "ask_replacement": lambda incident: {"reason": "Có mâu thuẫn."},
    "contest": lambda incident: {"text": "Đề nghị xem lại."},
    "contest_keep": lambda incident: {"body": "UBND tỉnh", "number": "1/QĐ", "reasons": "Đã xem."},
    "acknowledge": lambda incident: {
        "measure": live_measures(incident).filter(carried_out_at__isnull=False)[0].pk
    },
}
# act -> moves that fill its form, where they are not the move of its verb
FILLED = {
    "giao-thong-bao": ("deliver on paper",),
    "moc-thoi-hieu": ("restart the limitation on paper",),
    "bo-bien-phap": ("cancel measure",),
}
ELSEWHERE = {
    "redact": "a drawing takes a process; tests/compliance/test_evidence.py",
    "choose_law": "which laws there are: tests/compliance/test_limitation.py",
}
ASKED = ("lead", "deputy_lead", "member", "unit_head", "affairs", "chairman", "person")


def takes(walk: Walk, act: Act, who: str) -> str:
    """Empty when the action of `act` takes a complete form of `who` now, else its refusal; nothing
    is left behind.
    """
    why = "nothing to fill in"
    for draw in (First(), *(Draw(seed) for seed in range(3))):
        before = walk.at
        with rolled_back():
            incident, by = walk.incident(), walk.user(who)
            try:
                _fill(walk, act, incident, by, draw)
                return ""
            except NothingToDo:
                continue
            except REFUSALS as refusal:
                why = f"{type(refusal).__name__} {getattr(refusal, 'reason', refusal)}"
            finally:
                walk.at = before
    return why


def _fill(walk: Walk, act: Act, incident: Incident, by, draw: Draw) -> None:
    if act.paper and act.path not in FILLED:
        says = PAPERS.get(act.paper[0], lambda _: {})(incident)
        return _enter(walk, incident, by, act.paper[0], says, draw)
    for name in FILLED.get(act.path, (act.verb,)):
        MOVES[name].run(walk, incident, by, draw)
    return None


def _enter(walk: Walk, incident: Incident, by, verb: str, says: dict, draw: Draw) -> None:
    """A paper of today, or one that came in on the last day of the window and is entered now."""
    day, notice = walk.today, last_notice(incident)
    if draw.number(0, 1) and notice:
        day = min(day, notice.due_on)
    review.enter_paper(
        incident=incident,
        verb=verb,
        received_on=day,
        payload=says,
        scan=walk.scan,
        by=by,
        at=walk.at,
    )


@dataclass
class Found:
    """What was offered, each once in each state of a case, and what was refused all the same."""

    tried: set[tuple] = field(default_factory=set)
    refused: dict[str, str] = field(default_factory=dict)


def look(walk: Walk, found: Found) -> None:
    """Everything that anybody is offered at this moment."""
    incident = walk.incident()
    if incident.sealed:
        return
    offered: dict[tuple[bool, str], list[str]] = {}
    for who in ASKED:
        for act in _offered_to(walk, incident, who):
            offered.setdefault((act.own, act.path), []).append(who)
    state = state_of(walk, incident)
    for (own, path), names in offered.items():
        if (own, path, state) in found.tried:
            continue
        found.tried.add((own, path, state))
        if why := takes(walk, BY_PATH[own, path], names[0]):
            key = f"{path} in {incident.status} to {names[0]}: {why}"
            found.refused.setdefault(key, f"{walk.at:%d/%m %H:%M}\n{walk.story()}")


def state_of(walk: Walk, incident: Incident) -> tuple:
    """What of the case and of the day an act may ask about: tried once each."""
    notice = last_notice(incident)
    return (
        *walk.key(incident)[1:],
        bool(notice and walk.today > notice.due_on),
        bool(incident.due_on and walk.today > incident.due_on),
        incident.evidence.filter(removed_at=None).count(),
        incident.paper_acts.waiting().exists(),
    )


def _offered_to(walk: Walk, incident: Incident, who: str) -> Iterable[Act]:
    """On the page of the case, in the work list, at the own door."""
    user = walk.user(who)
    if user.pk == walk.staff.user_id:
        verbs = own_verbs(incident, walk.at)
        return [act for act in ACTS if act.own and act.verb in verbs]
    if not Incident.objects.visible_to(user).filter(pk=incident.pk).exists():
        return []
    buttons = offer(open_verbs(incident, user), Standing(incident, walk.today, user))
    acts = {act.path: act for act in (*buttons.others, buttons.next) if act}
    page = f"/ho-so/{incident.code}/"
    for task in for_user(user, walk.today):
        if task.url.startswith(page) and (path := task.url.removeprefix(page).strip("/")):
            # a draft is waiting: what has a cross is sent back
            acts[path] = BY_PATH[False, "tra-du-thao" if path == "ket-luan" else path]
    return [act for act in acts.values() if act.verb not in ELSEWHERE]


NOTIFIED = ("submit", "accept", "notify")
READ = (*NOTIFIED, "open notice", "open evidence")
EARLY = (*READ, "answer", "consult", "unit speaks", "affairs speaks")
PROPOSED = (*EARLY, "window passes", "window passes", "propose")
REMINDED = (*PROPOSED, "conclude", "set_measure", "carry_out", "verify")
# cast, and what is done one after the other: after each step everything offered is tried, at once
# and on the far side of the terms that run
WAYS = (
    ("everybody", (*REMINDED, "close", "reopen")),
    ("everybody", (*READ, "answer", "complete_answer", "consult", "reopen_answer")),
    ("everybody", (*READ, "ask_extension", "extend_answer", "waive", "consult")),
    (
        "everybody",
        (*READ, "window passes", "window passes", "notify_again", "open notice")
        + ("window passes", "window passes", "record_silence", "consult"),
    ),
    ("everybody", (*READ, "answer", "suspend", "resume")),
    ("everybody", (*EARLY, "add_evidence", "disclose_more")),
    ("everybody", (*PROPOSED, "conclude", "contest", "contest_keep")),
    ("everybody", ("submit", "screen_out", "reopen", "notify")),
    ("no account", (*NOTIFIED, "deliver on paper", "confirm_paper")),
    ("one vice-chairman, head concerned", (*READ, "answer")),
    ("a lead reports", EARLY),
    ("limitation runs out", PROPOSED),
)
SPOKEN = {"unit speaks": "unit_head", "affairs speaks": "affairs"}


def take(walk: Walk, name: str) -> None:
    """The step of the way by whoever may, or a failure that says why nobody could."""
    move = MOVES["give_opinion" if name in SPOKEN else name]
    incident = walk.incident()
    if move.waits:
        walk.take(move, incident, First())
        return
    names = [SPOKEN[name]] if name in SPOKEN else [*walk.likely(incident, move.verb), *PEOPLE]
    for who in dict.fromkeys(names):
        for draw in (First(), Draw(0)):
            if walk.take(move, walk.incident(), draw, by=who):
                return
    pytest.fail(f"nobody could {name}\n{walk.story()}")


def beyond(walk: Walk) -> list:
    """The mornings on which something ends: today, the last day to answer and the day after, the
    day after the deadline of the step.
    """
    incident, days = walk.incident(), {walk.today}
    if notice := last_notice(incident):
        days |= {notice.due_on, notice.due_on + timedelta(days=1)}
    if incident.due_on:
        days.add(incident.due_on + timedelta(days=1))
    return sorted(day for day in days if day >= walk.today)


@pytest.fixture
def scan(world):
    upload = SimpleUploadedFile("giay.png", png(), "image/png")
    return incident_actions.store_file(upload=upload, by=world.users["member"], at=BEGINS)


# a way costs half a minute: every third is gone in each run, FULL=1 goes them all
GONE = range(len(WAYS)) if os.environ.get("FULL") else range(1, len(WAYS), 3)


@pytest.mark.parametrize("way", GONE)
def test_what_is_offered_is_taken(way, world, scan, counted):
    name, steps = WAYS[way]
    found = Found()
    with own_time(), rolled_back(lambda: set_up(world, CASTS[name])):
        walk = Walk(world, CASTS[name], Tally(), scan, f"way {way}")
        for step in steps:
            take(walk, step)
            before = walk.at
            for day in beyond(walk):
                walk.wait_until(day)
                look(walk, found)
                walk.at = before
                walk.wait()
    counted(len(found.tried), "offers tried: act × state of the case × side of a term")
    assert not found.refused, "\n".join(f"{key}\n  {story}" for key, story in found.refused.items())
