"""Moves of opinions, proposal and conclusion."""

from compliance.incidents.models import Incident, KeptWall, Outcome, Recusal, StepTaken
from compliance.registry.models import Function, Kinship
from compliance.review import actions as review
from compliance.review.case.queries import opinion_of
from compliance.review.models import Opinion
from tests.explorer.moves.move import common, move
from tests.explorer.walk import WRITTEN

O = Outcome  # noqa: E741


@move("consult", weight=8)
def consult(walk, incident, by, draw):
    review.consult(incident=incident, **common(walk, by))


def spoken_in(incident: Incident) -> set[str]:
    """The sides that have an opinion which counts since the case was last opened."""
    kinds = (Opinion, Kinship, Recusal, KeptWall, StepTaken, Function)
    sides = ("unit", "affairs")
    return WRITTEN.once("spoken", kinds, lambda: {s for s in sides if opinion_of(incident, s)})


@move("give_opinion", weight=8)
def give_opinion(walk, incident, by, draw):
    spoken = spoken_in(incident)
    side = "affairs" if by.username == "affairs" or spoken == {"unit"} else "unit"
    review.give_opinion(
        incident=incident, side=side, text="Ý kiến.", suggests=O.GUIDANCE, **common(walk, by)
    )


@move("record_overdue_opinion", weight=2)
def record_overdue_opinion(walk, incident, by, draw):
    spoken = spoken_in(incident)
    sides = [side for side in ("unit", "affairs") if side not in spoken] or ["unit", "affairs"]
    review.record_overdue_opinion(incident=incident, side=draw.of(sides), **common(walk, by))


def findings(incident: Incident, outcome: str) -> list[dict]:
    result = "no_violation" if outcome == O.NO_VIOLATION else "established"
    return [
        {
            "allegation": row,
            "standard": "Không đăng tin chưa kiểm chứng.",
            "result": result,
            "severity": "it_nghiem_trong" if result == "established" else "",
            "reasons": "Theo chứng cứ.",
            "answer_considered": "Đã xem xét.",
        }
        for row in incident.allegations.order_by("number")
    ]


@move("propose", weight=8)
def propose(walk, incident, by, draw, outcome: str = ""):
    outcome = outcome or draw.of(
        (O.WRITTEN_REMINDER, O.DISCIPLINE, O.GUIDANCE, O.NO_VIOLATION, O.REFERRED, O.ORAL_REMINDER)
    )
    review.propose(
        incident=incident,
        findings=findings(incident, outcome),
        outcome=outcome,
        reasons="Theo chứng cứ.",
        departure="Tình tiết khác.",
        **common(walk, by),
    )


@move("send_back")
def send_back(walk, incident, by, draw):
    review.send_back(incident=incident, comment="Nêu rõ hơn.", **common(walk, by))


@move("conclude", weight=12)
def conclude(walk, incident, by, draw):
    review.conclude(
        incident=incident, intake_read=incident.reporter.confidential, **common(walk, by)
    )
