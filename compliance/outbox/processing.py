"""One scheduler pass: create due messages, then process them. Idempotent; safe to run
concurrently.
"""

import logging
import threading
import time
from contextlib import contextmanager
from datetime import datetime, timedelta

from django.db import connection, transaction

from compliance.outbox.actions import claim
from compliance.outbox.handlers import ALARMS, HANDLERS, PLANNERS, READERS
from compliance.outbox.models import Message

log = logging.getLogger(__name__)

GIVE_UP_AFTER = 10
BATCH = 200
EVERY, LOOK = 15.0, 1.0  # seconds


def database_now() -> datetime:
    """The database's clock, so that several tickers with different clocks agree on what is due."""
    from django.utils import timezone

    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT clock_timestamp()")
            return cursor.fetchone()[0]
    return timezone.now()  # SQLite lives in this process: its clock is ours


def process_due(now: datetime | None = None) -> dict[str, int]:
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


def keep_ticking(stop: threading.Event) -> None:
    """Turn the wheel until `stop` is set: every EVERY seconds, and within LOOK of anything being
    owed. What neither a row nor a planner
    is to blame for, such as a database that is away, ends the process: whoever started it starts it
    again.
    """
    last = -EVERY
    while not stop.is_set():
        if time.monotonic() - last >= EVERY or Message.objects.due(database_now()).exists():
            last = time.monotonic()
            process_due()
        stop.wait(LOOK)


def _do(message: Message, now: datetime) -> bool:
    message.refresh_from_db()
    try:
        ready = {"ready": _read(message, now)} if message.topic in READERS else {}
        with transaction.atomic():
            HANDLERS[message.topic](message, now, **ready)
            if not Message.objects.filter(pk=message.pk, done_at=None).update(
                done_at=now, lease_until=None, last_error=""
            ):
                transaction.set_rollback(
                    True
                )  # its lease ran out while it worked, and another has done it: once is enough
        return True
    except Exception as error:
        log.exception("outbox row %s (%s) failed", message.pk, message.topic)
        _put_back(message, now, error)
        return False


def _read(message: Message, now: datetime):
    """What the handler works on, from one snapshot of the database: nothing that is written
    meanwhile stands half in it.
    """
    with _snapshot():
        return READERS[message.topic](message, now)


@contextmanager
def _snapshot():
    """One state of the database for several reads, while others write. Within somebody's
    transaction it is theirs.
    """
    if connection.in_atomic_block:
        yield
    elif connection.vendor == "postgresql":
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            yield
    else:
        with connection.cursor() as cursor:
            cursor.execute("BEGIN")  # atomic() would take the lock of who writes
            try:
                yield
            finally:
                cursor.execute("ROLLBACK")


def _put_back(message: Message, now: datetime, error: Exception) -> None:
    """Try again later, a little later each time; after GIVE_UP_AFTER tries the row waits for a
    person.
    """
    delay = timedelta(minutes=min(2**message.attempts, 360))
    dead = now if message.attempts >= GIVE_UP_AFTER else None
    waiting = Message.objects.filter(
        pk=message.pk, done_at=None
    )  # another may have done it meanwhile, when this one held it too long
    moved = waiting.update(
        lease_until=None,
        available_at=now + delay,
        last_error=type(error).__name__[:200],
        dead_at=dead,
    )
    if dead and moved:
        for alarm in ALARMS:
            _alarm(alarm, message, now)


def _alarm(alarm, message: Message, now: datetime) -> None:
    """An alarm that fails is written down and stops nothing."""
    try:
        with transaction.atomic():
            alarm(message, now)
    except Exception:
        log.exception("alarm about outbox row %s failed", message.pk)
