"""grants.wanted(office): who oversees it. Computed from the functions of the day, inherited down
the tree.
"""

from datetime import date

from compliance.core.access import set_grants
from compliance.core.roles import HEADS
from compliance.registry.models import Office, User
from compliance.registry.queries import holders
from compliance.registry.tree import line_up

OVERSEE = "oversee_office"


def wanted(office: Office, day: date) -> dict[str, set[User]]:
    """{'oversee_office': heads and deputies of the office and of every office above it, up to but
    without the authority itself}.

    The head of the authority is the chairman, whose view follows from that function and not from
    the tree.
    """
    users: set[User] = set()
    for key in line_up(office):
        users.update(holders(*HEADS, day=day, office=key))
    return {OVERSEE: users}


def refresh_below(office: Office, day: date) -> None:
    """Make the stored grants equal the wanted ones, for `office` and everything below it."""
    for below in Office.objects.descendants(office, include_self=True):
        set_grants(below, wanted(below, day))
