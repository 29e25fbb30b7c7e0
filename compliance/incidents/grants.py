"""grants.wanted(incident): who handles it and who was invited. Recomputed whenever either changes,
and when an invitation runs out.
"""

from datetime import date

from compliance.core.access import set_grants
from compliance.incidents.facts import READ
from compliance.incidents.in_own_name import HANDLE
from compliance.incidents.models import Incident, Invitation
from compliance.registry.models import User


def wanted(incident: Incident, day: date) -> dict[str, set[User]]:
    """{'handle_incident': the handler, 'read_incident': people with a live invitation}."""
    invited = {
        row.user
        for row in Invitation.objects.live(day).filter(incident=incident).select_related("user")
    }
    return {HANDLE: {incident.handler} if incident.handler_id else set(), READ: invited}


def refresh(incident: Incident, day: date) -> None:
    set_grants(incident, wanted(incident, day))
