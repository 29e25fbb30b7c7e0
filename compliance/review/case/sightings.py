"""What the person concerned has seen of the bundle: one definition, for their own page, the case
page and the fairness record.

Seen is an item that they opened in the viewer or in the page, took away as a file, or were handed
on paper with a notice that showed it; each time there is a row of custody or of delivery.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import QuerySet, prefetch_related_objects

from compliance.incidents.custody import PERSON, Verb, sightings_read
from compliance.incidents.models import CustodyEvent, Evidence, Incident
from compliance.review.case.queries import (
    disclosed,
    notices_of_round,
    round_began_at,
    this_round,
)
from compliance.rulebook.clocks import local_day


@dataclass(frozen=True)
class Sighting:
    """One item of the bundle, the day it was first shown to the person, and the day they first
    opened it or had it handed over; None: not yet.
    """

    item: Evidence
    shown_on: date | None
    seen_on: date | None
    on_paper: bool = False

    @property
    def sealed(self) -> bool:
        """Shown once; there is nothing left to open."""
        return bool(self.item.file and self.item.file.sealed_at)


def sightings(incident: Incident) -> list[Sighting]:
    """Every item of the bundles of this round, in the order of their numbers."""
    items = disclosed(incident)
    shown, opened = _opened(incident, items)
    handed = _handed(incident, shown)
    return [
        Sighting(
            item=item,
            shown_on=shown.get(item.pk),
            seen_on=min((d[item.pk] for d in (opened, handed) if item.pk in d), default=None),
            on_paper=item.pk in handed and item.pk not in opened,
        )
        for item in items
    ]


def _opened(incident: Incident, items: list[Evidence]) -> tuple[dict[UUID, date], dict[UUID, date]]:
    """({item: day it was first disclosed}, {item: day the person first opened it after that})."""
    shown: dict[UUID, date] = {}
    opened: dict[UUID, date] = {}
    for row in _shown_or_opened(incident, items):
        key, day = row.evidence_id, local_day(row.at)
        if row.verb == Verb.DISCLOSED:
            shown.setdefault(key, day)
        elif row.who == PERSON and key in shown:
            opened.setdefault(key, day)
    return shown, opened


def _shown_or_opened(incident: Incident, items: list[Evidence]) -> Iterable[CustodyEvent]:
    """The rows of this round about `items`, oldest first; those that a page has read with the case
    are not asked for again.
    """
    read = sightings_read(incident)
    if read is not None:
        began, keys = round_began_at(incident), {item.pk for item in items}
        return [
            row for row in read if row.evidence_id in keys and (began is None or row.at >= began)
        ]
    rows = this_round(incident, CustodyEvent, of="evidence__incident").filter(
        evidence__in=items, verb__in=(Verb.DISCLOSED, Verb.VIEWED, Verb.DOWNLOADED)
    )
    ordered: QuerySet[CustodyEvent] = rows.order_by("at", "pk")
    return ordered.only("evidence", "verb", "who", "at")


def _handed(incident: Incident, shown: dict[UUID, date]) -> dict[UUID, date]:
    """{item: day a notice with it was handed over}; what joined the bundle later was not in it."""
    handed: dict[UUID, date] = {}
    notices = notices_of_round(incident)
    prefetch_related_objects(notices, "bundle", "deliveries")
    for notice in notices:
        days = [row.day for row in notice.deliveries.all() if row.reached]
        for item in notice.bundle.all():
            after = [day for day in days if item.pk in shown and shown[item.pk] <= day]
            if after:
                handed[item.pk] = min([*after, handed.get(item.pk, after[0])])
    return handed
