"""The verbs of the registry: people, postings, functions, accounts, kinship, imports."""

import hashlib
import secrets
import uuid
from datetime import date, datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import transaction

from compliance.access import require
from compliance.audit.actions import record
from compliance.refusals import NotAllowed, NotNow
from compliance.registry import grants
from compliance.registry.importing.apply import apply_plan
from compliance.registry.importing.plan import Plan, make_plan
from compliance.registry.importing.reader import Unreadable, read_rows
from compliance.registry.models import Function, ImportRun, Kinship, Office, Posting, StaffMember, User
from compliance.roles import HEADS, Do, Kind
from compliance.rulebook.clocks import local_day


@transaction.atomic
def add_office(*, by: User | None, at: datetime, **fields) -> Office:
    """Found an office."""
    if by:
        require(by, Do.KEEP_REGISTRY)
    office = Office(**fields)
    office.save()
    record(by=by, verb="add_office", obj=office, at=at, label=office.name)
    grants.refresh_below(office, local_day(at))
    return office


@transaction.atomic
def save_staff(*, staff: StaffMember, by: User, at: datetime) -> StaffMember:
    """Keep name, salutation and contact of a person (new or known)."""
    require(by, Do.KEEP_REGISTRY)
    verb = "change_staff" if staff.pk else "add_staff"
    staff.fill_search()
    staff.save()
    record(by=by, verb=verb, obj=staff, at=at, label=staff.code)
    return staff


@transaction.atomic
def post_staff(*, staff: StaffMember, office: Office, position: str, staff_kind: str, is_leader: bool, valid_from: date, by: User, at: datetime) -> Posting:
    """A new main posting; the one before ends the day before."""
    require(by, Do.KEEP_REGISTRY)
    current = staff.postings.filter(is_main=True, valid_to=None).first()
    if current and current.valid_from >= valid_from:
        raise NotNow(f"Vị trí đang giữ bắt đầu từ {current.valid_from:%d/%m/%Y}; vị trí mới phải bắt đầu sau ngày đó.")
    if current:
        Posting.objects.filter(pk=current.pk).update(valid_to=valid_from - timedelta(days=1))
    posting = Posting.objects.create(staff=staff, office=office, position=position, staff_kind=staff_kind, is_leader=is_leader, valid_from=valid_from)
    staff.office, staff.position, staff.staff_kind, staff.is_leader = office, position, staff_kind, is_leader
    staff.fill_search()
    staff.save(update_fields=["office", "position", "staff_kind", "is_leader", "folded", "sort_key", "full_name"])
    record(by=by, verb="post_staff", obj=staff, at=at, label=staff.code, after={"office": office.code, "from": valid_from.isoformat()})
    return posting


@transaction.atomic
def leave(*, staff: StaffMember, last_day: date, by: User, at: datetime) -> None:
    """End every open posting with `last_day`; the person stays in the list of those who once worked here."""
    require(by, Do.HAND_OVER)
    staff.postings.filter(valid_to=None, valid_from__lte=last_day).update(valid_to=last_day)
    staff.office, staff.position, staff.is_leader = None, "", False
    staff.fill_search()
    staff.save(update_fields=["office", "position", "is_leader", "folded", "sort_key", "full_name"])
    record(by=by, verb="leave", obj=staff, at=at, label=staff.code, after={"last_day": last_day.isoformat()})


@transaction.atomic
def grant_function(
    *, user: User, kind: str, office: Office | None, valid_from: date, by: User | None, at: datetime, valid_to: date | None = None, basis: str = ""
) -> Function:
    """Give a function; it counts from the next request on. Nobody gives one to themselves."""
    if by:
        require(by, Do.KEEP_FUNCTIONS)
        if by.pk == user.pk:
            raise NotAllowed("Không tự giao chức năng cho mình.")
    if kind in HEADS and office is None:
        raise NotNow("Chọn đơn vị cho chức năng này.")
    if user.functions.on(valid_from).filter(kind=kind, office=office).exists():
        raise NotNow("Người này đang giữ chức năng đó.")
    function = Function.objects.create(user=user, kind=kind, office=office, valid_from=valid_from, valid_to=valid_to, basis=basis, granted_by=by)
    record(
        by=by,
        verb="grant_function",
        obj=function,
        at=at,
        label=f"{Kind(kind).label}: {user.username}",
        after={"kind": kind, "office": office.code if office else ""},
    )
    if kind in HEADS:
        grants.refresh_below(office, local_day(at))
    return function


@transaction.atomic
def end_function(*, function: Function, by: User, at: datetime) -> Function:
    """End a function with yesterday: the next request no longer has it."""
    require(by, Do.KEEP_FUNCTIONS)
    yesterday = local_day(at) - timedelta(days=1)
    if function.valid_to and function.valid_to <= yesterday:
        raise NotNow("Chức năng này đã kết thúc.")
    Function.objects.filter(pk=function.pk).update(valid_to=yesterday, valid_from=min(function.valid_from, yesterday))
    record(by=by, verb="end_function", obj=function, at=at, label=f"{function.get_kind_display()}: {function.user.username}")
    if function.kind in HEADS:
        grants.refresh_below(function.office, local_day(at))
    function.refresh_from_db()
    return function


@transaction.atomic
def create_account(*, staff: StaffMember, username: str, by: User, at: datetime) -> tuple[User, str]:
    """An account for a member of staff, with a password that is shown once. Returns (user, password)."""
    require(by, Do.KEEP_FUNCTIONS)
    if staff.user_id:
        raise NotNow("Người này đã có tài khoản.")
    password = secrets.token_urlsafe(12)
    user = User.objects.create_user(username, password, display_name=staff.full_name, email=staff.email)
    StaffMember.objects.filter(pk=staff.pk).update(user=user)
    record(by=by, verb="create_account", obj=user, at=at, label=username)
    return user, password


@transaction.atomic
def reset_password(*, user: User, by: User, at: datetime) -> str:
    """A new password, shown once; every session of the account ends with the old one."""
    require(by, Do.KEEP_FUNCTIONS)
    password = secrets.token_urlsafe(12)
    user.set_password(password)
    user.save(update_fields=["password"])
    record(by=by, verb="reset_password", obj=user, at=at, label=user.username)
    return password


@transaction.atomic
def set_active(*, user: User, active: bool, by: User, at: datetime) -> User:
    """Shut or open an account."""
    require(by, Do.KEEP_FUNCTIONS)
    if by.pk == user.pk:
        raise NotAllowed("Không tự khóa tài khoản của mình.")
    User.objects.filter(pk=user.pk).update(is_active=active)
    record(by=by, verb="open_account" if active else "shut_account", obj=user, at=at, label=user.username)
    user.refresh_from_db()
    return user


@transaction.atomic
def declare_kinship(*, person: StaffMember, relative: StaffMember, relation: str, by: User, at: datetime) -> Kinship:
    """Two people stand on either side of the conflict wall from now on. A person declares their own; internal affairs anybody's."""
    if person.user_id != by.pk:
        require(by, Do.KEEP_REGISTRY)
    if person.pk == relative.pk:
        raise NotNow("Chọn một người khác.")
    kinship, created = Kinship.objects.get_or_create(person=person, relative=relative, defaults={"relation": relation, "declared_at": at, "declared_by": by})
    if not created:
        raise NotNow("Quan hệ này đã được khai.")
    record(by=by, verb="declare_kinship", obj=person, at=at, label=person.code, after={"relative": relative.pk, "relation": relation})
    return kinship


@transaction.atomic
def revoke_kinship(*, kinship: Kinship, by: User, at: datetime) -> None:
    """Take back a declaration made in error."""
    require(by, Do.KEEP_REGISTRY)
    record(
        by=by,
        verb="revoke_kinship",
        obj=kinship.person,
        at=at,
        label=kinship.person.code,
        before={"relative": kinship.relative_id, "relation": kinship.relation},
    )
    kinship.delete()


def preview_import(*, upload, name: str, by: User, at: datetime) -> tuple[ImportRun, Plan]:
    """Keep the uploaded list, compare it, and remember the counts. Raises Unreadable with a reason."""
    require(by, Do.KEEP_REGISTRY)
    folder = Path(settings.MEDIA_ROOT) / "imports"
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{uuid.uuid4().hex}.{name.rsplit('.', 1)[-1].lower()[:5]}"
    digest = hashlib.sha256()
    with path.open("wb") as target:
        for chunk in upload.chunks() if hasattr(upload, "chunks") else iter(lambda: upload.read(65536), b""):
            digest.update(chunk)
            target.write(chunk)
    try:
        plan = make_plan(read_rows(path, name), local_day(at))
    except Unreadable:
        path.unlink()
        raise
    run = ImportRun.objects.create(name=name[:200], path=path.name, sha256=digest.hexdigest(), counts=plan.counts(), by=by, at=at)
    return run, plan


def plan_of(run: ImportRun, today: date) -> Plan:
    """The plan of a run as of today, read again from its file."""
    return make_plan(read_rows(Path(settings.MEDIA_ROOT) / "imports" / run.path, run.path), today)


@transaction.atomic
def apply_import(*, run: ImportRun, by: User, at: datetime) -> dict[str, int]:
    """Apply a previewed list, whole or not at all."""
    require(by, Do.KEEP_REGISTRY)
    day = local_day(at)
    return apply_plan(run=run, plan=plan_of(run, day), by=by, at=at, today=day)


@transaction.atomic
def cancel_import(*, run: ImportRun, by: User, at: datetime) -> None:
    """Leave a previewed list."""
    require(by, Do.KEEP_REGISTRY)
    if ImportRun.objects.filter(pk=run.pk, state=ImportRun.State.PREVIEWED).update(state=ImportRun.State.CANCELLED) != 1:
        raise NotNow("Danh sách này đã được nhập hoặc đã bỏ.")
    record(by=by, verb="cancel_import", obj=run, at=at, label=run.name)
