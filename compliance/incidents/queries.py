"""Questions about one incident: what a user is to it, and what they may do next."""

from datetime import date
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from compliance.core.access import may
from compliance.core.identity import fingerprint
from compliance.core.presence import present
from compliance.core.roles import CHAIRS, HEADS, LEADS, Do, Kind
from compliance.files.models import StoredFile
from compliance.incidents.models import Evidence, Incident
from compliance.incidents.querysets import TAKEN, excluded_from, excluded_people
from compliance.incidents.workflow import (
    LEVELS,
    OPEN,
    STEPS,
    CaseRole,
    Status,
    Step,
    stages,
    steps_from,
)
from compliance.registry.models import Function, Office, StaffMember, User
from compliance.registry.queries import accounts_excluded_from, holders, posting_on
from compliance.registry.querysets import overseen_offices
from compliance.registry.tree import line_up
from compliance.rulebook.clocks import local_day


def case_roles(incident: Incident, user: User) -> set[CaseRole]:
    """Everything `user` is to `incident` today. A few small queries; the rest is on the row."""
    if incident.person_id and present(incident.person).user_id == user.pk:
        return {CaseRole.PERSON}
    found = {party for party, name in TAKEN.items() if getattr(incident, f"{name}_id") == user.pk}
    if getattr(incident, "reporter", None) and incident.reporter.is_by(user):
        found.add(CaseRole.REPORTER)
    if may(user, Do.TRIAGE):
        found.add(CaseRole.LEAD)
    if may(user, Do.CONCLUDE_LEADERS):
        found.add(CaseRole.CHAIR)
    if may(user, Do.GIVE_AFFAIRS_OPINION):
        found.add(CaseRole.AFFAIRS)
    if speaks_for_unit(incident, user):
        found.add(CaseRole.UNIT)
    found |= _invited_as(incident, user)
    if user.opinions.filter(incident=incident).exists():
        found.add(CaseRole.OPINED)
    return found | _moved_up(incident, found)


# what belongs to a case, by model: how it leads to it. What an event or a line of the ledger is
# about is one of these, or no business of a case.
BELONGS = {"incident": "pk", "evidence": "incident", "storedfile": "evidence__incident"}
MODELS: dict[str, Any] = {"incident": Incident, "evidence": Evidence, "storedfile": StoredFile}


def case_of(obj: Any) -> Incident | None:
    """The case `obj` belongs to; of a file that several siblings share, the first."""
    if isinstance(obj, Incident):
        return obj
    if isinstance(obj, StoredFile):
        return Incident.objects.filter(evidence__file=obj).order_by("pk").first()
    return obj.incident if isinstance(obj, Evidence) else None


LOOKS_AT_PEOPLE = ("saw_person",)


def events_excluded_from(user: User) -> Q:
    """What the trail hides from `user`: every event on a case behind their wall or on what belongs
    to it, by object; and who opened the page of a person
    whose cases are shut to them, their own first: an hour beside a name announces a case.
    """
    walled = dict(Incident.objects.filter(excluded_from(user)).order_by().values_list("pk", "code"))
    found = Q(
        verb__in=LOOKS_AT_PEOPLE,
        subject_type="staffmember",
        subject_id__in=[str(pk) for pk in excluded_people(user)],
    )
    for name, path in BELONGS.items() if walled else ():
        rows = (
            MODELS[name]
            .objects.filter(**{f"{path}__in": walled})
            .order_by()
            .values_list("pk", flat=True)
        )
        found |= Q(subject_type=name, subject_id__in={str(pk) for pk in rows})
    for code in (
        walled.values()
    ):  # a list, or a thing that is gone by now: its label still begins with the code
        found |= Q(subject_label__startswith=code)
    return found


def exports_excluded_from(user: User) -> Q:
    """The same for lines of the ledger; those written before lines had an object know their case by
    its code alone.
    """
    walled = dict(Incident.objects.filter(excluded_from(user)).order_by().values_list("pk", "code"))
    return Q(subject_type="incident", subject_id__in=[str(pk) for pk in walled]) | Q(
        subject_type="", title__in=walled.values()
    )


def marks_of(user: User) -> list[str]:
    """Under what `user` stands in the ledger by their part: one fingerprint for each case they
    reported or are told of.
    """
    cases = Incident.objects.reported_by(user) | Incident.objects.filter(
        pk__in=Incident.objects.concerning(user).order_by().values("pk")
    )
    return [
        fingerprint(code, user.pk)
        for code in cases.order_by().values_list("code", flat=True).distinct()
    ]


def untold_times(staff: StaffMember) -> list[tuple]:
    """From the first draft of each case `staff` has not been told of until it ended; None: it has
    not.
    """
    return list(
        Incident.objects.filter(person=staff, told_at=None)
        .order_by()
        .values_list("created_at", "closed_at")
    )


def _invited_as(incident: Incident, user: User) -> set[CaseRole]:
    """Who was asked to stand in for the unit or for internal affairs."""
    parts = (
        user.invitations.live(local_day(timezone.now()))
        .filter(incident=incident)
        .values_list("part", flat=True)
    )
    return {CaseRole(part) for part in parts if part}


def _moved_up(incident: Incident, found: set[CaseRole]) -> set[CaseRole]:
    """The parts that follow from who is left: whose conclusion it is, and a lead's part for the
    chairs where no lead has it.
    """
    if CaseRole.LEAD in found and not incident.concerns_head:
        return {CaseRole.DECIDER}
    if CaseRole.CHAIR not in found or incident.submitted_at is None:
        return set()
    day, more = local_day(timezone.now()), set()
    if incident.concerns_head or (
        incident.status == Status.CONSULTING and not free_leads(incident, day).exists()
    ):
        more.add(CaseRole.DECIDER)
    if (
        CaseRole.LEAD not in found
        and incident.status in OPEN
        and not _free(incident, LEVELS[CaseRole.LEAD][0], "accept", day).exists()
    ):
        more.add(CaseRole.LEAD)
    return more


def speaks_for_unit(incident: Incident, user: User) -> bool:
    """Whether `user` heads the handling office or one above it; when that is the authority itself,
    a vice-chairman by delegation speaks for it.
    """
    if not incident.handling_office_id:
        return False
    if present(incident.handling_office).kind == Office.Kind.AUTHORITY:
        return Kind.VICE_CHAIRMAN in user.function_kinds()
    return may(user, Do.GIVE_UNIT_OPINION) and incident.handling_office_id in overseen_offices(user)


def spoken_for_by(user: User) -> Q | None:
    """speaks_for_unit() as a filter of cases; None: of no case at all."""
    found = None
    if may(user, Do.GIVE_UNIT_OPINION) and (offices := overseen_offices(user)):
        found = Q(handling_office__in=offices) & ~Q(handling_office__kind=Office.Kind.AUTHORITY)
    if Kind.VICE_CHAIRMAN in user.function_kinds():
        found = (found or Q()) | Q(handling_office__kind=Office.Kind.AUTHORITY)
    return found


def fits(step: Step, found: set[CaseRole]) -> bool:
    """Whether someone who is `found` to the incident may take the step; `never` beats `by`."""
    return bool(found & set(step.by)) and not found & set(step.never)


def open_verbs(incident: Incident, user: User) -> set[str]:
    """The verbs `user` may try now: what pages offer. The gate asks again."""
    found = case_roles(incident, user)
    return {
        verb
        for verb, step in steps_from(incident.status, bool(incident.suspended_at)).items()
        if fits(step, found)
    }


def is_head(staff: StaffMember, day: date) -> bool:
    """Whether the case goes one level up: the person leads their office, by posting or
    by function.
    """
    if (
        staff.user_id
        and holders(*HEADS, *CHAIRS, *LEADS, day=day).filter(pk=staff.user_id).exists()
    ):
        return True
    posting = posting_on(staff, day)
    return bool(posting and posting.is_leader)


def handling_office_for(office: Office, concerns_head: bool) -> Office:
    """The office whose head plays the unit's part: the person's own, or the level above when its
    head is concerned.
    """
    return office.parent if concerns_head and office.parent else office


def unit_people(incident: Incident, day: date) -> QuerySet:
    """Who is asked to speak for the unit: the heads of the handling office, or of the nearest one
    above that has one outside the wall;
    for the authority itself the vice-chairmen by delegation."""
    for office in line_up(incident.handling_office):
        people = without_excluded(incident, holders(*HEADS, day=day, office=office))
        if people.exists():
            return people
    people = (
        holders(Kind.VICE_CHAIRMAN, day=day)
        if present(incident.handling_office).kind == Office.Kind.AUTHORITY
        else User.objects.none()
    )
    return without_excluded(incident, people)


def who_can(incident: Incident, verb: str, day: date) -> QuerySet:
    """The accounts that the gate would let take `verb`, as far as persons go: those the table
    names, without the wall and without the parts that shut out.
    """
    step = STEPS[verb]
    asked = Q(pk__in=[])
    for party in step.by:
        asked |= Q(pk__in=_who_is(incident, party, day).order_by().values("pk"))
    people = User.objects.filter(asked, is_active=True).order_by("pk")
    return without_excluded(incident, people).exclude(_taken_in(incident, step.never))


def _who_is(incident: Incident, party: CaseRole, day: date) -> QuerySet:
    """The accounts that are `party` to the case: parties() asked from the other side."""
    if party in LEVELS:
        return _at_level(incident, party, day)
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
        if _free(incident, kinds, verb, day).exists():
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


def _free(incident: Incident, kinds: tuple[Kind, ...], verb: str, day: date) -> QuerySet:
    return without_excluded(incident, holders(*kinds, day=day)).exclude(
        _taken_in(incident, STEPS[verb].never)
    )


def _taken_in(incident: Incident, never: tuple[CaseRole, ...]) -> Q:
    """taken_by() from the case's side: the accounts that have one of the parts `never` in it."""
    keys = {getattr(incident, f"{TAKEN[party]}_id") for party in never if party in TAKEN}
    if CaseRole.REPORTER in never:
        keys.add(incident.reporter.user_id)
    found = Q(pk__in=keys - {None})
    return (
        found | Q(pk__in=incident.opinions.order_by().values("by_id"))
        if CaseRole.OPINED in never
        else found
    )


def deciders(incident: Incident, day: date) -> QuerySet:
    """Who may conclude, by the table: a lead without a part; the chairs when a head is concerned or
    no such lead is left.
    """
    return who_can(incident, "conclude", day)


def free_leads(incident: Incident, day: date) -> QuerySet:
    """The leads who may still conclude this case."""
    return _free(incident, LEVELS[CaseRole.DECIDER][0], "conclude", day)


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


def stuck(incident: Incident, day: date) -> list[str]:
    """What an open case waits for that nobody can do: stages without a hand, in words without
    names; empty while there is one.
    """
    asked = stages(
        incident.status,
        proposed=bool(incident.proposed_by_id),
        contested=bool(incident.contested_at),
    )
    return [
        words
        for words, verbs in asked.items()
        if not any(_somebody(incident, verb, day) for verb in verbs)
    ]


def _somebody(incident: Incident, verb: str, day: date) -> bool:
    """Whether the gate lets anybody take `verb`, and, where the case is given to a member, whether
    there is one.
    """
    if verb in ("accept", "reassign") and not free_members(incident, day).exists():
        return False
    people = who_can(incident, verb, day)
    if STEPS[verb].by == (CaseRole.HANDLER,):
        people = people.filter(pk__in=holders(Kind.MEMBER, day=day).order_by().values("pk"))
    return people.exists()


def is_apart(incident: Incident, user_id: int | None) -> bool:
    """Whether this account stands outside the wall of the case: nothing ties it to the person
    concerned, and it did not stand aside.
    """
    return (
        user_id is not None and without_excluded(incident, User.objects.filter(pk=user_id)).exists()
    )


def without_excluded(incident: Incident, people: QuerySet) -> QuerySet:
    """`people` without the person concerned, their declared relatives, their subordinates, the
    recused and those to whom it stays shut.
    """
    shut = Q(pk__in=incident.recusals.order_by().values("user_id")) | Q(
        pk__in=incident.kept_walls.order_by().values("user_id")
    )
    return people.exclude(
        shut | (accounts_excluded_from(incident.person) if incident.person else Q())
    )
