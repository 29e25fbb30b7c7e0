"""Stored files in a bucket of an S3-compatible store (EVIDENCE_URL). Loaded only where one is used:
its client is large.
"""

import os
import tempfile
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

from botocore.exceptions import BotoCoreError, ClientError
from django.core.files import File
from storages.backends.s3 import S3Storage

from compliance.files.backends import ARRIVING, StoreAway, root


class Bucket(S3Storage):
    """A bucket of an S3-compatible store; private, whatever the bucket says."""

    def url(self, name, parameters=None, expire=None, http_method=None):
        raise NotImplementedError("a stored file has no address of its own")

    def _open(self, name, mode="rb"):
        with asking():
            return super()._open(name, mode)

    def exists(self, name) -> bool:
        with asking():
            return super().exists(name)

    def delete(self, name) -> None:
        with asking():
            super().delete(name)

    def take(self, temporary: Path, name: str) -> None:
        """Sent whole, and there before a row speaks of it."""
        try:
            with asking(), temporary.open("rb") as source:
                self.save(name, File(source, name))
        except FileNotFoundError as error:
            raise StoreAway("the bucket is not there") from error

    @contextmanager
    def on_disk(self, name: str) -> Iterator[Path]:
        """A copy, while this lasts. Raises FileNotFoundError, StoreAway."""
        root().mkdir(parents=True, exist_ok=True)
        handle, copy = tempfile.mkstemp(dir=root(), prefix=ARRIVING, suffix=Path(name).suffix)
        try:
            with os.fdopen(handle, "wb") as out, self.open(name) as source, asking():
                for chunk in source.chunks():
                    out.write(chunk)
            yield Path(copy)
        finally:
            Path(copy).unlink(missing_ok=True)

    def held(self) -> Iterator[tuple[str, int, float]]:
        """(name, bytes, when written) of everything stored."""
        prefix = f"{self.location}/" if self.location else ""
        with asking():
            for entry in self.bucket.objects.filter(Prefix=prefix):
                name = entry.key.removeprefix(prefix)
                yield name, entry.size, entry.last_modified.timestamp()

    def asking(self) -> AbstractContextManager[None]:
        """with asking(): read; what fails is StoreAway or FileNotFoundError."""
        return asking()

    def answers(self) -> bool:
        """Whether it is there at all: asked of readyz."""
        try:
            self.connection.meta.client.head_bucket(Bucket=self.bucket_name)
        except (BotoCoreError, ClientError):
            return False
        return True


@contextmanager
def asking() -> Iterator[None]:
    """Errors of the client as the house knows them."""
    try:
        yield
    except ClientError as error:
        if error.response.get("ResponseMetadata", {}).get("HTTPStatusCode") == 404:
            raise FileNotFoundError(str(error)) from error
        raise StoreAway(str(error)) from error
    except BotoCoreError as error:
        raise StoreAway(str(error)) from error
