"""A row that does nothing, owed every few minutes: when the last one was done tells whether the
whole way works, from the clock of the database to the end.
"""

from datetime import datetime, timedelta

from compliance.outbox.actions import enqueue
from compliance.outbox.handlers import handles, plans
from compliance.outbox.models import Message

EVERY = timedelta(minutes=5)
LATE = timedelta(minutes=15)
KEPT = timedelta(days=2)
TOPIC = "canary"


@plans
def plan_heartbeat(now: datetime) -> int:
    """Owe one for each five minutes, once however many tickers there are; those of two
    days ago go.
    """
    key = f"{TOPIC}:{int(now.timestamp() // EVERY.total_seconds())}"
    if Message.objects.filter(dedup_key=key).exists():
        return 0
    enqueue(topic=TOPIC, dedup_key=key, at=now)
    Message.objects.filter(topic=TOPIC, done_at__lt=now - KEPT).delete()
    return 1


@handles(TOPIC)
def beat(message, now) -> None:
    """No-op. Completing it proves that beat, broker and worker are alive."""


def last_beat() -> datetime | None:
    """When the last one was done; None when none ever was."""
    return (
        Message.objects.filter(topic=TOPIC, done_at__isnull=False)
        .order_by("-done_at")
        .values_list("done_at", flat=True)
        .first()
    )


def is_late(now: datetime) -> bool:
    heard = last_beat()
    return heard is None or now - heard > LATE
