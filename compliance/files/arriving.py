"""Files that arrive piece by piece: where they may go, said by the rooms above, and what is known
of one on its way. Whose it is stands in keyed marks, the rest is sealed: a row names nobody.
"""

import html
import json
import re
import uuid
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from typing import IO, Any, NamedTuple

from django.core.files.uploadedfile import UploadedFile
from django.db.models import Model

from compliance.core import keys
from compliance.core.hooks import Registry
from compliance.core.refusals import Invisible

_SEAL, _MARK = "files.arriving.seal", "files.arriving.mark"
MOST_NAME = 1000  # letters of a name as it was sent; storage.shown_name() keeps 200
MOST_KEY = 100
_SHA256 = re.compile(r"[0-9a-f]{64}")
_SIZE = re.compile(r"[1-9][0-9]{0,11}")


def _everybody(request: Any, key: str) -> None:
    """Most places ask of a request no more than who sends it."""


@dataclass(frozen=True)
class Destination:
    """One place that takes files: `find(user, key)` gives the row that will own the file, or raises
    Invisible, NotAllowed, NotNow; `take(owner, upload, by, at)` makes it one of its files, as a
    form would, and says what the page shows of it. `kind` is a name in ATTACHMENTS. `admit(request,
    key)` asks once, at the beginning, what the pages of that place ask of a request.
    """

    kind: str
    find: Callable[[Any, str], Model]
    take: Callable[..., dict]
    admit: Callable[[Any, str], object] = _everybody


DESTINATIONS: Registry[str, Destination] = Registry()


class Place(NamedTuple):
    """Who sends, to which destination, to which row of it."""

    user_pk: int
    destination: str
    key: str


@dataclass
class Parcel:
    """What is known of one file on its way: where to, its name, by what the sender's machine tells
    it when it is chosen again, what that machine says of it; in the end, what became of it.
    """

    place: Place
    name: str
    content_type: str = ""
    fingerprint: str = ""
    said: dict = field(default_factory=dict)
    answer: dict = field(default_factory=dict)


class ArrivedFile(UploadedFile):
    """A file that is whole: an upload like any other, with what its sender's machine said of it."""

    def __init__(self, source: IO[bytes], parcel: Parcel, size: int):
        super().__init__(source, parcel.name, parcel.content_type, size)
        self.said = parcel.said


def destination_of(place: Place) -> Destination:
    """Raises Invisible when no room takes files under that name."""
    try:
        return DESTINATIONS[place.destination]
    except KeyError:
        raise Invisible from None


def marks_of_owner(user_pk: int) -> list[str]:
    return keys.marks(_MARK, "owner", user_pk)


def marks_of_place(place: Place) -> list[str]:
    return keys.marks(_MARK, "place", *place)


def marks_of_file(parcel: Parcel, length: int) -> list[str]:
    """The same file at the same place is one row, however often its sending is begun; one without
    a fingerprint is like no other.
    """
    fingerprint = parcel.fingerprint or uuid.uuid4().hex
    return keys.marks(_MARK, "file", *parcel.place, length, fingerprint)


def sealed(parcel: Parcel) -> str:
    return keys.seal(json.dumps(asdict(parcel), ensure_ascii=False), _SEAL)


def opened(sealed_text: str) -> Parcel:
    """Raises cryptography's InvalidToken when the key it was sealed under is gone."""
    content = json.loads(keys.unseal(sealed_text, _SEAL))
    return Parcel(**{**content, "place": Place(*content["place"])})


def name_of(given: str) -> str:
    """The name as the parser of forms leaves it: no path, nothing that does not print."""
    plain = html.unescape(given[:MOST_NAME]).rsplit("/", 1)[-1].rsplit("\\", 1)[-1]
    plain = "".join(letter for letter in plain if letter.isprintable())
    return "tep" if plain in ("", ".", "..") else plain


def claims_of(given: dict[str, str], length: int) -> dict:
    """What the machine of the sender says of a picture it made smaller: how large it was, and the
    hash of the original. Believed as said, and shown as said.
    """
    size, digest = given.get("originalsize", ""), given.get("originalsha256", "")
    if not _SIZE.fullmatch(size) or int(size) <= length:
        return {}
    return {
        "shrunk_from": int(size),
        "original_sha256": digest if _SHA256.fullmatch(digest) else "",
    }
