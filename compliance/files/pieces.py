"""The bytes of files that arrive piece by piece: apart from what is stored, under a name nobody can
guess, where every web process finds them. No row of a case speaks of them yet.
"""

import os
import shutil
from datetime import datetime, timedelta
from pathlib import Path
from typing import IO

from django.conf import settings

LARGEST = 8 * 1024 * 1024  # one piece: read before a row is asked
LONGEST = timedelta(hours=24)  # since the last piece


def folder() -> Path:
    return Path(settings.MEDIA_ROOT) / "arriving"


def _place(name: str) -> Path:
    return folder() / name


def append(name: str, offset: int, piece: IO[bytes]) -> None:
    """Write a piece at its place. What stands beyond it belongs to a piece whose row was never
    committed, and goes.
    """
    folder().mkdir(parents=True, exist_ok=True)
    handle = os.open(_place(name), os.O_RDWR | os.O_CREAT, 0o600)
    with os.fdopen(handle, "r+b") as whole:
        whole.seek(offset)
        piece.seek(0)
        shutil.copyfileobj(piece, whole)
        whole.truncate()
        whole.flush()
        os.fsync(whole.fileno())


def head(name: str, size: int) -> bytes:
    with opened(name) as whole:
        return whole.read(size)


def opened(name: str) -> IO[bytes]:
    return _place(name).open("rb")


def remove(name: str) -> None:
    _place(name).unlink(missing_ok=True)


def stray(at: datetime, known: set[str]) -> list[str]:
    """Names of bytes that no row speaks of and nobody wrote to for so long."""
    if not folder().is_dir():
        return []
    old = (at - LONGEST).timestamp()
    return [
        path.name
        for path in folder().iterdir()
        if path.name not in known and path.stat().st_mtime < old
    ]
