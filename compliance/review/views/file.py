"""What a case is about, as far as its reader may open it: on its page, and beside the form of
whoever judges.
"""

from compliance.incidents.checks import allegations_of
from compliance.incidents.custody import GATHERERS, labels_kept_back, open_items
from compliance.incidents.models import Incident
from compliance.incidents.queries import case_roles
from compliance.incidents.workflow import CaseRole
from compliance.registry.models import User
from compliance.review.models import Triage


def substance(incident: Incident, user: User, mine: set[CaseRole]) -> dict:
    """What the case is about, and what was decided at its start."""
    return {
        "kept_back": [] if GATHERERS & mine else labels_kept_back(incident),
        "allegations": allegations_of(incident),
        "evidence": open_items(incident, user, mine),
        "triage": last_triage(incident),
    }


def last_triage(incident: Incident) -> Triage | None:
    """The last decision of an intake, with who took it; as read with the case, where it was."""
    if "triages" in getattr(incident, "_prefetched_objects_cache", {}):
        return next(iter(incident.triages.all()), None)
    return incident.triages.select_related("by").order_by("-at", "-pk").first()


def beside(incident: Incident, user: User) -> dict:
    """Account, evidence, answers and opinions, to be read beside a form."""
    answers = incident.answers.select_related("by").prefetch_related("files")
    return {
        **substance(incident, user, case_roles(incident, user)),
        "answers": answers.order_by("-at"),
        "opinions": incident.opinions.select_related("by").order_by("at"),
    }
