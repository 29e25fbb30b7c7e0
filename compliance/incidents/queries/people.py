"""Who is what to one case, asked from the side of the step table: who may, who is asked, who is
left.
"""

from datetime import date

from django.db.models import Q, QuerySet, Value

from compliance.core.presence import present
from compliance.core.roles import CHAIRS, HEADS, Kind
from compliance.incidents.models import Incident
from compliance.incidents.queries.walls import remembered, without_excluded
from compliance.incidents.querysets import TAKEN
from compliance.incidents.workflow import (
    LEVELS,
    STEPS,
    CaseRole,
)
from compliance.registry.models import Function, Office, User
from compliance.registry.queries import holders
from compliance.registry.tree import line_up


def unit_people(incident: Incident, day: date) -> QuerySet:
    """Who is asked to speak for the unit: the heads of the handling office, or of the nearest one
    above that has one outside the wall;
    for the authority itself the vice-chairmen by delegation."""
    levels = unit_levels(incident, day)
    return next((people for people in levels[:-1] if people.exists()), levels[-1])


def unit_levels(incident: Incident, day: date) -> list[QuerySet]:
    """Who speaks for the unit, level by level, the nearest first, outside the wall."""
    levels = [
        holders(*HEADS, day=day, office=office) for office in line_up(incident.handling_office)
    ]
    at_the_authority = present(incident.handling_office).kind == Office.Kind.AUTHORITY
    levels.append(holders(Kind.VICE_CHAIRMAN, day=day) if at_the_authority else User.objects.none())
    return [without_excluded(incident, people) for people in levels]


def who_can(incident: Incident, verb: str, day: date) -> QuerySet:
    """The accounts that the gate would let take `verb`, as far as persons go: those the table
    names, without the wall and without the parts that shut out.
    """
    return _who(incident, verb, STEPS[verb].never, day)


def who_is_asked(incident: Incident, verb: str, day: date) -> QuerySet:
    """who_can(), and whoever reported among them where the table shuts them out: who is not named
    as asked would be known to have reported. For words and notices; who may is asked of the gate.
    """
    never = tuple(party for party in STEPS[verb].never if party != CaseRole.REPORTER)
    return _who(incident, verb, never, day)


def _who(incident: Incident, verb: str, never: tuple[CaseRole, ...], day: date) -> QuerySet:
    asked = Q(pk__in=[])
    for party in STEPS[verb].by:
        asked |= Q(pk__in=who_is(incident, party, day).order_by().values("pk"))
    people = User.objects.filter(asked, is_active=True).order_by("pk")
    return without_excluded(incident, people).exclude(_taken_in(incident, never))


def who_is(incident: Incident, party: CaseRole, day: date) -> QuerySet:
    """The accounts that are `party` to the case: parties() asked from the other side."""
    if party == CaseRole.DECIDER:
        return _at_level(incident, party, day) | _invited_for(incident, party, day)
    if party == CaseRole.LEAD:
        return _at_level(incident, party, day)
    if party == CaseRole.RECORDER:
        return holders(*CHAIRS, day=day) if falls_to_chairs(incident, day) else User.objects.none()
    if party == CaseRole.UNIT:
        return _speaking_for_unit(incident, day)
    if party == CaseRole.AFFAIRS:
        return holders(Kind.INTERNAL_AFFAIRS, day=day) | _invited_for(incident, party, day)
    if party == CaseRole.CHAIR:
        return holders(*CHAIRS, day=day)
    if party == CaseRole.PAPER:  # two people with a scan, and nobody alone
        return User.objects.none()
    if party == CaseRole.PERSON:
        return User.objects.filter(pk=present(incident.person).user_id or 0)
    if party == CaseRole.REPORTER:
        return User.objects.filter(pk=incident.reporter.user_id)
    return User.objects.filter(pk=getattr(incident, f"{TAKEN[party]}_id") or 0)


def _at_level(incident: Incident, party: CaseRole, day: date) -> QuerySet:
    """The first level with somebody who is free for the part; who else the table shuts out is asked
    by the step.
    """
    verb = "conclude" if party == CaseRole.DECIDER else "accept"
    levels = (
        LEVELS[party][1:] if party == CaseRole.DECIDER and incident.concerns_head else LEVELS[party]
    )
    for kinds in levels[:-1]:
        if anybody_free_for(incident, kinds, verb, day):
            return holders(*kinds, day=day)
    return holders(*levels[-1], day=day)


def _speaking_for_unit(incident: Incident, day: date) -> QuerySet:
    """speaks_for_unit() for everybody: the heads of the office and of those above it, or the
    vice-chairmen.
    """
    if present(incident.handling_office).kind == Office.Kind.AUTHORITY:
        return holders(Kind.VICE_CHAIRMAN, day=day) | _invited_for(incident, CaseRole.UNIT, day)
    return _heads_above(incident, day) | _invited_for(incident, CaseRole.UNIT, day)


def _heads_above(incident: Incident, day: date) -> QuerySet:
    """The heads and deputies of the handling office and of those above it, short of the authority
    itself.
    """
    held = (
        Function.objects.on(day)
        .of_kinds(*HEADS)
        .filter(office__in=line_up(incident.handling_office))
    )
    return User.objects.filter(is_active=True, pk__in=held.order_by().values("user_id"))


def _invited_for(incident: Incident, party: CaseRole, day: date) -> QuerySet:
    return User.objects.filter(
        pk__in=incident.invitations.live(day).filter(part=party.value).order_by().values("user_id")
    )


def holders_free_for(incident: Incident, kinds: tuple[Kind, ...], verb: str, day: date) -> QuerySet:
    return without_excluded(incident, holders(*kinds, day=day)).exclude(
        _taken_in(incident, STEPS[verb].never)
    )


def anybody_free_for(incident: Incident, kinds: tuple[Kind, ...], verb: str, day: date) -> bool:
    """Whether any is: asked once for a loaded row, as it is now."""
    known, asked = remembered(incident, "free"), (kinds, verb, day)
    if asked not in known:
        known[asked] = holders_free_for(incident, kinds, verb, day).exists()
    answer: bool = known[asked]
    return answer


def _taken_in(incident: Incident, never: tuple[CaseRole, ...]) -> Q:
    """taken_by() from the case's side: the accounts that have one of the parts `never` in it."""
    keys = {getattr(incident, f"{TAKEN[party]}_id") for party in never if party in TAKEN}
    if CaseRole.REPORTER in never:
        keys.add(incident.reporter.user_id)
    rows = Q(pk__in=keys - {None})
    return (
        rows | Q(pk__in=incident.opinions.order_by().values("by_id"))
        if CaseRole.OPINED in never
        else rows
    )


def deciders(incident: Incident, day: date) -> QuerySet:
    """Who may conclude, by the table: a lead without a part; the chairs when a head is concerned or
    no such lead is left.
    """
    return who_can(incident, "conclude", day)


def may_be_named(incident: Incident, day: date) -> QuerySet:
    """Whom the level above may name to conclude: active accounts of the staff outside the wall that
    have no part in the case.
    """
    people = User.objects.filter(is_active=True, staff__isnull=False)
    taken = _taken_in(incident, (*STEPS["conclude"].never, CaseRole.HANDLER))
    return without_excluded(incident, people).exclude(taken)


def free_leads(incident: Incident, day: date) -> QuerySet:
    """The leads who may still conclude this case."""
    return holders_free_for(incident, LEVELS[CaseRole.DECIDER][0], "conclude", day)


def leads_of(incident: Incident, day: date) -> QuerySet:
    """Who does a lead's work on this case: the leads outside the wall, or the chairs. A lead who
    reported is among them: their absence would say who it was.
    """
    return without_excluded(incident, _at_level(incident, CaseRole.LEAD, day))


def free_members(incident: Incident, day: date) -> QuerySet:
    """The members it can be given to."""
    return without_excluded(incident, holders(Kind.MEMBER, day=day)).exclude(
        pk=incident.reporter.user_id
    )


def falls_to_chairs(incident: Incident, day: date) -> bool:
    """Whether papers of this case fall to the chairs: without them there is nobody to enter one, or
    nobody else to confirm it.
    """
    enters, confirms = (
        people.order_by().annotate(side=Value(side)).values_list("pk", "side")
        for side, people in enumerate((_who_enters(incident, day), leads_of(incident, day)))
    )
    rows = list(enters.union(confirms))
    enter = {pk for pk, side in rows if side == 0}
    confirm = {pk for pk, side in rows if side == 1} - {incident.reporter.user_id}
    return not enter or len(enter | confirm) < 2


def _who_enters(incident: Incident, day: date) -> QuerySet:
    """The handler and internal affairs, as far as they may enter a paper of this case."""
    people = (
        who_is(incident, CaseRole.HANDLER, day) | who_is(incident, CaseRole.AFFAIRS, day)
    ).filter(is_active=True)
    return without_excluded(incident, people).exclude(pk=incident.reporter.user_id)
