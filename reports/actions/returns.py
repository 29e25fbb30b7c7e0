"""Unit returns: planned when the month closes, sent (nil too), sent back, accepted by somebody
else.
"""

import json
from datetime import datetime
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from compliance.audit.actions import keyed_hash, record
from compliance.core.access import has_grant, may, require
from compliance.core.language import _, composed
from compliance.core.refusals import NotAllowed, NotNow, Stale
from compliance.core.roles import LEADS, Do
from compliance.outbox.actions import notify
from compliance.outbox.models import Notification
from compliance.registry.grants import OVERSEE
from compliance.registry.models import Office, User
from compliance.registry.queries import heads_of, holders
from compliance.rulebook.clocks import add_working_days, local_day
from compliance.rulebook.queries import calendar
from reports.models import ReturnTurn, UnitReturn
from reports.periods import Period, period_ending
from reports.queries import unit_figures

WORKDAYS = (
    2  # after the cut-off (NĐ 09/2019/NĐ-CP Điều 8 khoản 5 asks for one at least between levels)
)
STALE = _("Báo cáo vừa được thay đổi ở nơi khác. Mở lại để xem bản mới nhất.")
State, Verb = UnitReturn.State, ReturnTurn.Verb


def period_of_return(row: UnitReturn) -> Period:
    return period_ending(row.kind, row.end)


def _url(row: UnitReturn) -> str:
    return reverse("reports:return", args=[row.pk])


def _step(row: UnitReturn, sources: tuple[str, ...], **changes: Any) -> None:
    moved = UnitReturn.objects.filter(pk=row.pk, state__in=sources, version=row.version).update(
        version=row.version + 1, **changes
    )
    if moved != 1:
        raise Stale(STALE, back=_url(row), row=row)


@transaction.atomic
def plan_returns(*, period: Period, at: datetime, quiet: bool = False) -> int:
    """Owe a return of every office that sends one; a missing return is a row too. Returns how many
    were new.
    """
    offices = [
        office
        for office in Office.objects.on(period.end).filter(sends_return=True)
        if not UnitReturn.objects.filter(
            office=office, kind=period.kind, start=period.start, end=period.end
        ).exists()
    ]
    due_on = add_working_days(period.end, WORKDAYS, calendar())
    UnitReturn.objects.bulk_create(
        [
            UnitReturn(
                office=office, kind=period.kind, start=period.start, end=period.end, due_on=due_on
            )
            for office in offices
        ],
        ignore_conflicts=True,
    )
    if not quiet:
        for row in UnitReturn.objects.filter(
            office__in=offices, kind=period.kind, end=period.end
        ).select_related("office"):
            notify(
                users=heads_of(row.office, local_day(at)),
                kind="return_due",
                text=_("Gửi báo cáo của đơn vị, {label}").format(label=period.in_sentence),
                url=_url(row),
                at=at,
                subject=row,
                key=f"return_due:{row.pk}",
            )
    return len(offices)


@transaction.atomic
def submit_return(
    *,
    row: UnitReturn,
    nil: bool,
    narrative: str,
    proposals: str,
    by: User,
    at: datetime,
    on_paper: bool = False,
) -> UnitReturn:
    """Send it; its figures are taken from the portal at this moment and kept. `on_paper`: the team
    enters what an office sent on paper.

    Raises NotAllowed for another sender, NotNow for a nil return of a period with cases, Stale.
    """
    _require_sender(row, by, on_paper)
    period = period_of_return(row)
    figures = figures_for(row, by)
    if nil and figures["received"]:
        not_nil = _("Trong kỳ đơn vị có {received} vụ việc, không thể báo “không phát sinh”.")
        raise NotNow(not_nil.format(received=figures["received"]), back=_url(row))
    _step(
        row,
        (State.DUE, State.RETURNED),
        state=State.SUBMITTED,
        nil=nil,
        figures=figures,
        briefings_held=figures["briefings"]["count"],
        narrative=narrative,
        proposals=proposals,
        submitted_by=by,
        submitted_at=at,
        comment="",
        on_paper=on_paper,
    )
    sent = {"nil": nil, "narrative": narrative, "proposals": proposals, "figures": figures}
    _turn(row, Verb.SUBMITTED, by, at, sent=sent)
    record(
        by=by,
        verb="submit_return",
        obj=row,
        at=at,
        label=_labelled(row, period),
        after={"nil": nil, "text": keyed_hash(narrative + proposals), "on_paper": on_paper},
    )
    _tell_leads(row, period, by, at)
    return UnitReturn.objects.get(pk=row.pk)


def _require_sender(row: UnitReturn, by: User, on_paper: bool) -> None:
    """Raises NotAllowed for whoever may not send this return, or enter what came on paper."""
    if on_paper:
        require(by, Do.ACCEPT_RETURN, _("Tổ trưởng, Tổ phó nhập báo cáo giấy thay đơn vị."))
    elif not may(by, Do.SEND_RETURN) or not has_grant(by, OVERSEE, row.office):
        raise NotAllowed(_("Thủ trưởng đơn vị hoặc cấp phó được giao gửi báo cáo."))


def _tell_leads(row: UnitReturn, period: Period, by: User, at: datetime) -> None:
    """A return waits to be looked at; whoever sent it need not hear."""
    notify(
        users=holders(*LEADS, day=local_day(at)).exclude(pk=by.pk),
        kind="return_submitted",
        text=_("Xem báo cáo của {short_name}, {label}").format(
            short_name=row.office.short_name, label=period.in_sentence
        ),
        url=_url(row),
        at=at,
        subject=row,
        key=f"return_submitted:{row.pk}:{row.version}",
        mail=False,
    )


def figures_for(row: UnitReturn, by: User) -> dict:
    """The figures of a return as the office itself counts them, whoever writes it: one about its
    head stands in none that the head will read.
    """
    own = (
        by
        if has_grant(by, OVERSEE, row.office)
        else heads_of(row.office, local_day(timezone.now())).first()
    )
    return (
        unit_figures(row.office, period_of_return(row), own)
        if own
        else unit_figures(row.office, period_of_return(row), by, but_heads=True)
    )


def _turn(
    row: UnitReturn,
    verb: str,
    by: User | None,
    at: datetime,
    text: str = "",
    sent: dict | None = None,
) -> None:
    ReturnTurn.objects.create(
        unit_return=row, verb=verb, by=by, at=at, text=text, sent=json.loads(json.dumps(sent or {}))
    )


@transaction.atomic
def recall_return(*, row: UnitReturn, reason: str, by: User, at: datetime) -> UnitReturn:
    """Take it back to change it, while nobody has accepted it."""
    if row.submitted_by_id != by.pk and not has_grant(by, OVERSEE, row.office):
        raise NotAllowed(_("Đơn vị đã gửi mới rút lại được."))
    _step(row, (State.SUBMITTED,), state=State.RETURNED, comment="")
    _turn(row, Verb.RECALLED, by, at, reason)
    record(
        by=by,
        verb="recall_return",
        obj=row,
        at=at,
        label=_labelled(row, period_of_return(row)),
        after={"reason": keyed_hash(reason)},
    )
    return UnitReturn.objects.get(pk=row.pk)


@transaction.atomic
def accept_return(*, row: UnitReturn, by: User, at: datetime) -> UnitReturn:
    """Receive it. Whoever sent it does not receive it."""
    require(by, Do.ACCEPT_RETURN)
    if row.submitted_by_id == by.pk:
        raise NotAllowed(_("Người gửi báo cáo không tự nhận."))
    _step(row, (State.SUBMITTED,), state=State.ACCEPTED, accepted_by=by, accepted_at=at)
    _turn(row, Verb.ACCEPTED, by, at)
    record(
        by=by,
        verb="accept_return",
        obj=row,
        at=at,
        label=_labelled(row, period_of_return(row)),
    )
    return UnitReturn.objects.get(pk=row.pk)


@transaction.atomic
def send_back_return(*, row: UnitReturn, comment: str, by: User, at: datetime) -> UnitReturn:
    """Ask for more, saying what; one that was accepted too, when a mistake is found later."""
    require(by, Do.ACCEPT_RETURN)
    _step(
        row,
        (State.SUBMITTED, State.ACCEPTED),
        state=State.RETURNED,
        comment=comment,
        accepted_by=None,
        accepted_at=None,
    )
    _turn(row, Verb.SENT_BACK, by, at, comment)
    record(
        by=by,
        verb="send_back_return",
        obj=row,
        at=at,
        label=_labelled(row, period_of_return(row)),
        after={"comment": keyed_hash(comment)},
    )
    notify(
        users=heads_of(row.office, local_day(at)),
        kind="return_sent_back",
        text=_("Bổ sung báo cáo của đơn vị"),
        url=_url(row),
        at=at,
        subject=row,
        key=f"return_sent_back:{row.pk}:{row.version}",
    )
    return UnitReturn.objects.get(pk=row.pk)


@transaction.atomic
def remind_return(*, row: UnitReturn, at: datetime, by: User | None = None, key: str = "") -> bool:
    """Tell the heads of an office whose return has not come. By hand at most once a day; the portal
    itself by `key`. Returns whether anybody was told.
    """
    if by is not None:
        require(by, Do.ACCEPT_RETURN, _("Tổ trưởng nhắc đơn vị gửi báo cáo."))
    if row.state not in (State.DUE, State.RETURNED):
        raise NotNow(_("Đơn vị này đã gửi báo cáo."), back=_url(row))
    key = key or f"by_hand:{local_day(at):%Y%m%d}"
    heads = heads_of(row.office, local_day(at))
    if (
        not heads
        or Notification.objects.filter(
            dedup_key__startswith=f"return_reminder:{row.pk}:{key}:"
        ).exists()
    ):
        return False
    period = period_of_return(row)
    text = _("Báo cáo {label} của {short_name}: hạn {due_on:%d/%m/%Y}").format(
        label=period.in_sentence, short_name=row.office.short_name, due_on=row.due_on
    )
    notify(
        users=heads,
        kind="return_reminder",
        text=text[:200],
        url=_url(row),
        at=at,
        subject=row,
        key=f"return_reminder:{row.pk}:{key}",
    )
    _turn(row, Verb.REMINDED, by, at)
    if by is not None:
        record(
            by=by,
            verb="remind_return",
            obj=row,
            at=at,
            label=_labelled(row, period),
        )
    return True


def _labelled(row: UnitReturn, period: Period) -> str:
    return composed("{office} {period}", office=row.office.short_name, period=period.label)
