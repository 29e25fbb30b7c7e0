"""Who is told what of a case: the lines of the outbox that a wall takes back."""

from django.db.models import BigIntegerField, Case, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Cast
from django.db.models.lookups import Exact, IsNull

from compliance.core.addresses import own_door_url
from compliance.incidents.facts import excluded_from
from compliance.incidents.models import Incident
from compliance.registry.models import User


def lines_excluded_from(user: User) -> Q:
    """Lines about a case that is walled now; what was told to the person at their own door
    stays. Each line looks its one case up: the cases behind a wall are not gone through.
    """
    of_a_case = Exact(OuterRef("subject_type"), Value("incident"))
    # a key of another kind may be no number, and is never read as one
    key = Case(When(of_a_case, then=Cast(OuterRef("subject_id"), BigIntegerField())))
    walled = Incident.objects.filter(excluded_from(user), pk=key).order_by().values("pk")[:1]
    shut = IsNull(Subquery(walled), False)  # an EXISTS would be answered by reading all of them
    return Q(shut, subject_type="incident") & ~Q(url__startswith=own_door_url())
