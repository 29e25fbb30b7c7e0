"""The verbs of who reports: drafts, their submission with siblings, withdrawal."""

from datetime import datetime

from django.db import transaction
from django.db.models import F

from compliance.core.access import may, narrow
from compliance.core.presence import present
from compliance.core.refusals import NotAllowed, NotNow, Stale
from compliance.core.roles import Do
from compliance.incidents.actions.evidence import share_evidence
from compliance.incidents.actions.exclusions import keep_line, notify_nobody_left
from compliance.incidents.addresses import case_url
from compliance.incidents.checks import cited_for, submittable
from compliance.incidents.models import Allegation, AlsoConcerned, Incident, Reporter, new_code
from compliance.incidents.queries import handling_office_for, is_head, leads_of, who_can
from compliance.incidents.transitions import (
    EDITABLE,
    STALE,
    own_draft,
    record_as_reporter,
    transition,
)
from compliance.outbox.actions import notify
from compliance.registry.grants import OVERSEE
from compliance.registry.models import Office, StaffMember, User
from compliance.registry.queries import posting_on
from compliance.rulebook.clocks import add_working_days, local_day
from compliance.rulebook.models import Provision
from compliance.rulebook.queries import calendar, rule_set_for


class NobodyLeft(NotNow):
    """Nobody may take the report up: it is not sent, the chairman and the inspectorate are told.
    Says nothing of why.
    """

    default = (
        "Chưa gửi được: hiện chưa có ai đủ điều kiện xem xét vụ việc này. Bản ghi được giữ nguyên;"
        " Chủ tịch UBND và thanh tra đã được báo để cử người. Ông/bà gửi lại khi được báo, hoặc báo"
        " trực tiếp cơ quan cấp trên."
    )


class Incomplete(NotNow):
    """The report cannot be submitted yet; `details['fields']` = {field: what is missing}."""


@transaction.atomic
def start_draft(*, by: User, at: datetime) -> Incident:
    """Open a draft. Seen by nobody else until it is submitted."""
    if not may(by, Do.LOG_INCIDENT):
        raise NotAllowed("Chức năng của ông/bà không ghi nhận vụ việc.")
    incident = Incident.objects.create(
        code=new_code(local_day(at).year), created_at=at, edited_at=at
    )
    Reporter.of(incident, by, at).save(force_insert=True)
    record_as_reporter(incident, by, verb="start_draft", obj=incident, at=at, label=incident.code)
    return incident


SENT_WHOLE = ("person", "office", "handling_office", "happened_at", "known_on")


@transaction.atomic
def save_draft(
    *,
    incident: Incident,
    fields: dict,
    by: User,
    at: datetime,
    provisions: list[Provision] | None = None,
    also: list[StaffMember] | None = None,
    typed: dict | None = None,
    confidential: bool | None = None,
) -> Incident:
    """Keep what has been typed, however unfinished. `fields` are columns that could be read;
    `typed` the raw text of those that could not.

    Raises NotNow when the incident is no longer editable, Stale when it was saved elsewhere since
    it was loaded.
    """
    own_draft(incident, by)
    if incident.submitted_at:  # what came back is whole: a field left empty keeps what was sent
        fields = {
            name: value
            for name, value in fields.items()
            if value is not None or name not in SENT_WHOLE
        }
    for name, value in fields.items():
        setattr(incident, name, value)
    incident.typed = typed or {}
    incident.fill_search()
    columns = {name: getattr(incident, name) for name in (*fields, "typed", "folded")}
    if (
        Incident.objects.filter(
            pk=incident.pk, version=incident.version, status__in=EDITABLE
        ).update(**columns, edited_at=at, version=F("version") + 1)
        != 1
    ):
        raise Stale(STALE)
    incident.version += 1
    if confidential is not None and confidential != incident.reporter.confidential:
        Reporter.objects.filter(incident=incident).update(confidential=confidential)
        incident.reporter.confidential = confidential
    if provisions is not None:
        _cite(incident, provisions)
    if also is not None:
        AlsoConcerned.objects.filter(incident=incident).exclude(person__in=also).delete()
        for person in also:
            AlsoConcerned.objects.get_or_create(incident=incident, person=person)
    return incident


def _cite(incident: Incident, provisions: list[Provision]) -> None:
    """Make the allegations exactly `provisions`, numbered in their order."""
    Allegation.objects.filter(incident=incident).delete()
    Allegation.objects.bulk_create(
        Allegation(incident=incident, number=number, provision=provision)
        for number, provision in enumerate(provisions, 1)
    )


def may_log_about(by: User, person: StaffMember) -> bool:
    """Heads log about the staff of the offices they oversee; the supervision team about anybody."""
    return (
        may(by, Do.LOG_ANYWHERE) or narrow(by, OVERSEE, Office).filter(pk=person.office_id).exists()
    )


def submit(*, incident: Incident, by: User, at: datetime) -> list[Incident]:
    """Send it to the supervision team. Further people named become sibling incidents that share the
    evidence. Returns all of them.

    Raises Incomplete, and NobodyLeft when nobody could take it up: nothing is sent then, and
    somebody is told.
    """
    try:
        with transaction.atomic():
            return _submit_all(incident, by, at)
    except NobodyLeft as left:
        notify_nobody_left(
            left.details["person"],
            f"report:{incident.pk}",
            "Một báo cáo chưa gửi được vì chưa có ai đủ điều kiện xem xét: cử thêm người",
            at,
        )
        raise


def _submit_all(incident: Incident, by: User, at: datetime) -> list[Incident]:
    """The report and its siblings, in the caller's transaction. Raises Incomplete, NobodyLeft."""
    own_draft(incident, by)
    day = local_day(at)
    wrong = submittable(incident, by, day)
    others = [also.person for also in incident.also.select_related("person__office").order_by("pk")]
    if incident.person and not all(
        may_log_about(by, person) for person in (incident.person, *others)
    ):
        wrong["person"] = "Ông/bà chỉ ghi nhận vụ việc về người của đơn vị mình phụ trách."
    if wrong:
        raise Incomplete("Chưa gửi được: còn chỗ cần bổ sung.", fields=wrong)
    fitting = {one.pk: cited_for(incident, one, day) for one in (present(incident.person), *others)}
    if others:
        _cite(incident, fitting[present(incident.person_id)])
    sent = [_submit_one(incident, by, at)]
    for person in others:
        sibling = _sibling(incident, person, fitting[person.pk], by, at)
        sent.append(_submit_one(sibling, by, at))
    AlsoConcerned.objects.filter(incident=incident).delete()
    return sent


def _submit_one(incident: Incident, by: User, at: datetime) -> Incident:
    day = local_day(at)
    person = present(incident.person)
    act_day = local_day(present(incident.happened_at))
    posting = posting_on(person, act_day) or posting_on(person, day)
    office = present(posting.office if posting else person.office)
    staff_kind = posting.staff_kind if posting else person.staff_kind
    head = is_head(person, day)
    first = incident.allegations.select_related("provision").order_by("number").first()
    rules = rule_set_for(staff_kind, day)
    fresh = transition(
        incident=incident,
        verb="submit",
        by=by,
        at=at,
        office=office,
        position=posting.position if posting else person.position,
        staff_kind=staff_kind,
        concerns_head=head,
        handling_office=handling_office_for(office, head),
        category=present(first).provision.category,
        submitted_at=incident.submitted_at or at,
        due_on=add_working_days(day, rules.triage_workdays, calendar()),
        typed={},
    )
    fresh.fill_search()
    Incident.objects.filter(pk=fresh.pk).update(folded=fresh.folded)
    keep_line(fresh, at)
    if not who_can(fresh, "accept", day).exists():
        raise NobodyLeft(person=person)
    notify(
        users=leads_of(fresh, day),  # a lead who reported as well: who is not told would be known
        kind="submitted",
        text=f"Có vụ việc mới chờ thụ lý: {fresh.code}",
        url=case_url(fresh.code),
        at=at,
        subject=fresh,
        key=f"submitted:{fresh.pk}:{fresh.version}",
    )
    return fresh


def _sibling(
    incident: Incident, person: StaffMember, provisions: list[Provision], by: User, at: datetime
) -> Incident:
    """A draft about another person of the same report: same facts, those of its provisions that
    apply to them, the same stored files.
    """
    copied = (
        "title",
        "act_kind",
        "platform",
        "link",
        "account_kind",
        "happened_at",
        "known_on",
        "seen_how",
        "narrative",
        "unit_measure",
        "unit_acted_on",
        "unit_action",
        "out_of_scope_declared",
        "sibling_group",
    )
    sibling = Incident.objects.create(
        code=new_code(local_day(at).year),
        created_at=at,
        edited_at=at,
        person=person,
        **{name: getattr(incident, name) for name in copied},
    )
    Reporter.of(sibling, by, at, incident.reporter.confidential).save(force_insert=True)
    _cite(sibling, provisions)
    share_evidence(incident=incident, sibling=sibling, by=by, at=at)
    return sibling


@transaction.atomic
def withdraw(*, incident: Incident, reason: str, by: User, at: datetime) -> Incident:
    """The reporter takes it back before it was accepted; a draft simply goes."""
    return transition(
        incident=incident, verb="withdraw", by=by, at=at, note=reason, closed_at=at, due_on=None
    )
