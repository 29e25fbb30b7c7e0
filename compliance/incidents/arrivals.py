"""Evidence of a report that arrives piece by piece: the draft it may go to, and what it becomes."""

from datetime import datetime

from django.urls import reverse

from compliance.core.refusals import Invisible
from compliance.files import notes
from compliance.files.arriving import DESTINATIONS, ArrivedFile, Destination
from compliance.incidents.actions import add_evidence, store_file
from compliance.incidents.models import Incident
from compliance.incidents.transitions import own_draft
from compliance.registry.models import User


def _find(user: User, code: str) -> Incident:
    """A report that this person is still writing. Raises Invisible, NotNow."""
    incident = (
        Incident.objects.own_reports(user).filter(code=code).select_related("reporter").first()
    )
    if incident is None:
        raise Invisible
    own_draft(incident, user)
    return incident


def _take(*, owner: Incident, upload: ArrivedFile, by: User, at: datetime) -> dict:
    """One more item of the draft. Two files that become whole at once are numbered one after the
    other.
    """
    incident = Incident.objects.select_for_update(of=("self",)).get(pk=owner.pk)
    stored = store_file(upload=upload, by=None, at=at, incident=incident, sender=by)
    item = add_evidence(incident=incident, file=stored, by=by, at=at)
    return {
        "label": item.label,
        "name": stored.name,
        "size": stored.size,
        "notes": notes(stored),
        "open": reverse("incidents:evidence_file", args=[item.pk]),
        "edit": reverse("incidents:edit_evidence", args=[incident.code, item.pk]),
        "drop": reverse("incidents:drop_evidence", args=[incident.code, item.pk]),
    }


DESTINATIONS.register("draft", Destination(kind="evidence", find=_find, take=_take))
