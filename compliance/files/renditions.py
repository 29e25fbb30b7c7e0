"""What pages show instead of the original: pictures drawn by the server, kept beside the files
under the hash they were made from, and made again at need.
"""

import hashlib
import json
import re
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from django.conf import settings

from compliance.core.language import _
from compliance.core.text import fold
from compliance.files import sandbox
from compliance.files.parse import IMAGES, SMALL_BYTES, SMALL_PIXELS, Refused
from compliance.files.sheets import LONG
from compliance.files.storage import keep_made, on_disk, shelf
from compliance.stores.away import STORE_AWAY, StoreAway
from compliance.stores.beside import DERIVED, workplace
from compliance.stores.temporary import sweep_own, temporary, temporary_folder

DRAWN = (*IMAGES, "pdf")
SIDE, LARGE = 1600, 3200
FULL = 6000
BARE = "bare"
_WORD = re.compile(r"[a-z0-9]+")
DAY = 24 * 3600  # seconds
KEPT_SECONDS = 30 * DAY


@dataclass(frozen=True)
class Made:
    """A picture or a copy that was made, by its name among them."""

    name: str

    @property
    def ending(self) -> str:
        return self.name.rpartition(".")[2]

    def open(self) -> IO[bytes]:
        """Raises Refused when it is out of reach."""
        with _within_reach():
            return DERIVED.open(self.name)

    def read_bytes(self) -> bytes:
        """Raises Refused when it is out of reach."""
        with self.open() as source:
            return source.read()

    @contextmanager
    def on_disk(self) -> Iterator[Path]:
        """As a path, while this lasts. Raises Refused when it is out of reach."""
        with _within_reach(), DERIVED.on_disk(self.name) as path:
            yield path


@contextmanager
def _within_reach() -> Iterator[None]:
    try:
        yield
    except StoreAway as away:
        raise Refused(STORE_AWAY) from away


def _require_open(stored) -> None:
    if stored.sealed_at:
        raise Refused(_("Tệp đã niêm phong."))


@contextmanager
def _source(stored) -> Iterator[Path]:
    """The bytes to draw from. Raises Refused when they are sealed or out of reach."""
    _require_open(stored)
    with _within_reach(), on_disk(stored.path) as path:
        yield path


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


def picture(stored, page: int = 1, large: bool = False) -> Made:
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
    return json.loads(_made(stored, "notes", {"job": "notes"}, "json").read_bytes())


def read_signatures(stored) -> list[dict]:
    """What compliance.files.signatures says of each signature of a stored PDF. Raises Refused."""
    if stored.sealed_at or not stored.facts.get("signed"):
        return []
    trusted, digest = trust_list()
    order = {"job": "signatures", "trusted": trusted}
    return json.loads(_made(stored, f"signatures-{digest}", order, "json").read_bytes())


def signatures_of_upload(upload) -> list[dict]:
    """The same of a file that has not been stored yet. Raises Refused."""
    with temporary_folder(workplace()) as folder:
        source, target = folder / "tep.pdf", folder / "ky.json"
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


def bare(stored) -> Made:
    """What others are handed: the same to read, without author, place, device or dates of saving.
    An image is drawn anew, one of several sheets as a PDF of them. Raises Refused when that cannot
    be done.

    It stays as long as the original: its hash was told to whoever received it.
    """
    if stored.kind not in IMAGES:
        return _made(stored, BARE, {"job": "bare", "kind": stored.kind}, stored.kind)
    with _within_reach():
        before = DERIVED.holds(_name(stored, BARE, "jpg"))  # as it was handed out then
    if before or _sheets(stored) == 1:
        return _made(stored, BARE, {"job": "image", "side": FULL})
    return _made(stored, BARE, {"job": "bare_sheets"}, "pdf")


def bare_hash(stored) -> str:
    """SHA-256 of what bare() gives. Raises Refused."""
    digest = hashlib.sha256()
    with bare(stored).open() as source:
        while piece := source.read(1 << 20):
            digest.update(piece)
    return digest.hexdigest()


def names_left(stored, names: Iterable[str]) -> bool:
    """Whether the copy still holds one of these folded names out of sight. Raises Refused."""
    if stored.kind in IMAGES:
        return False
    with bare(stored).on_disk() as copy:
        words = _WORD.findall(fold(sandbox.run("left", copy, kind=stored.kind)["words"]))
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


def _name(stored, what: str, ending: str) -> str:
    return f"{_begin(stored.sha256)}{what}.{ending}"


def _begin(sha256: str) -> str:
    """How the names of all begin that are made from these bytes."""
    return f"{sha256[:2]}/{sha256}-"


def _made(stored, what: str, order: dict, ending: str = "jpg") -> Made:
    _require_open(stored)
    made = Made(_name(stored, what, ending))
    with _within_reach():
        if DERIVED.holds(made.name):
            return made
        job = order.pop("job")
        with temporary(workplace(), f".{ending}") as target:
            with _source(stored) as source:
                _run(stored)(job, source, target=str(target), **order)
            DERIVED.take(target, made.name)
    return made


def _made_all(stored, count: int, side: int) -> list[Made]:
    """Every sheet of an image, drawn in one go: decoding it is what takes time."""
    _require_open(stored)
    names = [_name(stored, f"to{number}-{side}", "jpg") for number in range(1, count + 1)]
    with _within_reach():
        there = {entry.name for entry in DERIVED.listed(f"{_begin(stored.sha256)}to")}
        if not there.issuperset(names):
            with temporary_folder(workplace()) as folder, _source(stored) as source:
                drawn = [folder / Path(name).name for name in names]
                sandbox.run("sheets", source, targets=list(map(str, drawn)), side=side)
                for made, name in zip(drawn, names, strict=True):
                    DERIVED.take(made, name)
    return [Made(name) for name in names]


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
    with temporary_folder(workplace()) as folder, _source(stored) as source:
        target = folder / f"ban-che.{kind}"
        run(job, source, target=str(target), boxes=boxes, **how)
        return keep_made(target.read_bytes(), f"ban-che.{kind}")


def forget(sha256: str) -> int:
    """Remove every picture made from these bytes (they are disposed of or sealed). Raises
    StoreAway.
    """
    gone = list(DERIVED.listed(_begin(sha256)))
    for entry in gone:
        DERIVED.remove(entry.name)
    return len(gone)


def sweep(turn: int) -> int:
    """Remove pictures nobody asked for in a month, one of 256 folders a turn, and what was left
    half-made on this machine a day ago.
    """
    gone, now = 0, time.time()
    with suppress(StoreAway):
        for entry in list(DERIVED.listed(f"{turn % 256:02x}/")):
            if f"-{BARE}." not in entry.name and now - entry.written > KEPT_SECONDS:
                DERIVED.remove(entry.name)
                gone += 1
    return gone + sum(sweep_own(folder, now - DAY) for folder in {shelf().workplace(), workplace()})
