"""What is typed and not sent yet: by whom and on which page stands in keyed marks, the words are
sealed. A row names nobody, and is read only while its page is drawn for who typed it.
"""

import base64
import hmac
import json
from datetime import datetime, timedelta
from hashlib import sha256
from typing import NamedTuple

from cryptography.fernet import InvalidToken
from django.core import signing

from compliance.core import keys

FIELD = "_unsent"  # hidden in a form: the token of its page, a space, which form of the page
LONGEST = timedelta(days=14)
MOST_BYTES = 256 * 1024  # of one form with its names; the longest has eight areas
MOST_FORMS = 60  # of one person; beyond it the oldest goes
MOST_NAME = 500  # letters of the address that tells the forms of a page apart
SALT = "desk.unsent"
_SEAL, _MARK, _DEVICE = "desk.unsent.seal", "desk.unsent.mark", "desk.unsent.device"


class Place(NamedTuple):
    """Where something is typed: who, the page, and which of its forms."""

    user_pk: int
    page: str
    form: str = ""


class Typed(NamedTuple):
    """What a row holds, opened."""

    form: str
    fields: dict
    at: datetime


def token_of(place: Place) -> str:
    """Says that the page was drawn for this person: who has it may keep what they type there."""
    return signing.dumps({"u": place.user_pk, "p": place.page}, salt=SALT, compress=True)


def page_of(token: str, user_pk: int) -> str | None:
    """The page a token was made for; None when it was made for somebody else, or by nobody."""
    try:
        said = signing.loads(token, salt=SALT, max_age=LONGEST)
    except signing.BadSignature:
        return None
    return said["p"] if said["u"] == user_pk else None


def place_of(value: str, user_pk: int) -> Place | None:
    """The place named by the hidden field of a form that came back."""
    token, _, form = value.partition(" ")
    page = page_of(token, user_pk)
    return None if page is None else Place(user_pk, page, form)


def marks(*parts: object) -> list[str]:
    """Keyed hashes, one a key of the portal, that of the key in use first."""
    return keys.marks(_MARK, *parts)


def marks_of(place: Place) -> list[str]:
    return marks("form", *place)


def marks_of_page(place: Place) -> list[str]:
    return marks("page", place.user_pk, place.page)


def marks_of_owner(user_pk: int) -> list[str]:
    return marks("owner", user_pk)


def sealed(place: Place, fields: dict) -> str:
    return keys.seal(json.dumps([list(place), fields], ensure_ascii=False), _SEAL)


def opened(sealed_text: str, place: Place, at: datetime) -> Typed | None:
    """What was sealed for this person and page; None when it was sealed for another, or under a
    key that is gone.
    """
    try:
        (user_pk, page, form), fields = json.loads(keys.unseal(sealed_text, _SEAL))
    except (InvalidToken, ValueError):
        return None
    return Typed(form, fields, at) if (user_pk, page) == (place.user_pk, place.page) else None


def device_key(user_pk: int, device: str) -> str:
    """32 bytes in base64: what this account seals with on this machine. `device` is a cookie that
    no script reads and that signing out takes away, and with it everything sealed.
    """
    said = f"{user_pk}\0{device}".encode()
    raw = hmac.new(keys.derived(keys.secrets()[0], _DEVICE), said, sha256).digest()
    return base64.b64encode(raw).decode()
