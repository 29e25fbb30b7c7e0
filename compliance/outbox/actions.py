"""enqueue(): an effect is due. notify(): a person must know. Both write rows in the caller's
transaction and wake the worker on commit.
"""

import logging
import threading
import time
from collections.abc import Iterable
from contextvars import ContextVar
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from celery import current_app
from django.conf import settings
from django.db import IntegrityError, connection, transaction
from django.db.models import F

from compliance.audit.actions import record
from compliance.core.language import _
from compliance.core.refusals import NotNow
from compliance.outbox.handlers import DEFAULT, LANES, MAIL, lane_of
from compliance.outbox.models import Message, Notification

log = logging.getLogger(__name__)

# where somebody listens, the lines that are written: a form that asks first says from them who
# would be told (halang_portal.confirming)
listener: ContextVar[list[Notification] | None] = ContextVar("listener", default=None)


def enqueue(*, topic: str, dedup_key: str, at: datetime, payload: dict | None = None) -> None:
    """Enqueue one effect. Idempotent: the same `dedup_key` is enqueued once."""
    __, created = Message.objects.get_or_create(
        dedup_key=dedup_key, defaults={"topic": topic, "payload": payload or {}, "available_at": at}
    )
    if created:
        ring_on_commit(lane_of(topic))


def notify(
    *,
    users: Iterable,
    kind: str,
    text: str,
    url: str,
    at: datetime,
    subject: Any = None,
    key: str,
    mail: bool = True,
    sealed: bool = False,
) -> None:
    """Put one line into each person's bell, and owe each a mail that holds nothing but the link.

    `text` says what to do and names no person concerned. `key` tells this occasion from others; the
    same key never tells twice.
    `sealed`: they are told as the reporter, and no row may say who that is.
    """
    about = (
        {"subject_type": subject._meta.model_name, "subject_id": str(subject.pk)}
        if subject is not None
        else {}
    )
    people = sorted(
        {user.pk: user for user in users}.values(), key=lambda user: user.pk
    )  # in one order: two that notify at once wait, one for the other
    for start in range(0, len(people), AT_ONCE):
        lines = [
            Notification.to(
                user, sealed=sealed, key=key, kind=kind, text=text, url=url, at=at, **about
            )
            for user in people[start : start + AT_ONCE]
        ]
        new = _write(lines)
        if (listening := listener.get()) is not None:
            listening.extend(new)
        if mail:
            _enqueue_mails(new, at)


def _write(lines: list[Notification]) -> list[Notification]:
    """Write the lines that were never told; returns them. Whoever writes one of them at the same
    time is found by its key, then each is written by itself.
    """
    known_keys = set(
        Notification.objects.filter(dedup_key__in=[line.dedup_key for line in lines]).values_list(
            "dedup_key", flat=True
        )
    )
    new = [line for line in lines if line.dedup_key not in known_keys]
    if not new:
        return []
    try:
        with transaction.atomic():
            return Notification.objects.bulk_create(new)
    except IntegrityError:
        return [line for line in new if _write_one(line)]


def _write_one(line: Notification) -> bool:
    try:
        with transaction.atomic():
            line.save(force_insert=True)
    except IntegrityError:
        if not Notification.objects.filter(dedup_key=line.dedup_key).exists():
            raise
        return False
    return True


def _enqueue_mails(lines: list[Notification], at: datetime) -> None:
    mails = [
        Message(
            topic="mail",
            dedup_key=f"mail:{line.dedup_key}",
            payload={"notification": line.pk},
            available_at=at,
        )
        for line in lines
        if line.addressee.email
    ]
    if mails:
        Message.objects.bulk_create(mails, ignore_conflicts=True)
        ring_on_commit(MAIL)


def mark_read(*, by: Any, notifications: Iterable, at: datetime) -> int:
    """Mark the given notifications of `by` as read; returns how many were new."""
    new = Notification.objects.filter(
        pk__in=Notification.objects.visible_to(by)
        .unread()
        .filter(pk__in=[note.pk for note in notifications])
        .values("pk")
    )
    sealed = new.filter(user=None).update(
        read_at=F("at")
    )  # the moment of reading, the same as in a line with a name, would say whose it is
    return sealed + new.exclude(user=None).update(read_at=at)


def settle(*, subject: Any, kinds: Iterable[str], at: datetime) -> None:
    """Mark the unread lines of these kinds about `subject` as read, whoever was told: what they
    asked for is done.
    """
    lines = Notification.objects.filter(
        subject_type=subject._meta.model_name,
        subject_id=str(subject.pk),
        kind__in=list(kinds),
        read_at=None,
    )
    lines.filter(user=None).update(read_at=F("at"))  # as in mark_read()
    lines.exclude(user=None).update(read_at=at)


def claim(*, message: Message, now: datetime) -> bool:
    """Take the lease on one row. A conditional UPDATE: exactly one of many workers wins, on both
    engines.
    """
    lease = timedelta(seconds=settings.OUTBOX_LEASE_SECONDS)
    taken = (
        Message.objects.due(now)
        .filter(pk=message.pk)
        .update(lease_until=now + lease, attempts=message.attempts + 1)
    )
    return taken == 1


def ring_on_commit(lane: str = DEFAULT) -> None:
    """Ring once for each lane when this transaction is committed, however much it owes."""
    bell = BELLS[lane]
    if not any(waiting[1] is bell for waiting in connection.run_on_commit):
        transaction.on_commit(bell, robust=True)


def ring(lane: str = DEFAULT) -> None:
    """Ring the doorbell of a lane, for MOMENT at most: a broker that is away, or takes the line and
    never answers, keeps nobody waiting.

    It may fail silently: beat rings anyway. After a failure it is left alone for QUIET seconds, so
    that nobody waits for it at every click.
    """
    if not settings.RING_DOORBELL or time.monotonic() < _quiet["until"]:
        return
    bell = threading.Thread(target=_press, args=(lane,), name="doorbell", daemon=True)
    bell.start()
    bell.join(MOMENT)
    if bell.is_alive():
        _be_quiet(f"no answer within {MOMENT} s")


def _press(lane: str) -> None:
    try:
        current_app.send_task(TASK, kwargs={"lane": lane}, queue=lane, retry=False, expires=60)
    except Exception as error:
        _be_quiet(type(error).__name__)


def _be_quiet(why: str) -> None:
    _quiet["until"] = time.monotonic() + QUIET
    log.warning("the doorbell is silent for %s s: %s", QUIET, why)


TASK = "compliance.outbox.tasks.tick"
BELLS = {lane: partial(ring, lane) for lane in LANES}
AT_ONCE = 500
MOMENT = 0.3  # seconds
QUIET = 15  # seconds
LONGEST_REASON = 300  # letters of why a message was given up
_quiet = {"until": 0.0}


@transaction.atomic
def revive(*, message: Message, by: Any, at: datetime) -> None:
    """Try a failed row again, from now, by hand."""
    Message.objects.filter(pk=message.pk, done_at=None).update(
        dead_at=None,
        given_up_at=None,
        given_up_because="",
        lease_until=None,
        attempts=0,
        available_at=at,
    )
    record(by=by, verb="revive_message", obj=message, at=at, label=message.topic)
    ring_on_commit(lane_of(message.topic))


@transaction.atomic
def revive_all(*, messages: Any, by: Any, at: datetime) -> int:
    """Try every stopped row of a selection again; returns how many."""
    stopped = list(messages.stopped().order_by("pk")[:1000])
    for message in stopped:
        revive(message=message, by=by, at=at)
    return len(stopped)


@transaction.atomic
def give_up(*, message: Message, because: str, by: Any, at: datetime) -> None:
    """Leave a stopped row for good, with the reason; it stays on the list of those given up and can
    be tried again.
    """
    if not because.strip():
        raise NotNow(_("Ghi lý do bỏ hẳn."))
    if len(because.strip()) > LONGEST_REASON:
        raise NotNow(
            _("Lý do dài {count} ký tự, tối đa {longest_reason}.").format(
                count=len(because.strip()), longest_reason=LONGEST_REASON
            )
        )
    if (
        Message.objects.stopped()
        .filter(pk=message.pk)
        .update(given_up_at=at, given_up_because=because.strip())
        != 1
    ):
        raise NotNow(_("Chỉ bỏ hẳn được việc đã dừng."))
    record(
        by=by,
        verb="give_up_message",
        obj=message,
        at=at,
        label=message.topic,
        after={"because": because},
    )
