"""Directions: given, replied to by each office, accepted or sent back, closed."""

from datetime import date, datetime

from django.db import transaction
from django.db.models import Max
from django.urls import reverse

from compliance.access import holds, may, require
from compliance.audit.actions import keyed_hash, record
from compliance.audit.models import ChainHead
from compliance.incidents.models import Incident
from compliance.outbox.actions import tell
from compliance.refusals import NotAllowed, NotNow
from compliance.registry.grants import OVERSEE
from compliance.registry.models import Office, User
from compliance.registry.queries import heads_of
from compliance.roles import Do
from compliance.rulebook.clocks import local_day
from compliance.rulebook.models import Instrument
from reports.actions.summaries import mark_read
from reports.models import Direction, DirectionTask, Summary

STALE = "Việc này vừa được người khác cập nhật. Mở lại để xem bản mới nhất."


def _url(direction: Direction) -> str:
    return reverse("reports:direction", args=[direction.pk])


def follows_up(user: User) -> bool:
    """Who accepts replies and closes: who directs, and the lead for them."""
    return may(user, Do.DIRECT) or may(user, Do.APPROVE_SUMMARY)


@transaction.atomic
def give_direction(
    *,
    text: str,
    offices: list[Office],
    due_on: date | None,
    by: User,
    at: datetime,
    summary: Summary | None = None,
    incident: Incident | None = None,
    instrument: Instrument | None = None,
) -> Direction:
    """Number it within its year and tell the heads of the offices. On a summary it also marks it read."""
    require(by, Do.DIRECT, "Chủ tịch, Phó Chủ tịch được ủy quyền cho ý kiến chỉ đạo.")
    if not offices and incident is None:
        raise NotNow("Chọn ít nhất một đơn vị thực hiện.")
    about = {"summary": summary, "incident": incident, "instrument": instrument}
    year = local_day(at).year
    direction = Direction.objects.create(number=_next_number(year), year=year, text=text, due_on=due_on, by=by, at=at, **about)
    DirectionTask.objects.bulk_create([DirectionTask(direction=direction, office=office) for office in offices])
    if summary is not None and summary.state == Summary.State.APPROVED:
        mark_read(summary=summary, by=by, at=at)
    after = {"offices": [office.code for office in offices], "due_on": due_on.isoformat() if due_on else "", "text": keyed_hash(text)}
    record(by=by, verb="give_direction", obj=direction, at=at, label=str(direction), after=after)
    _tell_addressees(direction, offices, incident, by, at)
    return direction


def _next_number(year: int) -> int:
    """One at a time, by the lock every writer takes: numbers have no gap and no double."""
    ChainHead.objects.select_for_update().filter(pk=1).first()
    return (Direction.objects.filter(year=year).aggregate(last=Max("number"))["last"] or 0) + 1


def _tell_addressees(direction: Direction, offices: list[Office], incident: Incident | None, by: User, at: datetime) -> None:
    common = {"kind": "direction_given", "url": _url(direction), "at": at, "subject": direction}
    for office in offices:
        heads = heads_of(office, local_day(at)).exclude(pk=by.pk)
        tell(users=heads, text=f"Thực hiện ý kiến chỉ đạo số {direction}", key=f"direction_given:{direction.pk}:{office.pk}", **common)
    if incident is not None and incident.handler_id:
        tell(
            users=[incident.handler],
            text=f"Xem ý kiến chỉ đạo số {direction} về hồ sơ {incident.code}",
            key=f"direction_given:{direction.pk}:handler",
            **common,
        )


@transaction.atomic
def reply(*, task: DirectionTask, text: str, by: User, at: datetime) -> DirectionTask:
    """The office says what was done."""
    if not holds(by, OVERSEE, task.office):
        raise NotAllowed("Thủ trưởng đơn vị được giao trả lời.")
    moved = (
        DirectionTask.objects.filter(pk=task.pk, accepted_at=None, direction__closed_at=None)
        .filter(replied_at=task.replied_at)
        .update(reply=text, replied_by=by, replied_at=at, sent_back="")
    )
    if moved != 1:
        raise NotNow(STALE, back=_url(task.direction))
    record(by=by, verb="reply_direction", obj=task.direction, at=at, label=str(task.direction), after={"office": task.office.code, "text": keyed_hash(text)})
    tell(
        users=[task.direction.by],
        kind="direction_replied",
        text=f"{task.office.short_name} đã trả lời ý kiến chỉ đạo số {task.direction}",
        url=_url(task.direction),
        at=at,
        subject=task.direction,
        key=f"direction_replied:{task.pk}:{at.timestamp()}",
        mail=False,
    )
    task.refresh_from_db()
    return task


@transaction.atomic
def accept_reply(*, task: DirectionTask, by: User, at: datetime) -> DirectionTask:
    """The office's part is done."""
    _require_follow_up(task, by)
    moved = DirectionTask.objects.filter(pk=task.pk, replied_at=task.replied_at, replied_at__isnull=False, accepted_at=None, sent_back="").update(
        accepted_by=by, accepted_at=at
    )
    if moved != 1:
        raise NotNow(STALE, back=_url(task.direction))
    record(by=by, verb="accept_reply", obj=task.direction, at=at, label=str(task.direction), after={"office": task.office.code})
    task.refresh_from_db()
    return task


@transaction.atomic
def send_back_reply(*, task: DirectionTask, comment: str, by: User, at: datetime) -> DirectionTask:
    """Ask the office for more, saying what."""
    _require_follow_up(task, by)
    moved = DirectionTask.objects.filter(pk=task.pk, replied_at__isnull=False, accepted_at=None, sent_back="", direction__closed_at=None).update(
        sent_back=comment
    )
    if moved != 1:
        raise NotNow(STALE, back=_url(task.direction))
    record(
        by=by, verb="send_back_reply", obj=task.direction, at=at, label=str(task.direction), after={"office": task.office.code, "comment": keyed_hash(comment)}
    )
    tell(
        users=heads_of(task.office, local_day(at)),
        kind="direction_sent_back",
        text=f"Bổ sung trả lời ý kiến chỉ đạo số {task.direction}",
        url=_url(task.direction),
        at=at,
        subject=task.direction,
        key=f"direction_sent_back:{task.pk}:{at.timestamp()}",
    )
    task.refresh_from_db()
    return task


@transaction.atomic
def close_direction(*, direction: Direction, by: User, at: datetime) -> Direction:
    """Nothing more is expected. Only who directs may close it while an office has not been heard."""
    if not follows_up(by):
        raise NotAllowed()
    if not may(by, Do.DIRECT) and direction.tasks.filter(accepted_at=None).exists():
        raise NotNow("Còn đơn vị chưa trả lời hoặc trả lời chưa được chấp nhận.", back=_url(direction))
    if Direction.objects.filter(pk=direction.pk, closed_at=None).update(closed_by=by, closed_at=at) != 1:
        raise NotNow("Ý kiến chỉ đạo này đã kết thúc.", back=_url(direction))
    record(by=by, verb="close_direction", obj=direction, at=at, label=str(direction))
    direction.refresh_from_db()
    return direction


def _require_follow_up(task: DirectionTask, by: User) -> None:
    if not follows_up(by):
        raise NotAllowed("Người cho ý kiến chỉ đạo hoặc Tổ trưởng nhận trả lời.")
    if task.replied_by_id == by.pk:
        raise NotAllowed("Người trả lời không tự chấp nhận.")
