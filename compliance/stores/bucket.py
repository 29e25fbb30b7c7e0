"""A bucket of an S3-compatible store, by django-storages. Loaded only where one is used: its client
is large.
"""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError
from storages.backends.s3 import S3Storage

from compliance.stores.away import StoreAway
from compliance.stores.temporary import own_disk


class Bucket(S3Storage):
    """Private, whatever the bucket says: nothing in it has an address."""

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

    def workplace(self) -> Path:
        """Where a file is made before it is sent, and a copy lies while it is read."""
        return own_disk()

    def below(self, begins: str) -> Iterator[tuple[str, Any]]:
        """(name, what the store says of it) of everything whose name begins so, in order."""
        top = f"{self.location}/" if self.location else ""
        with asking():
            for entry in self.bucket.objects.filter(Prefix=f"{top}{begins}"):
                yield entry.key.removeprefix(top), entry

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


@contextmanager
def there() -> Iterator[None]:
    """with there(): ask what needs no file; a bucket that is not there is away."""
    try:
        with asking():
            yield
    except FileNotFoundError as error:
        raise StoreAway("the bucket is not there") from error
