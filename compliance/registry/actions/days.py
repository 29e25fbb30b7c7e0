"""What was written for a day takes effect on it: the rows that say how things stand today follow
the dated ones.
"""

from collections.abc import Iterator
from datetime import date, datetime
from itertools import islice
from typing import Any

from django.db import transaction
from django.db.models import Q

from compliance.audit.actions import record
from compliance.registry import grants
from compliance.registry.closing_blockers import TAKERS
from compliance.registry.models import Function, Office, OfficeVersion, Posting, StaffMember
from compliance.registry.querysets import StaffQuerySet
from compliance.registry.renaming import renamed

MIRRORED = ("name", "short_name", "kind", "parent")
FOLLOWED = ("office", "position", "staff_kind", "is_leader", "state", "second_posts")
State = StaffMember.State


def mirror_offices(*, day: date, only: list[int] | None = None) -> list[Office]:
    """Make name, kind and parent of the office rows those of `day`; refresh what follows from them.
    Returns the offices that changed.
    """
    versions = OfficeVersion.objects.on(day).select_related("office", "parent")
    if only is not None:
        versions = versions.filter(office__in=only)
    changed = [
        version
        for version in versions
        if any(
            getattr(version, name) != getattr(version.office, name)
            for name in ("name", "short_name", "kind", "parent_id")
        )
    ]
    for version in changed:
        for name in MIRRORED:
            setattr(version.office, name, getattr(version, name))
        version.office.save()
    for version in changed:
        grants.refresh_below(version.office, day)
        _refresh_search(version.office, day)
    return [version.office for version in changed]


def _refresh_search(office: Office, day: date) -> None:
    """People are found by the name of their office, and of the one they hold a second post in."""
    mirror_staff(StaffMember.objects.holding_second(day, [office.pk]), day)
    people = list(StaffMember.objects.filter(office=office).select_related("office"))
    for person in people:
        person.fill_search()
    StaffMember.objects.bulk_update(people, ["folded", "given", "sort_key"], batch_size=500)
    renamed(offices=[office.pk])


def mirror_staff(people: StaffQuerySet, day: date) -> int:
    """Make office, position, kind and state of people those of `day`; returns how many changed."""
    rows = (
        Posting.objects.worked(day)
        .filter(staff__in=people)
        .select_related("office")
        .order_by("valid_from", "pk")
    )
    here = {row.staff_id: row for row in rows}
    beside = _second_posts(people, day)
    away = set(people.on_leave(day).order_by().values_list("pk", flat=True))
    changed = [
        person
        for person in people.select_related("office")
        if _follow(person, here.get(person.pk), person.pk in away, beside.get(person.pk, ""))
    ]
    StaffMember.objects.bulk_update(
        changed, [*FOLLOWED, "folded", "given", "sort_key"], batch_size=500
    )
    return len(changed)


def _second_posts(people: StaffQuerySet, day: date) -> dict[int, str]:
    """{person: their second posts on `day` in words}"""
    beside: dict[int, str] = {}
    held = Posting.objects.second(day).filter(staff__in=people).select_related("office")
    for row in held.order_by("valid_from", "pk"):
        before = beside.get(row.staff_id)
        beside[row.staff_id] = f"{before}; {row.words}" if before else row.words
    return beside


def _follow(person: StaffMember, here: Posting | None, away: bool, beside: str) -> bool:
    """Whether the person's row had to change. Who has left keeps the last staff kind."""
    state = (
        State.LEFT
        if here is None
        else (
            State.ON_LEAVE
            if away
            else State.SECONDED
            if here.kind == Posting.Kind.SECONDMENT
            else State.WORKING
        )
    )
    wanted = (
        (here.office, here.position, here.staff_kind, here.is_leader, state, beside)
        if here
        else (None, "", person.staff_kind, False, state, "")
    )
    before = tuple(getattr(person, name) for name in FOLLOWED)
    for name, value in zip(FOLLOWED, wanted, strict=True):
        setattr(person, name, value)
    person.fill_search()
    return wanted != before


def end_of_office(office: Office, day: date, at: datetime) -> None:
    """Its last day is over: what it held goes to the first of those who took over, and its head no
    longer sees it.
    """
    following = office.successions.select_related("to_office").order_by("pk").first()
    if following is not None:
        for take in TAKERS:
            take(office, following.to_office, day, at)
    grants.refresh_below(office, day)


def _chunks(keys: Any, size: int = 1000) -> Iterator:
    """Keys by the thousand: a large import takes effect without holding everybody at once."""
    keys = iter(list(keys))
    while chunk := list(islice(keys, size)):
        yield chunk


@transaction.atomic
def turn_day(*, day: date, since: date, at: datetime) -> dict[str, int]:
    """What was written for a day in (since, day] takes effect: names and places of offices, posts
    of people, sight of heads. Returns counts.

    Repeating it changes nothing, and several days missed are made up in one go.
    """
    offices = mirror_offices(day=day)
    begun, ended = (
        {"valid_from__gt": since, "valid_from__lte": day},
        {"valid_to__gte": since, "valid_to__lt": day},
    )
    moved = (
        Posting.objects.filter(Q(**begun) | Q(**ended))
        .order_by()
        .values_list("staff", flat=True)
        .distinct()
    )
    people = sum(
        mirror_staff(StaffMember.objects.filter(pk__in=chunk), day) for chunk in _chunks(moved)
    )
    heads = Function.objects.filter(office__isnull=False)
    touched = Office.objects.filter(
        pk__in=heads.filter(**begun).values("office")
    ) | Office.objects.filter(pk__in=heads.filter(**ended).values("office"))
    for office in Office.objects.filter(**ended):
        end_of_office(office, day, at)
    for office in touched.distinct():
        grants.refresh_below(office, day)
    counts = {"offices": len(offices), "people": people, "heads": touched.count()}
    if counts["offices"] or counts["people"]:
        record(
            by=None,
            verb="turn_day",
            obj=Office.objects.filter(parent=None).order_by("valid_from", "pk").first(),
            at=at,
            label=f"{day:%d/%m/%Y}",
            after=counts,
        )
    return counts
