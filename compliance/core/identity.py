"""The identity vault: who reported is kept encrypted, under keys that stand in the environment and
in no table.

Three derived secrets of every key: one to seal, one to find (`tag`), one to sign the trail
(`fingerprint`). The first key of IDENTITY_KEYS
is the one in use; older ones still open what they sealed (manage.py rotate_identity_keys seals
anew).
"""

import base64
import hashlib
import hmac
from functools import lru_cache

from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings


def _derived(key: str, use: str) -> bytes:
    return hmac.new(key.encode(), f"cong308:{use}".encode(), hashlib.sha256).digest()


@lru_cache(maxsize=4)
def _box(keys: tuple[str, ...]) -> MultiFernet:
    return MultiFernet([Fernet(base64.urlsafe_b64encode(_derived(key, "seal"))) for key in keys])


def seal(user_id: int) -> str:
    """The sealed identity: differs at every call, opened only with the keys."""
    return _box(tuple(settings.IDENTITY_KEYS)).encrypt(str(user_id).encode()).decode()


def unseal(sealed: str) -> int:
    """The user's key. Raises cryptography's InvalidToken when no key fits."""
    return int(_box(tuple(settings.IDENTITY_KEYS)).decrypt(sealed.encode()))


def tags(user_id: int) -> list[str]:
    """What to look for to find one person's own reports: one tag per key, the one in use first."""
    return [
        hmac.new(_derived(key, "tag"), str(user_id).encode(), hashlib.sha256).hexdigest()
        for key in settings.IDENTITY_KEYS
    ]


def fingerprint(code: str, user_id: int) -> str:
    """What the trail holds in the place of a reporter's name: proves later who it was to the holder
    of the key, says nothing to its reader.
    """
    return hmac.new(
        _derived(settings.IDENTITY_KEYS[0], "trail"), f"{code}:{user_id}".encode(), hashlib.sha256
    ).hexdigest()[:32]
