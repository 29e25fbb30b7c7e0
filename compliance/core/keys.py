"""The portal's own key and those it replaced: what old keys signed, hashed or sealed is still
known; what is made now is made with the first.

SECRET_KEY is the one in use, SECRET_KEY_FALLBACKS those before it. Every use has a key of its own,
derived.
"""

import base64
import hashlib
import hmac
from functools import lru_cache

from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings


def secrets() -> tuple[str, ...]:
    """The key in use, then the older ones."""
    return (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)


def derived(key: str, use: str) -> bytes:
    """32 bytes for one use: whoever has them has neither the key nor those of another use."""
    return hmac.new(key.encode(), f"cong308:{use}".encode(), hashlib.sha256).digest()


def fingerprint(key: str) -> str:
    """16 hex digits by which a key is told from another; they say nothing else about it."""
    return derived(key, "fingerprint").hex()[:16]


@lru_cache(maxsize=8)
def _box(keys: tuple[str, ...], use: str) -> MultiFernet:
    return MultiFernet([Fernet(base64.urlsafe_b64encode(derived(key, use))) for key in keys])


def seal(text: str, use: str) -> str:
    """Encrypted with the key in use."""
    return _box(secrets(), use).encrypt(text.encode()).decode()


def unseal(sealed: str, use: str) -> str:
    """Raises cryptography's InvalidToken when no key fits."""
    return _box(secrets(), use).decrypt(sealed.encode()).decode()


def seal_anew(sealed: str, use: str) -> str:
    """The same under the key in use. Raises InvalidToken."""
    return _box(secrets(), use).rotate(sealed.encode()).decode()


def marks(use: str, *parts: object) -> list[str]:
    """Keyed hashes of what something is told by, one a key of the portal, that of the key in use
    first.
    """
    said = "\0".join(map(str, parts)).encode()
    return [hmac.new(derived(key, use), said, hashlib.sha256).hexdigest() for key in secrets()]


def hashes(text: str) -> list[str]:
    """Fingerprints of personal text, 32 hex digits, one a key, the one in use first."""
    return [
        hmac.new(key.encode(), text.encode(), hashlib.sha256).hexdigest()[:32] for key in secrets()
    ]
