"""Who is there: the district of tests/world.py cut down to the casts in which rules about persons
have failed before, each with the report that sets its case going.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from compliance.core.roles import LEADS, Kind
from compliance.registry.models import Function, Posting, StaffMember
from tests.world import START, World, related

OLD = timedelta(days=5 * 365 - 12)  # a reprimand is barred some ten days after the report


def _everybody(world: World) -> None:
    """Nothing is taken away."""


def _keep(world: World, kinds: tuple, *names: str) -> None:
    """Of those who hold `kinds`, `names` alone go on holding them."""
    keys = [world.users[name].pk for name in names]
    Function.objects.filter(kind__in=kinds).exclude(user__in=keys).delete()


def _two_leads(world: World) -> None:
    _keep(world, LEADS, "lead", "deputy_lead")


def _one_lead(world: World) -> None:
    _keep(world, LEADS, "lead")


def _small_commune(world: World) -> None:
    _keep(world, LEADS, "lead")
    _keep(world, (Kind.MEMBER,), "member")
    _keep(world, (Kind.VICE_CHAIRMAN,))


def _leads_related(world: World) -> None:
    for name in ("lead", "deputy_lead", "recused"):
        related(world.users[name].staff, world.person_staff)


def _one_lead_one_chair(world: World) -> None:
    _one_lead(world)
    related(world.vice.staff, world.person_staff)


def _without_account(world: World) -> None:
    office = world.offices["XA"]
    post = {"office": office, "position": "Công chức Địa chính", "staff_kind": "cong_chuc"}
    staff = StaffMember(code="T090", full_name="Nông Thử Chín Mươi", **post)
    staff.fill_search()
    staff.save()
    Posting.objects.create(staff=staff, valid_from=START, **post)


@dataclass(frozen=True)
class Cast:
    """`person` is the code or the username of the person concerned, `reporter` a username;
    `happened` is how long before the report the act took place. `confidential`: the report says who
    made it to nobody.
    """

    name: str
    prepare: Callable[[World], None] = _everybody
    reporter: str = "unit_head"
    person: str = "person"
    happened: timedelta = timedelta(days=1)
    confidential: bool = False

    def staff(self, world: World) -> StaffMember:
        people = StaffMember.objects.select_related("office", "user")
        if self.person in world.users:
            return people.get(user=world.users[self.person])
        return people.get(code=self.person)

    def happened_at(self, at: datetime) -> datetime:
        return at - self.happened


CASTS = {
    cast.name: cast
    for cast in (
        Cast("everybody"),
        Cast("two leads", _two_leads),
        Cast("one lead", _one_lead),
        Cast("one vice-chairman, head concerned", reporter="other_member", person="unit_head"),
        Cast("a lead reports", reporter="lead"),
        Cast("the only lead reports", _one_lead, reporter="lead"),
        Cast("the only lead reports, a chair aside", _one_lead_one_chair, reporter="lead"),
        Cast("the only lead reports in confidence", _one_lead_one_chair, "lead", confidential=True),
        Cast("leads related", _leads_related),
        Cast("no account", _without_account, person="T090"),
        Cast("small commune", _small_commune),
        Cast("small commune, its lead reports", _small_commune, reporter="lead"),
        Cast("limitation runs out", happened=OLD),
    )
}
