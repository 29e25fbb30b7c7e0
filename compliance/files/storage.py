"""What is stored and read again, wherever it lies (backends.py): a file is written whole, under a
name nobody can guess, before any row speaks of it; its hash is asked again whenever it is served.
"""

import hashlib
import os
import uuid
from collections.abc import Iterator
from contextlib import AbstractContextManager
from contextvars import ContextVar
from pathlib import Path
from typing import IO, Any

from django.conf import settings
from django.core.files.storage import storages
from django.utils.functional import lazy

from compliance.core.language import _
from compliance.core.text import clean
from compliance.files.kinds import TAKEN, ending_of, plays
from compliance.files.parse import Refused, kind_of
from compliance.files.scan import look
from compliance.stores.away import STORE_AWAY, StoreAway
from compliance.stores.temporary import temporary

LONGEST_NAME = 200
# the names this request has stored something under
written: ContextVar[list[str]] = ContextVar("written", default=[])  # noqa: B039


class OutOfReach(Refused):
    """The store does not answer: not this file is refused, it may be sent again as it is."""


def shelf() -> Any:
    """Folder or Bucket, by EVIDENCE_URL."""
    return storages["evidence"]


def opened(name: str) -> IO[bytes]:
    """The bytes stored under this name. Raises FileNotFoundError, StoreAway."""
    return shelf().open(name)


def on_disk(name: str) -> AbstractContextManager[Path]:
    """with on_disk(name) as path: for whoever reads from a disk. Not to be written to."""
    return shelf().on_disk(name)


def is_there(name: str) -> bool:
    return shelf().exists(name)


def held() -> Iterator[tuple[str, int, float]]:
    """(name, bytes, when written) of everything stored, whether a row speaks of it or not."""
    return shelf().held()


def most_bytes(head: bytes) -> int:
    """How large a file that begins like this may be."""
    return settings.EVIDENCE_FILM_MAX_BYTES if plays(head) else settings.EVIDENCE_MAX_BYTES


def _limits() -> str:
    mb = 1024 * 1024
    return _(
        "{taken}; mỗi tệp tối đa {evidence_max_bytes} MB, phim và ghi âm {evidence_film_max_bytes} "
        "MB."
    ).format(
        taken=TAKEN,
        evidence_max_bytes=settings.EVIDENCE_MAX_BYTES // mb,
        evidence_film_max_bytes=settings.EVIDENCE_FILM_MAX_BYTES // mb,
    )


limits_in_words = lazy(_limits, str)  # for the help beside a field


def keep(upload) -> dict:
    """Check and store an uploaded file. Returns the columns of a StoredFile: path, sha256, size,
    kind, name, facts, scan. Raises Refused.
    """
    require_size(upload.size, next(iter(upload.chunks()), b"") if upload.size else b"")
    return _keep(upload.chunks(), upload.name)


def require_size(size: int, head: bytes | None = None) -> None:
    """Raises Refused when a file is empty, or larger than one that begins like this may be; without
    a beginning, larger than any may be.
    """
    most = settings.EVIDENCE_FILM_MAX_BYTES if head is None else most_bytes(head)
    if size > most:
        raise Refused(
            _(
                "Tệp lớn hơn {most} MB. Giảm cỡ ảnh, cắt ngắn phim, ghi âm hoặc chia nhỏ tệp rồi "
                "gửi lại."
            ).format(most=most // (1024 * 1024))
        )
    if size == 0:
        raise Refused(_("Tệp trống."))


def keep_made(content: bytes, name: str) -> dict:
    """Store what the portal drew itself; it goes through the same checks."""
    if len(content) > settings.EVIDENCE_MAX_BYTES:
        raise Refused(_("Bản che lớn quá mức cho phép; chia nhỏ tệp gốc rồi thử lại."))
    return _keep([content], name)


def _keep(chunks, name: str) -> dict:
    with temporary(shelf().workplace()) as here:
        digest, size = _write(chunks, here)
        seen = look(here, shown_name(name), digest)
        kind, facts = kind_of(here, name)
        path = f"{digest[:2]}/{uuid.uuid4().hex}.{kind}"
        try:
            shelf().take(here, path)
        except StoreAway as away:
            raise OutOfReach(
                _("Tệp chưa nhận được. {store_away}").format(store_away=STORE_AWAY)
            ) from away
        written.set([*written.get(), path])
    return {
        "path": path,
        "sha256": digest,
        "size": size,
        "kind": kind,
        "name": shown_name(name),
        "facts": facts,
        "scan": seen,
    }


def _write(chunks, path: Path) -> tuple[str, int]:
    digest, size = hashlib.sha256(), 0
    with path.open("wb") as out:
        for chunk in chunks:
            digest.update(chunk)
            size += len(chunk)
            out.write(chunk)
        out.flush()
        os.fsync(out.fileno())
    return digest.hexdigest(), size


def remove(path: str) -> None:
    """Take bytes away that no row speaks of."""
    shelf().delete(path)


def shown_name(name: str) -> str:
    """The original name as plain text: no path, no control or direction marks; of a long one the
    beginning and the ending.
    """
    plain = clean(name.replace("\\", "/").rsplit("/", 1)[-1]) or "tep"
    if len(plain) <= LONGEST_NAME:
        return plain
    ending = f".{ending_of(plain)}"
    return plain[: LONGEST_NAME - len(ending)] + ending if len(ending) < 8 else plain[:LONGEST_NAME]


def intact(stored) -> bool:
    """Whether the bytes that lie there still have the hash they came with. Raises StoreAway."""
    digest = hashlib.sha256()
    try:
        with shelf().asking(), opened(stored.path) as source:
            while piece := source.read(1 << 20):
                digest.update(piece)
    except FileNotFoundError as missing:
        if not shelf().answers():  # the bucket itself is not there
            raise StoreAway(str(missing)) from missing
        return False
    return digest.hexdigest() == stored.sha256
