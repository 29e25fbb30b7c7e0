"""The disk: a file is written whole, under a name nobody can guess, before any row speaks of it;
its hash is asked again whenever it is served.
"""

import hashlib
import os
import tempfile
import uuid
from contextvars import ContextVar
from pathlib import Path

from django.conf import settings
from django.utils.functional import lazy

from compliance.core.text import clean
from compliance.files.kinds import TAKEN, ending_of, plays
from compliance.files.parse import Refused, kind_of
from compliance.files.scan import look

LONGEST_NAME = 200
# what this request has written to disk, relative to root()
written: ContextVar[list[str]] = ContextVar("written", default=[])  # noqa: B039


def root() -> Path:
    return Path(settings.MEDIA_ROOT) / "evidence"


def most_bytes(head: bytes) -> int:
    """How large a file that begins like this may be."""
    return settings.EVIDENCE_FILM_MAX_BYTES if plays(head) else settings.EVIDENCE_MAX_BYTES


def _limits() -> str:
    mb = 1024 * 1024
    return (
        f"{TAKEN}; mỗi tệp tối đa {settings.EVIDENCE_MAX_BYTES // mb} MB, phim và ghi âm"
        f" {settings.EVIDENCE_FILM_MAX_BYTES // mb} MB."
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
            f"Tệp lớn hơn {most // (1024 * 1024)} MB. Giảm cỡ ảnh, cắt ngắn"
            " phim, ghi âm hoặc chia nhỏ tệp rồi gửi lại."
        )
    if size == 0:
        raise Refused("Tệp trống.")


def keep_made(content: bytes, name: str) -> dict:
    """Store what the portal drew itself; it goes through the same checks."""
    if len(content) > settings.EVIDENCE_MAX_BYTES:
        raise Refused("Bản che lớn quá mức cho phép; chia nhỏ tệp gốc rồi thử lại.")
    return _keep([content], name)


def _keep(chunks, name: str) -> dict:
    root().mkdir(parents=True, exist_ok=True)
    handle, name_of_copy = tempfile.mkstemp(dir=root(), prefix="in-")
    temporary = Path(name_of_copy)
    try:
        digest, size = _write(chunks, handle)
        seen = look(temporary, shown_name(name), digest)
        kind, facts = kind_of(temporary, name)
        target = root() / digest[:2] / f"{uuid.uuid4().hex}.{kind}"
        _move(temporary, target)
        written.set([*written.get(), str(target.relative_to(root()))])
    finally:
        temporary.unlink(missing_ok=True)
    return {
        "path": str(target.relative_to(root())),
        "sha256": digest,
        "size": size,
        "kind": kind,
        "name": shown_name(name),
        "facts": facts,
        "scan": seen,
    }


def _write(chunks, handle: int) -> tuple[str, int]:
    digest, size = hashlib.sha256(), 0
    with os.fdopen(handle, "wb") as out:
        for chunk in chunks:
            digest.update(chunk)
            size += len(chunk)
            out.write(chunk)
        out.flush()
        os.fsync(out.fileno())
    return digest.hexdigest(), size


def _move(temporary: Path, target: Path) -> None:
    """Rename into place and make the folder remember it: no row ever speaks of a
    half-written file.
    """
    target.parent.mkdir(exist_ok=True)
    os.replace(temporary, target)
    folder = os.open(target.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def remove(path: str) -> None:
    """Take bytes off the disk that no row speaks of."""
    (root() / path).unlink(missing_ok=True)


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
    """Whether the bytes on disk still have the hash they came with."""
    path = root() / stored.path
    if not path.is_file():
        return False
    with path.open("rb") as source:
        return hashlib.file_digest(source, "sha256").hexdigest() == stored.sha256
