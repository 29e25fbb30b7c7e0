"""grants.wanted(incident): who handles it. Recomputed whenever the handler changes."""

from compliance.access import set_grants
from compliance.incidents.models import Incident
from compliance.incidents.querysets import HANDLE
from compliance.registry.models import User


def wanted(incident: Incident) -> dict[str, set[User]]:
    return {HANDLE: {incident.handler} if incident.handler_id else set()}


def refresh(incident: Incident) -> None:
    set_grants(incident, wanted(incident))
