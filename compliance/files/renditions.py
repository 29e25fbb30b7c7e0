"""What pages show instead of the original: pictures drawn by the server, kept beside the files
under the hash they were made from, and made again at need.
"""

import hashlib
import os
import re
import tempfile
import time
from collections.abc import Iterable
from pathlib import Path

from django.conf import settings

from compliance.core.text import fold
from compliance.files import sandbox
from compliance.files.parse import IMAGES, SMALL_BYTES, SMALL_PIXELS
from compliance.files.storage import keep_made, root

DRAWN = (*IMAGES, "pdf")
SIDE, LARGE = 1600, 3200
FULL = 6000
BARE = "bare"
_WORD = re.compile(r"[a-z0-9]+")
KEPT_SECONDS = 30 * 24 * 3600


def _derived() -> Path:
    return Path(settings.MEDIA_ROOT) / "derived"


def page_count(stored) -> int:
    """How many pages can be shown; an image has one, what is not drawn none."""
    if stored.kind in IMAGES:
        return 1
    if stored.kind != "pdf":
        return 0
    return stored.facts.get("pages") or sandbox.run("read_pdf", root() / stored.path)["pages"]


def picture(stored, page: int = 1, large: bool = False) -> Path:
    """A JPEG of one page, without metadata. The caller has checked that the original is intact.
    Raises Refused.
    """
    side = LARGE if large else SIDE
    return _made(
        stored,
        f"{page}-{side}",
        {"job": "page" if stored.kind == "pdf" else "image", "side": side, "number": page},
    )


def bare(stored) -> Path:
    """What others are handed: the same to read, without author, place, device or dates of saving.
    An image is drawn anew. Raises Refused when that cannot be done.

    It stays as long as the original: its hash was told to whoever received it.
    """
    if stored.kind in IMAGES:
        return _made(stored, BARE, {"job": "image", "side": FULL})
    return _made(stored, BARE, {"job": "bare", "kind": stored.kind}, stored.kind)


def bare_hash(stored) -> str:
    """SHA-256 of what bare() gives. Raises Refused."""
    with bare(stored).open("rb") as source:
        return hashlib.file_digest(source, "sha256").hexdigest()


def names_left(stored, names: Iterable[str]) -> bool:
    """Whether the copy still holds one of these folded names out of sight. Raises Refused."""
    if stored.kind in IMAGES:
        return False
    words = _WORD.findall(fold(sandbox.run("left", bare(stored), kind=stored.kind)["words"]))
    known, text = set(words), f" {' '.join(words)} "
    for name in names:
        parts = _WORD.findall(name)
        if len(parts) == 1 and len(name) < 8 and name.isalpha():
            continue  # a login name that is a common word
        if "".join(parts) in known or known.issuperset(parts) and f" {' '.join(parts)} " in text:
            return True
    return False


def _made(stored, what: str, order: dict, ending: str = "jpg") -> Path:
    target = _derived() / stored.sha256[:2] / f"{stored.sha256}-{what}.{ending}"
    if target.is_file():
        return target
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=target.parent, prefix="in-", suffix=f".{ending}")
    os.close(handle)
    job = order.pop("job")
    try:
        _run(stored)(job, root() / stored.path, target=temporary, **order)
        os.replace(temporary, target)
    finally:
        Path(temporary).unlink(missing_ok=True)
    return target


def _run(stored):
    """Small pictures here, everything else in a process of its own."""
    facts = stored.facts
    small = (
        stored.kind in ("jpg", "png")
        and stored.size <= SMALL_BYTES
        and 0 < facts.get("width", 0) * facts.get("height", 0) <= SMALL_PIXELS
    )
    return sandbox.here if small else sandbox.run


def redacted(stored, boxes: list[dict]) -> dict:
    """The columns of a new StoredFile with the boxes burnt into newly drawn pixels.
    Raises Refused.
    """
    kind = "pdf" if stored.kind == "pdf" else "png" if stored.kind == "png" else "jpg"
    with tempfile.TemporaryDirectory(dir=_folder(), prefix="in-") as folder:
        target = Path(folder) / f"ban-che.{kind}"
        (sandbox.run if kind == "pdf" else _run(stored))(
            "burn_pdf" if kind == "pdf" else "burn_image",
            root() / stored.path,
            target=str(target),
            boxes=boxes,
        )
        return keep_made(target.read_bytes(), f"ban-che.{kind}")


def _folder() -> Path:
    _derived().mkdir(parents=True, exist_ok=True)
    return _derived()


def forget(sha256: str) -> int:
    """Remove every picture made from these bytes (they are disposed of)."""
    gone = list((_derived() / sha256[:2]).glob(f"{sha256}-*"))
    for path in gone:
        path.unlink(missing_ok=True)
    return len(gone)


def sweep(turn: int) -> int:
    """Remove pictures nobody asked for in a month, and what was left half-made a day ago; one of
    256 folders a turn.
    """
    gone, now = 0, time.time()
    for folder, prefix, age in (
        (_derived() / f"{turn % 256:02x}", "", KEPT_SECONDS),
        (root(), "in-", 24 * 3600),
        (_derived(), "in-", 24 * 3600),
    ):
        for path in folder.glob(f"{prefix}*") if folder.is_dir() else ():
            if path.is_file() and f"-{BARE}." not in path.name and now - path.stat().st_mtime > age:
                path.unlink(missing_ok=True)
                gone += 1
    return gone
