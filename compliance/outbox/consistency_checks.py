"""What should exist, derived again from the rows that ask for it: finds mistakes of the outbox
itself, and of whoever changed rows by hand.
"""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

from django.utils.timezone import localtime

from compliance.core.hooks import Hook
from compliance.outbox.actions import enqueue
from compliance.outbox.handlers import handles, plans
from compliance.outbox.models import Message, Notification

OLD = timedelta(minutes=30)
TOPIC = "reconcile"
GAPS: Hook[Callable[[datetime], Iterator[str]]] = Hook()


class GapsFound(Exception):
    """Something that is owed does not exist. The row is tried again, then waits for a person, as
    every other.
    """


def finds_gaps(function):
    """Register a search(now) that yields a sentence for everything that should exist
    and does not.
    """
    return GAPS.register(function)


def gaps(now: datetime) -> list[str]:
    """Everything that is missing now, in sentences; empty when nothing is."""
    return [words for search in GAPS for words in search(now)]


@finds_gaps
def undone(now: datetime) -> Iterator[str]:
    for message in Message.objects.due(now).filter(available_at__lt=now - OLD).order_by("pk")[:50]:
        since = localtime(message.available_at)
        yield f"Việc {message.dedup_key} đến lượt từ {since:%d/%m/%Y %H:%M} mà chưa làm."


@finds_gaps
def without_mail(now: datetime) -> Iterator[str]:
    """A line whose mail was asked for carries it by the same key; a mail without its line was sent
    for nothing.
    """
    known = set(
        Notification.objects.filter(at__gte=now - timedelta(days=30)).values_list(
            "dedup_key", flat=True
        )
    )
    mails = Message.objects.filter(
        topic="mail", created_at__gte=now - timedelta(days=1)
    ).values_list("dedup_key", flat=True)
    for key in mails.iterator():
        if (
            key.removeprefix("mail:") not in known
            and not Notification.objects.filter(dedup_key=key.removeprefix("mail:")).exists()
        ):
            yield f"Thư {key} không còn dòng thông báo của nó."


@plans
def plan_reconciling(now: datetime) -> int:
    """Once an hour."""
    key = f"{TOPIC}:{now:%Y%m%d%H}"
    if Message.objects.filter(dedup_key=key).exists():
        return 0
    enqueue(topic=TOPIC, dedup_key=key, at=now)
    Message.objects.filter(topic=TOPIC, done_at__lt=now - timedelta(days=2)).delete()
    return 1


@handles(TOPIC)
def reconcile(message, now) -> None:
    if missing := gaps(now):
        raise GapsFound("; ".join(missing[:20]))
