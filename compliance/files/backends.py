"""Where stored files lie: in a folder, here, or in a bucket of an S3-compatible store (bucket.py).

Either is a storage of Django that takes a whole file from this machine, gives one back as a path to
whoever has to read it from a disk, and says what it holds. Neither has addresses: a file leaves
through the portal's door alone (serving.py), never by a link of the store.
"""

import os
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path

from django.conf import settings
from django.core.files.storage import FileSystemStorage

from compliance.stores.temporary import HALF_WRITTEN


def root() -> Path:
    """The folder of stored files."""
    return Path(settings.MEDIA_ROOT) / "evidence"


class Folder(FileSystemStorage):
    """MEDIA_ROOT/evidence."""

    @property
    def base_location(self) -> str:
        return str(root())

    @property
    def location(self) -> str:
        return str(root())

    def url(self, name: str | None) -> str:
        raise NotImplementedError("a stored file has no address of its own")

    def workplace(self) -> Path:
        """Where a file is written before it is renamed into its place."""
        return root()

    def take(self, temporary: Path, name: str) -> None:
        """Rename into place and make the folder remember it: no row ever speaks of a half-written
        file.
        """
        target = root() / name
        target.parent.mkdir(exist_ok=True)
        os.replace(temporary, target)
        folder = os.open(target.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)

    @contextmanager
    def on_disk(self, name: str) -> Iterator[Path]:
        """The file as a path, while this lasts. Raises FileNotFoundError, StoreAway."""
        yield root() / name

    def held(self) -> Iterator[tuple[str, int, float]]:
        """(name, bytes, when written) of everything stored."""
        for path in sorted(root().glob("??/*")):
            if path.is_file() and not path.name.startswith(HALF_WRITTEN) and not path.is_symlink():
                stat = path.stat()
                yield path.relative_to(root()).as_posix(), stat.st_size, stat.st_mtime

    def answers(self) -> bool:
        """Whether it is there at all."""
        return True

    def asking(self) -> AbstractContextManager[None]:
        """with asking(): read; what fails is StoreAway or FileNotFoundError."""
        return nullcontext()
