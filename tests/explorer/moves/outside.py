"""Moves that record what competent bodies do outside."""

from compliance.incidents.models import Incident
from compliance.review import actions as review
from compliance.review.case.queries import live_measures
from compliance.review.models import Measure
from tests.explorer.moves.measures import one_measure
from tests.explorer.moves.move import common, move
from tests.explorer.walk import Draw

K = Measure.Kind


@move("record_milestone")
def record_milestone(walk, incident, by, draw):
    review.record_milestone(
        incident=incident,
        measure=one_measure(incident, draw, kind=K.DISCIPLINE),
        key=draw.of(("review_meeting", "report", "council")),
        done_on=walk.today,
        note="Theo biên bản.",
        **common(walk, by),
    )


@move("record_decision", weight=4)
def record_decision(walk, incident, by, draw):
    result = draw.of(("discipline", "no_discipline"))
    waiting = {"carried_out_at__isnull": False, "decisions": None} if draw.chance(80) else {}
    review.record_decision(
        incident=incident,
        measure=one_measure(incident, draw, kind=K.DISCIPLINE, **waiting),
        result=result,
        form="khien_trach" if result == "discipline" else "",
        number="15/QĐ-UBND",
        issued_on=walk.today,
        received_on=walk.today,
        signer="Chủ tịch UBND huyện",
        **common(walk, by),
    )


@move("record_reply")
def record_reply(walk, incident, by, draw):
    review.record_reply(
        incident=incident,
        measure=one_measure(incident, draw, kind=K.REFERRAL),
        answered_on=walk.today,
        number="9/CA",
        answer="Đã tiếp nhận.",
        **common(walk, by),
    )


def decision_of(incident: Incident, draw: Draw):
    return draw.of(
        [row for measure in live_measures(incident) for row in measure.decisions.order_by("pk")]
    )


@move("record_complaint", weight=2)
def record_complaint(walk, incident, by, draw):
    stage = draw.of(("file1", "accept1", "decide1", "correct1"))
    result, effect = draw.of((("wrong", "keep"), ("right", "cancel")))
    review.record_complaint(
        incident=incident,
        decision=decision_of(incident, draw),
        stage=stage,
        day=walk.today,
        number="3/QĐ-GQKN" if stage == "decide1" else "",
        result=result if stage == "decide1" else "",
        effect=effect if stage == "decide1" else "",
        **common(walk, by),
    )


@move("tell_complaint")
def tell_complaint(walk, incident, by, draw):
    review.tell_complaint(
        incident=incident,
        decision=decision_of(incident, draw),
        filed_on=walk.today,
        text="Đã gửi đơn.",
        **common(walk, by),
    )
