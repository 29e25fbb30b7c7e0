"""People, their postings and their kin."""

from datetime import date, datetime, timedelta

from django.db import transaction

from compliance.access import require
from compliance.audit.actions import record
from compliance.refusals import NotNow
from compliance.registry.models import Kinship, Office, Posting, StaffMember, User
from compliance.roles import Do


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
