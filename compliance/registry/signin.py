"""Guessing stops, and nobody is locked out by somebody else.

Attempts are counted in the database (they survive a cache that is flushed), per account for devices never seen and per device for devices that have
signed in to that account before. A stranger's guesses use up the strangers' share alone: the owner's own machine still gets in.
"""

from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import F

from compliance.registry.models import SignInCounter

MOST = 10
WINDOW = timedelta(minutes=15)


def take_attempt(key: str, at: datetime) -> bool:
    """Use one of the MOST attempts of this window; False when none is left. Counted by conditional UPDATE: of twenty at once, ten pass."""
    begins = datetime.fromtimestamp(at.timestamp() // WINDOW.total_seconds() * WINDOW.total_seconds(), tz=at.tzinfo)
    try:
        with transaction.atomic():
            SignInCounter.objects.get_or_create(key=key[:120], begins=begins)
    except IntegrityError:
        pass  # somebody else made the row at the same moment
    return SignInCounter.objects.filter(key=key[:120], begins=begins, used__lt=MOST).update(used=F("used") + 1) == 1


def give_back(key: str, at: datetime) -> None:
    """A right password costs nothing."""
    SignInCounter.objects.filter(key=key[:120], begins__gte=at - WINDOW, used__gt=0).update(used=F("used") - 1)


def forget_old(at: datetime) -> int:
    """Counters of windows long past."""
    return SignInCounter.objects.filter(begins__lt=at - timedelta(days=1)).delete()[0]
