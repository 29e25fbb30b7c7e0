"""Unit returns: planned when the month closes, sent (nil too), sent back, accepted by somebody else."""

from datetime import datetime

from django.db import transaction
from django.urls import reverse

from compliance.access import holds, may, require
from compliance.audit.actions import keyed_hash, record
from compliance.outbox.actions import tell
from compliance.refusals import NotAllowed, NotNow
from compliance.registry.grants import OVERSEE
from compliance.registry.models import Office, User
from compliance.registry.queries import heads_of, holders
from compliance.roles import LEADS, Do
from compliance.rulebook.clocks import add_working_days, local_day
from compliance.rulebook.queries import calendar
from reports.models import UnitReturn
from reports.periods import Period, period_of
from reports.queries import unit_figures, windows

WORKDAYS = 2  # after the cut-off (NĐ 09/2019/NĐ-CP Điều 8 khoản 5 asks for one at least between levels)
STALE = "Báo cáo vừa được người khác thay đổi. Mở lại để xem bản mới nhất."
State = UnitReturn.State


def period_of_return(row: UnitReturn) -> Period:
    return period_of(row.kind, row.end, windows())


def _url(row: UnitReturn) -> str:
    return reverse("reports:return", args=[row.pk])


def _step(row: UnitReturn, sources: tuple[str, ...], **changes) -> None:
    moved = UnitReturn.objects.filter(pk=row.pk, state__in=sources, version=row.version).update(version=row.version + 1, **changes)
    if moved != 1:
        raise NotNow(STALE, back=_url(row))


@transaction.atomic
def plan_returns(*, one: Period, at: datetime, quiet: bool = False) -> int:
    """Owe a return of every office that sends one; a missing return is a row too. Returns how many were new."""
    offices = [
        office
        for office in Office.objects.on(one.end).filter(sends_return=True)
        if not UnitReturn.objects.filter(office=office, kind=one.kind, start=one.start, end=one.end).exists()
    ]
    due_on = add_working_days(one.end, WORKDAYS, calendar())
    UnitReturn.objects.bulk_create(
        [UnitReturn(office=office, kind=one.kind, start=one.start, end=one.end, due_on=due_on) for office in offices], ignore_conflicts=True
    )
    if not quiet:
        for row in UnitReturn.objects.filter(office__in=offices, kind=one.kind, end=one.end).select_related("office"):
            tell(
                users=heads_of(row.office, local_day(at)),
                kind="return_due",
                text=f"Gửi báo cáo của đơn vị, {one.label.lower()}",
                url=_url(row),
                at=at,
                subject=row,
                key=f"return_due:{row.pk}",
            )
    return len(offices)


@transaction.atomic
def submit_return(*, row: UnitReturn, nil: bool, narrative: str, proposals: str, by: User, at: datetime) -> UnitReturn:
    """Send it; its figures are taken from the portal at this moment and kept."""
    if not may(by, Do.SEND_RETURN) or not holds(by, OVERSEE, row.office):
        raise NotAllowed("Thủ trưởng đơn vị hoặc cấp phó được giao gửi báo cáo.")
    one = period_of_return(row)
    figures = unit_figures(row.office, one, by)
    if nil and figures["received"]:
        raise NotNow(f"Trong kỳ đơn vị có {figures['received']} vụ việc, không thể báo “không phát sinh”.", back=_url(row))
    _step(
        row, (State.DUE, State.RETURNED), state=State.SUBMITTED, nil=nil, figures=figures, briefings_held=figures["briefings"]["count"],
        narrative=narrative, proposals=proposals, submitted_by=by, submitted_at=at, comment="",
    )  # fmt: skip
    record(
        by=by, verb="submit_return", obj=row, at=at, label=f"{row.office.short_name} {one.label}", after={"nil": nil, "text": keyed_hash(narrative + proposals)}
    )
    tell(
        users=holders(*LEADS, day=local_day(at)).exclude(pk=by.pk),
        kind="return_submitted",
        text=f"Xem báo cáo của {row.office.short_name}, {one.label.lower()}",
        url=_url(row),
        at=at,
        subject=row,
        key=f"return_submitted:{row.pk}:{row.version}",
        mail=False,
    )
    return UnitReturn.objects.get(pk=row.pk)


@transaction.atomic
def accept_return(*, row: UnitReturn, by: User, at: datetime) -> UnitReturn:
    """Receive it. Whoever sent it does not receive it."""
    require(by, Do.ACCEPT_RETURN)
    if row.submitted_by_id == by.pk:
        raise NotAllowed("Người gửi báo cáo không tự nhận.")
    _step(row, (State.SUBMITTED,), state=State.ACCEPTED, accepted_by=by, accepted_at=at)
    record(by=by, verb="accept_return", obj=row, at=at, label=f"{row.office.short_name} {period_of_return(row).label}")
    return UnitReturn.objects.get(pk=row.pk)


@transaction.atomic
def send_back_return(*, row: UnitReturn, comment: str, by: User, at: datetime) -> UnitReturn:
    """Ask for more, saying what."""
    require(by, Do.ACCEPT_RETURN)
    _step(row, (State.SUBMITTED,), state=State.RETURNED, comment=comment)
    record(
        by=by, verb="send_back_return", obj=row, at=at, label=f"{row.office.short_name} {period_of_return(row).label}", after={"comment": keyed_hash(comment)}
    )
    tell(
        users=[row.submitted_by],
        kind="return_sent_back",
        text="Bổ sung báo cáo của đơn vị",
        url=_url(row),
        at=at,
        subject=row,
        key=f"return_sent_back:{row.pk}:{row.version}",
    )
    return UnitReturn.objects.get(pk=row.pk)
