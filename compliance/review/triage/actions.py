"""Triage by the lead: the scope checklist, then accept, return, screen out or note."""

from datetime import date, datetime

from django.db import transaction

from compliance.core.language import _, joined
from compliance.core.presence import present
from compliance.core.refusals import NotAllowed, NotNow
from compliance.core.roles import Kind
from compliance.core.text import search_text
from compliance.incidents import custody, grants
from compliance.incidents.checks import misapplied, why_not_noted
from compliance.incidents.models import Incident, Urgency
from compliance.incidents.transitions import transition
from compliance.registry.models import User
from compliance.registry.queries import holders
from compliance.review.case.notices import tell_handler, tell_leads, tell_person, tell_reporter
from compliance.review.deadlines.queries import law_dates
from compliance.review.models import (
    Protected,
    ScreenedBecause,
    Triage,
)
from compliance.review.triage.queries import NOT_THIS_ONE, may_handle
from compliance.rulebook.clocks import add_working_days, local_day
from compliance.rulebook.queries import calendar, rule_set_for

__all__ = [
    "accept",
    "ask_to_take_up",
    "note",
    "reassign",
    "return_for_more",
    "screen_out",
]

REFERRED = (ScreenedBecause.DENUNCIATION, ScreenedBecause.SUPERIOR)


def concerns_chairman(incident: Incident, day: date) -> bool:
    """The chairman's own case is for the superior body: everybody here works under him
    (docs/threats.md#settled-once, e).
    """
    return bool(
        present(incident.person).user_id
        and holders(Kind.CHAIRMAN, day=day).filter(pk=present(incident.person).user_id).exists()
    )


def _not_the_chairman(incident: Incident, day: date) -> None:
    if concerns_chairman(incident, day):
        raise NotNow(
            _(
                "Hồ sơ về Chủ tịch UBND thuộc thẩm quyền cấp trên: chọn không thụ lý với lý do "
                "này, ghi nơi nhận và số chuyển."
            )
        )


def _falls_under(scope: dict) -> list[str]:
    """The kinds of protected speech ticked in the checklist; every kind must have been answered."""
    unanswered = [kind for kind in Protected.values if kind not in scope]
    if unanswered:
        raise NotNow(_("Phải trả lời đủ từng mục của phạm vi trước khi quyết định."))
    return [kind for kind in Protected.values if scope[kind]]


def require_acceptable(
    incident: Incident, scope: dict[str, bool], handler: User, day: date
) -> None:
    """Raises NotNow for protected speech and for the chairman's own case, NotAllowed when the case
    is not for this handler.
    """
    if _falls_under(scope):
        raise NotNow(_("Vụ việc thuộc nội dung được bảo vệ: chỉ có thể không thụ lý."))
    _not_the_chairman(incident, day)
    if not may_handle(incident, handler, day):
        raise NotAllowed(NOT_THIS_ONE)


@transaction.atomic
def accept(
    *,
    incident: Incident,
    scope: dict[str, bool],
    handler: User,
    by: User,
    at: datetime,
    urgency: str = Urgency.NORMAL,
    reason: str = "",
    due_on: date | None = None,
) -> Incident:
    """Take the incident into review, assign it, freeze the rule set in force today and start the
    clocks.

    `due_on`: the day by which the notice must be out; the rule's days when not given, and never
    past the time for processing.
    """
    day = local_day(at)
    require_acceptable(incident, scope, handler, day)
    if wrong := misapplied(incident):
        misfit = _("{wrong}: trả lại để người ghi nhận chọn lại quy định viện dẫn.")
        raise NotNow(misfit.format(wrong=joined("; ", wrong)))
    rules = rule_set_for(incident.staff_kind, day)
    dates = law_dates(incident, day, rules)
    if due_on and not day <= due_on <= max(dates["processing_ends"] or due_on, day):
        raise NotNow(_("Hạn gửi thông báo phải từ hôm nay và không sau thời hạn xử lý."))
    due_on = due_on or add_working_days(day, rules.notice_workdays, calendar())
    fresh = transition(
        incident=incident,
        verb="accept",
        by=by,
        at=at,
        note=reason,
        after={"handler": handler.pk, "rule_set": rules.code},
        handler=handler,
        triaged_by=by,
        urgency=urgency,
        accepted_at=at,
        rule_set=rules,
        due_on=due_on,
        **dates,
    )
    accepted = Triage.Decision.ACCEPTED
    signed = {"reason": reason, "urgency": urgency, "by": by, "at": at}
    Triage.objects.create(incident=fresh, decision=accepted, scope=scope, **signed)
    grants.refresh(fresh, day)
    text = _("Xử lý hồ sơ {code} vừa được giao").format(code=fresh.code)
    tell_handler(fresh, "assigned", text, at)
    tell_reporter(fresh, "accepted", _("Vụ việc {code} đã được thụ lý").format(code=fresh.code), at)
    return fresh


@transaction.atomic
def return_for_more(*, incident: Incident, reason: str, by: User, at: datetime) -> Incident:
    """Send it back to the reporter with what is missing."""
    rules = rule_set_for(incident.staff_kind, local_day(at))
    fresh = transition(
        incident=incident,
        verb="return",
        by=by,
        at=at,
        note=reason,
        due_on=add_working_days(local_day(at), rules.triage_workdays, calendar()),
    )
    Triage.objects.create(
        incident=fresh, decision=Triage.Decision.RETURNED, reason=reason, by=by, at=at
    )
    tell_reporter(fresh, "returned", _("Bổ sung vụ việc {code}").format(code=fresh.code), at)
    return fresh


def _require_ground(
    incident: Incident, scope: dict[str, bool], because: str, referred: bool, day: date
) -> None:
    """Raises NotNow when the reason is not one that the checklist and the person leave open, or
    when what belongs elsewhere was not referred there.
    """
    ticked = _falls_under(scope)
    if ticked and because not in ticked:
        raise NotNow(
            _("Lý do không thụ lý phải là một trong các nội dung được bảo vệ đã đánh dấu.")
        )
    if because in REFERRED and not referred:
        raise NotNow(
            _(
                "Tố cáo và hồ sơ thuộc thẩm quyền cấp trên phải được chuyển: ghi nơi nhận và số "
                "chuyển."
            )
        )
    if because == ScreenedBecause.SUPERIOR and not concerns_chairman(incident, day):
        raise NotNow(_("Chỉ hồ sơ về người đứng đầu UBND mới chuyển cấp trên."))


@transaction.atomic
def screen_out(
    *,
    incident: Incident,
    scope: dict[str, bool],
    because: str,
    reason: str,
    by: User,
    at: datetime,
    duplicate_of: Incident | None = None,
    referred_to: str = "",
    reference: str = "",
) -> Incident:
    """Not taken up, with a reason the reporter sees. A denunciation, or a case about the chairman,
    is referred and sealed here.
    """
    denunciation, referred = because in REFERRED, bool(referred_to and reference)
    _require_ground(incident, scope, because, referred, local_day(at))
    fresh = transition(
        incident=incident,
        verb="screen_out",
        by=by,
        at=at,
        note=reason,
        after={"because": because},
        triaged_by=by,
        closed_at=at,
        due_on=None,
        sealed=denunciation,
        folded=search_text(incident.code) if denunciation else incident.folded,
    )
    if denunciation:
        custody.seal(incident=fresh, by=by, at=at)
    Triage.objects.create(
        incident=fresh,
        decision=Triage.Decision.SCREENED_OUT,
        scope=scope,
        because=because,
        reason=reason,
        duplicate_of=duplicate_of,
        referred_to=referred_to,
        reference=reference,
        by=by,
        at=at,
    )
    text = _("Vụ việc {code} không được thụ lý, xem lý do").format(code=fresh.code)
    tell_reporter(fresh, "screened_out", text, at)
    return fresh


@transaction.atomic
def note(
    *, incident: Incident, scope: dict[str, bool], reason: str, by: User, at: datetime
) -> Incident:
    """Minor, and the unit has already guided or reminded: noted, the person is told and may
    contest.
    """
    if _falls_under(scope):
        raise NotNow(_("Vụ việc thuộc nội dung được bảo vệ: chỉ có thể không thụ lý."))
    _not_the_chairman(incident, local_day(at))
    if why := why_not_noted(incident):
        raise NotNow(why)
    rules = rule_set_for(incident.staff_kind, local_day(at))
    fresh = transition(
        incident=incident,
        verb="note",
        by=by,
        at=at,
        note=reason,
        triaged_by=by,
        told_at=at,
        closed_at=at,
        due_on=None,
        rule_set=rules,
    )
    Triage.objects.create(
        incident=fresh, decision=Triage.Decision.NOTED, scope=scope, reason=reason, by=by, at=at
    )
    tell_person(fresh, "noted", _("Đơn vị ghi nhận một vụ việc liên quan đến ông/bà"), at)
    text = _("Vụ việc {code} được ghi nhận xử lý tại đơn vị").format(code=fresh.code)
    tell_reporter(fresh, "noted_reporter", text, at)
    return fresh


@transaction.atomic
def ask_to_take_up(*, incident: Incident, at: datetime) -> None:
    """The leads are told, once, that a reopened case has no triage; the page of the case has the
    act that makes one.
    """
    text = _("Hồ sơ {code} mở lại chưa có quyết định thụ lý: xác nhận việc thụ lý").format(
        code=incident.code
    )
    tell_leads(incident, "not_taken_up", text, at)


@transaction.atomic
def reassign(*, incident: Incident, handler: User, reason: str, by: User, at: datetime) -> Incident:
    """Give the case to another member; the former one no longer sees it."""
    if not may_handle(incident, handler, local_day(at)):
        raise NotAllowed(NOT_THIS_ONE)
    fresh = transition(
        incident=incident,
        verb="reassign",
        by=by,
        at=at,
        note=reason,
        after={"handler": handler.pk},
        handler=handler,
    )
    grants.refresh(fresh, local_day(at))
    text = _("Xử lý hồ sơ {code} vừa được giao").format(code=fresh.code)
    tell_handler(fresh, "assigned", text, at)
    return fresh
