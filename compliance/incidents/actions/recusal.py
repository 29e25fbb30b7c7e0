"""Standing aside: `recuse`, and who takes over the part that would be left empty."""

from datetime import date, datetime
from typing import Any

from django.db import transaction

from compliance.core.language import _
from compliance.core.presence import present
from compliance.core.refusals import NotAllowed, NotNow
from compliance.core.roles import Kind
from compliance.incidents import grants
from compliance.incidents.actions.invitations import may_be_invited, tell_invited
from compliance.incidents.models import Incident, Invitation, Recusal
from compliance.incidents.queries import (
    case_roles,
    deciders,
    unit_people,
    who_can,
    without_excluded,
)
from compliance.incidents.transitions import transition
from compliance.incidents.workflow import CaseRole, Status
from compliance.registry.models import User
from compliance.registry.queries import holders
from compliance.rulebook.clocks import add_working_days, local_day
from compliance.rulebook.queries import calendar

STAND_IN_WORKDAYS = (
    60  # a stand-in keeps the part while the case is likely to be open; the lead can ask anew
)


@transaction.atomic
def recuse(
    *,
    incident: Incident,
    who: User,
    reason: str,
    by: User,
    at: datetime,
    successor: User | None = None,
) -> Incident:
    """`who` stands aside and no longer sees the file. Whoever leaves a part that nobody else can
    take names a successor: no case is orphaned.

    Raises NotAllowed when somebody who is not a lead records it of another, NotNow when the
    successor that is needed is missing or not free, when `who` stood aside already, or when nobody
    could decide the case any more.
    """
    day = local_day(at)
    if who.pk != by.pk and CaseRole.LEAD not in case_roles(incident, by):
        raise NotAllowed(_("Chỉ Tổ trưởng ghi nhận việc thôi tham gia của người khác."))
    handles = incident.handler_id == who.pk
    part = "" if handles else _part_left_empty(incident, who, day)
    if handles:
        _check_handler(incident, who, successor, day)
    elif part:
        _check_stand_in(incident, who, successor)
    changes: dict[str, Any] = {"handler": successor} if handles else {}
    fresh = transition(
        incident=incident,
        verb="recuse",
        by=by,
        at=at,
        note=reason,
        after={"who": who.pk},
        **changes,
    )
    needed = successor if handles or part else None  # who leaves no part empty needs no successor
    _write_recusal(fresh, who, reason, needed, by, at)
    if needed is None:
        _require_decider(fresh, day)
    Invitation.objects.filter(incident=fresh, user=who, ended_at=None).update(ended_at=at)
    if part:
        _let_stand_in(fresh, present(successor), part, by, at)
    grants.refresh(fresh, day)
    if needed is not None:
        text = _("Xử lý hồ sơ {code} vừa được giao") if handles else _("Tham gia hồ sơ {code}")
        tell_invited(fresh, needed, text.format(code=fresh.code), at)
    return fresh


def _write_recusal(
    incident: Incident, who: User, reason: str, successor: User | None, by: User, at: datetime
) -> None:
    """Keep that `who` stood aside. Raises NotNow when they did already."""
    if Recusal.objects.filter(incident=incident, user=who).exists():
        raise NotNow(_("Người này đã thôi tham gia."))
    Recusal.objects.create(
        incident=incident, user=who, reason=reason, successor=successor, by=by, at=at
    )


def _let_stand_in(incident: Incident, successor: User, part: str, by: User, at: datetime) -> None:
    """Invite the successor of a voice that is needed, in its part."""
    Invitation.objects.create(
        incident=incident,
        user=successor,
        part=part,
        until=add_working_days(local_day(at), STAND_IN_WORKDAYS, calendar()),
        reason=_("Thay người thôi tham gia"),
        by=by,
        at=at,
    )


def _require_decider(incident: Incident, day: date) -> None:
    """Raise NotNow when nobody could conclude the case, with the recusal just written."""
    if not _somebody_decides(incident, day):
        raise NotNow(
            _(
                "Không còn ai có thể kết luận hồ sơ này; báo quản trị giao Tổ phó hoặc người được "
                "ủy quyền trước."
            )
        )


def _somebody_decides(incident: Incident, day: date) -> bool:
    """With the recusal just written: a level above decides where there is one."""
    return deciders(incident, day).exists() and (
        incident.status != Status.SUBMITTED or who_can(incident, "accept", day).exists()
    )


def _part_left_empty(incident: Incident, who: User, day: date) -> str:
    """The side that would have no voice without `who`: unit, affairs, or none."""
    parts = case_roles(incident, who)
    if CaseRole.UNIT in parts and not unit_people(incident, day).exclude(pk=who.pk).exists():
        return Invitation.Part.UNIT
    if (
        CaseRole.AFFAIRS in parts
        and not without_excluded(incident, holders(Kind.INTERNAL_AFFAIRS, day=day))
        .exclude(pk=who.pk)
        .exists()
    ):
        return Invitation.Part.AFFAIRS
    return ""


def _check_handler(incident: Incident, who: User, successor: User | None, day: date) -> None:
    """Raise NotNow unless the successor is another member, free to take the file over."""
    free = without_excluded(incident, holders(Kind.MEMBER, day=day)).exclude(
        pk__in=[who.pk, incident.reporter.user_id]
    )
    if successor is None or not free.filter(pk=successor.pk).exists():
        raise NotNow(
            _(
                "Chọn thành viên khác của Tổ để tiếp nhận hồ sơ: người đã chọn có liên quan hoặc "
                "không nhận được."
            )
        )


def _check_stand_in(incident: Incident, who: User, successor: User | None) -> None:
    """Raise NotNow unless the successor is somebody else, who may be invited."""
    if successor is None or successor.pk == who.pk or not may_be_invited(incident, successor):
        raise NotNow(
            _(
                "Bên này không còn ai cho ý kiến: chọn người thay khác, người đã chọn có liên quan "
                "hoặc không nhận được."
            )
        )
