"""Moves of a review that the person asks for."""

from compliance.incidents.models import Outcome
from compliance.review import actions as review
from tests.explorer.moves.conclusion import findings
from tests.explorer.moves.move import common, move

O = Outcome  # noqa: E741


@move("contest", weight=5)
def contest(walk, incident, by, draw):
    review.file_contest(incident=incident, text="Đề nghị xem lại.", **common(walk, by))


def decide(walk, incident, by, decision: str, **more):
    review.decide_contest(
        incident=incident, decision=decision, reasons="Đã xem lại.", **more, **common(walk, by)
    )


@move("contest_keep", weight=4)
def contest_keep(walk, incident, by, draw):
    decide(walk, incident, by, "keep")


@move("contest_amend", weight=6)
def contest_amend(walk, incident, by, draw):
    new = draw.of((O.GUIDANCE, O.DISCIPLINE, O.ORAL_REMINDER, O.NO_VIOLATION, O.WRITTEN_REMINDER))
    decide(walk, incident, by, "amend", new_outcome=new, findings=findings(incident, new))


@move("contest_annul", weight=3)
def contest_annul(walk, incident, by, draw):
    decide(walk, incident, by, "annul")
