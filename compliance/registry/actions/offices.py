"""Offices are founded, moved and closed."""

from datetime import datetime

from django.db import transaction

from compliance.access import require
from compliance.audit.actions import record
from compliance.registry import grants
from compliance.registry.models import Office, User
from compliance.roles import Do
from compliance.rulebook.clocks import local_day


@transaction.atomic
def add_office(*, by: User | None, at: datetime, **fields) -> Office:
    """Found an office."""
    if by:
        require(by, Do.KEEP_REGISTRY)
    office = Office(**fields)
    office.save()
    record(by=by, verb="add_office", obj=office, at=at, label=office.name)
    grants.refresh_below(office, local_day(at))
    return office
