"""Every row that speaks of a file has its file."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from compliance.files import root
from compliance.incidents.models import StoredFile
from compliance.outbox.reconcile import finds_gaps


@finds_gaps
def rows_without_file(now: datetime) -> Iterator[str]:
    """Those of the last two days; the nightly check of hashes comes by all others in turn."""
    for stored in StoredFile.objects.filter(at__gte=now - timedelta(days=2), damaged_at=None).only("path", "kind", "sha256").iterator():
        if not (root() / stored.path).is_file():
            yield f"Tệp {stored} có dòng ghi mà không có trên đĩa."
