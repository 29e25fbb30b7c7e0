"""Reports that may have moved up to the chairs, asked of the database on every page of theirs."""

from functools import lru_cache

from django.apps import apps
from django.db.models import Exists, F, OuterRef, Q, Subquery

from compliance.incidents.workflow import LEVELS, CaseRole, Status
from compliance.registry.models import Function, Kinship, StaffMember


def short_of_leads(day):
    """Reports waiting to be taken up for which fewer than two leads are outside the wall: of two,
    one at least did not report. Others need not be looked at.

    The line above is among the walls that are kept with the case. Where there are two leads at all
    only the reports that one of their walls may touch are looked at lead by lead.
    """
    return _question(day).all()  # a copy: the database is asked each time


@lru_cache(maxsize=2)
def _question(day):
    """The question alone, put together once a day: that takes longer than its answer. Nobody may
    ask it itself, or it would keep what it was told.
    """
    case = OuterRef(OuterRef("pk"))
    kin = Kinship.objects.standing()
    declared, named = kin.filter(person_from__isnull=False), kin.filter(relative_from__isnull=False)
    concerned = OuterRef(OuterRef("person"))
    recusals, walls = (
        apps.get_model("incidents", name).objects.all() for name in ("Recusal", "KeptWall")
    )
    shut = (
        declared.filter(person__user=OuterRef("user"), relative=concerned),
        named.filter(relative__user=OuterRef("user"), person=concerned),
        StaffMember.objects.filter(pk=concerned, user=OuterRef("user")),
        recusals.filter(incident=case, user=OuterRef("user")),
        walls.filter(incident=case, user=OuterRef("user")),
    )
    leads = (
        Function.objects.on(day).of_kinds(*LEVELS[CaseRole.LEAD][0]).filter(user__is_active=True)
    )
    users = leads.order_by().values("user")
    touched = (
        Q(person__in=declared.filter(person__user__in=users).values("relative"))
        | Q(person__in=named.filter(relative__user__in=users).values("person"))
        | Q(person__in=StaffMember.objects.filter(user__in=users).values("pk"))
        | Q(pk__in=recusals.filter(user__in=users).values("incident"))
        | Q(pk__in=walls.filter(user__in=users).values("incident"))
    )
    waiting = apps.get_model("incidents", "Incident").objects.filter(
        status__in=(Status.SUBMITTED, Status.RETURNED)
    )
    near = waiting.order_by().annotate(**_first_and_last("lead", leads))
    near = near.filter(touched | _one_at_most("lead"))
    free = leads.filter(*(~Exists(rows) for rows in shut))
    return near.annotate(**_first_and_last("free_lead", free)).filter(_one_at_most("free_lead"))


def _first_and_last(name: str, functions) -> dict[str, Subquery]:
    """{first_…, last_…}: the users with the lowest and the highest key among `functions`."""
    return {
        f"{end}_{name}": Subquery(functions.order_by(order).values("user")[:1])
        for end, order in (("first", "user"), ("last", "-user"))
    }


def _one_at_most(name: str) -> Q:
    return Q(**{f"first_{name}": None}) | Q(**{f"first_{name}": F(f"last_{name}")})
