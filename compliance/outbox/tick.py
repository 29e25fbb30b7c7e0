"""One turn of the wheel: plan what has become due, then do what is owed. Safe to run anywhere, any number of times, at once."""

import logging
from datetime import datetime, timedelta

from django.db import connection, transaction

from compliance.outbox.actions import claim
from compliance.outbox.handlers import ALARMS, HANDLERS, PLANNERS
from compliance.outbox.models import Message

log = logging.getLogger(__name__)

GIVE_UP_AFTER = 10
BATCH = 200


def database_now() -> datetime:
    """The database's clock, so that several tickers with different clocks agree on what is due."""
    from django.utils import timezone

    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT clock_timestamp()")
            return cursor.fetchone()[0]
    return timezone.now()  # SQLite lives in this process: its clock is ours


def run_tick(now: datetime | None = None) -> dict[str, int]:
    """Returns {"planned": …, "done": …, "failed": …}. A poisoned row never stops the rest."""
    now = now or database_now()
    counts = {"planned": 0, "done": 0, "failed": 0}
    for planner in PLANNERS:
        try:
            counts["planned"] += planner(now) or 0
        except Exception:
            log.exception("planner %s failed", planner.__name__)
            counts["failed"] += 1
    for message in Message.objects.due(now)[:BATCH]:
        if claim(message=message, now=now):
            counts["done" if _do(message, now) else "failed"] += 1
    return counts


def _do(message: Message, now: datetime) -> bool:
    message.refresh_from_db()
    try:
        with transaction.atomic():
            HANDLERS[message.topic](message, now)
            Message.objects.filter(pk=message.pk).update(done_at=now, lease_until=None, last_error="")
        return True
    except Exception as error:
        log.exception("outbox row %s (%s) failed", message.pk, message.topic)
        _put_back(message, now, error)
        return False


def _put_back(message: Message, now: datetime, error: Exception) -> None:
    """Try again later, a little later each time; after GIVE_UP_AFTER tries the row waits for a person."""
    delay = timedelta(minutes=min(2**message.attempts, 360))
    dead = now if message.attempts >= GIVE_UP_AFTER else None
    Message.objects.filter(pk=message.pk).update(lease_until=None, available_at=now + delay, last_error=type(error).__name__[:200], dead_at=dead)
    if dead:
        for alarm in ALARMS:
            _alarm(alarm, message, now)


def _alarm(alarm, message: Message, now: datetime) -> None:
    """An alarm that fails is written down and stops nothing."""
    try:
        with transaction.atomic():
            alarm(message, now)
    except Exception:
        log.exception("alarm about outbox row %s failed", message.pk)
