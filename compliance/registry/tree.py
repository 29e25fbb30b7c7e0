"""The tree of offices on any day, from rows loaded once. A few hundred offices: walking them in
memory is cheaper than asking again and again.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date

from compliance.registry.models import Office, OfficeVersion


def line_up(office: Office | None) -> list[int]:
    """The office and those above it, as deep as the tree goes, short of the authority itself: whose
    heads are superiors of who works in it.
    """
    keys: list[int] = []
    while office is not None and office.kind != Office.Kind.AUTHORITY and office.pk not in keys:
        keys.append(office.pk)
        office = office.parent
    return keys


def line_down(offices: Iterable[int]) -> set[int]:
    """line_up() the other way round: every office whose line passes one of `offices`. One query a
    level.
    """
    keys: set[int] = set()
    level = set(
        Office.objects.filter(pk__in=offices)
        .exclude(kind=Office.Kind.AUTHORITY)
        .order_by()
        .values_list("pk", flat=True)
    )
    while level:
        keys |= level
        below = Office.objects.filter(parent__in=level).exclude(kind=Office.Kind.AUTHORITY)
        level = set(below.order_by().values_list("pk", flat=True)) - keys
    return keys


@dataclass
class Node:
    """One office as it was on the day of the tree."""

    office: Office
    version: OfficeVersion
    children: list["Node"] = field(default_factory=list)

    def walk(self) -> Iterator["Node"]:
        yield self
        for child in self.children:
            yield from child.walk()


@dataclass
class Tree:
    """`roots` in order; `nodes` by key of the office."""

    day: date
    roots: list[Node]
    nodes: dict[int, Node]

    def above(self, office_id: int) -> list[int]:
        """Keys from the office up to its root, itself first."""
        chain: list[int] = []
        node = self.nodes.get(office_id)
        while node is not None and node.office.pk not in chain:
            chain.append(node.office.pk)
            node = self.nodes.get(node.version.parent_id)
        return chain

    def below(self, office_id: int) -> set[int]:
        """Keys of the office and everything under it."""
        return (
            {node.office.pk for node in self.nodes[office_id].walk()}
            if office_id in self.nodes
            else set()
        )


def tree_on(day: date) -> Tree:
    """The offices that existed on `day`, under the parents and with the names of that day; two
    queries whatever the size.

    An office whose parent did not exist that day stands at the top.
    """
    return _grow(day, OfficeVersion.objects.on(day).select_related("office"))


def _grow(day: date, versions) -> Tree:
    alive = [
        version
        for version in versions
        if version.office.valid_from <= day
        and (version.office.valid_to is None or version.office.valid_to >= day)
    ]
    alive.sort(key=lambda version: (version.office.order, version.name, version.office_id))
    nodes = {version.office_id: Node(version.office, version) for version in alive}
    roots = []
    for node in nodes.values():
        above = nodes.get(node.version.parent_id)
        (above.children if above else roots).append(node)
    return Tree(day, roots, nodes)


def first_cycle(office: Office, parent: Office, since: date) -> date | None:
    """The first day from `since` on when `parent` stands under `office`, so that a move would close
    a ring; None when it never does.
    """
    versions = list(OfficeVersion.objects.apart_from_ended(since).select_related("office"))
    days = sorted(
        {since, *(version.valid_from for version in versions if version.valid_from > since)}
    )
    for day in days:
        on_the_day = [
            version
            for version in versions
            if version.valid_from <= day and (version.valid_to is None or version.valid_to >= day)
        ]
        if office.pk in _grow(day, on_the_day).above(parent.pk):
            return day
    return None
