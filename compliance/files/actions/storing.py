"""The one way in: capped, looked at, read whole, hashed, written, and only then a row. And the way
by which bytes are sealed: they go, the row stays.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Model, QuerySet, Sum

from compliance.core import committee
from compliance.core.language import _, lower_first
from compliance.files.attachments import ATTACHMENTS, UNNAMED, Attachment
from compliance.files.kinds import PICTURES
from compliance.files.models import StoredFile
from compliance.files.notes import SENDER
from compliance.files.parse import Refused
from compliance.files.renditions import forget
from compliance.files.storage import is_there, keep, remove
from compliance.outbox.actions import enqueue

MB = 1024 * 1024
DAY = timedelta(hours=24)


def store(
    *, upload: Any, kind: str, owner: Model | None, by: Any, at: datetime, sender: Any = None
) -> StoredFile:
    """Store one uploaded file as `kind` (a name in ATTACHMENTS) of `owner`, which holds it from
    then on. Raises Refused with the reason.

    `by` None: the reporter, whose name stands in the vault alone; then `sender` is whose day it is
    counted against. The caller writes the row that holds the file, in the same transaction.
    """
    require_room(kind=kind, owner=owner, size=upload.size, sender=sender or by, at=at)
    columns = keep(upload)
    columns["facts"] |= _said_by_sender(upload, columns["kind"])
    return StoredFile.objects.create(**columns, by=by, at=at)


def require_room(*, kind: str, owner: Model | None, size: int, sender: Any, at: datetime) -> None:
    """Raises Refused when the owner, or the day of the sender, has no room for so much more."""
    if owner is not None:  # None: it does not exist yet, and holds nothing
        _owner_has_room(ATTACHMENTS[kind], owner, size)
    if sender:
        _day_has_room(sender, size, at)


def _said_by_sender(upload: Any, kind: str) -> dict:
    """What the machine of the sender said of a picture it made smaller, under its own name: the
    portal found none of it.
    """
    said = getattr(upload, "said", None)
    return {SENDER: said} if said and kind in PICTURES else {}


def store_redacted(*, columns: dict, by: Any, at: datetime) -> StoredFile:
    """The row of a copy that files.redacted() drew and put on disk. Its size is capped there; what
    an owner or a day may hold is not asked: a full case must still be redacted before it is shown.
    """
    return StoredFile.objects.create(**columns, by=by, at=at)


def _owner_has_room(kind: Attachment, owner: Model, size: int) -> None:
    held = kind.files_of(owner)
    if held.count() >= settings.EVIDENCE_MAX_FILES:
        raise Refused(
            _(
                "{owner_words} đã có {evidence_max_files} tệp, không thêm được nữa. Gộp các ảnh "
                "vào một tệp PDF hoặc bỏ bớt tệp."
            ).format(owner_words=kind.owner_words, evidence_max_files=settings.EVIDENCE_MAX_FILES)
        )
    if _bytes(held) + size > settings.EVIDENCE_CASE_MAX_BYTES:
        raise Refused(
            _(
                "Các tệp của {owner_words} vượt quá {evidence_case_max_bytes} MB. Giảm cỡ tệp hoặc "
                "bỏ bớt tệp."
            ).format(
                owner_words=lower_first(kind.owner_words),
                evidence_case_max_bytes=settings.EVIDENCE_CASE_MAX_BYTES // MB,
            )
        )


def _day_has_room(user: Any, size: int, at: datetime) -> None:
    """What one person sent in the last 24 hours, by name or, as a reporter, without it."""
    since = at - DAY
    sent = _bytes(StoredFile.objects.filter(by=user, at__gte=since))
    sent += sum(_bytes(unnamed(user, since)) for unnamed in UNNAMED)
    most = committee.today().day_bytes
    if sent + size > most:
        raise Refused(
            _(
                "Trong 24 giờ ông/bà đã gửi gần {most} MB tệp. Gửi tiếp vào ngày mai, hoặc giảm cỡ "
                "tệp."
            ).format(most=most // MB)
        )


def _bytes(files: QuerySet[StoredFile]) -> int:
    rows = StoredFile.objects.filter(pk__in=files.order_by().values("pk"))
    return rows.aggregate(sum=Sum("size"))["sum"] or 0


def seal_files(*, files: Iterable[StoredFile], because: str, at: datetime) -> None:
    """Seal stored files: nobody opens them any more, and their bytes are owed to go after the
    commit. Hash, size, kind and rows stay; the name given and what was read in the file go.
    """
    for stored in files:
        StoredFile.objects.filter(pk=stored.pk, sealed_at=None).update(
            sealed_at=at,
            sealed_because=because,
            name=f"tep-da-niem-phong.{stored.kind}",
            facts={},
        )
        enqueue(
            topic="erase_sealed",
            dedup_key=f"erase_sealed:{stored.pk}",
            at=at,
            payload={"file": str(stored.pk)},
        )


def erase(stored: StoredFile) -> bool:
    """Take the bytes of a sealed file off the disk, and whatever was drawn or copied from them
    unless an open file has the same ones. Says whether they were there.
    """
    there = is_there(stored.path)
    remove(stored.path)
    if not StoredFile.objects.filter(sha256=stored.sha256, sealed_at=None).exists():
        forget(stored.sha256)
    return there
