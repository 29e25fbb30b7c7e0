"""What pages show instead of the original: pictures drawn by the server, kept beside the files
under the hash they were made from, and made again at need.
"""

import hashlib
import json
import os
import re
import tempfile
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings

from compliance.core.language import _
from compliance.core.text import fold
from compliance.files import sandbox
from compliance.files.backends import StoreAway, root
from compliance.files.parse import IMAGES, SMALL_BYTES, SMALL_PIXELS, Refused
from compliance.files.sheets import LONG
from compliance.files.storage import STORE_AWAY, keep_made, on_disk

DRAWN = (*IMAGES, "pdf")
SIDE, LARGE = 1600, 3200
FULL = 6000
BARE = "bare"
_WORD = re.compile(r"[a-z0-9]+")
KEPT_SECONDS = 30 * 24 * 3600


def _derived() -> Path:
    return Path(settings.MEDIA_ROOT) / "derived"


def _require_open(stored) -> None:
    if stored.sealed_at:
        raise Refused(_("Tệp đã niêm phong."))


@contextmanager
def _source(stored) -> Iterator[Path]:
    """The bytes to draw from. Raises Refused when they are sealed or out of reach."""
    _require_open(stored)
    try:
        with on_disk(stored.path) as path:
            yield path
    except StoreAway as away:
        raise Refused(STORE_AWAY) from away


def _read(stored, job: str) -> dict:
    with _source(stored) as source:
        return sandbox.run(job, source)


def page_count(stored) -> int:
    """How many sheets can be shown: of a long picture or page its pieces, of a scan its pages; an
    image has one, what is not drawn or is sealed none.
    """
    if stored.sealed_at:
        return 0
    if stored.kind in IMAGES:
        return _sheets(stored)
    if stored.kind != "pdf":
        return 0
    return (
        stored.facts.get("sheets")
        or stored.facts.get("pages")
        or _read(stored, "read_pdf")["pages"]
    )


def _sheets(stored) -> int:
    """Of an image. What came in before long ones were cut is measured again."""
    width, height = (stored.facts.get(name, 0) for name in ("width", "height"))
    if "sheets" in stored.facts or max(width, height) <= LONG * min(width, height):
        return stored.facts.get("sheets", 1)
    return _read(stored, "read_image").get("sheets", 1)


def picture(stored, page: int = 1, large: bool = False) -> Path:
    """A JPEG of one sheet, without metadata. The caller has checked that the original is intact.
    Raises Refused.
    """
    side = LARGE if large else SIDE
    if stored.kind == "pdf":
        order = {"job": "page", "side": side, "number": page, "cut": "sheets" in stored.facts}
        return _made(stored, f"{page}-{side}", order)
    if (count := _sheets(stored)) > 1:
        return _made_all(stored, count, side)[page - 1]
    return _made(stored, f"{page}-{side}", {"job": "image", "side": side})


def asides(stored) -> list[dict]:
    """The notes of a PDF that its pictures do not show: {page, words}. Raises Refused."""
    if stored.sealed_at or not stored.facts.get("noted"):
        return []
    return json.loads(_made(stored, "notes", {"job": "notes"}, "json").read_text(encoding="utf-8"))


def read_signatures(stored) -> list[dict]:
    """What compliance.files.signatures says of each signature of a stored PDF. Raises Refused."""
    if stored.sealed_at or not stored.facts.get("signed"):
        return []
    trusted, digest = trust_list()
    order = {"job": "signatures", "trusted": trusted}
    said = _made(stored, f"signatures-{digest}", order, "json")
    return json.loads(said.read_text(encoding="utf-8"))


def signatures_of_upload(upload) -> list[dict]:
    """The same of a file that has not been stored yet. Raises Refused."""
    with tempfile.TemporaryDirectory(dir=_folder(), prefix="in-") as folder:
        source, target = Path(folder) / "tep.pdf", Path(folder) / "ky.json"
        with source.open("wb") as out:
            for chunk in upload.chunks():
                out.write(chunk)
        sandbox.run("signatures", source, target=str(target), trusted=trust_list()[0])
        return json.loads(target.read_text(encoding="utf-8"))


def trust_list() -> tuple[str, str]:
    """The folder of certificates that chains are checked against, and a name for its state; both
    empty when the portal was given none.
    """
    folder = settings.SIGNATURE_TRUST_DIR
    if not folder or not Path(folder).is_dir():
        return "", "0"
    state = sorted(
        (path.name, path.stat().st_size, path.stat().st_mtime_ns)
        for path in Path(folder).iterdir()
        if path.is_file()
    )
    return folder, hashlib.sha256(repr(state).encode()).hexdigest()[:12] if state else "0"


def bare(stored) -> Path:
    """What others are handed: the same to read, without author, place, device or dates of saving.
    An image is drawn anew, one of several sheets as a PDF of them. Raises Refused when that cannot
    be done.

    It stays as long as the original: its hash was told to whoever received it.
    """
    if stored.kind not in IMAGES:
        return _made(stored, BARE, {"job": "bare", "kind": stored.kind}, stored.kind)
    before = _place(stored, BARE, "jpg")
    if before.is_file() or _sheets(stored) == 1:  # before: as it was handed out then
        return _made(stored, BARE, {"job": "image", "side": FULL})
    return _made(stored, BARE, {"job": "bare_sheets"}, "pdf")


def bare_hash(stored) -> str:
    """SHA-256 of what bare() gives. Raises Refused."""
    with bare(stored).open("rb") as source:
        return hashlib.file_digest(source, "sha256").hexdigest()


def names_left(stored, names: Iterable[str]) -> bool:
    """Whether the copy still holds one of these folded names out of sight. Raises Refused."""
    if stored.kind in IMAGES:
        return False
    words = _WORD.findall(fold(sandbox.run("left", bare(stored), kind=stored.kind)["words"]))
    known, text = set(words), " ".join(["", *words, ""])
    for name in names:
        parts = _WORD.findall(name)
        if len(parts) == 1 and len(name) < 8 and name.isalpha():
            continue  # a login name that is a common word
        if (
            "".join(parts) in known
            or known.issuperset(parts)
            and " ".join(["", *parts, ""]) in text
        ):
            return True
    return False


def _place(stored, what: str, ending: str) -> Path:
    return _derived() / stored.sha256[:2] / f"{stored.sha256}-{what}.{ending}"


def _made(stored, what: str, order: dict, ending: str = "jpg") -> Path:
    _require_open(stored)
    target = _place(stored, what, ending)
    if target.is_file():
        return target
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=target.parent, prefix="in-", suffix=f".{ending}")
    os.close(handle)
    job = order.pop("job")
    try:
        with _source(stored) as source:
            _run(stored)(job, source, target=temporary, **order)
        os.replace(temporary, target)
    finally:
        Path(temporary).unlink(missing_ok=True)
    return target


def _made_all(stored, count: int, side: int) -> list[Path]:
    """Every sheet of an image, drawn in one go: decoding it is what takes time."""
    _require_open(stored)
    places = [_place(stored, f"to{number}-{side}", "jpg") for number in range(1, count + 1)]
    if all(place.is_file() for place in places):
        return places
    places[0].parent.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory(dir=_folder(), prefix="in-") as folder,
        _source(stored) as source,
    ):
        drawn = [Path(folder) / place.name for place in places]
        sandbox.run("sheets", source, targets=list(map(str, drawn)), side=side)
        for made, place in zip(drawn, places, strict=True):
            os.replace(made, place)
    return places


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
    job, kind, run, how = "burn_image", "jpg", _run(stored), {}
    if stored.kind == "pdf":
        job, kind, run, how = "burn_pdf", "pdf", sandbox.run, {"cut": "sheets" in stored.facts}
    elif _sheets(stored) > 1:
        job, kind, run = "burn_sheets", "pdf", sandbox.run
    elif stored.kind == "png":
        kind = "png"
    with (
        tempfile.TemporaryDirectory(dir=_folder(), prefix="in-") as folder,
        _source(stored) as source,
    ):
        target = Path(folder) / f"ban-che.{kind}"
        run(job, source, target=str(target), boxes=boxes, **how)
        return keep_made(target.read_bytes(), f"ban-che.{kind}")


def _folder() -> Path:
    _derived().mkdir(parents=True, exist_ok=True)
    return _derived()


def forget(sha256: str) -> int:
    """Remove every picture made from these bytes (they are disposed of or sealed)."""
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
