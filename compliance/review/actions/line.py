"""Over the line: suspend and resume, extend, reassign, reopen. Each is a row with who, why and the rule."""

from datetime import datetime

from django.db import transaction

from compliance.incidents import grants
from compliance.incidents.gate import take_step
from compliance.incidents.models import Incident
from compliance.incidents.workflow import UNDER_REVIEW
from compliance.refusals import NotAllowed, NotNow
from compliance.registry.models import User
from compliance.review.actions.triage import may_handle
from compliance.review.clocks import case_dates, due_after_pause
from compliance.review.models import ClockEntry, Conclusion, Measure
from compliance.review.notices import tell_handler, tell_person
from compliance.rulebook.clocks import add_working_days, local_day
from compliance.rulebook.queries import calendar, rule_set_for


@transaction.atomic
def suspend(*, incident: Incident, reason: str, rule: str, by: User, at: datetime) -> Incident:
    """Stop the clocks for a legal reason (NĐ 234/2026, Điều 3; NĐ 172/2025, Điều 3)."""
    if incident.suspended_at:
        raise NotNow("Hồ sơ đang tạm dừng.")
    fresh = take_step(incident=incident, verb="suspend", by=by, at=at, note=reason, after={"rule": rule}, suspended_at=at)
    ClockEntry.objects.create(incident=fresh, kind=ClockEntry.Kind.PAUSE, starts_on=local_day(at), reason=reason, rule=rule, by=by, at=at)
    tell_person(fresh, "suspended", f"Hồ sơ {fresh.code} tạm dừng", at)
    return fresh


@transaction.atomic
def resume(*, incident: Incident, by: User, at: datetime, note: str = "") -> Incident:
    """Start the clocks again; every date is recomputed from the rows."""
    if not incident.suspended_at:
        raise NotNow("Hồ sơ không tạm dừng.")
    day = local_day(at)
    ClockEntry.objects.filter(incident=incident, kind=ClockEntry.Kind.PAUSE, ends_on=None).update(ends_on=day)
    dates = _dates(incident, day)
    due_on = due_after_pause(incident.due_on, local_day(incident.suspended_at), day, calendar())
    fresh = take_step(incident=incident, verb="resume", by=by, at=at, note=note, suspended_at=None, due_on=due_on, **dates)
    incident.notices.filter(due_on=incident.due_on).update(due_on=due_on)
    tell_person(fresh, "resumed", f"Hồ sơ {fresh.code} được tiếp tục", at)
    tell_handler(fresh, "resumed_handler", f"Hồ sơ {fresh.code} được tiếp tục", at)
    return fresh


def _dates(incident: Incident, day) -> dict:
    dates = case_dates(incident.rule_set, local_day(incident.happened_at), incident.known_on, incident.clock_entries.all(), calendar(), day)
    return {"limitation_ends": dates.limitation_ends, "processing_ends": dates.processing_ends}


@transaction.atomic
def extend_processing(*, incident: Incident, reason: str, by: User, at: datetime) -> Incident:
    """The longer processing term for a complex case (90 to 150 days for công chức and viên chức)."""
    if incident.status not in UNDER_REVIEW or not incident.rule_set.processing_days_extended:
        raise NotNow("Không gia hạn xử lý được ở trạng thái này hoặc với loại cán bộ này.")
    if incident.clock_entries.filter(kind=ClockEntry.Kind.EXTEND_PROCESSING).exists():
        raise NotNow("Hồ sơ đã được gia hạn xử lý.")
    ClockEntry.objects.create(
        incident=incident,
        kind=ClockEntry.Kind.EXTEND_PROCESSING,
        starts_on=local_day(at),
        reason=reason,
        rule=incident.rule_set.processing_basis,
        by=by,
        at=at,
    )
    return take_step(incident=incident, verb="extend_processing", by=by, at=at, note=reason, **_dates(incident, local_day(at)))


@transaction.atomic
def reassign(*, incident: Incident, handler: User, reason: str, by: User, at: datetime) -> Incident:
    """Give the case to another member; the former one no longer sees it."""
    if not may_handle(incident, handler, local_day(at)):
        raise NotAllowed("Người được giao phải là thành viên Tổ, không phải người ghi nhận và không có quan hệ liên quan.")
    fresh = take_step(incident=incident, verb="reassign", by=by, at=at, note=reason, after={"handler": handler.pk}, handler=handler)
    grants.refresh(fresh, local_day(at))
    tell_handler(fresh, "assigned", f"Xử lý hồ sơ {fresh.code} vừa được giao", at)
    return fresh


@transaction.atomic
def reopen(*, incident: Incident, handler: User, reason: str, by: User, at: datetime) -> Incident:
    """Take an ended case up again, from the notice on. What was concluded stays on record as replaced."""
    if not may_handle(incident, handler, local_day(at)):
        raise NotAllowed("Người được giao phải là thành viên Tổ, không phải người ghi nhận và không có quan hệ liên quan.")
    if incident.sealed:
        raise NotNow("Tố cáo đã chuyển theo trình tự riêng, không mở lại tại đây.")
    day = local_day(at)
    rules = incident.rule_set or rule_set_for(incident.staff_kind, day)
    fresh = take_step(
        incident=incident,
        verb="reopen",
        by=by,
        at=at,
        note=reason,
        handler=handler,
        accepted_at=incident.accepted_at or at,
        rule_set=rules,
        proposed_by=None,
        concluded_by=None,
        concluded_at=None,
        outcome="",
        closed_at=None,
        contested_at=None,
        due_on=add_working_days(day, rules.notice_workdays, calendar()),
    )
    fresh.conclusions.filter(state__in=(Conclusion.State.CONCLUDED, Conclusion.State.PROPOSED)).update(state=Conclusion.State.REPLACED)
    Measure.objects.filter(incident=fresh, cancelled_at=None).update(cancelled_at=at)
    Incident.objects.filter(pk=fresh.pk).update(**_dates(fresh, day))
    grants.refresh(fresh, day)
    tell_handler(fresh, "assigned", f"Xử lý hồ sơ {fresh.code} vừa được mở lại", at)
    tell_person(fresh, "reopened", f"Hồ sơ {fresh.code} được mở lại", at)
    return Incident.objects.with_people().get(pk=fresh.pk)
