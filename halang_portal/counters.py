"""Small counters with an end, in Django's cache: how often in this window, whether for the first
time. A lost counter begins at nought and loses nothing else.
"""

import hashlib

from django.conf import settings
from django.core.cache import cache


def _key(*parts) -> str:
    """Keys hold no name and no address: a hash of what is counted."""
    text = "\x1f".join(str(part) for part in (settings.COUNTER_SPACE, *parts))
    return f"count:{hashlib.sha256(text.encode()).hexdigest()[:40]}"


def first_time(*parts, seconds: int) -> bool:
    """True once in `seconds` for these parts; of many at the same moment, for one."""
    return cache.add(_key(*parts), 1, seconds)


def undo_first_time(*parts) -> None:
    """What was to happen once did not happen."""
    cache.delete(_key(*parts))


def count_up(*parts, seconds: int) -> int:
    """How many times within this window, this one included. At the same moment two may count as
    one: the figures are wide, and one read and one write are cheap.
    """
    key = _key(*parts)
    number = cache.get(key, 0) + 1
    cache.set(key, number, seconds)
    return number
