"""Legal hold: the lead asks, the inspectorate confirms; letting go takes the same two."""

from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.urls import reverse

from compliance.audit.actions import keyed_hash
from compliance.core.access import require
from compliance.core.language import _
from compliance.core.refusals import NotAllowed, NotNow
from compliance.core.roles import Do, Kind
from compliance.incidents.models import Incident
from compliance.incidents.queries import without_excluded
from compliance.incidents.transitions import record_act
from compliance.outbox.actions import notify
from compliance.registry.models import User
from compliance.registry.queries import holders
from compliance.retention.models import LegalHold
from compliance.rulebook.clocks import local_day

State = LegalHold.State
LEADS_ONLY = _("Tổ trưởng, Tổ phó đề nghị giữ hoặc thôi giữ hồ sơ.")


@transaction.atomic
def ask_hold(*, incident: Incident, reason: str, until: date, by: User, at: datetime) -> LegalHold:
    """From this moment the case is kept, before anybody confirms: what is gone cannot be kept."""
    require(by, Do.RETAIN, LEADS_ONLY)
    if until < local_day(at):
        raise NotNow(_("Ngày giữ không được ở quá khứ."))
    if incident.disposed_at:
        raise NotNow(_("Hồ sơ đã được tiêu hủy."))
    LegalHold.objects.filter(
        incident=incident,
        state__in=(State.PROPOSED, State.ACTIVE, State.RELEASE),
        until__lt=local_day(at),
    ).update(state=State.RELEASED)
    try:
        with transaction.atomic():
            hold = LegalHold.objects.create(
                incident=incident, reason=reason, until=until, asked_by=by, asked_at=at
            )
    except IntegrityError:
        raise NotNow(_("Hồ sơ này đang được giữ."))
    record_act(
        incident=incident,
        verb="ask_hold",
        by=by,
        at=at,
        after={"until": until.isoformat(), "reason": keyed_hash(reason)},
    )
    _tell(hold, by, _("Xác nhận việc giữ hồ sơ {code}").format(code=incident.code), at)
    return hold


@transaction.atomic
def decide_hold(*, hold: LegalHold, agrees: bool, by: User, at: datetime) -> LegalHold:
    """The inspectorate's word on a hold. Whoever asked never confirms."""
    _second(hold.asked_by_id, by)
    _move(
        hold,
        State.PROPOSED,
        state=State.ACTIVE if agrees else State.REFUSED,
        decided_by=by,
        decided_at=at,
    )
    record_act(
        incident=hold.incident,
        verb="confirm_hold" if agrees else "refuse_hold",
        by=by,
        at=at,
        after={"until": hold.until.isoformat()},
    )
    return hold


@transaction.atomic
def ask_release(*, hold: LegalHold, reason: str, by: User, at: datetime) -> LegalHold:
    """The case stays held until somebody else agrees."""
    require(by, Do.RETAIN, LEADS_ONLY)
    _move(
        hold, State.ACTIVE, state=State.RELEASE, release_reason=reason, release_by=by, release_at=at
    )
    record_act(
        incident=hold.incident,
        verb="ask_release",
        by=by,
        at=at,
        after={"reason": keyed_hash(reason)},
    )
    _tell(hold, by, _("Xác nhận việc thôi giữ hồ sơ {code}").format(code=hold.incident.code), at)
    return hold


@transaction.atomic
def decide_release(*, hold: LegalHold, agrees: bool, by: User, at: datetime) -> LegalHold:
    """Agreed: the case is free. Refused: it is held as before."""
    _second(hold.release_by_id, by)
    if agrees:
        _move(hold, State.RELEASE, state=State.RELEASED, released_by=by, released_at=at)
    else:
        _move(hold, State.RELEASE, state=State.ACTIVE, release_by=None, release_at=None)
    record_act(incident=hold.incident, verb="release_hold" if agrees else "keep_hold", by=by, at=at)
    return hold


def _second(first: int | None, by: User) -> None:
    require(by, Do.CONFIRM_DISPOSAL, _("Thanh tra xác nhận việc giữ hồ sơ."))
    if first == by.pk:
        raise NotAllowed(_("Người đề nghị không tự xác nhận; việc này của người khác."))


def _move(hold: LegalHold, source: str, **changes: Any) -> None:
    if LegalHold.objects.filter(pk=hold.pk, state=source).update(**changes) != 1:
        raise NotNow(_("Việc giữ hồ sơ này vừa được thay đổi. Mở lại trang để xem."))
    hold.refresh_from_db()


def _tell(hold: LegalHold, by: User, text: str, at: datetime) -> None:
    people = without_excluded(hold.incident, holders(Kind.AUDITOR, day=local_day(at))).exclude(
        pk=by.pk
    )
    notify(
        users=people,
        kind="hold",
        text=text,
        url=reverse("retention:holds"),
        at=at,
        key=f"hold:{hold.pk}:{hold.state}:{at.isoformat()}",
    )
