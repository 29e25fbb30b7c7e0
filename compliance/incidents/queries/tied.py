"""Cases in whose hands somebody behind the wall is: looked for among the cases under way, which are
few and stand in an index of their own, and never by looking at every case or wall there ever was.
"""

from collections.abc import Iterable

from django.db.models import F, OuterRef, Q, QuerySet, Subquery

from compliance.core.among import Listed
from compliance.incidents.models import Incident, KeptWall, Recusal
from compliance.registry.models import Kinship


def shut_out(column: str, statuses: Iterable[str]) -> QuerySet:
    """The keys of the cases in one of `statuses` whose `column` (an account on the row) stands
    behind the wall by a relation, a recusal or a wall that stayed: shut_to() of many cases.
    """
    cases = Incident.objects.filter(status__in=tuple(statuses)).order_by()
    on_the_case = (
        model.objects.filter(
            Listed(F("incident_id"), cases.values("pk").query), user=F(f"incident__{column}")
        )
        .order_by()
        .values("incident")
        for model in (Recusal, KeptWall)
    )
    keys: QuerySet = _by_relation(cases, column).union(*on_the_case)
    return keys


def _by_relation(cases: QuerySet, column: str) -> QuerySet:
    """Asked from left to right: whether anybody at all is tied to the person comes first."""
    user, person = OuterRef(column), OuterRef("person")
    kin = Kinship.objects.standing().order_by()
    declared, named = kin.filter(person_from__isnull=False), kin.filter(relative_from__isnull=False)
    of_the_account = {
        "declared": declared.filter(person__user=user, relative=person),
        "named": named.filter(relative__user=user, person=person),
    }
    first = {name: Subquery(rows.values("pk")[:1]) for name, rows in of_the_account.items()}
    keys: QuerySet = (
        cases.alias(**first)
        .filter(
            Q(person__in=declared.values("relative")) & Q(declared__isnull=False)
            | Q(person__in=named.values("person")) & Q(named__isnull=False)
        )
        .values("pk")
    )
    return keys
