"""Somebody leaves: functions, cases and drafts find new hands, then the account is shut, or opens
their own page alone while a case about them runs. Nothing is orphaned, nobody is left unheard.
"""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.db.models import Q

from compliance.audit.actions import record
from compliance.core import identity
from compliance.core.access import require
from compliance.core.language import _, joined, lower_first
from compliance.core.presence import present
from compliance.core.refusals import NotAllowed, NotNow
from compliance.core.roles import Do
from compliance.incidents import grants
from compliance.incidents.actions import may_log_about, withdraw
from compliance.incidents.models import Incident, Invitation, Reporter
from compliance.incidents.transitions import REPORTER_ALIAS
from compliance.incidents.workflow import OPEN, Status
from compliance.registry.actions import (
    end_function,
    grant_function,
    leave,
    narrow_account,
    set_active,
)
from compliance.registry.models import Departure, Function, ImportRun, StaffMember, User
from compliance.registry.queries import kin_ids
from compliance.review.case.notices import tell_handler, tell_leads
from compliance.review.case.queries import account_in_use
from compliance.review.handover.queries import about
from compliance.review.hearing.actions.paper import serve_on_paper
from compliance.review.triage.actions import reassign
from compliance.review.triage.queries import draw_handler
from compliance.rulebook.clocks import local_day


@dataclass(frozen=True)
class Left:
    """What a leaver still holds. Numbers and rows only for those who may know them (views show
    cases to the leads alone).
    """

    functions: list[Function]
    cases: list[Incident]
    drafts: list[Incident]
    invitations: int
    imports: int

    @property
    def nothing(self) -> bool:
        return not (self.functions or self.cases or self.drafts)


def what_is_left(departure: Departure, today: date) -> Left:
    """Everything of the leaver that waits for a new hand on `today`."""
    user = departure.staff.user
    if user is None:
        return Left([], [], [], 0, 0)
    reports = (
        Incident.objects.reported_by(user)
        .filter(status__in=(Status.DRAFT, Status.RETURNED))
        .order_by("pk")
    )
    return Left(
        functions=list(
            user.functions.filter(Q(valid_to=None) | Q(valid_to__gte=today))
            .select_related("office")
            .order_by("pk")
        ),
        cases=list(
            Incident.objects.filter(handler=user, status__in=OPEN).with_people().order_by("pk")
        ),
        drafts=list(reports.select_related("person", "reporter")),
        invitations=user.invitations.live(today).count(),
        imports=ImportRun.objects.filter(by=user, state=ImportRun.State.PREVIEWED).count(),
    )


@transaction.atomic
def plan_departure(
    *, staff: StaffMember, reason: str, last_day: date, by: User, at: datetime
) -> Departure:
    """Begin: the list of what must find a new hand."""
    require(by, Do.HAND_OVER)
    if staff.user_id == by.pk:
        raise NotAllowed(_("Không tự lập bàn giao cho mình; đề nghị người khác lập."))
    try:
        with transaction.atomic():
            departure = Departure.objects.create(
                staff=staff, reason=reason, last_day=last_day, by=by, at=at
            )
    except IntegrityError:
        raise NotNow(_("Người này đang có một bàn giao chưa xong."))
    record(
        by=by,
        verb="plan_departure",
        obj=staff,
        at=at,
        label=staff.code,
        after={"last_day": last_day.isoformat(), "reason": reason},
    )
    return departure


@transaction.atomic
def drop_departure(*, departure: Departure, by: User, at: datetime) -> None:
    """Planned by mistake: the list goes. What was handed over by it stays with who took it."""
    require(by, Do.HAND_OVER)
    if departure.staff.user_id == by.pk:
        raise NotAllowed(_("Không tự bỏ bàn giao của mình; đề nghị người khác bỏ."))
    gone, __ = Departure.objects.filter(pk=departure.pk, finished_at=None).delete()
    if not gone:
        raise NotNow(_("Bàn giao này đã xong."))
    record(
        by=by,
        verb="drop_departure",
        obj=departure.staff,
        at=at,
        label=departure.staff.code,
        before={"last_day": departure.last_day.isoformat(), "reason": departure.reason},
    )


def _open(departure: Departure) -> None:
    if departure.finished_at:
        raise NotNow(_("Bàn giao này đã xong."))


@transaction.atomic
def hand_function(
    *, departure: Departure, function: Function, successor: User | None, by: User, at: datetime
) -> None:
    """End one function and, when a successor is named, give it to them from today."""
    require(by, Do.KEEP_FUNCTIONS)
    _open(departure)
    if successor:  # first, so that the part is never without anybody
        grant_function(
            user=successor,
            kind=function.kind,
            office=function.office,
            valid_from=local_day(at),
            by=by,
            at=at,
            basis=_("Bàn giao công việc"),
        )
    end_function(function=function, by=by, at=at)


@transaction.atomic
def hand_case(
    *, departure: Departure, incident: Incident, handler: User, by: User, at: datetime
) -> Incident:
    """One open case to another member, through the gate; a confidential report to one drawn by lot,
    as everywhere.
    """
    _open(departure)
    if incident.reporter.confidential:
        handler = draw_handler(incident, local_day(at), without=incident.handler_id) or handler
    return reassign(
        incident=incident,
        handler=handler,
        reason=_("Bàn giao: {reason}").format(reason=lower_first(departure.get_reason_display())),
        by=by,
        at=at,
    )


@transaction.atomic
def hand_drafts(
    *, departure: Departure, successor: User | None, by: User, at: datetime
) -> dict[str, int]:
    """Drafts and returned reports go to who may log about that person; what nobody may take over is
    withdrawn. {'handed': …, 'withdrawn': …}
    """
    require(by, Do.KEEP_FUNCTIONS)
    _open(departure)
    done = {"handed": 0, "withdrawn": 0}
    for incident in what_is_left(departure, local_day(at)).drafts:
        if successor and _may_take(successor, incident):
            _reseal(incident, successor, at)
            done["handed"] += 1
        else:
            withdraw(
                incident=incident,
                reason=_("Người ghi nhận thôi việc, không có người tiếp nhận phù hợp."),
                by=present(departure.staff.user),
                at=at,
            )
            done["withdrawn"] += 1
    return done


def _may_take(successor: User, incident: Incident) -> bool:
    if not successor.is_active or incident.person is None:
        return successor.is_active
    allowed = may_log_about(successor, incident.person, incident.second_post)
    return allowed and incident.person.pk not in kin_ids(successor)


def _reseal(incident: Incident, successor: User, at: datetime) -> None:
    before = identity.fingerprint(incident.code, incident.reporter.user_id)
    Reporter.objects.filter(incident=incident).update(
        tag=identity.tags(successor.pk)[0], sealed=identity.seal(successor.pk)
    )
    after = {"reporter": identity.fingerprint(incident.code, successor.pk)}
    record(
        by=None,
        alias=REPORTER_ALIAS,
        verb="hand_over_draft",
        obj=incident,
        at=at,
        label=incident.code,
        before={"reporter": before},
        after=after,
    )


@transaction.atomic
def finish_departure(
    *, departure: Departure, by: User, at: datetime, own_door: bool = True
) -> Departure:
    """Shut the account, end postings and invitations. Refused while anything is left or the last
    day has not come.

    While a case about the leaver runs, its contest term included, the account is not shut but opens
    their own page alone; with `own_door` False they do not want it, and are served on paper.
    """
    require(by, Do.KEEP_FUNCTIONS)
    _open(departure)
    if local_day(at) < departure.last_day:
        raise NotNow(
            _("Ngày làm việc cuối là {last_day:%d/%m/%Y}; hoàn tất từ ngày đó.").format(
                last_day=departure.last_day
            )
        )
    left = what_is_left(departure, local_day(at))
    if not left.nothing:
        words = [
            (left.functions, _("chức năng")),
            (left.cases, _("hồ sơ đang phụ trách (Tổ trưởng bàn giao)")),
            (left.drafts, _("bản nháp")),
        ]
        raise NotNow(
            _("Còn phải bàn giao: ") + joined(", ", (name for rows, name in words if rows)) + "."
        )
    user = departure.staff.user
    if user:
        for row in Invitation.objects.filter(user=user, ended_at=None).select_related("incident"):
            Invitation.objects.filter(pk=row.pk).update(ended_at=at)
            grants.refresh(row.incident, local_day(at))
        ImportRun.objects.filter(by=user, state=ImportRun.State.PREVIEWED).update(
            state=ImportRun.State.CANCELLED
        )
    _settle_account(departure, own_door, by, at)
    if departure.reason != Departure.Reason.LONG_LEAVE:
        leave(staff=departure.staff, last_day=departure.last_day, at=at, by=by)
    if Departure.objects.filter(pk=departure.pk, finished_at=None).update(finished_at=at) != 1:
        raise NotNow(_("Bàn giao này đã xong."))
    record(by=by, verb="finish_departure", obj=departure.staff, at=at, label=departure.staff.code)
    departure.refresh_from_db()
    return departure


def _settle_account(departure: Departure, own_door: bool, by: User, at: datetime) -> None:
    """Shut or narrow the account, and tell who works on cases about the leaver how they are reached
    from now on.
    """
    user = User.objects.filter(staff=departure.staff).first()
    cases = about(departure.staff, local_day(at))
    stays = departure.reason == Departure.Reason.TRANSFER
    if user and not stays:
        if cases and own_door and user.is_active and user.last_login:
            narrow_account(user=user, by=by, at=at)
        else:
            set_active(user=user, active=False, by=by, at=at)
    why = lower_first(departure.get_reason_display())
    for case in Incident.objects.with_people().filter(pk__in=[row.pk for row in cases]):
        if account_in_use(case):
            text = _("Người được phản ánh {why}, vẫn dùng trang của mình; hồ sơ {code}").format(
                why=why, code=case.code
            )
        else:
            because = _("Người được phản ánh {why}, giao văn bản giấy").format(why=why)
            serve_on_paper(incident=case, because=because, by=by, at=at)
            text = _("Giao văn bản giấy: người được phản ánh {why}; hồ sơ {code}").format(
                why=why, code=case.code
            )
        (tell_handler if case.handler_id else tell_leads)(case, "person_left", text, at)
