"""Which side of a case somebody may give an opinion for."""

from compliance.incidents.models import Incident
from compliance.incidents.queries import parties
from compliance.incidents.workflow import Party
from compliance.registry.models import User
from compliance.review.case.queries import opinion_of
from compliance.review.models import Opinion

SIDES = {Party.UNIT: Opinion.Side.UNIT, Party.AFFAIRS: Opinion.Side.AFFAIRS}


def sides_open_to(incident: Incident, user: User) -> list[str]:
    """The sides for which `user` may still speak on this incident."""
    found = parties(incident, user)
    return [
        side
        for party, side in SIDES.items()
        if party in found and opinion_of(incident, side) is None
    ]
