"""Directions: given, replied to by each office, accepted or sent back, closed."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Max, QuerySet
from django.urls import reverse

from compliance.audit.actions import keyed_hash, record
from compliance.audit.models import ChainHead
from compliance.core.access import has_grant, may, require
from compliance.core.language import _, joined
from compliance.core.presence import present
from compliance.core.refusals import NotAllowed, NotNow, Stale
from compliance.core.roles import Do
from compliance.files.actions import store
from compliance.incidents.models import Incident
from compliance.outbox.actions import notify
from compliance.registry.grants import OVERSEE
from compliance.registry.models import Office, User
from compliance.registry.queries import heads_of
from compliance.rulebook.clocks import local_day
from compliance.rulebook.models import Instrument
from reports.actions.summaries import mark_read
from reports.models import Direction, DirectionTask, ReportFile, Summary, TaskReply

MOST_FILES = 8
STALE = _("Việc này vừa được cập nhật ở nơi khác. Mở lại để xem bản mới nhất.")


def _url(direction: Direction) -> str:
    return reverse("reports:direction", args=[direction.pk])


def follows_up(user: User) -> bool:
    """Who accepts replies and closes: who directs, and the lead for them."""
    return may(user, Do.DIRECT) or may(user, Do.APPROVE_SUMMARY)


@transaction.atomic
def give_direction(
    *,
    text: str,
    offices: Sequence[Office] = (),
    people: Sequence[User] = (),
    due_on: date | None,
    by: User,
    at: datetime,
    summary: Summary | None = None,
    incident: Incident | None = None,
    instrument: Instrument | None = None,
    tasks: Sequence[dict] = (),
) -> Direction:
    """Number it within its year and tell those who are to act: the heads of the offices, the people
    named. On a summary it also marks it read.

    `tasks` = [{'office' or 'person', 'text', 'due_on'}] says what each has to do; whoever is only
    in `offices` or `people` has the whole of it to do by `due_on`.
    """
    require(by, Do.DIRECT, _("Chủ tịch, Phó Chủ tịch được ủy quyền cho ý kiến chỉ đạo."))
    rows = [
        *tasks,
        *({"office": office} for office in offices),
        *({"person": person} for person in people),
    ]
    if not rows and incident is None:
        raise NotNow(_("Chọn ít nhất một đơn vị hoặc một người thực hiện."))
    if incident is not None:
        _require_sight(incident, [row["person"] for row in rows if row.get("person")])
    about = {"summary": summary, "incident": incident, "instrument": instrument}
    year = local_day(at).year
    direction = Direction.objects.create(
        number=_next_number(year), year=year, text=text, due_on=due_on, by=by, at=at, **about
    )
    for row in rows:
        DirectionTask.objects.create(direction=direction, **row)
    if summary is not None and summary.state == Summary.State.APPROVED:
        mark_read(summary=summary, by=by, at=at)
    given_tasks = list(direction.tasks.select_related("office", "person").order_by("pk"))
    after = {
        "offices": [present(task.office).code for task in given_tasks if task.office_id],
        "people": [task.person_id for task in given_tasks if task.person_id],
        "due_on": due_on.isoformat() if due_on else "",
        "text": keyed_hash(text),
    }
    record(by=by, verb="give_direction", obj=direction, at=at, label=str(direction), after=after)
    for task in given_tasks:
        _tell_task(task, direction, by, at)
    _tell_handler(direction, incident, at)
    return direction


def _next_number(year: int) -> int:
    """One at a time, by the lock every writer takes: numbers have no gap and no double."""
    ChainHead.objects.select_for_update().filter(pk=1).first()
    return (Direction.objects.filter(year=year).aggregate(last=Max("number"))["last"] or 0) + 1


def doers(task: DirectionTask, day: date) -> QuerySet:
    """Who is to act on a task now: the person, or whoever heads the office on the day. On a case
    only those who see it: a mail alone would tell that there is one.
    """
    people = (
        User.objects.filter(pk=task.person_id)
        if task.person_id
        else heads_of(present(task.office), day)
    )
    if not task.direction.incident_id:
        return people
    return User.objects.filter(
        pk__in=[
            user.pk
            for user in people
            if Incident.objects.visible_to(user).filter(pk=task.direction.incident_id).exists()
        ]
    )


def _require_sight(incident: Incident, people: Iterable[User]) -> None:
    """Nobody is charged by name with a case they may not see."""
    hidden = [
        user.display_name
        for user in people
        if not Incident.objects.visible_to(user).filter(pk=incident.pk).exists()
    ]
    if hidden:
        blind = _("{hidden} không được xem hồ sơ này nên không giao được.")
        address = reverse("review:case", args=[incident.code])
        raise NotNow(blind.format(hidden=joined(", ", hidden)), back=address)


def may_reply(user: User, task: DirectionTask) -> bool:
    return (
        task.person_id == user.pk
        if task.person_id
        else may(user, Do.SEND_RETURN) and has_grant(user, OVERSEE, present(task.office))
    )


def _tell_task(task: DirectionTask, direction: Direction, by: User, at: datetime) -> None:
    notify(
        users=doers(task, local_day(at)).exclude(pk=by.pk),
        kind="direction_given",
        text=_("Thực hiện ý kiến chỉ đạo số {direction}").format(direction=direction),
        key=f"direction_given:{direction.pk}:{task.pk}",
        url=_url(direction),
        at=at,
        subject=direction,
    )


def _tell_handler(direction: Direction, incident: Incident | None, at: datetime) -> None:
    if incident is not None and incident.handler_id:
        notify(
            users=[incident.handler],
            kind="direction_given",
            text=_("Xem ý kiến chỉ đạo số {direction} về hồ sơ {code}").format(
                direction=direction, code=incident.code
            ),
            key=f"direction_given:{direction.pk}:handler",
            url=_url(direction),
            at=at,
            subject=direction,
        )


@transaction.atomic
def reply(
    *, task: DirectionTask, text: str, by: User, at: datetime, uploads: Iterable = ()
) -> DirectionTask:
    """What was done, with proof; a reply is added to those before it. Raises files.Refused for a
    file that is not taken.
    """
    if not may_reply(by, task):
        raise NotAllowed(_("Đơn vị, người được giao trả lời."))
    uploads = list(uploads)
    if len(uploads) > MOST_FILES:
        too_many = _("Mỗi lần tối đa {most_files} tệp.").format(most_files=MOST_FILES)
        raise NotNow(too_many, back=_url(task.direction))
    waiting = DirectionTask.objects.filter(
        pk=task.pk, accepted_at=None, direction__closed_at=None, replied_at=task.replied_at
    )
    if waiting.update(reply=text, replied_by=by, replied_at=at, sent_back="") != 1:
        raise Stale(STALE, back=_url(task.direction), row=task.direction)
    answer = TaskReply.objects.create(task=task, text=text, by=by, at=at)
    for upload in uploads:
        ReportFile.objects.create(
            reply=answer, stored=store(upload=upload, kind="replies", owner=task, by=by, at=at)
        )
    after = {**_whose(task), "text": keyed_hash(text), "files": len(uploads)}
    record(
        by=by,
        verb="reply_direction",
        obj=task.direction,
        at=at,
        label=str(task.direction),
        after=after,
    )
    notify(
        users=[task.direction.by],
        kind="direction_replied",
        text=_("{whose} đã trả lời ý kiến chỉ đạo số {direction}").format(
            whose=task.whose, direction=task.direction
        ),
        url=_url(task.direction),
        at=at,
        subject=task.direction,
        key=f"direction_replied:{task.pk}:{at.timestamp()}",
        mail=False,
    )
    task.refresh_from_db()
    return task


def _whose(task: DirectionTask) -> dict:
    return {"office": present(task.office).code} if task.office_id else {"person": task.person_id}


@transaction.atomic
def accept_reply(*, task: DirectionTask, by: User, at: datetime) -> DirectionTask:
    """This part is done."""
    _require_follow_up(task, by)
    moved = DirectionTask.objects.filter(
        pk=task.pk,
        replied_at=task.replied_at,
        replied_at__isnull=False,
        accepted_at=None,
        sent_back="",
    ).update(accepted_by=by, accepted_at=at)
    if moved != 1:
        raise Stale(STALE, back=_url(task.direction), row=task.direction)
    _judge(task, by, at, accepted=True)
    record(
        by=by,
        verb="accept_reply",
        obj=task.direction,
        at=at,
        label=str(task.direction),
        after=_whose(task),
    )
    task.refresh_from_db()
    return task


def _judge(task: DirectionTask, by: User, at: datetime, **said: Any) -> None:
    last = task.replies.last()
    TaskReply.objects.filter(pk=present(last).pk, judged_at=None).update(
        judged_by=by, judged_at=at, **said
    )


@transaction.atomic
def send_back_reply(*, task: DirectionTask, comment: str, by: User, at: datetime) -> DirectionTask:
    """Ask for more, saying what."""
    _require_follow_up(task, by)
    moved = DirectionTask.objects.filter(
        pk=task.pk,
        replied_at__isnull=False,
        accepted_at=None,
        sent_back="",
        direction__closed_at=None,
    ).update(sent_back=comment)
    if moved != 1:
        raise Stale(STALE, back=_url(task.direction), row=task.direction)
    _judge(task, by, at, sent_back=comment)
    record(
        by=by,
        verb="send_back_reply",
        obj=task.direction,
        at=at,
        label=str(task.direction),
        after={**_whose(task), "comment": keyed_hash(comment)},
    )
    text = _("Bổ sung trả lời ý kiến chỉ đạo số {direction}").format(direction=task.direction)
    _tell_again(task, at, text, "direction_sent_back")
    task.refresh_from_db()
    return task


def _tell_again(task: DirectionTask, at: datetime, text: str, kind: str) -> None:
    notify(
        users=doers(task, local_day(at)),
        kind=kind,
        text=text,
        url=_url(task.direction),
        at=at,
        subject=task.direction,
        key=f"{kind}:{task.pk}:{at.timestamp()}",
    )


@transaction.atomic
def reopen_task(*, task: DirectionTask, reason: str, by: User, at: datetime) -> DirectionTask:
    """What was accepted turned out not to be done: it is asked for again, and a direction that was
    closed goes on.
    """
    require(by, Do.DIRECT, _("Người cho ý kiến chỉ đạo yêu cầu thực hiện lại."))
    if (
        DirectionTask.objects.filter(pk=task.pk, accepted_at__isnull=False).update(
            accepted_by=None, accepted_at=None, sent_back=reason
        )
        != 1
    ):
        raise Stale(STALE, back=_url(task.direction), row=task.direction)
    Direction.objects.filter(pk=task.direction_id).update(closed_by=None, closed_at=None)
    record(
        by=by,
        verb="reopen_task",
        obj=task.direction,
        at=at,
        label=str(task.direction),
        after={**_whose(task), "reason": keyed_hash(reason)},
    )
    text = _("Thực hiện lại ý kiến chỉ đạo số {direction}").format(direction=task.direction)
    _tell_again(task, at, text, "direction_reopened")
    task.refresh_from_db()
    return task


@transaction.atomic
def move_due(*, task: DirectionTask, due_on: date, by: User, at: datetime) -> DirectionTask:
    """Another day for one task."""
    require(by, Do.DIRECT, _("Người cho ý kiến chỉ đạo đổi hạn."))
    if due_on < local_day(at):
        raise NotNow(_("Hạn mới không được ở quá khứ."), back=_url(task.direction))
    if (
        DirectionTask.objects.filter(
            pk=task.pk, accepted_at=None, direction__closed_at=None
        ).update(due_on=due_on)
        != 1
    ):
        raise Stale(STALE, back=_url(task.direction), row=task.direction)
    before = {"due_on": task.due.isoformat() if task.due else ""}
    record(
        by=by,
        verb="move_due",
        obj=task.direction,
        at=at,
        label=str(task.direction),
        before=before,
        after={**_whose(task), "due_on": due_on.isoformat()},
    )
    _tell_again(
        task,
        at,
        _("Hạn mới {due_on:%d/%m/%Y} của ý kiến chỉ đạo số {direction}").format(
            due_on=due_on, direction=task.direction
        ),
        "direction_due_moved",
    )
    task.refresh_from_db()
    return task


@transaction.atomic
def close_direction(*, direction: Direction, by: User, at: datetime) -> Direction:
    """Nothing more is expected. Only who directs may close it while somebody has not been heard."""
    if not follows_up(by):
        raise NotAllowed()
    if not may(by, Do.DIRECT) and direction.tasks.filter(accepted_at=None).exists():
        waiting = _("Còn đơn vị, người chưa trả lời hoặc trả lời chưa được chấp nhận.")
        raise NotNow(waiting, back=_url(direction))
    if (
        Direction.objects.filter(pk=direction.pk, closed_at=None).update(closed_by=by, closed_at=at)
        != 1
    ):
        raise NotNow(_("Ý kiến chỉ đạo này đã kết thúc."), back=_url(direction))
    record(by=by, verb="close_direction", obj=direction, at=at, label=str(direction))
    direction.refresh_from_db()
    return direction


@transaction.atomic
def reopen_direction(*, direction: Direction, by: User, at: datetime) -> Direction:
    """It is followed up again: what was accepted stays accepted, the rest is owed by its day."""
    if not follows_up(by):
        raise NotAllowed()
    closed = Direction.objects.filter(pk=direction.pk, closed_at__isnull=False)
    if closed.update(closed_by=None, closed_at=None) != 1:
        raise NotNow(_("Ý kiến chỉ đạo này đang được theo dõi."), back=_url(direction))
    record(by=by, verb="reopen_direction", obj=direction, at=at, label=str(direction))
    direction.refresh_from_db()
    for task in direction.tasks.filter(accepted_at=None).select_related("office", "person"):
        _tell_again(
            task,
            at,
            _("Ý kiến chỉ đạo số {direction} được theo dõi lại").format(direction=direction),
            "direction_followed",
        )
    return direction


def _require_follow_up(task: DirectionTask, by: User) -> None:
    if not follows_up(by):
        raise NotAllowed(_("Người cho ý kiến chỉ đạo hoặc Tổ trưởng nhận trả lời."))
    if task.replied_by_id == by.pk:
        raise NotAllowed(_("Người trả lời không tự chấp nhận."))
