"""What follows a conclusion in the sample: measures as each kind asks, the outside steps,
decisions, answers and complaints, all invented.
"""

from collections.abc import Iterator
from datetime import datetime

from compliance.core.presence import present
from compliance.guidance.models import OfficialSource
from compliance.incidents.models import Incident
from compliance.incidents.queries import without_excluded
from compliance.registry.models import User
from compliance.review import actions as review
from compliance.review.measures.progress import forms_of, last_decision, progress_of_all
from compliance.review.measures.statutory_steps import steps_of
from compliance.review.models import Measure
from compliance.rulebook.clocks import add_working_days, local_day
from halang_portal.tryout.sample import hearing
from halang_portal.tryout.sample.ledger import OUT_OF_TIME

# Fates that need one outcome; how far each is played is said below.
OUTCOMES = {
    "reopened_now": "guidance",
    "enforcing_now": "oral_reminder",
    "contested_now": "written_reminder",
    "milestones_now": "discipline",
    "decided": "discipline",
    "complaint_now": "discipline",
    "referral_now": "referred",
    "referral_answered": "referred",
    "amended": "written_reminder",
    hearing.PAPER_STORY: "written_reminder",
    OUT_OF_TIME: "out_of_time",
}
BODY = "Sở Văn hóa, Thể thao và Du lịch"
_PAUSES = {
    "review_meeting": (3, 6),
    "report": (1, 3),
    "council": (2, 5),
    "summons": (1, 3),
    "council_meeting": (6, 8),
    "recommendation": (2, 5),
}
_NUMBERS = {
    "report": "BC-KĐ",
    "council": "QĐ-HĐKL",
    "summons": "GM-HĐKL",
    "recommendation": "KN-HĐKL",
}


def given(kind: str) -> dict:
    """What goes with a measure when it is set."""
    if kind == Measure.Kind.GUIDANCE:
        return {"sources": list(OfficialSource.objects.order_by("order")[:2])}
    return {"body": BODY} if kind == Measure.Kind.REFERRAL else {}


def done(case, measure: Measure, signer: str) -> dict:
    """What is told when it is carried out."""
    day, paper = (
        local_day(case.clock.moment),
        {
            "document_number": f"{case.rng.randint(20, 400)}/UBND-TH",
            "document_date": local_day(case.clock.moment),
        },
    )
    if measure.kind in (Measure.Kind.GUIDANCE, Measure.Kind.ORAL_REMINDER):
        more = (
            {"present": "Công đoàn cơ sở, thư ký cuộc họp"}
            if measure.kind == Measure.Kind.ORAL_REMINDER
            else {}
        )
        return {"happened_on": day, "conducted_by": signer, **more}
    if measure.kind == Measure.Kind.WRITTEN_REMINDER:
        refused = case.chance(6)
        how = (
            {"served_how": "refused", "witness": "Chủ tịch Công đoàn cơ sở"}
            if refused
            else {"served_how": "paper"}
        )
        return {**paper, "signer": signer, "served_on": day, **how}
    return {**paper, "signer": signer} if measure.kind == Measure.Kind.DISCIPLINE else paper


def _affairs(case, incident: Incident) -> User:
    return (
        without_excluded(
            incident, User.objects.filter(pk__in=[user.pk for user in case.cast.affairs])
        )
        .exclude(pk=incident.reporter.user_id)
        .first()
        or incident.handler
    )


def outside(case, measure: Measure) -> Iterator[datetime]:
    """The steps of the competent body, one after the other, then its decision; `milestones_now`
    stops where a report is late.
    """
    for key, _, _ in steps_of(case.incident.staff_kind):
        if key == "decision":
            break
        yield case.clock.after(*_PAUSES.get(key, (6, 8)))
        incident = case.fresh()
        number = f"{case.rng.randint(2, 60):02d}/{_NUMBERS[key]}" if key in _NUMBERS else ""
        review.record_milestone(
            incident=incident,
            measure=measure,
            key=key,
            done_on=local_day(case.clock.moment),
            number=number,
            by=_affairs(case, incident),
            at=case.clock.moment,
        )
        if case.fate == "milestones_now":
            return
    yield case.clock.after(2, 5)
    _decide(case, measure)
    if case.fate == "complaint_now":
        yield from _complain(case, measure)


def _decide(case, measure: Measure) -> None:
    incident, day = case.fresh(), local_day(case.clock.moment)
    form = forms_of(incident, day)[0].code
    clear = case.fate not in ("decided", "complaint_now") and case.chance(20)
    decision = {"result": "no_discipline"} if clear else {"result": "discipline", "form": form}
    review.record_decision(
        incident=incident,
        measure=measure,
        number=f"{case.rng.randint(100, 900)}/QĐ-UBND",
        issued_on=day,
        signer=f"{measure.body}"[:160],
        received_on=day,
        by=_affairs(case, incident),
        at=case.clock.moment,
        **decision,
    )


def _complain(case, measure: Measure) -> Iterator[datetime]:
    yield case.clock.after(3, 5)
    incident = case.fresh()
    decision, day = present(last_decision(measure)), local_day(case.clock.moment)
    text = "Gửi người đã ký quyết định."
    if incident.person.user_id:
        review.tell_complaint(
            incident=incident,
            decision=decision,
            filed_on=day,
            text=text,
            by=incident.person.user,
            at=case.clock.moment,
        )
    else:
        said = {"decision": decision.pk, "filed_on": day.isoformat(), "text": text}
        hearing.enter_and_confirm(case, "tell_complaint", said, "BÁO KHIẾU NẠI")
    yield case.clock.after(2, 4)
    incident = case.fresh()
    review.record_complaint(
        incident=incident,
        decision=decision,
        stage="accept1",
        day=local_day(case.clock.moment),
        by=_affairs(case, incident),
        at=case.clock.moment,
    )


def reply(case, measure: Measure) -> Iterator[datetime]:
    """The body a case was referred to answers after some weeks, or has not yet."""
    if case.fate == "referral_now":
        return
    yield case.clock.on(
        add_working_days(
            local_day(case.clock.moment), case.rng.randint(10, 25), case.clock.calendar
        )
    )
    incident = case.fresh()
    review.record_reply(
        incident=incident,
        measure=Measure.objects.get(pk=measure.pk),
        answered_on=local_day(case.clock.moment),
        number=f"{case.rng.randint(100, 900)}/SVHTTDL-TTr",
        answer=(
            "Đã xem xét hồ sơ; hành vi chưa đến mức xử phạt, đề nghị đơn vị nhắc nhở và theo dõi."
        ),
        by=_affairs(case, incident),
        at=case.clock.moment,
    )


def stands(case) -> bool:
    """Whether the case waits for somebody outside and stays open."""
    return case.fate in ("milestones_now", "referral_now", "complaint_now") or any(
        progress.decision is None for progress in progress_of_all(case.fresh())
    )
