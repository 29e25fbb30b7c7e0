"""The chain of custody: one row each time an item of evidence is received, looked at, taken away,
disclosed, copied, checked.
"""

from datetime import datetime

from django.db.models import Q, QuerySet

from compliance.core.language import _
from compliance.incidents.models import CustodyEvent, Evidence, Incident
from compliance.incidents.queries import case_roles
from compliance.incidents.transitions import REPORTER_ALIAS
from compliance.incidents.workflow import CaseRole
from compliance.registry.models import User

PERSON = _("Người được phản ánh")
SYSTEM = _("Hệ thống")
Verb = CustodyEvent.Verb
# who gathers the evidence of a case and took it up: they have to know what is left aside
GATHERERS = {CaseRole.REPORTER, CaseRole.HANDLER, CaseRole.TRIAGER}


def write(
    *,
    item: Evidence,
    verb: str,
    at: datetime,
    incident: Incident,
    by: User | None,
    note: str = "",
    parent: str = "",
) -> CustodyEvent:
    """Append one row. The reporter and the person concerned are written by their part; `by` None is
    the system.
    """
    named, who = signed(incident, by)
    sha256 = item.file.sha256 if item.file_id else ""
    return CustodyEvent.objects.create(
        evidence=item,
        verb=verb,
        at=at,
        by=named,
        who=who[:120],
        sha256=sha256,
        parent_sha256=parent,
        note=note,
    )


def signed(incident: Incident, by: User | None) -> tuple[User | None, str]:
    """(who the row links to, what it says)."""
    if by is None:
        return None, SYSTEM
    if incident.reporter.is_by(by):
        return None, REPORTER_ALIAS
    if incident.person_id and incident.person.user_id == by.pk:
        return None, PERSON
    return by, by.display_name


def seal(*, incident: Incident, by: User, at: datetime) -> None:
    """The case is sealed: nobody opens its evidence any more."""
    for item in incident.evidence.filter(removed_at=None).select_related("file"):
        write(item=item, verb=Verb.SEALED, at=at, incident=incident, by=by)


def seal_items(*, items: QuerySet[Evidence], by: User, at: datetime) -> list[Evidence]:
    """The files of these items are sealed, in whatever case they stand: nothing rests on them any
    more. Returns those that changed, with their case.
    """
    rows = items.filter(file__sealed_at=None).select_related(
        "file", "incident__reporter", "incident__person__user", "incident__handler"
    )
    sealed = list(rows.order_by("incident_id", "number", "copy"))
    for item in sealed:
        write(
            item=item,
            verb=Verb.SEALED,
            at=at,
            incident=item.incident,
            by=by,
            note=_("nội dung tệp"),
        )
    Evidence.objects.filter(pk__in=[item.pk for item in sealed]).update(relied_on=False)
    return sealed


def chain(item: Evidence) -> list[CustodyEvent]:
    """The rows of an item, oldest first. One received before these rows were kept begins with what
    its own row says.
    """
    rows = list(item.custody.order_by("pk"))
    if not rows or rows[0].verb not in (Verb.RECEIVED, Verb.DERIVED):
        who = item.by.display_name if item.by_id else REPORTER_ALIAS
        rows.insert(
            0,
            CustodyEvent(
                evidence=item,
                verb=Verb.RECEIVED,
                at=item.at,
                who=who,
                sha256=item.file.sha256 if item.file_id else "",
            ),
        )
    return rows


def shown_or_opened(incident: int) -> QuerySet[CustodyEvent]:
    """What says of every item of a case whether the person was shown it and opened it: for a page
    that asks after them again and again. `incident`: its key.
    """
    opened = Q(verb__in=(Verb.VIEWED, Verb.DOWNLOADED), who=PERSON)
    rows = CustodyEvent.objects.filter(Q(verb=Verb.DISCLOSED) | opened, evidence__incident=incident)
    return rows.only("evidence", "verb", "who", "at").order_by("at", "pk")


def remember_shown(items: list[Evidence], rows: list[CustodyEvent]) -> None:
    """Give every item of a case, the removed ones among them, its rows of shown_or_opened()."""
    for item in items:
        vars(item)[SHOWN] = [row for row in rows if row.evidence_id == item.pk]


SHOWN = "shown_or_opened"


def items_read(incident: Incident) -> list[Evidence] | None:
    """What a page has read with this case, by remember_shown(); None where no page has."""
    items = getattr(incident, "_prefetched_objects_cache", {}).get("evidence")
    if items is None or not all(hasattr(item, SHOWN) for item in items):
        return None
    return list(items)


def in_file(items: list[Evidence]) -> list[Evidence]:
    """Without those that were removed."""
    return [item for item in items if item.removed_at is None]


def sightings_read(incident: Incident) -> list[CustodyEvent] | None:
    """The rows of items_read() on what the person was shown and opened, oldest first."""
    items = items_read(incident)
    if items is None:
        return None
    return sorted(
        (row for item in items for row in getattr(item, SHOWN)), key=lambda row: (row.at, row.pk)
    )


def _kept_back_of(items: list[Evidence]) -> list[Evidence]:
    """kept_back() of what was read."""
    live = in_file(items)
    carrying = {item.number for item in live if item.relied_on}
    carrying |= {
        item.number
        for item in items
        if any(row.verb == Verb.DISCLOSED for row in getattr(item, SHOWN))
    }
    return [item for item in live if item.number not in carrying]


def kept_back(incident: Incident) -> QuerySet[Evidence]:
    """Items that carry nothing: not relied on, and in no notice to the person concerned. A copy has
    the number of its original and counts for it.
    """
    shown = CustodyEvent.objects.filter(evidence__incident=incident, verb=Verb.DISCLOSED)
    relied = incident.evidence.filter(removed_at=None, relied_on=True)
    return (
        incident.evidence.filter(removed_at=None)
        .exclude(number__in=relied.order_by().values("number"))
        .exclude(number__in=shown.order_by().values("evidence__number"))
    )


def sealed_numbers(incident: Incident) -> list[int]:
    """The items of which every version is a sealed file: nothing is left to look at."""
    read = items_read(incident)
    if read is not None:
        whole = {item.number for item in in_file(read) if not (item.file and item.file.sealed_at)}
        return sorted({item.number for item in in_file(read)} - whole)
    items = incident.evidence.filter(removed_at=None)
    left = items.filter(file__sealed_at=None).order_by().values("number")
    gone = items.exclude(number__in=left).order_by("number").values_list("number", flat=True)
    return list(dict.fromkeys(gone))


def open_evidence(
    incident: Incident, user: User, parts: set[CaseRole] | None = None
) -> QuerySet[Evidence]:
    """The items `user` may open of a case they see. What is kept back is shut to whoever judges:
    once a case is taken up only those who gather its evidence go on seeing it. `parts`: what
    case_roles() says, where it was asked already.
    """
    items = incident.evidence.filter(removed_at=None)
    if incident.accepted_at is None:
        return items
    mine = case_roles(incident, user) if parts is None else parts
    if GATHERERS & mine:
        return items
    return items.exclude(pk__in=kept_back(incident).order_by().values("pk"))


def open_items(incident: Incident, user: User, parts: set[CaseRole]) -> list[Evidence]:
    """open_evidence() as rows with their files, in the order of their numbers; those that a page
    has read with the case are not asked for again.
    """
    items = items_read(incident)
    if items is None:
        rows = open_evidence(incident, user, parts).select_related("file")
        return list(rows.order_by("number", "copy"))
    if incident.accepted_at is None or GATHERERS & parts:
        return in_file(items)
    shut = {item.pk for item in _kept_back_of(items)}
    return [item for item in in_file(items) if item.pk not in shut]


def labels_kept_back(incident: Incident) -> list[str]:
    """Those items by number and nothing more: what the record and the pages say of them."""
    if incident.accepted_at is None:
        return []
    items = items_read(incident)
    if items is not None:
        return [item.label for item in _kept_back_of(items)]
    return [item.label for item in kept_back(incident).order_by("number", "copy")]
