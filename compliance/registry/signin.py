"""Guessing stops, and nobody is locked out by somebody else.

Attempts are counted in the database (they survive a cache that is flushed). Passwords: per account
and per address for devices never seen,
per device for devices that have signed in to that account before. A stranger's guesses use up the
strangers' share alone: the owner's own
machine still gets in, and so does everybody behind the same address whose password is right. Codes
of the second factor: per account, and
per known device. A right one costs nothing.
"""

from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import F

from compliance.registry.models import SignInCounter

MOST = 10
# wrong passwords of unknown devices; 600 people behind one address mistype about a hundred on a
# Monday morning
MOST_AN_ADDRESS = 300
WINDOW = timedelta(minutes=15)


def _begins(at: datetime) -> datetime:
    seconds = WINDOW.total_seconds()
    return datetime.fromtimestamp(at.timestamp() // seconds * seconds, tz=at.tzinfo)


def take_attempt(key: str, at: datetime, most: int = MOST) -> bool:
    """Use one of the `most` attempts of this quarter of an hour; False when none is left.

    Counted by conditional UPDATE: of twenty at once, ten pass."""
    key, begins = key[:120], _begins(at)
    try:
        with transaction.atomic():
            SignInCounter.objects.get_or_create(key=key, begins=begins)
    except IntegrityError:
        pass  # somebody else made the row at the same moment
    return (
        SignInCounter.objects.filter(key=key, begins=begins, used__lt=most).update(
            used=F("used") + 1
        )
        == 1
    )


def take_all(shares: dict[str, int], at: datetime) -> bool:
    """Use one attempt of every share of `shares` = {key: most}, or none: what was taken is given
    back when one is used up.
    """
    taken: list[str] = []
    for key, most in shares.items():
        if not take_attempt(key, at, most):
            for earlier in taken:
                give_back(earlier, at)
            return False
        taken.append(key)
    return True


def give_back(key: str, at: datetime) -> None:
    """A right password costs nothing."""
    SignInCounter.objects.filter(key=key[:120], begins__gte=at - WINDOW, used__gt=0).update(
        used=F("used") - 1
    )


def use_once(key: str, at: datetime) -> bool:
    """Whether `key` was not used in the last quarter of an hour; it is from now on. Of several at
    once one wins.
    """
    if SignInCounter.objects.filter(
        key=key[:120], begins__gte=_begins(at) - WINDOW, begins__lt=_begins(at), used__gt=0
    ).exists():
        return False
    return take_attempt(key, at, most=1)


def forget_old(at: datetime) -> int:
    """Counters of windows long past."""
    return SignInCounter.objects.filter(begins__lt=at - timedelta(days=1)).delete()[0]
