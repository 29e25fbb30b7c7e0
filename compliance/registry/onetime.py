"""Links and numbers that open something once. They are derived, never stored: from a row's salt and
the key of the installation, so that
neither the database nor a backup of it opens anything."""

import hmac
import secrets

from django.conf import settings
from django.utils.crypto import salted_hmac

from compliance.registry.models import DoorCode, SignInLink, User

_LINK, _NUMBER, _MARK = "portal.link", "portal.number", "portal.link-mark"


def new_salt() -> str:
    return secrets.token_hex(16)


def _keys() -> list[str]:
    """The key in use first; those it replaced still read what was made with them."""
    return [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]


def _derive(purpose: str, text: str, key: str | None = None) -> str:
    return salted_hmac(purpose, text, secret=key, algorithm="sha256").hexdigest()


def mark_of(user: User) -> str:
    """A fingerprint of the password as it stands."""
    return _derive(_MARK, f"{user.pk}:{user.password}")[:32]


def is_marked(link: SignInLink) -> bool:
    text = f"{link.user_id}:{link.user.password}"
    return any(hmac.compare_digest(link.mark, _derive(_MARK, text, key)[:32]) for key in _keys())


def token_of(link: SignInLink) -> str:
    """What stands in the address."""
    return f"{link.pk}-{_derive(_LINK, f'{link.pk}:{link.salt}')[:40]}"


def link_of(token: str) -> SignInLink | None:
    """The row of a token; None for anything else."""
    number, _, rest = token.partition("-")
    if not (number.isascii() and number.isdigit() and len(number) < 18):
        return None
    link = SignInLink.objects.select_related("user", "request").filter(pk=int(number)).first()
    if link is None:
        return None
    right = any(
        hmac.compare_digest(
            rest.encode(), _derive(_LINK, f"{link.pk}:{link.salt}", key)[:40].encode()
        )
        for key in _keys()
    )
    return link if right else None


def _digits(row: SignInLink | DoorCode, how_many: int, key: str | None = None) -> str:
    number = (
        int(_derive(_NUMBER, f"{row._meta.model_name}:{row.pk}:{row.salt}", key), 16) % 10**how_many
    )
    return f"{number:0{how_many}d}"


def number_of(row: SignInLink | DoorCode) -> str:
    """Six digits for what lives a day at most, ten for what is printed on paper and lives for
    weeks.
    """
    return _digits(row, _length(row))


def _length(row: SignInLink | DoorCode) -> int:
    return 10 if isinstance(row, DoorCode) and row.way == DoorCode.Way.PAPER else 6


def is_number(row: SignInLink | DoorCode, typed: str) -> bool:
    """Whether `typed` is the number of `row`; spaces and points between the digits do
    not matter.
    """
    plain = "".join(sign for sign in typed if sign.isdigit() and sign.isascii())
    return any(hmac.compare_digest(plain, _digits(row, _length(row), key)) for key in _keys())
