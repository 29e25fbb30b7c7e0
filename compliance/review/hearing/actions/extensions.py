"""More time to answer: asked for, and decided."""

from datetime import datetime

from django.db import transaction

from compliance.core.language import _
from compliance.core.presence import present
from compliance.core.refusals import NotNow
from compliance.incidents.models import Incident
from compliance.incidents.transitions import transition
from compliance.registry.models import User
from compliance.review.case.notices import tell_handler, tell_person
from compliance.review.case.queries import day_of, last_notice, open_extension
from compliance.review.case.window import may_still_answer
from compliance.review.models import ClockEntry, Extension, Notice, PaperAct
from compliance.rulebook.clocks import add_working_days, local_day
from compliance.rulebook.queries import calendar

__all__ = [
    "ask_extension",
    "decide_extension",
]


@transaction.atomic
def ask_extension(
    *,
    incident: Incident,
    workdays: int,
    reason: str,
    by: User,
    at: datetime,
    paper: PaperAct | None = None,
) -> Incident:
    """The person asks for more time. One wish at a time, while an answer may still be sent."""
    if open_extension(incident):
        raise NotNow(_("Đã có một đề nghị gia hạn đang chờ trả lời."))
    if not may_still_answer(incident, day_of(at, paper)):
        raise NotNow(_("Đã hết hạn giải trình."))
    fresh = transition(
        incident=incident,
        verb="ask_extension",
        by=by,
        at=at,
        after={"workdays": workdays},
        paper=paper,
    )
    Extension.objects.create(
        incident=fresh, workdays=workdays, reason=reason, asked_at=at, paper=paper
    )
    text = _("Trả lời đề nghị gia hạn trong hồ sơ {code}").format(code=fresh.code)
    tell_handler(fresh, "extension_asked", text, at)
    return fresh


@transaction.atomic
def decide_extension(
    *,
    incident: Incident,
    grant: bool,
    reason: str,
    by: User,
    at: datetime,
    workdays: int | None = None,
) -> Incident:
    """Answer the wish, or give more time unasked. The window moves; who, why and by which rule is a
    row.
    """
    if grant and not workdays:
        raise NotNow(_("Ghi số ngày làm việc thêm."))
    notice = last_notice(incident)
    due_on = (
        add_working_days(max(present(notice).due_on, local_day(at)), present(workdays), calendar())
        if grant
        else present(notice).due_on
    )
    fresh = transition(
        incident=incident,
        verb="extend_answer",
        by=by,
        at=at,
        note=reason,
        after={"granted": grant, "due_on": due_on.isoformat()},
        due_on=due_on,
    )
    wish = open_extension(fresh)
    if wish:
        Extension.objects.filter(pk=wish.pk).update(
            granted=grant, answer=reason, decided_by=by, decided_at=at
        )
    if grant:
        Notice.objects.filter(pk=present(notice).pk).update(due_on=due_on)
        ClockEntry.objects.create(
            incident=fresh,
            kind=ClockEntry.Kind.EXTEND_ANSWER,
            starts_on=local_day(at),
            ends_on=due_on,
            reason=reason,
            rule=present(incident.rule_set).step_basis,
            by=by,
            at=at,
        )
    words = _("được gia hạn") if grant else _("không được gia hạn, xem lý do")
    text = _("Giải trình {words}; hạn {due_on:%d/%m/%Y}").format(words=words, due_on=due_on)
    tell_person(fresh, "extension_decided", text, at)
    return fresh
