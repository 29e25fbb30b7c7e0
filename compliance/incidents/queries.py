"""Questions about one incident: what a user is to it, and what they may do next."""

from datetime import date

from django.db.models import Q
from django.utils import timezone

from compliance.access import may
from compliance.incidents.models import Incident
from compliance.incidents.workflow import STEPS, Party, Status, Step, steps_from
from compliance.registry.models import Office, StaffMember, User
from compliance.registry.queries import accounts_walled_from, heads_of, holders, posting_on
from compliance.registry.querysets import overseen_offices
from compliance.roles import CHAIRS, HEADS, LEADS, Do, Kind
from compliance.rulebook.clocks import local_day


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
