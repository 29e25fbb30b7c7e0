"""Which rows hold stored files: every room above says it of its own tables, so that limits, the
nightly look and serving know all of them.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Model, Q, QuerySet

from compliance.core.hooks import Hook, Registry
from compliance.files.models import StoredFile


def _nothing(stored: StoredFile, at: datetime) -> None:
    """Most rooms write nothing when a file is as it was."""


@dataclass(frozen=True)
class Attachment:
    """One kind of file. `lookups` lead from a stored file to its owner, whose files are counted
    together; `counted` says which of them count. `owner_words` begin the sentence of a refusal.

    `damaged(stored, at)` tells whoever must know that the bytes have changed, `sound(stored, at)`
    writes down that they have not.
    """

    name: str
    lookups: tuple[str, ...]
    owner_words: str
    damaged: Callable[[StoredFile, datetime], None]
    sound: Callable[[StoredFile, datetime], None] = _nothing
    counted: Q = Q()

    @property
    def any_owner(self) -> Q:
        """Stored files of this kind, whoever owns them."""
        owned = Q()
        for lookup in self.lookups:
            owned |= Q(**{f"{lookup}__isnull": False})
        return owned

    def files_of(self, owner: Model) -> QuerySet[StoredFile]:
        """What one owner holds of this kind, as far as it counts."""
        owned = Q()
        for lookup in self.lookups:
            owned |= Q(**{lookup: owner})
        held = StoredFile.objects.filter(owned & self.counted)
        return StoredFile.objects.filter(pk__in=held.order_by().values("pk"))


ATTACHMENTS: Registry[str, Attachment] = Registry()
# function(user, since): files somebody sent whose rows bear no name
UNNAMED: Hook[Callable[[Any, datetime], QuerySet[StoredFile]]] = Hook()
# function(day): accounts that look after the machine
OPERATORS: Hook[Callable[[date], QuerySet]] = Hook()
# function(paths): which of these paths on disk are owed to be removed
LEAVING: Hook[Callable[[list[str]], set[str]]] = Hook()
# function(stored): write down outside the database that this file was sealed
SEALINGS: Hook[Callable[[StoredFile], None]] = Hook()
# model -> function(user, row, stored): may this person open this file, which hangs on this row
PERMITS: Registry[type[Model], Callable[[Any, Any, StoredFile], bool]] = Registry()
# model -> function(row, by, at, what): the event of a look at a file of this row
TRAIL: Registry[type[Model], Callable[..., None]] = Registry()


def attach(*kinds: Attachment) -> None:
    """Register kinds of files."""
    for kind in kinds:
        ATTACHMENTS.register(kind.name, kind)


def permits(model: type[Model]):
    """Register the rule by which files of these rows are opened."""

    def register(rule):
        PERMITS[model] = rule
        return rule

    return register


def trail(model: type[Model]):
    """Register how a look at a file of these rows is written down."""

    def register(write):
        TRAIL[model] = write
        return write

    return register


def kinds_of(stored: StoredFile) -> list[Attachment]:
    """As what a file is held; most are held once, a file of sibling cases by several rows."""
    mine = StoredFile.objects.filter(pk=stored.pk)
    return [kind for kind in ATTACHMENTS.values() if mine.filter(kind.any_owner).exists()]
