"""The verbs of who reports: drafts, their submission with siblings, withdrawal."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F

from compliance.core.access import may
from compliance.core.addresses import case_url
from compliance.core.language import _
from compliance.core.presence import present
from compliance.core.refusals import NotAllowed, NotNow, Stale
from compliance.core.roles import Do
from compliance.incidents.actions.evidence import share_evidence
from compliance.incidents.actions.exclusions import REFUSED, keep_line, notify_nobody_left
from compliance.incidents.actions.sent import keep_sent
from compliance.incidents.checks import (
    allegations_of,
    also_named,
    cited_for,
    forget_read,
    hand_on_cited,
    read_report,
    submittable,
)
from compliance.incidents.models import (
    SEARCHED,
    Allegation,
    AlsoConcerned,
    Incident,
    Reporter,
    new_code,
)
from compliance.incidents.occurrence import COLUMNS as OCCURRENCE
from compliance.incidents.placing import whereabouts
from compliance.incidents.queries import leads_of, who_can
from compliance.incidents.transitions import (
    EDITABLE,
    STALE,
    own_draft,
    record_as_reporter,
    transition,
)
from compliance.incidents.workflow import Status
from compliance.outbox.actions import notify
from compliance.registry.capacities import Capacity
from compliance.registry.models import Posting, StaffMember, User
from compliance.registry.querysets import overseen_offices
from compliance.rulebook.clocks import add_working_days, local_day
from compliance.rulebook.models import Provision
from compliance.rulebook.queries import calendar, rule_set_for


class NobodyLeft(NotNow):
    """Nobody may take the report up: it is not sent, the chairman and the inspectorate are told.
    Says nothing of why.
    """

    default = _(
        "Chưa gửi được: hiện chưa có ai đủ điều kiện xem xét vụ việc này. Bản ghi được giữ nguyên; "
        "Chủ tịch UBND và thanh tra đã được báo để cử người. Ông/bà gửi lại khi được báo, hoặc báo "
        "trực tiếp cơ quan cấp trên."
    )


class Incomplete(NotNow):
    """The report cannot be submitted yet; `details['fields']` = {field: what is missing}."""


def blank_draft(by: User) -> Incident | None:
    """A draft of `by` in which nothing stands yet."""
    mine = Incident.objects.reported_by(by).filter(status=Status.DRAFT, version=1, evidence=None)
    blank: Incident | None = mine.select_related("reporter").order_by("-pk").first()
    return blank


@transaction.atomic
def start_draft(*, by: User, at: datetime) -> Incident:
    """Open a draft. Seen by nobody else until it is submitted. One that holds nothing yet is
    taken instead of another.
    """
    if not may(by, Do.LOG_INCIDENT):
        raise NotAllowed(_("Chức năng của ông/bà không ghi nhận vụ việc."))
    if blank := blank_draft(by):
        return blank
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
    also: list[Capacity] | None = None,
    typed: dict | None = None,
    confidential: bool | None = None,
) -> Incident:
    """Keep what has been typed, however unfinished. `fields` are columns that could be read;
    `typed` the raw text of those that could not.

    Raises NotNow when the incident is no longer editable, Stale when something else was saved
    elsewhere since it was loaded.
    """
    own_draft(incident, by)
    fields = _written(incident, fields)
    for name, value in fields.items():
        setattr(incident, name, value)
    incident.typed = typed or {}
    incident.fill_search()
    columns = {name: getattr(incident, name) for name in (*fields, "typed", *SEARCHED)}
    if (
        Incident.objects.filter(
            pk=incident.pk, version=incident.version, status__in=EDITABLE
        ).update(**columns, edited_at=at, version=F("version") + 1)
        != 1
    ):
        return _saved_already(incident, columns, provisions, also, confidential)
    incident.version += 1
    if confidential is not None and confidential != incident.reporter.confidential:
        Reporter.objects.filter(incident=incident).update(confidential=confidential)
        incident.reporter.confidential = confidential
    if provisions is not None:
        cite(incident, provisions)
    if also is not None:
        _name_others(incident, also)
    return incident


def _saved_already(
    incident: Incident,
    columns: dict,
    provisions: list[Provision] | None,
    also: list[Capacity] | None,
    confidential: bool | None,
) -> Incident:
    """The draft, when exactly this stands in it: a bad line loses the answer to a save, and the
    same is sent again. Nothing is written. Raises Stale when anything else stands there.
    """
    draft = Incident.objects.filter(pk=incident.pk, status__in=EDITABLE).first()
    if draft is None or any(getattr(draft, name) != value for name, value in columns.items()):
        raise Stale(STALE)
    cites = list(draft.allegations.order_by("number").values_list("provision_id", flat=True))
    names = set(draft.also.values_list("person_id", "second_post_id"))
    if (
        (provisions is not None and [row.pk for row in provisions] != cites)
        or (also is not None and {(row.person.pk, row.second_pk) for row in also} != names)
        or (confidential is not None and confidential != draft.reporter.confidential)
    ):
        raise Stale(STALE)
    incident.version = draft.version
    return incident


def _written(incident: Incident, fields: dict) -> dict:
    """What of `fields` is written: a report that came back is whole, so a field left empty keeps
    what was sent; who is chosen without a capacity is chosen where they work.
    """
    if incident.submitted_at:
        fields = {
            name: value
            for name, value in fields.items()
            if value is not None or name not in SENT_WHOLE
        }
    without = {name: value for name, value in fields.items() if name != "second_post"}
    return {"second_post": None, **fields} if "person" in fields else without


def _name_others(incident: Incident, also: list[Capacity]) -> None:
    """Make the others named in the draft exactly `also`."""
    people = [row.person for row in also]
    forget_read(incident, "also")
    AlsoConcerned.objects.filter(incident=incident).exclude(person__in=people).delete()
    for row in also:
        AlsoConcerned.objects.update_or_create(
            incident=incident, person=row.person, defaults={"second_post": row.second}
        )


def cite(incident: Incident, provisions: list[Provision]) -> None:
    """Make the allegations exactly `provisions`, numbered in their order."""
    forget_read(incident, "allegations")
    Allegation.objects.filter(incident=incident).delete()
    Allegation.objects.bulk_create(
        Allegation(incident=incident, number=number, provision=provision)
        for number, provision in enumerate(provisions, 1)
    )


def may_log_about(by: User, person: StaffMember, second: Posting | None = None) -> bool:
    """Heads log about who works in the offices they oversee, and about who holds a second post
    there as far as that post goes; the supervision team about anybody.
    """
    office = second.office_id if second else person.office_id
    return may(by, Do.LOG_ANYWHERE) or office in overseen_offices(by)


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
            f"{REFUSED}:{incident.pk}",
            _("Một báo cáo chưa gửi được vì chưa có ai đủ điều kiện xem xét: cử thêm người"),
            at,
        )
        raise


def _submit_all(incident: Incident, by: User, at: datetime) -> list[Incident]:
    """The report and its siblings, in the caller's transaction. Raises Incomplete, NobodyLeft."""
    own_draft(incident, by)
    read_report(incident)
    day = local_day(at)
    wrong = submittable(incident, by, day)
    others = [Capacity(row.person, row.second_post) for row in also_named(incident)]
    if incident.person and not all(
        may_log_about(by, row.person, row.second)
        for row in (Capacity(incident.person, incident.second_post), *others)
    ):
        wrong["person"] = _("Ông/bà chỉ ghi nhận vụ việc về người của đơn vị mình phụ trách.")
    if wrong:
        raise Incomplete(_("Chưa gửi được: còn chỗ cần bổ sung."), fields=wrong)
    fitting = {}
    if others:  # each is told of the provisions that apply to them; of one person all do
        people = (present(incident.person), *(row.person for row in others))
        fitting = {staff.pk: cited_for(incident, staff, day) for staff in people}
        cite(incident, fitting[present(incident.person_id)])
    sent = [_submit_one(incident, by, at)]
    for row in others:
        sibling = _sibling(incident, row, fitting[row.person.pk], by, at)
        sent.append(_submit_one(sibling, by, at))
    forget_read(incident, "also")
    AlsoConcerned.objects.filter(incident=incident).delete()
    return sent


def _submit_one(incident: Incident, by: User, at: datetime) -> Incident:
    day = local_day(at)
    person = present(incident.person)
    where = whereabouts(person, present(incident.happened_at), day, second=incident.second_post)
    first = next(iter(allegations_of(incident)), None)
    rules = rule_set_for(where["staff_kind"], day)
    fresh = transition(
        incident=incident,
        verb="submit",
        by=by,
        at=at,
        **where,
        category=present(first).provision.category,
        submitted_at=incident.submitted_at or at,
        due_on=add_working_days(day, rules.triage_workdays, calendar()),
        typed={},
    )
    hand_on_cited(incident, fresh)
    fresh.fill_search()
    Incident.objects.filter(pk=fresh.pk).update(**{name: getattr(fresh, name) for name in SEARCHED})
    keep_sent(fresh, at)
    keep_line(fresh, at)
    if not who_can(fresh, "accept", day).exists():
        raise NobodyLeft(person=person)
    notify(
        users=leads_of(fresh, day),  # a lead who reported as well: who is not told would be known
        kind="submitted",
        text=_("Có vụ việc mới chờ thụ lý: {code}").format(code=fresh.code),
        url=case_url(fresh.code),
        at=at,
        subject=fresh,
        key=f"submitted:{fresh.pk}:{fresh.version}",
    )
    return fresh


def _sibling(
    incident: Incident, other: Capacity, provisions: list[Provision], by: User, at: datetime
) -> Incident:
    """A draft about another person of the same report: same facts, those of its provisions that
    apply to them, the same stored files.
    """
    about = {"person": other.person, "second_post": other.second}
    group = incident.sibling_group
    return drafted_like(incident, provisions, by, at, sibling_group=group, **about)


# what a report says, without whom it is about
OF_THE_REPORT = (
    "title",
    "act_kind",
    "platform",
    "link",
    "account_kind",
    *OCCURRENCE,
    "known_on",
    "seen_how",
    "narrative",
    "unit_measure",
    "unit_acted_on",
    "unit_action",
    "out_of_scope_declared",
)


def drafted_like(
    incident: Incident, provisions: list[Provision], by: User, at: datetime, **columns: Any
) -> Incident:
    """A new draft of `by` with what `incident` says, these provisions and the same stored files."""
    said = {name: getattr(incident, name) for name in OF_THE_REPORT} | columns
    draft = Incident(code=new_code(local_day(at).year), created_at=at, edited_at=at, **said)
    draft.save(force_insert=True)
    Reporter.of(draft, by, at, incident.reporter.confidential).save(force_insert=True)
    cite(draft, provisions)
    share_evidence(incident=incident, sibling=draft, by=by, at=at)
    return draft


@transaction.atomic
def withdraw(*, incident: Incident, reason: str, by: User, at: datetime) -> Incident:
    """The reporter takes it back before it was accepted; a draft simply goes."""
    return transition(
        incident=incident, verb="withdraw", by=by, at=at, note=reason, closed_at=at, due_on=None
    )
