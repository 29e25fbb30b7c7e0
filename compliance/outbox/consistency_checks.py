"""What should exist, derived again from the rows that ask for it: finds mistakes of the outbox
itself, and of whoever changed rows by hand.
"""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

from django.utils.timezone import localtime

from compliance.core.hooks import Hook
from compliance.core.language import _
from compliance.outbox.actions import enqueue
from compliance.outbox.breaker import MAIL_SERVER, outage
from compliance.outbox.handlers import LETTERS, LONG, handles, plans
from compliance.outbox.models import Gap, Message, Notification

OLD = timedelta(minutes=30)
TOPIC = "reconcile"
GAPS: Hook[Callable[[datetime], Iterator[str]]] = Hook()
NEW_GAPS: Hook[Callable[[int, datetime], None]] = Hook()
LONGEST = 400  # letters
SHOWN = 200  # gaps kept for the page; the first ones tell what is wrong


def finds_gaps(function):
    """Register a search(now) that yields a sentence for everything that should exist
    and does not.
    """
    return GAPS.register(function)


def hears_of_gaps(function):
    """Register a listener(number, now): called when a look finds gaps that were not there
    before.
    """
    return NEW_GAPS.register(function)


def gaps(now: datetime) -> list[str]:
    """Everything that is missing now, in sentences; empty when nothing is."""
    return [words for search in GAPS for words in search(now)]


@finds_gaps
def undone(now: datetime) -> Iterator[str]:
    """Letters that wait for a mail server are no gap: the outage is told by itself."""
    rows = Message.objects.due(now).filter(available_at__lt=now - OLD)
    if outage(MAIL_SERVER):
        rows = rows.exclude(topic__in=LETTERS)
    for message in rows.order_by("pk")[:50]:
        since = localtime(message.available_at)
        yield _("Việc {dedup_key} đến lượt từ {since:%d/%m/%Y %H:%M} mà chưa làm.").format(
            dedup_key=message.dedup_key, since=since
        )


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
            yield _("Thư {key} không còn dòng thông báo của nó.").format(key=key)


@plans
def plan_reconciling(now: datetime) -> int:
    """Once an hour."""
    key = f"{TOPIC}:{now:%Y%m%d%H}"
    if Message.objects.filter(dedup_key=key).exists():
        return 0
    enqueue(topic=TOPIC, dedup_key=key, at=now)
    Message.objects.filter(topic=TOPIC, done_at__lt=now - timedelta(days=2)).delete()
    return 1


@handles(TOPIC, lane=LONG)
def reconcile(message, now) -> None:
    """Keep what is missing as rows, and tell of what was not missing an hour ago at once."""
    missing = {words[:LONGEST] for words in gaps(now)[:SHOWN]}
    known = set(Gap.objects.values_list("words", flat=True))
    Gap.objects.exclude(words__in=missing).delete()
    new = sorted(missing - known)
    Gap.objects.bulk_create([Gap(words=words, since=now) for words in new])
    if new:
        for listener in NEW_GAPS:
            listener(len(new), now)
