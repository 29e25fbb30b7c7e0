"""Who is told what of a case: the lines of the outbox that a wall takes back."""

from django.db.models import CharField, Q
from django.db.models.functions import Cast

from compliance.core.addresses import own_door_url
from compliance.incidents.models import Incident
from compliance.incidents.querysets import excluded_from
from compliance.registry.models import User


def lines_excluded_from(user: User) -> Q:
    """Lines about a case that is walled now; what was told to the person at their own door
    stays.
    """
    walled = (
        Incident.objects.filter(excluded_from(user))
        .annotate(text=Cast("pk", CharField()))
        .order_by()
        .values("text")
    )
    return Q(subject_type="incident", subject_id__in=walled) & ~Q(url__startswith=own_door_url())
