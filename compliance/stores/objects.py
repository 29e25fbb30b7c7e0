"""What lies beside the stored files, as objects of their bucket under a prefix of its own.

An object cannot be appended to: each piece is one, named by where it begins, and a file is its
pieces in order. What comes whole is one piece.
"""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import groupby
from pathlib import Path
from typing import IO, Any, NamedTuple

from django.core.files import File

from compliance.stores.beside import Entry
from compliance.stores.bucket import Bucket, asking, there
from compliance.stores.temporary import temporary

IN_MEMORY = 1024 * 1024  # of one that is read; the rest on the disk of this machine
CHUNK = 64 * 1024


class Piece(NamedTuple):
    name: str
    begins: int
    ends: int
    stored: Any


class Objects(Bucket):
    """Each place a prefix below `location`, which holds nothing else."""

    def write(self, name: str, source: IO[bytes]) -> None:
        """Whole, over what was there."""
        self._put(name, 0, source)

    def take(self, temporary: Path, name: str) -> None:
        """The same of a file that was made in workplace(); it goes from there."""
        with temporary.open("rb") as source:
            self._put(name, 0, source)
        temporary.unlink()

    def append(self, name: str, offset: int, piece: IO[bytes]) -> None:
        """Write a piece at its place; what stands beyond it goes. Raises FileNotFoundError when
        what should stand before it is not there.
        """
        with there():
            known = list(self._pieces(name))
        before = [earlier for earlier in known if earlier.begins < offset]
        if _end(before) < offset:
            raise FileNotFoundError(name)
        for beyond in known[len(before) :]:
            self.delete(beyond.name)
        if before and before[-1].ends > offset:  # a restored one may go on behind its row
            self._cut(name, before[-1], offset)
        self._put(name, offset, piece)

    def exists(self, name: str) -> bool:
        with there():
            return any(True for __ in self._pieces(name))

    def _open(self, name: str, mode: str = "rb") -> File:
        whole = tempfile.SpooledTemporaryFile(IN_MEMORY, dir=str(self.workplace()))  # noqa: SIM115
        try:
            self._copy(name, whole)
        except BaseException:
            whole.close()
            raise
        whole.seek(0)
        return File(whole, name)

    @contextmanager
    def on_disk(self, name: str) -> Iterator[Path]:
        """A copy, while this lasts. Raises FileNotFoundError, StoreAway."""
        with temporary(self.workplace(), Path(name).suffix) as path:
            with path.open("wb") as out:
                self._copy(name, out)
            yield path

    def remove(self, name: str) -> None:
        """The last piece first: what is left half-way is no other file."""
        with there():
            for piece in reversed(list(self._pieces(name))):
                self.delete(piece.name)

    def listed(self, begins: str) -> Iterator[Entry]:
        """Those whose names begin so."""
        with there():
            for name, objects in groupby(self.below(begins), _file_of):
                pieces = [stored for __, stored in objects]
                yield Entry(
                    name,
                    sum(piece.size for piece in pieces),
                    max(piece.last_modified.timestamp() for piece in pieces),
                )

    def _pieces(self, name: str) -> Iterator[Piece]:
        for full, stored in self.below(f"{name}/"):
            begins = int(full.rpartition("/")[2])
            yield Piece(full, begins, begins + stored.size, stored)

    def _put(self, name: str, offset: int, source: IO[bytes]) -> None:
        with there():
            self.save(f"{name}/{offset:012}", File(source, name))

    def _cut(self, name: str, piece: Piece, offset: int) -> None:
        with temporary(self.workplace()) as path, path.open("r+b") as part:
            _read(piece, part)
            part.truncate(offset - piece.begins)
            self._put(name, piece.begins, part)

    def _copy(self, name: str, out: IO[bytes]) -> None:
        """Every piece where the last one ended, or it is not there."""
        with there():
            known = list(self._pieces(name))
        if not known or _end(known) < known[-1].ends:
            raise FileNotFoundError(name)
        for piece in known:
            _read(piece, out)


def _end(pieces: list[Piece]) -> int:
    """Where those end that follow one another from the beginning."""
    end = 0
    for piece in pieces:
        if piece.begins != end:
            break
        end = piece.ends
    return end


def _read(piece: Piece, out: IO[bytes]) -> None:
    with asking():
        for chunk in piece.stored.get()["Body"].iter_chunks(CHUNK):
            out.write(chunk)


def _file_of(named: tuple[str, Any]) -> str:
    """Whose piece an object is."""
    return named[0].rpartition("/")[0]
