"""owe(): something must happen. tell(): a person must know. Both write rows in the caller's transaction and ring the doorbell on commit."""

from datetime import datetime, timedelta

from celery import current_app
from django.conf import settings
from django.db import transaction

from compliance.audit.actions import record
from compliance.outbox.models import Message, Notification
from compliance.refusals import NotNow


def owe(*, topic: str, dedup_key: str, at: datetime, payload: dict | None = None) -> None:
    """Owe one effect, once, however often it is asked for."""
    _, created = Message.objects.get_or_create(dedup_key=dedup_key, defaults={"topic": topic, "payload": payload or {}, "available_at": at})
    if created:
        transaction.on_commit(ring, robust=True)


def tell(*, users, kind: str, text: str, url: str, at: datetime, subject=None, key: str, mail: bool = True) -> None:
    """Put one line into each person's bell, and owe each a mail that holds nothing but the link.

    `text` says what to do and names no person concerned. `key` tells this occasion from others; the same key never tells twice.
    """
    for user in users:
        dedup = f"{key}:{user.pk}"
        note, created = Notification.objects.get_or_create(
            dedup_key=dedup,
            defaults={
                "user": user,
                "kind": kind,
                "text": text,
                "url": url,
                "at": at,
                "subject_type": subject._meta.model_name if subject is not None else "",
                "subject_id": str(subject.pk) if subject is not None else "",
            },
        )
        if created and mail and user.email:
            owe(topic="mail", dedup_key=f"mail:{dedup}", at=at, payload={"notification": note.pk})


def mark_read(*, by, notifications, at: datetime) -> int:
    """Mark the given notifications of `by` as read; returns how many were new."""
    return Notification.objects.visible_to(by).unread().filter(pk__in=[note.pk for note in notifications]).update(read_at=at)


def claim(*, message: Message, now: datetime, lease: timedelta = timedelta(minutes=6)) -> bool:
    """Take the lease on one row. A conditional UPDATE: exactly one of many workers wins, on both engines."""
    taken = Message.objects.due(now).filter(pk=message.pk).update(lease_until=now + lease, attempts=message.attempts + 1)
    return taken == 1


def ring() -> None:
    """Ring the doorbell after commit. It may fail silently: beat rings anyway."""
    if not settings.RING_DOORBELL:
        return
    current_app.send_task("compliance.outbox.tasks.tick", retry=False, expires=60)


@transaction.atomic
def revive(*, message: Message, by, at: datetime) -> None:
    """Try a failed row again, from now, by hand."""
    Message.objects.filter(pk=message.pk, done_at=None).update(
        dead_at=None, given_up_at=None, given_up_because="", lease_until=None, attempts=0, available_at=at
    )
    record(by=by, verb="revive_message", obj=message, at=at, label=message.topic)
    transaction.on_commit(ring, robust=True)


@transaction.atomic
def revive_all(*, messages, by, at: datetime) -> int:
    """Try every stopped row of a selection again; returns how many."""
    found = list(messages.stopped().order_by("pk")[:1000])
    for message in found:
        revive(message=message, by=by, at=at)
    return len(found)


@transaction.atomic
def give_up(*, message: Message, because: str, by, at: datetime) -> None:
    """Leave a stopped row for good, with the reason; it stays on the list of those given up and can be tried again."""
    if not because.strip():
        raise NotNow("Ghi lý do bỏ hẳn.")
    if Message.objects.stopped().filter(pk=message.pk).update(given_up_at=at, given_up_because=because.strip()[:300]) != 1:
        raise NotNow("Chỉ bỏ hẳn được việc đã dừng.")
    record(by=by, verb="give_up_message", obj=message, at=at, label=message.topic, after={"because": because[:300]})
