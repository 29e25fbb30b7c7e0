"""A row that does nothing, owed every few minutes in each lane: when the last one was done tells
whether the whole way works, from the clock of the database to the end, and which lane does not.
"""

from datetime import datetime, timedelta

from compliance.outbox.actions import enqueue
from compliance.outbox.handlers import DEFAULT, LANES, LONG, MAIL, handles, plans
from compliance.outbox.models import Message

EVERY = timedelta(minutes=5)
LATE = timedelta(minutes=15)
KEPT = timedelta(days=2)
TOPIC = "canary"
TOPICS_OF = {DEFAULT: TOPIC, MAIL: "canary_mail", LONG: "canary_long"}


@plans
def plan_heartbeat(now: datetime) -> int:
    """Owe one a lane for each five minutes, once however many tickers there are; those of two
    days ago go.
    """
    number = int(now.timestamp() // EVERY.total_seconds())
    if Message.objects.filter(dedup_key=f"{TOPIC}:{number}").exists():
        return 0
    for topic in TOPICS_OF.values():
        enqueue(topic=topic, dedup_key=f"{topic}:{number}", at=now)
    Message.objects.filter(topic__in=TOPICS_OF.values(), done_at__lt=now - KEPT).delete()
    return 1


@handles("canary_long", lane=LONG)
@handles("canary_mail", lane=MAIL)
@handles(TOPIC)
def beat(message, now) -> None:
    """No-op. Completing it proves that beat, broker and the worker of its lane are alive."""


def last_beat(lane: str = DEFAULT) -> datetime | None:
    """When the last one was done; None when none ever was."""
    return (
        Message.objects.filter(topic=TOPICS_OF[lane], done_at__isnull=False)
        .order_by("-done_at")
        .values_list("done_at", flat=True)
        .first()
    )


def is_late(now: datetime, lane: str = DEFAULT) -> bool:
    heard = last_beat(lane)
    return heard is None or now - heard > LATE


def late_lanes(now: datetime) -> list[str]:
    """The lanes nothing has been heard of for LATE."""
    return [lane for lane in LANES if is_late(now, lane)]
