"""Once a night: sessions that have ended, the list of machines that went with them, letters that
went long ago; how large the database has become is written down. What is the memory of having been
done once, or told, stays.
"""

from datetime import datetime, timedelta
from importlib import import_module

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.sessions.models import Session

from compliance.outbox.actions import enqueue
from compliance.outbox.handlers import LETTERS, handles, plans
from compliance.outbox.models import Message
from compliance.rulebook.clocks import local_day, local_hour
from halang_portal.growth import note_size

TOPIC = "housekeeping"
FROM = 2  # o'clock; a night that was missed is made up for by day
AT_ONCE = 10_000  # letters a night: an old installation is through in some weeks, and nothing waits


@plans
def plan_housekeeping(now: datetime) -> int:
    key = f"{TOPIC}:{local_day(now):%Y-%m-%d}"
    if local_hour(now) < FROM or Message.objects.filter(dedup_key=key).exists():
        return 0
    enqueue(topic=TOPIC, dedup_key=key, at=now)
    return 1


@handles(TOPIC)
def keep_house(message, now: datetime) -> None:
    import_module(settings.SESSION_ENGINE).SessionStore.clear_expired()
    UserSession.objects.exclude(session_key__in=Session.objects.values("session_key")).delete()
    forget_letters(now)
    note_size(now)


def forget_letters(now: datetime) -> int:
    """Rows of letters that went more than SENT_MAIL_DAYS days ago (0: none). A letter is owed by a
    new line in a bell alone, and the line stays: none is sent again. Returns how many.
    """
    if not settings.SENT_MAIL_DAYS:
        return 0
    old = Message.objects.filter(
        topic__in=LETTERS, done_at__lt=now - timedelta(days=settings.SENT_MAIL_DAYS)
    )
    first = old.order_by("pk").values("pk")[:AT_ONCE]
    return Message.objects.filter(pk__in=list(first.values_list("pk", flat=True))).delete()[0]
