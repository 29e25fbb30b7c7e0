"""Questions about one incident: what a user is to it, and what they may do next."""

from datetime import date

from django.apps import apps
from django.db.models import Q
from django.utils import timezone

from compliance.access import may
from compliance.incidents.models import Incident
from compliance.incidents.querysets import behind_the_wall, walled_people
from compliance.incidents.workflow import STEPS, Party, Status, Step, steps_from
from compliance.registry.models import Office, StaffMember, User
from compliance.registry.queries import accounts_walled_from, heads_of, holders, posting_on
from compliance.registry.querysets import overseen_offices
from compliance.roles import CHAIRS, HEADS, LEADS, Do, Kind
from compliance.rulebook.clocks import local_day
from compliance.vault import fingerprint


def parties(incident: Incident, user: User) -> set[Party]:
    """Everything `user` is to `incident` today. One query or two; the rest is on the row."""
    found: set[Party] = set()
    if incident.person_id and incident.person.user_id == user.pk:
        return {Party.PERSON}
    reporter = getattr(incident, "reporter", None)
    by_column = {
        Party.REPORTER: reporter.user_id if reporter else None,
        Party.HANDLER: incident.handler_id,
        Party.TRIAGER: incident.triaged_by_id,
        Party.PROPOSER: incident.proposed_by_id,
        Party.CONCLUDER: incident.concluded_by_id,
    }
    found.update(party for party, pk in by_column.items() if pk == user.pk)
    if may(user, Do.TRIAGE):
        found.add(Party.LEAD)
    if may(user, Do.CONCLUDE_LEADERS):
        found.add(Party.CHAIR)
    if may(user, Do.GIVE_AFFAIRS_OPINION):
        found.add(Party.AFFAIRS)
    if speaks_for_unit(incident, user):
        found.add(Party.UNIT)
    if not found - {Party.REPORTER}:
        found |= _invited_as(incident, user)
    if _decides(incident, found):
        found.add(Party.DECIDER)
    if user.opinions.filter(incident=incident).exists():
        found.add(Party.OPINED)
    return found


# what belongs to a case, by model: how it leads to it. What an event or a line of the ledger is about is one of these, or no business of a case.
BELONGS = {"incident": "pk", "evidence": "incident", "storedfile": "evidence__incident"}


def case_of(obj) -> Incident | None:
    """The case `obj` belongs to; of a file that several siblings share, the first."""
    name = obj._meta.model_name
    if name == "incident":
        return obj
    if name == "storedfile":
        return Incident.objects.filter(evidence__file=obj).order_by("pk").first()
    return obj.incident if name in BELONGS else None


LOOKS_AT_PEOPLE = ("saw_person",)


def events_behind_the_wall(user: User) -> Q:
    """What the trail hides from `user`: every event on a case behind their wall or on what belongs to it, by object; and who opened the page of a person
    whose cases are shut to them, their own first: an hour beside a name announces a case.
    """
    walled = dict(Incident.objects.filter(behind_the_wall(user)).order_by().values_list("pk", "code"))
    found = Q(verb__in=LOOKS_AT_PEOPLE, subject_type="staffmember", subject_id__in=[str(pk) for pk in walled_people(user)])
    for name, path in BELONGS.items() if walled else ():
        rows = apps.get_model("incidents", name).objects.filter(**{f"{path}__in": walled}).order_by().values_list("pk", flat=True)
        found |= Q(subject_type=name, subject_id__in={str(pk) for pk in rows})
    for code in walled.values():  # a list, or a thing that is gone by now: its label still begins with the code
        found |= Q(subject_label__startswith=code)
    return found


def exports_behind_the_wall(user: User) -> Q:
    """The same for lines of the ledger; those of before 0.9 know their case by its code alone."""
    walled = dict(Incident.objects.filter(behind_the_wall(user)).order_by().values_list("pk", "code"))
    return Q(subject_type="incident", subject_id__in=[str(pk) for pk in walled]) | Q(subject_type="", title__in=walled.values())


def marks_of(user: User) -> list[str]:
    """Under what `user` stands in the ledger by their part: one fingerprint for each case they reported or are told of."""
    cases = Incident.objects.reported_by(user) | Incident.objects.filter(pk__in=Incident.objects.concerning(user).order_by().values("pk"))
    return [fingerprint(code, user.pk) for code in cases.order_by().values_list("code", flat=True).distinct()]


def untold_times(staff: StaffMember) -> list[tuple]:
    """From the first draft of each case `staff` has not been told of until it ended; None: it has not."""
    return list(Incident.objects.filter(person=staff, told_at=None).order_by().values_list("created_at", "closed_at"))


def _invited_as(incident: Incident, user: User) -> set[Party]:
    """Who was asked to stand in for the unit or for internal affairs."""
    parts = user.invitations.live(local_day(timezone.now())).filter(incident=incident).values_list("part", flat=True)
    return {Party(part) for part in parts if part}


def _decides(incident: Incident, found: set[Party]) -> bool:
    """A lead; the chairman when a unit head is concerned, or when every lead took part already."""
    if not incident.concerns_head and Party.LEAD in found:
        return True
    if Party.CHAIR not in found:
        return False
    return incident.concerns_head or (incident.status == Status.CONSULTING and not free_leads(incident, local_day(timezone.now())).exists())


def speaks_for_unit(incident: Incident, user: User) -> bool:
    """Whether `user` heads the handling office; when that is the authority itself, a vice-chairman by delegation speaks for it."""
    if not incident.handling_office_id:
        return False
    if incident.handling_office.kind == Office.Kind.AUTHORITY:
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


def fits(step: Step, found: set[Party]) -> bool:
    """Whether someone who is `found` to the incident may take the step; `never` beats `by`."""
    return bool(found & set(step.by)) and not found & set(step.never)


def open_verbs(incident: Incident, user: User) -> set[str]:
    """The verbs `user` may try now: what pages offer. The gate asks again."""
    found = parties(incident, user)
    return {verb for verb, step in steps_from(incident.status, bool(incident.suspended_at)).items() if fits(step, found)}


def is_head(staff: StaffMember, day: date) -> bool:
    """Whether the case goes one level up: the person leads their office, by posting or by function."""
    if staff.user_id and holders(*HEADS, *CHAIRS, *LEADS, day=day).filter(pk=staff.user_id).exists():
        return True
    posting = posting_on(staff, day)
    return bool(posting and posting.is_leader)


def handling_office_for(office: Office, concerns_head: bool) -> Office:
    """The office whose head plays the unit's part: the person's own, or the level above when its head is concerned."""
    return office.parent if concerns_head and office.parent_id else office


def unit_people(incident: Incident, day: date):
    """Who speaks for the unit on this incident, without those behind the wall."""
    office = incident.handling_office
    people = holders(Kind.VICE_CHAIRMAN, day=day) if office.kind == Office.Kind.AUTHORITY else heads_of(office, day)
    return unwalled(incident, people)


def deciders(incident: Incident, day: date):
    """Who may conclude: a lead who neither reported, triaged nor proposed; the chairman when a head is concerned or no such lead is left."""
    leads = free_leads(incident, day)
    if not incident.concerns_head and leads.exists():
        return leads
    return _without_part(incident, holders(*CHAIRS, day=day))


def free_leads(incident: Incident, day: date):
    """The leads who may still conclude this case."""
    return _without_part(incident, holders(*LEADS, day=day))


def _without_part(incident: Incident, people):
    taken = (incident.reporter.user_id, incident.triaged_by_id, incident.proposed_by_id)
    return unwalled(incident, people).exclude(pk__in=[pk for pk in taken if pk])


def unwalled(incident: Incident, people):
    """`people` without the person concerned, their declared relatives, their subordinates and the recused."""
    recused = incident.recusals.order_by().values("user_id")
    return people.exclude(Q(pk__in=recused) | (accounts_walled_from(incident.person) if incident.person_id else Q()))


def label_of(verb: str) -> str:
    return STEPS[verb].label
