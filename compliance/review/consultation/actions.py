"""The opinions of the unit head and of internal affairs."""

from datetime import datetime

from django.db import transaction

from compliance.audit.actions import keyed_hash
from compliance.core.language import _
from compliance.core.presence import present
from compliance.core.refusals import NotAllowed, NotNow
from compliance.incidents.models import Incident
from compliance.incidents.transitions import transition
from compliance.registry.models import User
from compliance.review.case.checks import require_all
from compliance.review.case.notices import tell_handler, tell_opinion_givers
from compliance.review.case.queries import opinion_of, round_number
from compliance.review.consultation.checks import before_consult, consulted
from compliance.review.consultation.queries import sides_open_to
from compliance.review.models import Opinion
from compliance.rulebook.clocks import add_working_days, local_day
from compliance.rulebook.queries import calendar

__all__ = [
    "consult",
    "give_opinion",
    "record_overdue_opinion",
]


@transaction.atomic
def consult(*, incident: Incident, by: User, at: datetime, note: str = "") -> Incident:
    """Ask both for their opinion, once the person has been heard."""
    require_all(before_consult(incident))
    workdays = present(incident.rule_set).opinion_workdays
    due_on = add_working_days(local_day(at), workdays, calendar())
    fresh = transition(
        incident=incident,
        verb="consult",
        by=by,
        at=at,
        note=note,
        after={"due_on": due_on.isoformat()},
        due_on=due_on,
    )
    tell_opinion_givers(fresh, at)
    return fresh


@transaction.atomic
def give_opinion(
    *, incident: Incident, side: str, text: str, suggests: str, by: User, at: datetime
) -> Incident:
    """One opinion a side and round, dated and signed. One person speaks for one side only, in every
    round of the case.
    """
    if opinion_of(incident, side):
        raise NotNow(_("Bên này đã cho ý kiến."))
    if side not in sides_open_to(incident, by):
        raise NotAllowed(_("Ông/bà không thay mặt bên này cho ý kiến."))
    if by.opinions.filter(incident=incident).exclude(side=side).exists():
        raise NotAllowed(_("Một người không cho ý kiến thay hai bên."))
    fresh = transition(
        incident=incident,
        verb="give_opinion",
        by=by,
        at=at,
        after={"side": side, "text": keyed_hash(text)},
        **_due(incident, side, at),
    )
    Opinion.objects.create(
        incident=fresh,
        side=side,
        round=round_number(fresh),
        text=text,
        suggests=suggests,
        by=by,
        at=at,
    )
    tell_handler(
        fresh,
        f"opinion_in_{side}",
        _("Đã có ý kiến phối hợp trong hồ sơ {code}").format(code=fresh.code),
        at,
    )
    return fresh


@transaction.atomic
def record_overdue_opinion(*, incident: Incident, side: str, by: User, at: datetime) -> Incident:
    """No opinion by the deadline: recorded so, and the case goes on."""
    if opinion_of(incident, side):
        raise NotNow(_("Bên này đã cho ý kiến."))
    if incident.due_on and local_day(at) <= incident.due_on:
        raise NotNow(
            _("Chưa quá hạn cho ý kiến ({due_on:%d/%m/%Y}).").format(due_on=incident.due_on)
        )
    fresh = transition(
        incident=incident,
        verb="record_overdue_opinion",
        by=by,
        at=at,
        after={"side": side},
        **_due(incident, side, at),
    )
    Opinion.objects.create(
        incident=fresh, side=side, round=round_number(fresh), overdue=True, by=by, at=at
    )
    return fresh


def _due(incident: Incident, side: str, at: datetime) -> dict:
    """When this is the second side, the next deadline is that of the proposal."""
    others = [check.ok for check in consulted(incident)]
    return (
        {
            "due_on": add_working_days(
                local_day(at), present(incident.rule_set).conclude_workdays, calendar()
            )
        }
        if sum(others) == 1
        else {}
    )
