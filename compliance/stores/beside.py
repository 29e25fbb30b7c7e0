"""What lies beside the stored files: on its way in, or made from them. The one home of such places:
a room that needs another names it here.

No row of a case speaks of them, and none is taken for a stored file. With EVIDENCE_URL they are
objects of the same bucket (objects.py), so that every machine finds what another one received.
"""

import os
import shutil
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, NamedTuple

from django.conf import settings
from django.core.files.storage import FileSystemStorage, storages

from compliance.stores.temporary import HALF_WRITTEN, temporary


class Entry(NamedTuple):
    """One of them: its name, bytes, when it was written (seconds)."""

    name: str
    size: int
    written: float


class Folders(FileSystemStorage):
    """Each place a folder below MEDIA_ROOT."""

    @property
    def base_location(self) -> str:
        return settings.MEDIA_ROOT

    @property
    def location(self) -> str:
        return os.path.abspath(settings.MEDIA_ROOT)

    def url(self, name: str | None) -> str:
        raise NotImplementedError("what lies beside has no address of its own")

    def workplace(self) -> Path:
        """Where a file is written before it is renamed into its place."""
        return Path(settings.MEDIA_ROOT) / "derived"

    def write(self, name: str, source: IO[bytes]) -> None:
        """Whole, over what was there."""
        with temporary(self.workplace()) as path:
            with path.open("wb") as out:
                source.seek(0)
                shutil.copyfileobj(source, out)
            self.take(path, name)

    def take(self, temporary: Path, name: str) -> None:
        """The same of a file that was made in workplace(); it goes from there."""
        target = Path(self.path(name))
        target.parent.mkdir(parents=True, exist_ok=True)
        os.replace(temporary, target)

    def append(self, name: str, offset: int, piece: IO[bytes]) -> None:
        """Write a piece at its place; what stands beyond it goes. Raises FileNotFoundError when
        what should stand before it is not there.
        """
        place = Path(self.path(name))
        place.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(place, os.O_RDWR | os.O_CREAT, 0o600)
        with os.fdopen(handle, "r+b") as whole:
            if whole.seek(0, os.SEEK_END) < offset:
                raise FileNotFoundError(name)
            whole.seek(offset)
            piece.seek(0)
            shutil.copyfileobj(piece, whole)
            whole.truncate()
            whole.flush()
            os.fsync(whole.fileno())

    @contextmanager
    def on_disk(self, name: str) -> Iterator[Path]:
        """It as a path, while this lasts. Raises FileNotFoundError, StoreAway."""
        yield Path(self.path(name))

    def remove(self, name: str) -> None:
        Path(self.path(name)).unlink(missing_ok=True)

    def listed(self, begins: str) -> Iterator[Entry]:
        """Those whose names begin so."""
        folder, __, start = begins.rpartition("/")
        top = Path(self.path(folder))
        for path in sorted(top.rglob(f"{start}*")) if top.is_dir() else ():
            name = path.relative_to(top)
            with suppress(FileNotFoundError):
                stat = path.stat()
                half = any(part.startswith(HALF_WRITTEN) for part in name.parts)
                if path.is_file() and not half:
                    yield Entry(f"{folder}/{name.as_posix()}", stat.st_size, stat.st_mtime)


def shelf() -> Any:
    """Folders or Objects, by EVIDENCE_URL."""
    return storages["beside"]


@dataclass(frozen=True)
class Place:
    """One place. Names are such as nobody can guess, and never what somebody called a file; every
    question may raise StoreAway.
    """

    folder: str

    def _full(self, name: str) -> str:
        return f"{self.folder}/{name}"

    def write(self, name: str, source: IO[bytes]) -> None:
        """Whole, over what was there."""
        shelf().write(self._full(name), source)

    def take(self, temporary: Path, name: str) -> None:
        """The same of a file of workplace(), which is gone from there afterwards."""
        shelf().take(temporary, self._full(name))

    def append(self, name: str, offset: int, piece: IO[bytes]) -> None:
        """Write a piece at its place; what stands beyond it goes. Raises FileNotFoundError when
        what should stand before it is not there.
        """
        shelf().append(self._full(name), offset, piece)

    def open(self, name: str) -> IO[bytes]:
        """Raises FileNotFoundError."""
        return shelf().open(self._full(name))

    def on_disk(self, name: str) -> AbstractContextManager[Path]:
        """with on_disk(name) as path: for whoever reads from a disk. Raises FileNotFoundError."""
        return shelf().on_disk(self._full(name))

    def holds(self, name: str) -> bool:
        return shelf().exists(self._full(name))

    def remove(self, name: str) -> None:
        """Gone afterwards, whether it was there or not."""
        shelf().remove(self._full(name))

    def listed(self, begins: str = "") -> Iterator[Entry]:
        """Those whose names begin so."""
        for entry in shelf().listed(self._full(begins)):
            yield entry._replace(name=entry.name.removeprefix(f"{self.folder}/"))


ARRIVING = Place("arriving")  # pieces of files that are being sent (compliance.files.pieces)
WAITING = Place("waiting")  # files of a form that is shown again (compliance.desk.waiting_files)
IMPORTS = Place("imports")  # lists between their preview and their end (registry.importing.staging)
DERIVED = Place("derived")  # what is drawn from stored files, at need anew (files.renditions)
COMING = (ARRIVING, WAITING, IMPORTS)
PLACES = (*COMING, DERIVED)


def workplace() -> Path:
    """Where a process makes a file before a place takes it."""
    return shelf().workplace()
