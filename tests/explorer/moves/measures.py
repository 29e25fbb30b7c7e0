"""Moves of measures."""

from datetime import timedelta

from compliance.incidents.models import Incident, Outcome
from compliance.review import actions as review
from compliance.review.case.queries import live_measures
from compliance.review.models import Measure
from tests.explorer.moves.move import common, move
from tests.explorer.walk import Draw

K, O = Measure.Kind, Outcome  # noqa: E741
FIRST_MEASURE = {
    O.GUIDANCE: K.GUIDANCE,
    O.ORAL_REMINDER: K.ORAL_REMINDER,
    O.WRITTEN_REMINDER: K.WRITTEN_REMINDER,
    O.DISCIPLINE: K.DISCIPLINE,
    O.REFERRED: K.REFERRAL,
}


@move("set_measure", weight=6)
def set_measure(walk, incident, by, draw):
    fitting = FIRST_MEASURE.get(incident.outcome, K.GUIDANCE)
    review.set_measure(
        incident=incident,
        kind=fitting if draw.chance(85) else draw.of(list(K)),
        what="Thực hiện kết luận.",
        office=incident.handling_office,
        due_on=walk.today + timedelta(days=14),
        body="Công an huyện",
        **common(walk, by),
    )


def one_measure(incident: Incident, draw: Draw, **which) -> Measure:
    return draw.of(list(live_measures(incident).filter(**which)))


@move("set_measure", name="cancel measure")
def cancel_measure(walk, incident, by, draw):
    review.cancel_measure(
        incident=incident,
        measure=one_measure(incident, draw),
        reason="Giao nhầm.",
        **common(walk, by),
    )


@move("carry_out", weight=6)
def carry_out(walk, incident, by, draw):
    review.carry_out(
        incident=incident,
        measure=one_measure(incident, draw, carried_out_at=None),
        proof="Đã thực hiện.",
        happened_on=walk.today,
        conducted_by="Trưởng phòng",
        present="Tập thể đơn vị",
        document_number="12/UBND",
        document_date=walk.today,
        signer="Tô Thử Ký, Chủ tịch UBND xã",
        served_on=walk.today,
        served_how="paper",
        **common(walk, by),
    )


@move("verify", weight=6)
def verify(walk, incident, by, draw):
    waiting = {"carried_out_at__isnull": False, "verified_at": None} if draw.chance(80) else {}
    measure = one_measure(incident, draw, **waiting)
    review.verify(incident=incident, measure=measure, **common(walk, by))


@move("return_measure", weight=2)
def return_measure(walk, incident, by, draw):
    waiting = {"carried_out_at__isnull": False, "verified_at": None} if draw.chance(80) else {}
    measure = one_measure(incident, draw, **waiting)
    review.return_measure(
        incident=incident, measure=measure, reason="Thiếu văn bản.", **common(walk, by)
    )


@move("acknowledge")
def acknowledge(walk, incident, by, draw):
    review.acknowledge(incident=incident, measure=one_measure(incident, draw), **common(walk, by))


@move("close", weight=6)
def close(walk, incident, by, draw):
    review.close(incident=incident, **common(walk, by))
