"""Questions about people and offices that several rooms ask."""

from datetime import date

from compliance.registry.models import Function, Kinship, Office, Posting, StaffMember, User
from compliance.roles import HEADS, Kind


def functions_of(user: User, day: date) -> list[Function]:
    """The functions `user` holds on `day`."""
    return list(user.functions.on(day).select_related("office").order_by("pk"))


def holders(*kinds: Kind, day: date, office: Office | None = None):
    """Active users who hold one of `kinds` on `day`, on `office` when given."""
    held = Function.objects.on(day).of_kinds(*kinds)
    if office is not None:
        held = held.filter(office=office)
    return User.objects.filter(is_active=True, pk__in=held.values("user_id")).order_by("pk")


def heads_of(office: Office, day: date):
    """The head and deputies of `office`, or of the nearest office above it that has any."""
    while office is not None:
        found = holders(*HEADS, day=day, office=office)
        if found:
            return found
        office = office.parent
    return User.objects.none()


def posting_on(staff: StaffMember, day: date) -> Posting | None:
    """The main posting on `day`, or any posting of that day."""
    return staff.postings.on(day).select_related("office").order_by("-is_main", "-valid_from", "pk").first()


def subtree(office: Office):
    """`office` and everything below it, as a queryset."""
    return Office.objects.descendants(office, include_self=True)


def kin_ids(user: User) -> set[int]:
    """Ids of staff members whose files are shut to `user`: the user as a person, and everyone declared a relative in either direction."""
    staff_id = StaffMember.objects.filter(user=user).values_list("pk", flat=True).first()
    if staff_id is None:
        return set()
    there = Kinship.objects.filter(person_id=staff_id).values_list("relative_id", flat=True)
    back = Kinship.objects.filter(relative_id=staff_id).values_list("person_id", flat=True)
    return {staff_id, *there, *back}
