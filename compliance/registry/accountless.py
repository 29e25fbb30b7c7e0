"""Who works here and has no account yet, office by office, and the login names they would get."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from compliance.core.text import fold
from compliance.registry.models import Office, StaffMember, User

SHORTEST_NAME = 3  # letters of a login name


def accountless(user: User) -> QuerySet:
    """Whoever works here today and has no account, of those `user` sees."""
    rows = StaffMember.objects.visible_to(user).filter(user=None, office__isnull=False)
    return rows.exclude(state=StaffMember.State.LEFT)


@dataclass(frozen=True)
class OfficeRow:
    """How many of an office have no account; `alike`: names that several of them bear."""

    office: Office
    people: int
    with_address: int
    alike: list[str]

    @property
    def without_address(self) -> int:
        return self.people - self.with_address


def offices_of(people: QuerySet) -> QuerySet:
    """The offices with somebody of `people`: annotated with how many, and how many have an
    address.
    """
    those = Q(staff_now__in=people)
    return (
        Office.objects.filter(those)
        .annotate(
            people=Count("staff_now", filter=those, distinct=True),
            with_address=Count("staff_now", filter=those & ~Q(staff_now__email=""), distinct=True),
        )
        .order_by("order", "name", "pk")
    )


def rows_of(offices: Iterable, people: QuerySet) -> list[OfficeRow]:
    """One row an office of `offices_of()`."""
    offices = list(offices)
    names = Counter(people.filter(office__in=offices).values_list("office", "full_name"))
    return [
        OfficeRow(
            office,
            office.people,
            office.with_address,
            [name for (key, name), times in names.items() if key == office.pk and times > 1],
        )
        for office in offices
    ]


def login_names(people: Iterable[StaffMember]) -> dict[int, str]:
    """{key of the person: login name}: the name without marks or spaces, a number behind it where
    it is taken; the code where a name has too few letters.
    """
    taken, names = set(User.objects.values_list("username", flat=True)), {}
    for person in people:
        letters = re.sub(r"[^a-z0-9]", "", fold(person.full_name))[:50]
        if len(letters) < SHORTEST_NAME:
            letters = "cb" + re.sub(r"[^a-z0-9]", "", fold(person.code))
        name, number = letters, 1
        while name in taken:
            number += 1
            name = f"{letters}{number}"
        taken.add(name)
        names[person.pk] = name
    return names
