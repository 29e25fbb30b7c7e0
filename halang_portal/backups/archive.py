"""The archive inside the encryption: a tar of the database in pieces, the stored files, the
register of disposals and the anchors; the manifest comes last, with the SHA-256 of all before it.
"""

import hashlib
import io
import json
import tarfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import partial
from pathlib import Path, PurePosixPath
from typing import Any, BinaryIO

from django.conf import settings

from compliance.core.language import _
from compliance.files.backends import root
from compliance.files.storage import held, opened
from compliance.stores.beside import COMING, PLACES
from compliance.stores.temporary import HALF_WRITTEN

FORMAT = 1
DATABASE, FILES, REGISTER, ANCHORS = "database", "files", "tieu-huy.jsonl", "moc.jsonl"
MANIFEST = "manifest.json"


class Odd(Exception):
    """An archive that is none of ours, or does not agree with its own manifest."""


class _Hashing:
    """Reads on behalf of tarfile, and knows the hash of what went by."""

    def __init__(self, source: BinaryIO):
        self.source, self.digest = source, hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        piece = self.source.read(size)
        self.digest.update(piece)
        return piece


class Writer:
    """Puts members into a tar, one after the other. `members`: {name: [sha256, bytes]}."""

    def __init__(self, out: BinaryIO):
        self.tar = tarfile.open(fileobj=out, mode="w|", format=tarfile.PAX_FORMAT)  # noqa: SIM115
        self.members: dict[str, list] = {}

    def add(self, name: str, source: BinaryIO, size: int) -> None:
        entry, hashing = tarfile.TarInfo(name), _Hashing(source)
        entry.size, entry.mode = size, 0o600
        self.tar.addfile(entry, hashing)
        self.members[name] = [hashing.digest.hexdigest(), size]

    def add_bytes(self, name: str, content: bytes) -> None:
        self.add(name, io.BytesIO(content), len(content))

    def add_opened(self, name: str, size: int, opens: Callable[[], Any]) -> bool:
        """False when it has gone in the meantime: disposed of, or a form's file that was sent."""
        try:
            source = opens()
        except FileNotFoundError:
            return False
        with source:
            self.add(name, source, size)
        return True

    def finish(self, manifest: dict[str, Any]) -> None:
        said = {"format": FORMAT, **manifest, "members": self.members}
        self.add_bytes(MANIFEST, json.dumps(said, ensure_ascii=False, indent=1).encode())
        self.tar.close()


def stored_files() -> Iterator[tuple[str, int, Callable[[], Any]]]:
    """(name below MEDIA_ROOT, bytes, what opens it) of every file that cannot be drawn again; those
    of a bucket are named as if they lay in folders, and come back to either.
    """
    for name, size, __ in held():
        yield f"{root().name}/{name}", size, partial(opened, name)
    for place in COMING:
        for entry in place.listed():
            yield f"{place.folder}/{entry.name}", entry.size, partial(place.open, entry.name)
    for name, path in _beside():
        with suppress(FileNotFoundError):
            yield name, path.stat().st_size, partial(path.open, "rb")


def _beside() -> Iterator[tuple[str, Path]]:
    """What else lies in MEDIA_ROOT."""
    top = Path(settings.MEDIA_ROOT)
    known = {root().name, *(place.folder for place in PLACES)}
    for path in sorted(top.rglob("*")) if top.is_dir() else ():
        name = path.relative_to(top)
        if (
            name.parts[0] not in known
            and not path.name.startswith(HALF_WRITTEN)
            and path.is_file()
            and not path.is_symlink()
        ):
            yield name.as_posix(), path


def unpack(plain: BinaryIO, folder: Path) -> dict[str, Any]:
    """Every member below `folder`, compared with the manifest, which is returned. Raises Odd. An
    archive proves who can open it, not who made it: no name leads out of the folder.
    """
    seen: dict[str, list] = {}
    manifest = None
    try:
        with tarfile.open(fileobj=plain, mode="r|") as tar:
            for entry in tar:
                source = tar.extractfile(entry)
                if manifest is not None or source is None or not entry.isreg():
                    raise Odd(_("Có mục lạ trong bản sao lưu: {name}").format(name=entry.name))
                if entry.name == MANIFEST:
                    manifest = json.load(source)
                else:
                    seen[entry.name] = _write(source, _place(folder, entry.name))
    except (tarfile.TarError, ValueError) as error:
        raise Odd(_("Không đọc được bản sao lưu.")) from error
    if manifest is None or manifest.get("format") != FORMAT:
        raise Odd(_("Bản sao lưu thiếu bản kê, hoặc của phiên bản khác."))
    said = manifest["members"]
    if wrong := sorted(
        name for name in seen.keys() | said.keys() if seen.get(name) != said.get(name)
    ):
        raise Odd(
            _("{count} mục không khớp bản kê: {wrong}").format(
                count=len(wrong), wrong=", ".join(wrong[:5])
            )
        )
    return manifest


def _place(folder: Path, name: str) -> Path:
    parts = PurePosixPath(name).parts
    if parts[0] not in (DATABASE, FILES, REGISTER, ANCHORS) or ".." in parts:
        raise Odd(_("Có mục lạ trong bản sao lưu: {name}").format(name=name))
    path = folder.joinpath(*parts)
    path.parent.mkdir(parents=True, exist_ok=True)
    return path


def _write(source: Any, path: Path) -> list:
    digest, size = hashlib.sha256(), 0
    with path.open("xb") as out:
        while piece := source.read(1 << 20):
            digest.update(piece)
            size += len(piece)
            out.write(piece)
    return [digest.hexdigest(), size]
