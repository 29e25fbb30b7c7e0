"""Copies a process works on, on the disk of its own machine."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from django.conf import settings

HALF_WRITTEN = "in-"  # how their names begin


def own_disk() -> Path:
    """Where an upload that is being read lies as well."""
    return Path(settings.FILE_UPLOAD_TEMP_DIR or tempfile.gettempdir())


@contextmanager
def temporary(folder: Path, suffix: str = "") -> Iterator[Path]:
    """An empty file of this process, while this lasts, unless it is renamed meanwhile."""
    folder.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=folder, prefix=HALF_WRITTEN, suffix=suffix)
    os.close(handle)
    try:
        yield Path(name)
    finally:
        Path(name).unlink(missing_ok=True)


@contextmanager
def temporary_folder(folder: Path) -> Iterator[Path]:
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder, prefix=HALF_WRITTEN) as made:
        yield Path(made)


def sweep_own(folder: Path, until: float) -> int:
    """Remove what a killed process left there before; returns how many. The folder may be shared
    with others: theirs stays.
    """
    gone = 0
    for path in folder.glob(f"{HALF_WRITTEN}*") if folder.is_dir() else ():
        with suppress(FileNotFoundError):
            stat = path.lstat()
            if stat.st_uid == os.getuid() and stat.st_mtime < until:
                shutil.rmtree(path) if path.is_dir() else path.unlink()
                gone += 1
    return gone
