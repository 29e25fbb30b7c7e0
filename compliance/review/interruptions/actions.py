"""Over the line: suspend and resume, extend, reassign, reopen. Each is a row with who, why and the
rule.
"""

from datetime import datetime
from typing import Any

from django.db import transaction

from compliance.core.language import _
from compliance.core.presence import present
from compliance.core.refusals import NotNow
from compliance.incidents import grants
from compliance.incidents.models import Incident
from compliance.incidents.queries import deciders
from compliance.incidents.transitions import transition
from compliance.incidents.workflow import UNDER_REVIEW, Status
from compliance.registry.models import User
from compliance.review.case.notices import tell_handler, tell_person
from compliance.review.case.queries import open_contest
from compliance.review.conclusion.actions import replace_conclusion
from compliance.review.conclusion.checks.independence import ties_after_conclusion
from compliance.review.deadlines.clocks import INTERNAL, SENSITIVE, due_after_pause
from compliance.review.deadlines.queries import law_dates, moved
from compliance.review.models import (
    ClockEntry,
    Conclusion,
    Measure,
    Triage,
)
from compliance.review.triage.actions import require_acceptable
from compliance.rulebook.clocks import add_working_days, local_day
from compliance.rulebook.models import RuleChoice
from compliance.rulebook.queries import calendar, choices, rule_set_for

__all__ = [
    "extend_processing",
    "reopen",
    "resume",
    "suspend",
]

RUNNING = (Status.CONCLUDED, Status.ENFORCING)  # concluded, and not ended
UNCONCLUDED: dict[str, Any] = {
    "proposed_by": None,
    "concluded_by": None,
    "concluded_at": None,
    "outcome": "",
    "closed_at": None,
    "contested_at": None,
    "spent_on": None,
}
NOBODY_TO_CONCLUDE = _(
    "Người mở lại là người thụ lý của lần này nên không kết luận; nếu ông/bà mở lại thì không còn "
    "ai kết luận được. Đề nghị người khác có thẩm quyền mở lại."
)


@transaction.atomic
def suspend(
    *,
    incident: Incident,
    reason: str,
    by: User,
    at: datetime,
    rule: str = "",
    code: str = "",
    evidence: str = "",
) -> Incident:
    """Stop the clocks for a reason the rule set knows (`code`); for an internal one the step alone
    waits. `rule` without a code is written as given.
    """
    if incident.suspended_at:
        raise NotNow(_("Hồ sơ đang tạm dừng."))
    if code:
        rule = _rule_of(incident, code, at)
    note = "" if code in SENSITIVE else reason
    fresh = transition(
        incident=incident,
        verb="suspend",
        by=by,
        at=at,
        note=note,
        after={"rule": rule, "code": code},
        suspended_at=at,
    )
    ClockEntry.objects.create(
        incident=fresh,
        kind=ClockEntry.Kind.PAUSE,
        starts_on=local_day(at),
        reason=reason,
        rule=rule,
        code=code,
        evidence=evidence,
        by=by,
        at=at,
    )
    tell_person(fresh, "suspended", _("Hồ sơ {code} tạm dừng").format(code=fresh.code), at)
    return fresh


def _rule_of(incident: Incident, code: str, at: datetime) -> str:
    if code == INTERNAL:
        return present(incident.rule_set).step_basis
    known = {
        row.code: row
        for row in choices(present(incident.rule_set), RuleChoice.List.PAUSE, local_day(at))
    }
    if code not in known:
        raise NotNow(_("Bộ quy tắc của hồ sơ không có lý do tạm dừng này."))
    return known[code].basis


@transaction.atomic
def resume(*, incident: Incident, by: User, at: datetime, note: str = "") -> Incident:
    """Start the clocks again; every date is recomputed from the rows."""
    if not incident.suspended_at:
        raise NotNow(_("Hồ sơ không tạm dừng."))
    day = local_day(at)
    pause = ClockEntry.objects.get(incident=incident, kind=ClockEntry.Kind.PAUSE, ends_on=None)
    ClockEntry.objects.filter(pk=pause.pk).update(ends_on=day)
    paused = local_day(incident.suspended_at)
    due_on = due_after_pause(incident.due_on, paused, day, calendar())
    dates = {**law_dates(incident, day), "due_on": due_on}
    ClockEntry.objects.filter(pk=pause.pk).update(moved=moved(incident, dates))
    fresh = transition(
        incident=incident, verb="resume", by=by, at=at, note=note, suspended_at=None, **dates
    )
    for notice in incident.notices.filter(due_on__gte=paused):  # windows that had not ended
        notice.due_on = present(due_after_pause(notice.due_on, paused, day, calendar()))
        notice.save(update_fields=["due_on"])
    tell_person(fresh, "resumed", _("Hồ sơ {code} được tiếp tục").format(code=fresh.code), at)
    text = _("Hồ sơ {code} được tiếp tục").format(code=fresh.code)
    tell_handler(fresh, "resumed_handler", text, at)
    return fresh


@transaction.atomic
def extend_processing(*, incident: Incident, reason: str, by: User, at: datetime) -> Incident:
    """The longer processing term for a complex case (90 to 150 days for công chức and
    viên chức).
    """
    rules = incident.rule_set
    if incident.status not in UNDER_REVIEW or not (
        present(rules).processing_days_extended or present(rules).processing_months_extended
    ):
        raise NotNow(_("Không gia hạn xử lý được ở trạng thái này hoặc với loại cán bộ này."))
    if incident.clock_entries.filter(kind=ClockEntry.Kind.EXTEND_PROCESSING).exists():
        raise NotNow(_("Hồ sơ đã được gia hạn xử lý."))
    row = ClockEntry.objects.create(
        incident=incident,
        kind=ClockEntry.Kind.EXTEND_PROCESSING,
        starts_on=local_day(at),
        reason=reason,
        rule=present(rules).processing_basis,
        by=by,
        at=at,
    )
    dates = law_dates(incident, local_day(at))
    ClockEntry.objects.filter(pk=row.pk).update(moved=moved(incident, dates))
    return transition(
        incident=incident, verb="extend_processing", by=by, at=at, note=reason, **dates
    )


@transaction.atomic
def reopen(
    *,
    incident: Incident,
    scope: dict[str, bool],
    handler: User,
    reason: str,
    by: User,
    at: datetime,
) -> Incident:
    """Take an ended case up again, from the notice on, with a triage of its own: `by` answers for
    the scope and is the triager of the new round. What was concluded stays on record as replaced.
    A concluded case need not have ended when somebody tied to the person concerned took part in it.

    Raises NotNow for protected speech, for a sealed case, and where nobody would be left to
    conclude.
    """
    _require_reopenable(incident)
    day = local_day(at)
    require_acceptable(incident, scope, handler, day)
    rules = incident.rule_set or rule_set_for(incident.staff_kind, day)
    fresh = transition(
        incident=incident,
        verb="reopen",
        by=by,
        at=at,
        note=reason,
        handler=handler,
        triaged_by=by,
        accepted_at=incident.accepted_at or at,
        rule_set=rules,
        due_on=add_working_days(day, rules.notice_workdays, calendar()),
        **UNCONCLUDED,
    )
    if not deciders(fresh, day).exists():
        raise NotNow(NOBODY_TO_CONCLUDE)
    accepted, signed = Triage.Decision.ACCEPTED, {"reason": reason, "by": by, "at": at}
    Triage.objects.create(
        incident=fresh, decision=accepted, scope=scope, urgency=fresh.urgency, **signed
    )
    replace_conclusion(incident=fresh, because=Conclusion.Replaced.REOPENED, by=by, at=at)
    Measure.objects.filter(incident=fresh, cancelled_at=None).update(cancelled_at=at)
    Incident.objects.filter(pk=fresh.pk).update(**law_dates(fresh, day))
    grants.refresh(fresh, day)
    _tell_reopened(fresh, at)
    reopened: Incident = Incident.objects.with_people().get(pk=fresh.pk)
    return reopened


def _require_reopenable(incident: Incident) -> None:
    if incident.status in RUNNING and not ties_after_conclusion(incident):
        raise NotNow(
            _(
                "Hồ sơ đã kết luận chỉ mở lại sau khi kết thúc, trừ khi người đã tham gia có quan "
                "hệ liên quan được biết sau kết luận."
            )
        )
    if open_contest(incident):
        raise NotNow(_("Đang có đề nghị xem xét lại: quyết định việc đó trước."))
    if incident.sealed:
        raise NotNow(_("Tố cáo đã chuyển theo trình tự riêng, không mở lại tại đây."))


def _tell_reopened(fresh: Incident, at: datetime) -> None:
    text = _("Xử lý hồ sơ {code} vừa được mở lại").format(code=fresh.code)
    tell_handler(fresh, "assigned", text, at)
    if fresh.told_at:  # who was never told of a case screened out learns of it by the notice
        tell_person(fresh, "reopened", _("Hồ sơ {code} được mở lại").format(code=fresh.code), at)
