"""Devices that have signed in before: a signed cookie, nothing about the person in it that could be
read elsewhere.
"""

import secrets

from django.conf import settings
from django.core import signing
from django.utils.crypto import salted_hmac

from compliance.core import keys
from compliance.registry.models import User

AGE = 180 * 24 * 3600  # seconds
MOST = 8  # people who share one machine
_SALT = "portal.known-device"


def _marks(user: User, device: str) -> list[str]:
    """One a key, that of the key in use first. Bound to the password: a new password makes every
    device a stranger again.
    """
    said = f"{device}:{user.pk}:{user.password}"
    return [
        salted_hmac(_SALT, said, secret=key, algorithm="sha256").hexdigest()[:32]
        for key in keys.secrets()
    ]


def _read(request) -> tuple[str, list[str]]:
    try:
        held = signing.loads(
            request.COOKIES.get(settings.KNOWN_DEVICE_COOKIE, ""), salt=_SALT, max_age=AGE
        )
        return str(held["device"]), [str(mark) for mark in held["marks"]][:MOST]
    except (signing.BadSignature, KeyError, TypeError):
        return "", []


def device_of(request, username: str) -> str:
    """The device's name when `username` has signed in on it before, else nothing."""
    device, marks = _read(request)
    if not device:
        return ""
    user = User.objects.filter(username__iexact=username).first()
    return device if user and not set(marks).isdisjoint(_marks(user, device)) else ""


def remember(request, response, user: User) -> None:
    """Add `user` to the people known on this device."""
    device, marks = _read(request)
    device = device or secrets.token_urlsafe(12)
    own = _marks(user, device)
    held = {
        "device": device,
        "marks": [own[0], *(mark for mark in marks if mark not in own)][:MOST],
    }
    response.set_cookie(
        settings.KNOWN_DEVICE_COOKIE,
        signing.dumps(held, salt=_SALT),
        max_age=AGE,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
