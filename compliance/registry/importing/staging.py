"""Put the plan of a list into rows that can be filtered, paged and downloaded; how far it has come
lies in a small file beside the list.
"""

from datetime import date
from pathlib import Path

from django.conf import settings

from compliance.registry.importing.heading import open_list
from compliance.registry.importing.plan import WORDS, Planner, Row, who_left
from compliance.registry.importing.reader import Unreadable, read_rows
from compliance.registry.models import ImportRow, ImportRun


def folder() -> Path:
    made = Path(settings.MEDIA_ROOT) / "imports"
    made.mkdir(parents=True, exist_ok=True)
    return made


def tell_progress(run: ImportRun, done: int) -> None:
    (folder() / f"{run.path}.so-dong").write_text(str(done))


def progress(run: ImportRun) -> int:
    """Rows read or applied so far; seen from outside the transaction that does it."""
    try:
        return int((folder() / f"{run.path}.so-dong").read_text() or 0)
    except (FileNotFoundError, ValueError):
        return 0


def forget(run: ImportRun) -> None:
    """Unlink the list and its progress."""
    for name in (run.path, f"{run.path}.so-dong"):
        (folder() / name).unlink(missing_ok=True)


def stage(run: ImportRun, today: date) -> tuple[dict[str, int], list[str]]:
    """Read the list anew and write its rows. Returns (counts by fate, columns left out). Raises
    Unreadable; memory does not grow with the list.
    """
    run.rows.all().delete()
    counts = dict.fromkeys(WORDS, 0)
    header, body = open_list(read_rows(folder() / run.path, run.path))
    done = 0
    for batch in Planner(header, today).plan(body):
        _write(run, batch, counts)
        done += len(batch)
        tell_progress(run, done)
    if not done:
        raise Unreadable("Danh sách không có dòng nào.")
    if run.scope_id:
        for batch in who_left(run.scope, ImportRow.objects.filter(run=run).values("code"), today):
            _write(run, batch, counts)
    return counts, header.left_out


def _write(run: ImportRun, batch: list[Row], counts: dict[str, int]) -> None:
    rows = [
        ImportRow(
            run=run,
            number=row.number,
            fate=row.fate,
            code=row.values.get("code", "")[:40],
            values=row.values,
            errors=row.errors,
            changes=row.changes,
        )
        for row in batch
    ]
    ImportRow.objects.bulk_create(rows, batch_size=500)
    for row in rows:
        counts[row.fate] += 1
