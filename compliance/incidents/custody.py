"""The chain of custody: one row each time an item of evidence is received, looked at, taken away,
disclosed, copied, checked.
"""

from datetime import datetime

from compliance.incidents.models import CustodyEvent, Evidence, Incident
from compliance.incidents.transitions import REPORTER_ALIAS
from compliance.registry.models import User

PERSON = "Người được phản ánh"
SYSTEM = "Hệ thống"
Verb = CustodyEvent.Verb


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
