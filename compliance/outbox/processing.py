"""One scheduler pass: create due messages, then process them. Idempotent; safe to run
concurrently.
"""

import logging
import threading
import time
from collections.abc import Callable, Collection
from contextlib import contextmanager
from datetime import datetime, timedelta

from django.db import connection, transaction

from compliance.core.committee import remembered
from compliance.outbox.actions import claim
from compliance.outbox.breaker import MAIL_SERVER, is_resting, outage
from compliance.outbox.handlers import (
    ALARMS,
    DEFAULT,
    HANDLERS,
    LANE_OF,
    LANES,
    LETTERS,
    LONG,
    LONG_PLANNERS,
    MAIL,
    PLANNERS,
    READERS,
)
from compliance.outbox.models import Message
from compliance.outbox.post import Post, is_away

log = logging.getLogger(__name__)

GIVE_UP_AFTER = 10
BATCH = 200
ENOUGH = 180.0  # seconds: a pass ends by itself, before what runs it is cut off
EVERY, LOOK = 15.0, 1.0  # seconds


def database_now() -> datetime:
    """The database's clock, so that several tickers with different clocks agree on what is due."""
    from django.utils import timezone

    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT clock_timestamp()")
            return cursor.fetchone()[0]
    return timezone.now()  # SQLite lives in this process: its clock is ours


def process_due(now: datetime | None = None, lanes: Collection[str] = LANES) -> dict[str, int]:
    """Returns {"planned": …, "done": …, "failed": …}. A poisoned row never stops the rest.

    `lanes`: whose rows are done; whoever serves the lane DEFAULT, or LONG, plans what it does.
    """
    given = now
    now = given or database_now()
    counts = {"planned": 0, "done": 0, "failed": 0}
    for planner in _planners(lanes):
        try:
            with remembered():
                counts["planned"] += planner(now) or 0
        except Exception:
            log.exception("planner %s failed", planner.__name__)
            counts["failed"] += 1
    until = time.monotonic() + ENOUGH
    with Post() as post:
        for message in _owed(now, lanes)[:BATCH]:
            if time.monotonic() > until:
                break
            at = given or database_now()  # a row before this one may have taken minutes
            if message.topic in LETTERS and not post.is_open(at):
                continue  # it waits, untried, until the server answers
            if claim(message=message, now=at):
                with remembered():
                    counts["done" if _do(message, at, post) else "failed"] += 1
    return counts


def _planners(lanes: Collection[str]) -> list[Callable]:
    return [
        *(PLANNERS if DEFAULT in lanes else ()),
        *(LONG_PLANNERS if LONG in lanes else ()),
    ]


def _owed(now: datetime, lanes: Collection[str]):
    """What these lanes may do now. A topic that nobody registered belongs to the lane DEFAULT,
    where it fails and is seen. While the mail server is left alone its letters are not owed.
    """
    rows = Message.objects.due(now)
    if MAIL in lanes and is_resting(MAIL_SERVER, now):
        rows = rows.exclude(topic__in=LETTERS)
    if set(lanes) == set(LANES):
        return rows
    if DEFAULT in lanes:
        return rows.exclude(topic__in=[name for name, lane in LANE_OF.items() if lane not in lanes])
    return rows.filter(topic__in=[name for name, lane in LANE_OF.items() if lane in lanes])


def keep_ticking(stop: threading.Event, lanes: Collection[str] = LANES) -> None:
    """Turn the wheel until `stop` is set: every EVERY seconds, and within LOOK of anything being
    owed. What neither a row nor a planner is to blame for, such as a database that is away, ends
    it: whoever started the process starts it again.
    """
    last = -EVERY
    while not stop.is_set():
        if time.monotonic() - last >= EVERY or _owed(database_now(), lanes).exists():
            last = time.monotonic()
            process_due(lanes=lanes)
        stop.wait(LOOK)


def keep_lanes_ticking(stop: threading.Event) -> None:
    """Each lane in a thread of its own, in one process. When one ends by an error, all end.

    Raises what ended the first.
    """
    errors: list[BaseException] = []

    def turn(lane: str) -> None:
        try:
            keep_ticking(stop, (lane,))
        except BaseException as error:
            errors.append(error)
        finally:
            stop.set()
            connection.close()

    threads = [threading.Thread(target=turn, args=(lane,), name=lane) for lane in LANES]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if errors:
        raise errors[0]


def _do(message: Message, now: datetime, post: Post) -> bool:
    message.refresh_from_db()
    try:
        if message.topic in LETTERS:
            _send(message, now, post)
        else:
            ready = {"ready": _read(message, now)} if message.topic in READERS else {}
            with transaction.atomic():
                HANDLERS[message.topic](message, now, **ready)
                _set_done(message, now)
        return True
    except Exception as error:
        log.exception("outbox row %s (%s) failed", message.pk, message.topic)
        _put_back(message, now, error)
        return False


def _send(message: Message, now: datetime, post: Post) -> None:
    """The letter is written, then sent outside of every transaction, then on record: a kill between
    the last two sends it again with the same Message-ID.
    """
    letter = HANDLERS[message.topic](message, now)
    if letter is not None:
        post.send(letter, now)
    with transaction.atomic():
        if letter is not None:
            LETTERS[message.topic](message, now)
        _set_done(message, now)


def _set_done(message: Message, now: datetime) -> None:
    """Takes the transaction back when another has done it, because its lease ran out while this one
    worked: once is enough.
    """
    waiting = Message.objects.filter(pk=message.pk, done_at=None)
    if not waiting.update(done_at=now, lease_until=None, last_error=""):
        transaction.set_rollback(True)


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
    person, unless it is the mail server that is away: its letters go by themselves when it answers.
    """
    delay = timedelta(minutes=min(2**message.attempts, 360))
    blameless = message.topic in LETTERS and is_away(error) and outage(MAIL_SERVER) is not None
    dead = now if message.attempts >= GIVE_UP_AFTER and not blameless else None
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
