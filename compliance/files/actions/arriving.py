"""A file received piece by piece. What was received stays, whatever happens to the line; once it is
whole it goes the one way in, as from a form, with every limit.
"""

from contextlib import suppress
from datetime import datetime
from typing import IO, Any

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet, Sum

from compliance.core import committee
from compliance.core.language import _
from compliance.files import arriving, pieces
from compliance.files.actions.storing import MB, require_room
from compliance.files.arriving import ArrivedFile, Parcel, destination_of
from compliance.files.kinds import HEAD
from compliance.files.models import ArrivingFile
from compliance.files.parse import Refused
from compliance.files.pieces import LONGEST
from compliance.files.queries import arriving_of
from compliance.files.storage import OutOfReach, require_size
from compliance.stores.away import StoreAway

State = ArrivingFile.State
MOST_BYTES = 4 * 1024**3  # of all that is on its way, of everybody
BUSY = _("Đang có quá nhiều tệp được gửi lên cổng. Thử lại sau ít phút.")


class Misplaced(Exception):
    """The piece does not begin where the last one ended."""

    def __init__(self, offset: int):
        self.offset = offset
        super().__init__(offset)


@transaction.atomic
def begin(*, parcel: Parcel, length: int, by: Any, at: datetime) -> ArrivingFile:
    """The row of a file that will be sent; the one that is there, when this file is on its way to
    this place already. No event: nothing was handed in yet. Raises Refused, and what the
    destination raises.
    """
    destination = destination_of(parcel.place)
    owner = destination.find(by, parcel.place.key)
    require_size(length)
    marks = arriving.marks_of_file(parcel, length)
    begun = arriving_of(by, at).filter(mark__in=marks, state=State.OPEN).first()
    if begun is not None:
        return begun
    require_room(kind=destination.kind, owner=owner, size=length, sender=by, at=at)
    _may_be_on_its_way(by, length, at)
    ArrivingFile.objects.filter(mark__in=marks).delete()  # of one that is over: sent once more
    return ArrivingFile.objects.create(
        mark=marks[0],
        place=arriving.marks_of_place(parcel.place)[0],
        owner=arriving.marks_of_owner(by.pk)[0],
        sealed=arriving.sealed(parcel),
        length=length,
        at=at,
        touched_at=at,
    )


def _may_be_on_its_way(by: Any, length: int, at: datetime) -> None:
    """So many files and bytes of one person, so many bytes of all."""
    mine = arriving_of(by, at).filter(state=State.OPEN)
    if mine.count() >= settings.EVIDENCE_MAX_FILES:
        raise Refused(
            _(
                "Đang có {evidence_max_files} tệp gửi dở. Gửi xong hoặc gỡ bớt rồi chọn tiếp."
            ).format(evidence_max_files=settings.EVIDENCE_MAX_FILES)
        )
    most = committee.today().day_bytes
    if _bytes(mine) + length > most:
        raise Refused(
            _("Các tệp gửi dở vượt quá {most} MB. Gửi xong hoặc gỡ bớt rồi chọn tiếp.").format(
                most=most // MB
            )
        )
    if _bytes(ArrivingFile.objects.filter(state=State.OPEN)) + length > MOST_BYTES:
        raise Refused(BUSY)


def _bytes(rows: QuerySet[ArrivingFile]) -> int:
    return rows.aggregate(sum=Sum("length"))["sum"] or 0


def receive(
    *, row: ArrivingFile, parcel: Parcel, offset: int, piece: IO[bytes], by: Any, at: datetime
) -> ArrivingFile:
    """Put a piece where it belongs; with the last one the file goes where it was to go, and then
    `state` says what became of it. The piece was read before: nobody waits for a slow line while a
    row is locked. Raises Misplaced, StoreAway, and what the destination raises; then nothing was
    received, and what was received before stays.
    """
    try:
        with transaction.atomic():
            fresh = _append(row, offset, piece, at)
            if fresh.offset == fresh.length:
                _take(fresh, parcel, by, at)
    except OutOfReach as away:
        raise StoreAway(str(away)) from away
    except Refused as refused:
        return _refuse(row, parcel, str(refused), at)
    if fresh.state == State.TAKEN:
        _clear(fresh)
    return fresh


def _clear(row: ArrivingFile) -> None:
    """Its bytes go; from a store that does not answer with the sweep, a day later."""
    with suppress(StoreAway):
        pieces.remove(row.pieces)


def _append(row: ArrivingFile, offset: int, piece: IO[bytes], at: datetime) -> ArrivingFile:
    fresh = ArrivingFile.objects.select_for_update().filter(pk=row.pk).first()
    if fresh is None or fresh.state != State.OPEN or fresh.offset != offset:
        raise Misplaced(fresh.offset if fresh else 0)
    size = piece.seek(0, 2)
    pieces.append(fresh.pieces, offset, piece)
    fresh.offset, fresh.touched_at = offset + size, at
    fresh.save(update_fields=["offset", "touched_at"])
    # told by its beginning, before the rest is sent for nothing
    if offset < HEAD <= fresh.offset:
        require_size(fresh.length, pieces.head(fresh.pieces, HEAD))
    return fresh


def _take(row: ArrivingFile, parcel: Parcel, by: Any, at: datetime) -> None:
    destination = destination_of(parcel.place)
    owner = destination.find(by, parcel.place.key)
    with pieces.opened(row.pieces) as whole:
        upload = ArrivedFile(whole, parcel, row.length)
        parcel.answer = destination.take(owner=owner, upload=upload, by=by, at=at)
    row.state, row.sealed = State.TAKEN, arriving.sealed(parcel)
    row.save(update_fields=["state", "sealed"])


@transaction.atomic
def _refuse(row: ArrivingFile, parcel: Parcel, why: str, at: datetime) -> ArrivingFile:
    """Its bytes go, its row says why: the answer may be lost on the way, and is asked again."""
    parcel.answer = {"detail": why}
    ArrivingFile.objects.filter(pk=row.pk, state=State.OPEN).update(
        state=State.REFUSED, sealed=arriving.sealed(parcel), touched_at=at
    )
    _clear(row)
    row.refresh_from_db()
    return row


def drop(*, row: ArrivingFile) -> None:
    """Its sender wants it no more. What was taken already is not undone by it."""
    ArrivingFile.objects.filter(pk=row.pk).delete()
    _clear(row)


def sweep_arriving(*, at: datetime) -> int:
    """What nobody went on sending for a day goes, with bytes that no row speaks of. Returns how
    many were not whole.
    """
    old = ArrivingFile.objects.filter(touched_at__lte=at - LONGEST)
    unfinished = 0
    for row in old.order_by("pk"):
        unfinished += row.state == State.OPEN
        drop(row=row)
    known = {pk.hex for pk in ArrivingFile.objects.values_list("pk", flat=True)}
    with suppress(StoreAway):
        for name in pieces.stray(at, known):
            pieces.remove(name)
    return unfinished
