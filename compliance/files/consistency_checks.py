"""Rows and disk say the same: every row has its file, every file has its row."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db.models import QuerySet

from compliance.core.language import _
from compliance.files.attachments import LEAVING
from compliance.files.models import StoredFile
from compliance.files.storage import held, is_there
from compliance.outbox.consistency_checks import finds_gaps
from compliance.stores.away import StoreAway

LATELY = timedelta(days=2)
SETTLED = timedelta(days=1)  # a row is committed long after its bytes are written; not so long
BATCH = 500


@finds_gaps
def rows_without_file(now: datetime) -> Iterator[str]:
    """Those of the last two days; the nightly check of hashes comes by all others in turn."""
    rows = StoredFile.objects.filter(at__gte=now - LATELY, damaged_at=None, sealed_at=None)
    try:
        yield from _missing(rows)
    except StoreAway:
        yield _("Kho tệp đang không trả lời: chưa xem hay nhận được tệp nào.")


def _missing(rows: QuerySet[StoredFile]) -> Iterator[str]:
    for stored in rows.only("path", "kind", "sha256").iterator():
        if not is_there(stored.path):
            yield _("Tệp {stored} có dòng ghi mà không có trong kho.").format(stored=stored)


@finds_gaps
def files_without_row(now: datetime) -> Iterator[str]:
    """What was refused is taken off the disk with its request: older bytes without a row were left
    by a machine that stopped half-way, or by a database restored from an earlier day.
    """
    try:
        yield from _strangers((now - SETTLED).timestamp())
    except StoreAway:
        return  # said above


def _strangers(settled: float) -> Iterator[str]:
    batch: list[str] = []
    for name, __, written in held():
        if written < settled:
            batch.append(name)
        if len(batch) == BATCH:
            yield from _unknown(batch)
            batch = []
    yield from _unknown(batch)


def _unknown(paths: list[str]) -> Iterator[str]:
    known = set(StoredFile.objects.filter(path__in=paths).values_list("path", flat=True))
    for leaving in LEAVING:
        known |= leaving(paths)
    for path in paths:
        if path not in known:
            yield _("Tệp {path} nằm trong kho mà không có dòng ghi nào.").format(path=path)
