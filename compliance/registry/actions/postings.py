"""Where people work: transfer, second post, secondment, long leave, leaving; every one has its
days, and one to come can be taken back.
"""

from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction

from compliance.audit.actions import record
from compliance.core.access import require
from compliance.core.language import _, lower_first
from compliance.core.refusals import NotNow
from compliance.core.roles import Do
from compliance.registry.actions.apart import posts_apart
from compliance.registry.actions.days import mirror_staff
from compliance.registry.models import Office, Posting, StaffMember, User
from compliance.rulebook.clocks import local_day

DAY = timedelta(days=1)
MAIN, SECOND, SECONDMENT, LEAVE = (
    Posting.Kind.MAIN,
    Posting.Kind.SECOND,
    Posting.Kind.SECONDMENT,
    Posting.Kind.LEAVE,
)


def _locked(staff: StaffMember) -> StaffMember:
    """The person's row, held until the end: two keepers cannot write overlapping posts. SQLite
    holds the whole database (IMMEDIATE).
    """
    return StaffMember.objects.select_for_update().get(pk=staff.pk)


def _follow(staff: StaffMember, at: datetime) -> None:
    mirror_staff(StaffMember.objects.filter(pk=staff.pk), local_day(at))
    staff.refresh_from_db()


def _refuse_office(office: Office, day: date) -> None:
    if office.valid_from > day or (office.valid_to and office.valid_to < day):
        raise NotNow(
            _("Ngày {day:%d/%m/%Y} {name} không hoạt động.").format(day=day, name=office.name)
        )


@transaction.atomic
def post_staff(
    *,
    staff: StaffMember,
    office: Office,
    position: str,
    staff_kind: str,
    is_leader: bool,
    valid_from: date,
    by: User,
    at: datetime,
    basis: str = "",
) -> Posting:
    """A new main post; the one before ends the day before. A day to come takes effect on that day.

    Raises NotNow when a main post already begins on that day or later.
    """
    require(by, Do.KEEP_REGISTRY)
    _locked(staff)
    posts_apart(staff, by, local_day(at), office)
    _refuse_office(office, valid_from)
    last = staff.postings.filter(kind=MAIN).order_by("-valid_from").first()
    if last and last.valid_from >= valid_from:
        raise NotNow(
            _(
                "Đã có vị trí chính từ {valid_from:%d/%m/%Y}; vị trí mới phải bắt đầu sau ngày đó, "
                "hoặc hủy vị trí sắp tới trước."
            ).format(valid_from=last.valid_from)
        )
    if last and (last.valid_to is None or last.valid_to >= valid_from):
        Posting.objects.filter(pk=last.pk).update(valid_to=valid_from - DAY)
    posting = Posting.objects.create(
        staff=staff,
        office=office,
        position=position,
        staff_kind=staff_kind,
        is_leader=is_leader,
        valid_from=valid_from,
        basis=basis,
    )
    _follow(staff, at)
    record(
        by=by,
        verb="post_staff",
        obj=staff,
        at=at,
        label=staff.code,
        after={"office": office.code, "from": valid_from.isoformat()},
    )
    return posting


@transaction.atomic
def add_second_post(
    *,
    staff: StaffMember,
    office: Office,
    position: str,
    is_leader: bool,
    valid_from: date,
    by: User,
    at: datetime,
    valid_to: date | None = None,
    basis: str = "",
) -> Posting:
    """A post held beside the main one."""
    return _beside(
        SECOND,
        "add_second_post",
        staff=staff,
        office=office,
        position=position,
        is_leader=is_leader,
        days=(valid_from, valid_to),
        basis=basis,
        by=by,
        at=at,
    )


@transaction.atomic
def second_staff(
    *,
    staff: StaffMember,
    office: Office,
    position: str,
    is_leader: bool,
    valid_from: date,
    by: User,
    at: datetime,
    valid_to: date | None = None,
    basis: str = "",
) -> Posting:
    """Secondment: the main post stays, the person works at the other office meanwhile."""
    if office.pk == getattr(_main_on(staff, valid_from), "office_id", None):
        raise NotNow(
            _("Người này có vị trí chính ở chính đơn vị đó; biệt phái là đến đơn vị khác.")
        )
    return _beside(
        SECONDMENT,
        "second_staff",
        staff=staff,
        office=office,
        position=position,
        is_leader=is_leader,
        days=(valid_from, valid_to),
        basis=basis,
        by=by,
        at=at,
    )


@transaction.atomic
def put_on_leave(
    *,
    staff: StaffMember,
    valid_from: date,
    by: User,
    at: datetime,
    valid_to: date | None = None,
    basis: str = "",
) -> Posting:
    """Long leave; no reason is kept. Back at work the day after `valid_to`."""
    main = _main_on(staff, valid_from)
    if main is None:
        raise NotNow(_("Ngày đó người này không giữ vị trí nào."))
    return _beside(
        LEAVE,
        "put_on_leave",
        staff=staff,
        office=main.office,
        position=main.position,
        is_leader=False,
        days=(valid_from, valid_to),
        basis=basis,
        by=by,
        at=at,
    )


def _main_on(staff: StaffMember, day: date) -> Posting | None:
    return staff.postings.on(day).filter(kind=MAIN).select_related("office").first()


def _beside(
    kind: str,
    verb: str,
    *,
    staff: StaffMember,
    office: Office,
    position: str,
    is_leader: bool,
    days: tuple,
    basis: str,
    by: User,
    at: datetime,
) -> Posting:
    """A row beside the main post. Raises NotNow when it cannot stand there on these days."""
    require(by, Do.KEEP_REGISTRY)
    _locked(staff)
    to = () if kind == LEAVE else (office,)
    posts_apart(staff, by, local_day(at), *to, beside=kind == SECOND)
    first, last = days
    main = _main_beside(kind, staff, office, first, last)
    posting = Posting.objects.create(
        staff=staff,
        office=office,
        position=position,
        staff_kind=main.staff_kind,
        is_leader=is_leader,
        kind=kind,
        valid_from=first,
        valid_to=last,
        basis=basis,
    )
    _follow(staff, at)
    record(
        by=by,
        verb=verb,
        obj=staff,
        at=at,
        label=staff.code,
        after={
            "office": office.code,
            "from": first.isoformat(),
            "to": last.isoformat() if last else "",
        },
    )
    return posting


def _main_beside(
    kind: str, staff: StaffMember, office: Office, first: date, last: date | None
) -> Posting:
    """The main post that the row stands beside.

    Raises NotNow when the days are the wrong way round, there is no main post on the first, the
    office does not work then, or another row overlaps: of one kind (and for second posts, one
    office) only one a day.
    """
    if last and last < first:
        raise NotNow(_("Ngày cuối phải từ ngày đầu trở đi."))
    main = _main_on(staff, first)
    if main is None:
        raise NotNow(_("Ngày đó người này chưa có vị trí chính."))
    _refuse_office(office, first)
    same = staff.postings.filter(kind=kind).apart_from_ended(first)
    same = same.filter(valid_from__lte=last) if last else same
    if kind == SECOND:
        same = same.filter(office=office)
    if other := same.first():
        raise NotNow(
            _("Đã ghi {kind} từ {valid_from:%d/%m/%Y}; kết thúc việc đó trước.").format(
                kind=lower_first(other.get_kind_display()), valid_from=other.valid_from
            )
        )
    return main


@transaction.atomic
def correct_posting(
    *, posting: Posting, reason: str, by: User, at: datetime, **changes: Any
) -> Posting:
    """Mend what was written wrongly (office, position, staff kind, leader, first day, basis); what
    stood before stays in the trail.

    Raises NotNow when the first day would overlap the main post before, or lie after the last.
    """
    require(by, Do.KEEP_REGISTRY)
    _locked(posting.staff)
    beside, moved = posting.kind == SECOND, "office" in changes
    to = (changes["office"], *((posting.office,) if beside else ())) if moved else ()
    posts_apart(posting.staff, by, local_day(at), *to, beside=beside)
    if not reason.strip():
        raise NotNow(_("Ghi lý do đính chính."))
    first = changes.get("valid_from", posting.valid_from)
    if posting.valid_to and first > posting.valid_to:
        raise NotNow(_("Ngày đầu phải trước ngày cuối."))
    if posting.kind == MAIN:
        _shift_before(posting, first)
    before = {name: str(getattr(posting, name)) for name in changes}
    Posting.objects.filter(pk=posting.pk).update(**changes)
    _follow(posting.staff, at)
    after = {name: str(value) for name, value in changes.items()}
    record(
        by=by,
        verb="correct_posting",
        obj=posting.staff,
        at=at,
        label=posting.staff.code,
        before=before,
        after={**after, "reason": reason},
    )
    posting.refresh_from_db()
    return posting


def _shift_before(posting: Posting, first: date) -> None:
    """The main post before ends the day before the corrected first day, when it ended right before
    until now.
    """
    before = (
        posting.staff.postings.filter(kind=MAIN, valid_from__lt=posting.valid_from)
        .order_by("-valid_from")
        .first()
    )
    if before is None:
        return
    if before.valid_from >= first:
        raise NotNow(
            _("Vị trí trước bắt đầu từ {valid_from:%d/%m/%Y}; ngày đầu phải sau ngày đó.").format(
                valid_from=before.valid_from
            )
        )
    if before.valid_to == posting.valid_from - DAY or (
        before.valid_to and before.valid_to >= first
    ):
        Posting.objects.filter(pk=before.pk).update(valid_to=first - DAY)


@transaction.atomic
def leave(*, staff: StaffMember, last_day: date, by: User, at: datetime) -> None:
    """End every posting with `last_day`; the person stays in the list of those who once worked
    here. Later ones are taken back.
    """
    require(by, Do.HAND_OVER)
    _locked(staff)
    staff.postings.filter(valid_from__gt=last_day).delete()
    staff.postings.apart_from_ended(last_day + DAY).update(valid_to=last_day)
    _follow(staff, at)
    record(
        by=by,
        verb="leave",
        obj=staff,
        at=at,
        label=staff.code,
        after={"last_day": last_day.isoformat()},
    )
