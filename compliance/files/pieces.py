"""The bytes of files that arrive piece by piece: apart from what is stored, under a name nobody can
guess, where every web process finds them. No row of a case speaks of them yet.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import IO

from compliance.core.language import _
from compliance.files.parse import Refused
from compliance.stores.beside import ARRIVING

LARGEST = 8 * 1024 * 1024  # one piece: read before a row is asked
LONGEST = timedelta(hours=24)  # since the last piece
GONE = _("Phần đã gửi của tệp không còn trên cổng. Chọn lại tệp để gửi từ đầu.")


def append(name: str, offset: int, piece: IO[bytes]) -> None:
    """Write a piece at its place. What stands beyond it belongs to a piece whose row was never
    committed, and goes. Raises StoreAway; Refused when what was sent before is gone.
    """
    with _or_gone():
        ARRIVING.append(name, offset, piece)


def head(name: str, size: int) -> bytes:
    with opened(name) as whole:
        return whole.read(size)


def opened(name: str) -> IO[bytes]:
    """Raises StoreAway; Refused when it is gone."""
    with _or_gone():
        return ARRIVING.open(name)


@contextmanager
def _or_gone() -> Iterator[None]:
    try:
        yield
    except FileNotFoundError as gone:
        raise Refused(GONE) from gone


def remove(name: str) -> None:
    """Raises StoreAway."""
    ARRIVING.remove(name)


def stray(at: datetime, known: set[str]) -> list[str]:
    """Names of bytes that no row speaks of and nobody wrote to for so long. Raises StoreAway."""
    old = (at - LONGEST).timestamp()
    return [
        entry.name for entry in ARRIVING.listed() if entry.name not in known and entry.written < old
    ]
