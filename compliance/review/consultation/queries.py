"""Which side of a case somebody may give an opinion for."""

from compliance.incidents.models import Incident
from compliance.incidents.queries import case_roles
from compliance.incidents.workflow import CaseRole
from compliance.registry.models import User
from compliance.review.case.queries import opinion_of
from compliance.review.models import Opinion

SIDES = {CaseRole.UNIT: Opinion.Side.UNIT, CaseRole.AFFAIRS: Opinion.Side.AFFAIRS}


def sides_open_to(incident: Incident, user: User) -> list[str]:
    """The sides for which `user` may still speak on this incident."""
    roles = case_roles(incident, user)
    return [
        side
        for party, side in SIDES.items()
        if party in roles and opinion_of(incident, side) is None
    ]
