"""Cases in whose hands somebody behind the wall is: looked for from the walls, which are few, and
never by looking at every case.
"""

from collections.abc import Iterable

from django.db.models import F, QuerySet

from compliance.incidents.models import Incident, KeptWall, Recusal

DECLARED, NAMED = "person__kin_of__", "person__kin__"


def shut_out(column: str, statuses: Iterable[str]) -> QuerySet:
    """The keys of the cases in one of `statuses` whose `column` (an account on the row) stands
    behind the wall by a relation, a recusal or a wall that stayed: shut_to() of many cases.
    """
    cases = Incident.objects.filter(status__in=tuple(statuses)).order_by()
    declared = cases.filter(
        **{
            f"{DECLARED}ended_at": None,
            f"{DECLARED}person_from__isnull": False,
            f"{DECLARED}person__user": F(column),
        }
    )
    named = cases.filter(
        **{
            f"{NAMED}ended_at": None,
            f"{NAMED}relative_from__isnull": False,
            f"{NAMED}relative__user": F(column),
        }
    )
    on_the_case = (
        model.objects.filter(incident__status__in=tuple(statuses), user=F(f"incident__{column}"))
        .order_by()
        .values("incident")
        for model in (Recusal, KeptWall)
    )
    keys: QuerySet = declared.values("pk").union(named.values("pk"), *on_the_case)
    return keys
