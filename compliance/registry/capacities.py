"""In which capacity somebody can be reported: where they work, and each second post (kiêm nhiệm).

A row of a search is one capacity. Its value in forms and addresses is '12' for where person 12
works, '12-345' for their second post 345.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from compliance.core.language import _
from compliance.core.parameters import number
from compliance.registry.models import Posting, StaffMember, User
from compliance.registry.querysets import overseen_offices, sees_everybody


@dataclass(frozen=True)
class Capacity:
    """`second` is None for where the person works: the main post, or the secondment."""

    person: StaffMember
    second: Posting | None = None

    @property
    def second_pk(self) -> int | None:
        return self.second.pk if self.second else None

    @property
    def value(self) -> str:
        return f"{self.person.pk}-{self.second.pk}" if self.second else str(self.person.pk)

    @property
    def post(self) -> str:
        """'Chuyên viên, Phòng Y tế', 'kiêm nhiệm Phó Trưởng ban, Ban Quản lý chợ'"""
        return (
            _("kiêm nhiệm {words}").format(words=self.second.words)
            if self.second
            else self.person.post
        )

    def __str__(self) -> str:
        return f"{self.person.full_name} – {self.post} ({self.person.code})"


def capacities(people: Iterable[StaffMember], user: User, day: date) -> list[Capacity]:
    """The rows of `people` in their order, of each the capacities held on `day` in which `user`
    may find them: heads those in their offices. One query more, whatever the number of people.
    """
    people, offices = list(people), _offices_of(user)
    held: dict[int, list[Posting]] = {}
    second = Posting.objects.second(day).filter(staff__in=[person.pk for person in people])
    for row in second.select_related("office").order_by("valid_from", "pk"):
        if offices is None or row.office_id in offices:
            held.setdefault(row.staff_id, []).append(row)
    rows = []
    for person in people:
        if offices is None or person.office_id in offices:
            rows.append(Capacity(person))
        rows += [Capacity(person, row) for row in held.get(person.pk, ())]
    return rows


def capacities_named(values: Iterable[str], user: User) -> dict[str, Capacity]:
    """{value: capacity} of those values that name one in which `user` may find somebody else, on
    whatever day; the others are left out.
    """
    named = {value: parts for value in values if (parts := _parts(value))}
    people = StaffMember.objects.select_related("office").in_bulk({pk for pk, __ in named.values()})
    rows = Posting.objects.filter(kind=Posting.Kind.SECOND).select_related("office")
    second = rows.in_bulk({pk for __, pk in named.values() if pk})
    offices, chosen = _offices_of(user), {}
    for value, (person_pk, second_pk) in named.items():
        person, row = people.get(person_pk), second.get(second_pk) if second_pk else None
        if person is None or (person.user_id and person.user_id == user.pk):
            continue
        if second_pk and (row is None or row.staff_id != person.pk):
            continue
        office = row.office_id if row else person.office_id
        if offices is None or office in offices:
            chosen[value] = Capacity(person, row)
    return chosen


def _offices_of(user: User) -> set[int] | None:
    """The offices whose people `user` finds; None: of all."""
    return None if sees_everybody(user) else set(overseen_offices(user))


def _parts(value: str) -> tuple[int, int | None] | None:
    """('12-345') -> (12, 345); None for what cannot be read."""
    person, stroke, second = str(value).partition("-")
    keys = number(person, 1), number(second, 1) if stroke else None
    if keys[0] is None or (stroke and keys[1] is None):
        return None
    return keys[0], keys[1]
