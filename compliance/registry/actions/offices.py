"""Offices are founded, renamed, moved, given their hours and closed; every change has its day, and
one to come can be taken back.
"""

from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction

from compliance.audit.actions import record
from compliance.core.access import require
from compliance.core.language import _, joined
from compliance.core.refusals import NotNow
from compliance.core.roles import Do
from compliance.core.text import clean
from compliance.registry import grants
from compliance.registry.actions.codes import require_new_code
from compliance.registry.actions.days import MIRRORED, end_of_office, mirror_offices, mirror_staff
from compliance.registry.closing_blockers import what_holds
from compliance.registry.models import (
    Function,
    Office,
    OfficeHours,
    OfficeSuccession,
    OfficeVersion,
    Posting,
    StaffMember,
    User,
)
from compliance.registry.tree import first_cycle
from compliance.rulebook.clocks import local_day

DAY = timedelta(days=1)


@transaction.atomic
def add_office(*, by: User | None, at: datetime, basis: str = "", **fields: Any) -> Office:
    """Found an office. Raises NotNow when its code is not of the alphabet."""
    if by:
        require(by, Do.KEEP_REGISTRY)
    require_new_code(fields["code"])
    office = Office(**fields)
    office.save()
    OfficeVersion.objects.create(
        office=office,
        valid_from=office.valid_from,
        basis=basis,
        **{name: getattr(office, name) for name in MIRRORED},
    )
    record(by=by, verb="add_office", obj=office, at=at, label=office.name)
    grants.refresh_below(office, local_day(at))
    return office


@transaction.atomic
def change_office(
    *, office: Office, day: date, basis: str, by: User | None, at: datetime, **changes: Any
) -> OfficeVersion:
    """From `day` on another name, short name, kind or parent. A day to come takes effect by itself;
    today and before at once.

    Raises NotNow when a later change is already written, when the day lies before the office began,
    or when the move would close a ring.
    """
    if by:
        require(by, Do.KEEP_REGISTRY)
    last = office.versions.order_by("-valid_from").first()
    _refuse_day(office, last, day)
    fields = {name: getattr(last, name) for name in MIRRORED} | {
        name: clean(value) if isinstance(value, str) else value for name, value in changes.items()
    }
    if all(fields[name] == getattr(last, name) for name in MIRRORED):
        raise NotNow(_("Không có gì thay đổi so với hiện nay."))
    _refuse_ring(office, fields["parent"], last, day)
    before = {name: str(getattr(last, name) or "") for name in MIRRORED}
    OfficeVersion.objects.filter(pk=last.pk).update(valid_to=day - DAY)
    made = OfficeVersion.objects.create(office=office, valid_from=day, basis=basis, **fields)
    record(
        by=by,
        verb="change_office",
        obj=office,
        at=at,
        label=office.name,
        before=before,
        after={name: str(fields[name] or "") for name in MIRRORED} | {"from": day.isoformat()},
    )
    mirror_offices(day=local_day(at), only=[office.pk])
    return made


def _refuse_day(office: Office, last: OfficeVersion, day: date) -> None:
    if last.valid_from >= day:
        raise NotNow(
            _(
                "Đã có thay đổi từ ngày {valid_from:%d/%m/%Y}; thay đổi mới phải sau ngày đó, hoặc "
                "hủy thay đổi sắp tới trước."
            ).format(valid_from=last.valid_from)
        )
    if office.valid_to and office.valid_to < day:
        raise NotNow(
            _("Đơn vị kết thúc hoạt động ngày {valid_to:%d/%m/%Y}.").format(
                valid_to=office.valid_to
            )
        )


def _refuse_ring(office: Office, parent: Office | None, last: OfficeVersion, day: date) -> None:
    if parent is None or parent == last.parent:
        return
    if parent.valid_from > day or (parent.valid_to and parent.valid_to < day):
        raise NotNow(
            _("Ngày {day:%d/%m/%Y} đơn vị {name} không hoạt động.").format(
                day=day, name=parent.name
            )
        )
    if ring := first_cycle(office, parent, day):
        raise NotNow(
            _(
                "Không chuyển được: từ ngày {ring:%d/%m/%Y} {name} là đơn vị trực thuộc của "
                "{office_name}."
            ).format(ring=ring, name=parent.name, office_name=office.name)
        )


@transaction.atomic
def take_back_office_change(*, version: OfficeVersion, by: User, at: datetime) -> None:
    """Take back a change that has not begun; the version before goes on."""
    require(by, Do.KEEP_REGISTRY)
    office = version.office
    if version.valid_from <= local_day(at):
        raise NotNow(_("Thay đổi này đã có hiệu lực; ghi một thay đổi mới."))
    previous = office.versions.filter(valid_to=version.valid_from - DAY).first()
    if previous is None or version.valid_to is not None:
        raise NotNow(_("Chỉ hủy được thay đổi cuối cùng của đơn vị."))
    record(
        by=by,
        verb="take_back_office_change",
        obj=office,
        at=at,
        label=office.name,
        before={"name": version.name, "from": version.valid_from.isoformat()},
    )
    version.delete()
    OfficeVersion.objects.filter(pk=previous.pk).update(valid_to=None)


@transaction.atomic
def correct_office(
    *, version: OfficeVersion, reason: str, by: User, at: datetime, **changes: Any
) -> OfficeVersion:
    """Mend what was written wrongly (name, short name, kind, basis). The dates stay: those are
    changed by a change. The words before stay in the trail.
    """
    require(by, Do.KEEP_REGISTRY)
    if not reason.strip():
        raise NotNow(_("Ghi lý do đính chính."))
    before = {name: getattr(version, name) for name in changes}
    OfficeVersion.objects.filter(pk=version.pk).update(
        **{name: clean(value) for name, value in changes.items()}
    )
    record(
        by=by,
        verb="correct_office",
        obj=version.office,
        at=at,
        label=version.office.name,
        before=before,
        after={**changes, "reason": reason},
    )
    mirror_offices(day=local_day(at), only=[version.office_id])
    version.refresh_from_db()
    return version


@transaction.atomic
def set_hours(
    *,
    office: Office,
    valid_from: date,
    by: User | None,
    at: datetime,
    basis: str = "",
    **hours: Any,
) -> OfficeHours:
    """Working hours from a day on; those before end the day before. The same day again replaces
    what was written for it.
    """
    if by:
        require(by, Do.KEEP_REGISTRY)
    office.hours.filter(valid_from__gte=valid_from).delete()
    office.hours.filter(valid_to=None).update(valid_to=valid_from - DAY)
    made = OfficeHours.objects.create(office=office, valid_from=valid_from, basis=basis, **hours)
    record(
        by=by,
        verb="set_office_hours",
        obj=office,
        at=at,
        label=office.name,
        after={"hours": str(made), "from": valid_from.isoformat()},
    )
    return made


@transaction.atomic
def close_office(
    *,
    office: Office,
    last_day: date,
    kind: str,
    successors: list[Office],
    basis: str,
    by: User | None,
    at: datetime,
    staff_to: Office | None = None,
) -> Office:
    """The last day of an office, and who takes over. With `staff_to` every main posting goes on
    there the day after; functions on the office end with it.

    Raises NotNow with what still holds (open files, and people when nobody takes them).
    """
    if by:
        require(by, Do.KEEP_REGISTRY)
    _refuse_closing(office, last_day, successors, staff_taken=staff_to is not None)
    if staff_to is not None:
        _take_over_staff(office, staff_to, last_day, by, at)
    _end_rows(office, last_day)
    OfficeSuccession.objects.bulk_create(
        OfficeSuccession(
            from_office=office, to_office=successor, day=last_day + DAY, kind=kind, basis=basis
        )
        for successor in successors
    )
    record(
        by=by,
        verb="close_office",
        obj=office,
        at=at,
        label=office.name,
        after={
            "last_day": last_day.isoformat(),
            "to": [successor.code for successor in successors],
            "kind": kind,
            "basis": basis,
        },
    )
    office.refresh_from_db()
    if last_day < local_day(at):
        end_of_office(office, local_day(at), at)
    return office


def _refuse_closing(
    office: Office, last_day: date, successors: list[Office], *, staff_taken: bool
) -> None:
    """Raise NotNow when the office cannot end on this day, with what still holds it."""
    if office.valid_to:
        raise NotNow(
            _("Đơn vị đã ghi ngày kết thúc {valid_to:%d/%m/%Y}.").format(valid_to=office.valid_to)
        )
    if last_day < office.valid_from:
        raise NotNow(
            _("Đơn vị hoạt động từ {valid_from:%d/%m/%Y}; ngày cuối phải sau ngày đó.").format(
                valid_from=office.valid_from
            )
        )
    if office in successors:
        raise NotNow(_("Đơn vị không tự kế thừa chính mình."))
    if blockers := what_holds(office, last_day, staff_taken=staff_taken, followed=bool(successors)):
        raise NotNow(_("Chưa kết thúc được: ") + joined("; ", blockers) + ".")


def _end_rows(office: Office, last_day: date) -> None:
    """Functions on the office, its version, its hours and its own row end with the day."""
    Function.objects.filter(office=office).apart_from_ended(last_day + DAY).filter(
        valid_from__lte=last_day
    ).update(valid_to=last_day)
    office.versions.filter(valid_to=None).update(valid_to=last_day)
    office.hours.filter(valid_to=None, valid_from__lte=last_day).update(valid_to=last_day)
    Office.objects.filter(pk=office.pk).update(valid_to=last_day)


def _take_over_staff(
    office: Office, to: Office, last_day: date, by: User | None, at: datetime
) -> None:
    """Every posting here that goes on past the last day goes on there as what it was."""
    going = list(
        Posting.objects.filter(office=office, valid_from__lte=last_day).apart_from_ended(
            last_day + DAY
        )
    )
    Posting.objects.filter(pk__in=[posting.pk for posting in going]).update(valid_to=last_day)
    for posting in going:
        posting.pk, posting.valid_from, posting.office = None, last_day + DAY, to
    Posting.objects.bulk_create(going)
    people = StaffMember.objects.filter(pk__in={posting.staff_id for posting in going})
    mirror_staff(people, local_day(at))
    record(
        by=by,
        verb="take_over_staff",
        obj=office,
        at=at,
        label=f"{office.name} → {to.name}",
        after={"to": to.code, "postings": len(going)},
    )
