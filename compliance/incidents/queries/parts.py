"""What a user is to one case, and what they may do next."""

from datetime import date

from django.db.models import Q
from django.utils import timezone

from compliance.core.access import may
from compliance.core.addresses import not_reporter_url
from compliance.core.language import _
from compliance.core.presence import present
from compliance.core.refusals import AskFirst
from compliance.core.roles import CHAIRS, HEADS, LEADS, Do, Kind
from compliance.incidents.facts import exclusion_known, invited_to
from compliance.incidents.models import Incident
from compliance.incidents.queries.people import anybody_free_for, falls_to_chairs
from compliance.incidents.querysets import TAKEN
from compliance.incidents.workflow import (
    BARRED,
    LEVELS,
    OPEN,
    CaseRole,
    Status,
    Step,
    steps_from,
)
from compliance.registry.models import Office, StaffMember, User
from compliance.registry.queries import holders, posting_on
from compliance.registry.querysets import overseen_offices
from compliance.rulebook.clocks import local_day


def case_roles(incident: Incident, user: User) -> set[CaseRole]:
    """Everything `user` is to `incident` today. A few small queries; the rest is on the row."""
    if incident.person_id and present(incident.person).user_id == user.pk:
        return {CaseRole.PERSON}
    roles = {party for party, name in TAKEN.items() if getattr(incident, f"{name}_id") == user.pk}
    if getattr(incident, "reporter", None) and incident.reporter.is_by(user):
        roles.add(CaseRole.REPORTER)
    if may(user, Do.TRIAGE):
        roles.add(CaseRole.LEAD)
    if may(user, Do.CONCLUDE_LEADERS):
        roles.add(CaseRole.CHAIR)
    if may(user, Do.GIVE_AFFAIRS_OPINION):
        roles.add(CaseRole.AFFAIRS)
    if speaks_for_unit(incident, user):
        roles.add(CaseRole.UNIT)
    roles |= _invited_as(incident, user)
    if any(row.by_id == user.pk for row in incident.opinions.all()):
        roles.add(CaseRole.OPINED)
    roles |= _moved_up(incident, roles)
    return roles | _unsure(incident, user, roles)


def _unsure(incident: Incident, user: User, roles: set[CaseRole]) -> set[CaseRole]:
    """Where the seal cannot be read, whoever has a part that a reporter must not take is asked for
    their word first.
    """
    reporter = getattr(incident, "reporter", None)
    if reporter is None or reporter.lost_at is None or not roles & BARRED:
        return set()
    return set() if incident.not_reporters.filter(user=user).exists() else {CaseRole.UNSURE}


def must_declare(incident: Incident, user: User) -> bool:
    """Whether the case stays shut to `user` until they say that they did not report it."""
    reporter = getattr(incident, "reporter", None)
    if reporter is None or reporter.lost_at is None:
        return False
    return CaseRole.UNSURE in case_roles(incident, user)


def require_declared(incident: Incident, user: User) -> None:
    """Raises AskFirst: a page is led to the question, anything else is refused."""
    if must_declare(incident, user):
        raise AskFirst(
            _("Không còn đọc được ai ghi nhận hồ sơ này: mở trang hồ sơ và xác nhận trước."),
            url=not_reporter_url(incident.code),
        )


def _invited_as(incident: Incident, user: User) -> set[CaseRole]:
    """Who was asked to stand in for the unit or for internal affairs."""
    if exclusion_known(user) and incident.pk not in invited_to(user):
        return set()
    parts = (
        user.invitations.live(local_day(timezone.now()))
        .filter(incident=incident)
        .values_list("part", flat=True)
    )
    return {CaseRole(part) for part in parts if part}


def _moved_up(incident: Incident, roles: set[CaseRole]) -> set[CaseRole]:
    """The parts that follow from who is left: whose conclusion it is, and a lead's part for the
    chairs where no lead has it.
    """
    if CaseRole.LEAD in roles and not incident.concerns_head:
        return {CaseRole.DECIDER}
    if CaseRole.CHAIR not in roles or incident.submitted_at is None:
        return set()
    day, more = local_day(timezone.now()), set()
    if incident.concerns_head or (
        incident.status == Status.CONSULTING
        and not anybody_free_for(incident, LEVELS[CaseRole.DECIDER][0], "conclude", day)
    ):
        more.add(CaseRole.DECIDER)
    if (
        CaseRole.LEAD not in roles
        and incident.status in OPEN
        and not anybody_free_for(incident, LEVELS[CaseRole.LEAD][0], "accept", day)
    ):
        more.add(CaseRole.LEAD)
    if falls_to_chairs(incident, day):
        more.add(CaseRole.RECORDER)
    return more


def speaks_for_unit(incident: Incident, user: User) -> bool:
    """Whether `user` heads the handling office or one above it; when that is the authority itself,
    a vice-chairman by delegation speaks for it.
    """
    vice = Kind.VICE_CHAIRMAN in user.function_kinds()
    if not incident.handling_office_id or not (vice or may(user, Do.GIVE_UNIT_OPINION)):
        return False
    if present(incident.handling_office).kind == Office.Kind.AUTHORITY:
        return vice
    return may(user, Do.GIVE_UNIT_OPINION) and incident.handling_office_id in overseen_offices(user)


def spoken_for_by(user: User) -> Q | None:
    """speaks_for_unit() as a filter of cases; None: of no case at all."""
    sides = None
    if may(user, Do.GIVE_UNIT_OPINION) and (offices := overseen_offices(user)):
        sides = Q(handling_office__in=offices) & ~Q(handling_office__kind=Office.Kind.AUTHORITY)
    if Kind.VICE_CHAIRMAN in user.function_kinds():
        sides = (sides or Q()) | Q(handling_office__kind=Office.Kind.AUTHORITY)
    return sides


def fits(step: Step, roles: set[CaseRole]) -> bool:
    """Whether someone with these `roles` in the incident may take the step; `never` beats `by`."""
    shut = CaseRole.UNSURE in roles and CaseRole.REPORTER in step.never
    return bool(roles & set(step.by)) and not shut and not roles & set(step.never)


def open_verbs(incident: Incident, user: User) -> set[str]:
    """The verbs `user` may try now: what pages offer. The gate asks again."""
    roles = case_roles(incident, user)
    return {
        verb
        for verb, step in steps_from(incident.status, bool(incident.suspended_at)).items()
        if fits(step, roles)
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
