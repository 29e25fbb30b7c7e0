"""Stored files in a bucket of an S3-compatible store (EVIDENCE_URL)."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.core.files import File

from compliance.stores import bucket
from compliance.stores.bucket import asking, there
from compliance.stores.temporary import temporary


class Bucket(bucket.Bucket):
    """`beside`: the prefix below `location` whose objects are no stored files (stores.beside)."""

    beside: str

    def get_default_settings(self) -> dict:
        return {**super().get_default_settings(), "beside": ""}

    def take(self, temporary: Path, name: str) -> None:
        """Sent whole, and there before a row speaks of it."""
        with there(), temporary.open("rb") as source:
            self.save(name, File(source, name))

    @contextmanager
    def on_disk(self, name: str) -> Iterator[Path]:
        """A copy, while this lasts. Raises FileNotFoundError, StoreAway."""
        with temporary(self.workplace(), Path(name).suffix) as copy:
            with copy.open("wb") as out, self.open(name) as source, asking():
                for chunk in source.chunks():
                    out.write(chunk)
            yield copy

    def held(self) -> Iterator[tuple[str, int, float]]:
        """(name, bytes, when written) of everything stored."""
        for name, entry in self.below(""):
            if not name.startswith(f"{self.beside}/"):
                yield name, entry.size, entry.last_modified.timestamp()
