"""The verbs of logging: drafts, evidence, submission, withdrawal, recusal."""

from datetime import date, datetime

from django.db import transaction
from django.db.models import F

from compliance.core.access import may, narrow
from compliance.core.presence import present
from compliance.core.refusals import NotAllowed, NotNow, Stale
from compliance.core.roles import Do, Kind
from compliance.incidents import grants
from compliance.incidents.actions.evidence import (
    add_evidence,
    amend_evidence,
    redact,
    remove_evidence,
    share_evidence,
    store_file,
    update_evidence,
)
from compliance.incidents.actions.exclusions import keep_line, notify_nobody_left
from compliance.incidents.addresses import case_url
from compliance.incidents.checks import submittable
from compliance.incidents.models import (
    Allegation,
    AlsoConcerned,
    Incident,
    Invitation,
    Recusal,
    Reporter,
    new_code,
)
from compliance.incidents.queries import (
    case_roles,
    deciders,
    handling_office_for,
    is_head,
    leads_of,
    unit_people,
    who_can,
    without_excluded,
)
from compliance.incidents.transitions import (
    EDITABLE,
    STALE,
    own_draft,
    record_as_reporter,
    transition,
)
from compliance.incidents.workflow import CaseRole, Status
from compliance.outbox.actions import notify
from compliance.registry.grants import OVERSEE
from compliance.registry.models import Office, StaffMember, User
from compliance.registry.queries import holders, posting_on
from compliance.rulebook.clocks import add_working_days, local_day
from compliance.rulebook.models import Provision
from compliance.rulebook.queries import calendar, rule_set_for

__all__ = [
    "add_evidence",
    "amend_evidence",
    "EDITABLE",
    "end_invitation",
    "Incomplete",
    "invite",
    "may_be_invited",
    "may_log_about",
    "NobodyLeft",
    "recuse",
    "redact",
    "remove_evidence",
    "save_draft",
    "start_draft",
    "store_file",
    "submit",
    "update_evidence",
    "withdraw",
]

STAND_IN_WORKDAYS = (
    60  # a stand-in keeps the part while the case is likely to be open; the lead can ask anew
)


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
    own_draft(incident, by)
    day = local_day(at)
    wrong = submittable(incident, by, day)
    others = [also.person for also in incident.also.select_related("person__office")]
    if incident.person and not all(
        may_log_about(by, person) for person in (incident.person, *others)
    ):
        wrong["person"] = "Ông/bà chỉ ghi nhận vụ việc về người của đơn vị mình phụ trách."
    if wrong:
        raise Incomplete("Chưa gửi được: còn chỗ cần bổ sung.", fields=wrong)
    sent = [_submit_one(incident, by, at)]
    sent += [_submit_one(_sibling(incident, person, by, at), by, at) for person in others]
    AlsoConcerned.objects.filter(incident=incident).delete()
    return sent


def _submit_one(incident: Incident, by: User, at: datetime) -> Incident:
    day = local_day(at)
    person = incident.person
    posting = posting_on(present(person), local_day(present(incident.happened_at))) or posting_on(
        person, day
    )
    office = posting.office if posting else present(person).office
    staff_kind = posting.staff_kind if posting else present(person).staff_kind
    head = is_head(present(person), day)
    first = incident.allegations.select_related("provision").order_by("number").first()
    rules = rule_set_for(staff_kind, day)
    fresh = transition(
        incident=incident,
        verb="submit",
        by=by,
        at=at,
        office=office,
        position=posting.position if posting else present(person).position,
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


def _sibling(incident: Incident, person: StaffMember, by: User, at: datetime) -> Incident:
    """A draft about another person of the same report: same facts, same provisions, the same stored
    files.
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
    _cite(
        sibling,
        [
            allegation.provision
            for allegation in incident.allegations.select_related("provision").order_by("number")
        ],
    )
    share_evidence(incident=incident, sibling=sibling, by=by, at=at)
    return sibling


@transaction.atomic
def withdraw(*, incident: Incident, reason: str, by: User, at: datetime) -> Incident:
    """The reporter takes it back before it was accepted; a draft simply goes."""
    return transition(
        incident=incident, verb="withdraw", by=by, at=at, note=reason, closed_at=at, due_on=None
    )


@transaction.atomic
def recuse(
    *,
    incident: Incident,
    who: User,
    reason: str,
    by: User,
    at: datetime,
    successor: User | None = None,
) -> Incident:
    """`who` stands aside and no longer sees the file. Whoever leaves a part that nobody else can
    take names a successor: no case is orphaned.
    """
    day = local_day(at)
    if who.pk != by.pk and CaseRole.LEAD not in case_roles(incident, by):
        raise NotAllowed("Chỉ Tổ trưởng ghi nhận việc thôi tham gia của người khác.")
    handles = incident.handler_id == who.pk
    part = "" if handles else _part_left_empty(incident, who, day)
    if handles:
        _check_handler(incident, who, successor, day)
    elif part:
        _check_stand_in(incident, who, successor)
    changes = {"handler": successor} if handles else {}
    fresh = transition(
        incident=incident,
        verb="recuse",
        by=by,
        at=at,
        note=reason,
        after={"who": who.pk},
        **changes,
    )
    if Recusal.objects.filter(incident=fresh, user=who).exists():
        raise NotNow("Người này đã thôi tham gia.")
    Recusal.objects.create(
        incident=fresh,
        user=who,
        reason=reason,
        successor=successor if handles or part else None,
        by=by,
        at=at,
    )
    if not (handles or part or _somebody_decides(fresh, day)):
        raise NotNow(
            "Không còn ai có thể kết luận hồ sơ này; báo quản trị giao Tổ phó hoặc người được ủy"
            " quyền trước."
        )
    Invitation.objects.filter(incident=fresh, user=who, ended_at=None).update(ended_at=at)
    if part:
        until = add_working_days(day, STAND_IN_WORKDAYS, calendar())
        Invitation.objects.create(
            incident=fresh,
            user=successor,
            part=part,
            until=until,
            reason="Thay người thôi tham gia",
            by=by,
            at=at,
        )
    grants.refresh(fresh, day)
    if handles or part:
        _tell_invited(
            fresh,
            successor,
            (
                f"Xử lý hồ sơ {fresh.code} vừa được giao"
                if handles
                else f"Tham gia hồ sơ {fresh.code}"
            ),
            at,
        )
    return fresh


def _somebody_decides(incident: Incident, day: date) -> bool:
    """With the recusal just written: a level above decides where there is one."""
    return deciders(incident, day).exists() and (
        incident.status != Status.SUBMITTED or who_can(incident, "accept", day).exists()
    )


def _tell_invited(incident: Incident, user: User, text: str, at: datetime) -> None:
    url = case_url(incident.code)
    notify(
        users=[user],
        kind="assigned",
        text=text,
        url=url,
        at=at,
        subject=incident,
        key=f"assigned:{incident.pk}:{incident.version}",
    )


def _part_left_empty(incident: Incident, who: User, day: date) -> str:
    """The side that would have no voice without `who`: unit, affairs, or none."""
    found = case_roles(incident, who)
    if CaseRole.UNIT in found and not unit_people(incident, day).exclude(pk=who.pk).exists():
        return Invitation.Part.UNIT
    if (
        CaseRole.AFFAIRS in found
        and not without_excluded(incident, holders(Kind.INTERNAL_AFFAIRS, day=day))
        .exclude(pk=who.pk)
        .exists()
    ):
        return Invitation.Part.AFFAIRS
    return ""


def _check_handler(incident: Incident, who: User, successor: User | None, day: date) -> None:
    free = without_excluded(incident, holders(Kind.MEMBER, day=day)).exclude(
        pk__in=[who.pk, incident.reporter.user_id]
    )
    if successor is None or not free.filter(pk=successor.pk).exists():
        raise NotNow(
            "Chọn thành viên khác của Tổ để tiếp nhận hồ sơ: người đã chọn có liên quan hoặc không"
            " nhận được."
        )


def _check_stand_in(incident: Incident, who: User, successor: User | None) -> None:
    if successor is None or successor.pk == who.pk or not may_be_invited(incident, successor):
        raise NotNow(
            "Bên này không còn ai cho ý kiến: chọn người thay khác, người đã chọn có liên quan hoặc"
            " không nhận được."
        )


def may_be_invited(incident: Incident, user: User) -> bool:
    """An active account outside the wall that neither reported, handles nor decides the case."""
    taken = {
        incident.reporter.user_id,
        incident.handler_id,
        incident.triaged_by_id,
        incident.concluded_by_id,
    }
    return (
        user.pk not in taken
        and without_excluded(incident, User.objects.filter(pk=user.pk, is_active=True)).exists()
    )


@transaction.atomic
def invite(
    *, incident: Incident, user: User, part: str, until: date, reason: str, by: User, at: datetime
) -> Incident:
    """Ask a person into the case until a day: to read, or to stand in for the unit or internal
    affairs.
    """
    if not may_be_invited(incident, user):
        raise NotNow(
            "Không mời được người này: có quan hệ liên quan, đã thôi tham gia, hoặc đang giữ việc"
            " khác trong hồ sơ."
        )
    if until < local_day(at):
        raise NotNow("Ngày cuối không được ở quá khứ.")
    if Invitation.objects.live(local_day(at)).filter(incident=incident, user=user).exists():
        raise NotNow("Người này đang được mời.")
    Invitation.objects.filter(incident=incident, user=user, ended_at=None).update(
        ended_at=at
    )  # run out
    fresh = transition(
        incident=incident,
        verb="invite",
        by=by,
        at=at,
        note=reason,
        after={"user": user.pk, "until": until.isoformat(), "part": part},
    )
    Invitation.objects.create(
        incident=fresh, user=user, part=part, until=until, reason=reason, by=by, at=at
    )
    grants.refresh(fresh, local_day(at))
    _tell_invited(fresh, user, f"Ông/bà được mời tham gia hồ sơ {fresh.code}", at)
    return fresh


@transaction.atomic
def end_invitation(
    *, incident: Incident, invitation: Invitation, by: User, at: datetime
) -> Incident:
    """Take an invitation back: the next request no longer has it."""
    fresh = transition(
        incident=incident, verb="end_invitation", by=by, at=at, after={"user": invitation.user_id}
    )
    if (
        Invitation.objects.filter(pk=invitation.pk, incident=fresh, ended_at=None).update(
            ended_at=at
        )
        != 1
    ):
        raise NotNow("Lời mời này đã kết thúc.")
    grants.refresh(fresh, local_day(at))
    return fresh
