"""Put the plan of a list into rows that can be filtered, paged and downloaded, with an account of
what was read; how far it has come lies in a small file beside the list.
"""

import io
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path

from django.db import transaction

from compliance.core.language import _, joined
from compliance.registry.importing.choices import Choices
from compliance.registry.importing.compare import Comparison, who_left
from compliance.registry.importing.naming import OfficeBook
from compliance.registry.importing.offices import OfficeList
from compliance.registry.importing.plan import WORDS, Planner, Row
from compliance.registry.importing.reader import Unreadable, read_sheets
from compliance.registry.importing.sheets import SheetReading
from compliance.registry.importing.unread import Unread
from compliance.registry.models import ImportRow, ImportRun
from compliance.stores.away import StoreAway
from compliance.stores.beside import IMPORTS

State = ImportRun.State
PROGRESS = ".so-dong"  # how the file beside a list ends


@dataclass
class Staged:
    """What came of reading a list."""

    counts: dict[str, int] = field(default_factory=lambda: dict.fromkeys(WORDS, 0))
    left_out: list[str] = field(default_factory=list)
    report: dict = field(default_factory=dict)


def tell_progress(run: ImportRun, done: int) -> None:
    with suppress(StoreAway):  # nobody waits for it
        IMPORTS.write(_progress_of(run), io.BytesIO(str(done).encode()))


def progress(run: ImportRun) -> int:
    """Rows read or applied so far; seen from outside the transaction that does it."""
    try:
        with IMPORTS.open(_progress_of(run)) as source:
            return int(source.read() or 0)
    except (FileNotFoundError, ValueError, StoreAway):
        return 0


def _progress_of(run: ImportRun) -> str:
    return f"{run.path}{PROGRESS}"


def forget(run: ImportRun) -> None:
    """Remove the list and its progress; from a store that does not answer they go with sweep()."""
    with suppress(StoreAway):
        for name in (run.path, _progress_of(run)):
            IMPORTS.remove(name)


def sweep(until: datetime) -> None:
    """Remove what was written before and belongs to no list that waits."""
    waiting = ImportRun.objects.filter(state__in=(State.READING, State.PREVIEWED, State.APPLYING))
    known = set(waiting.values_list("path", flat=True))
    with suppress(StoreAway):
        for entry in list(IMPORTS.listed()):
            if entry.written < until.timestamp() and entry.name.removesuffix(PROGRESS) not in known:
                IMPORTS.remove(entry.name)


@contextmanager
def _list_of(run: ImportRun) -> Iterator[Path]:
    """Raises Unreadable when it is gone, StoreAway."""
    try:
        with IMPORTS.on_disk(run.path) as path:
            if not path.is_file():
                raise FileNotFoundError(run.path)
            yield path
    except FileNotFoundError as gone:
        raise Unreadable(_("Danh sách không còn trên cổng. Tải tệp lên lại.")) from gone


def stage(run: ImportRun, today: date) -> Staged:
    """Read the list anew and write its rows. Raises Unreadable, StoreAway; memory does not grow
    with the list but for the codes it names.

    Read a second time, rarely: when a column turns out late to be typed in an old font.
    """
    with _list_of(run) as path:
        if run.what == ImportRun.What.OFFICES:
            return _stage_offices(run, path, today)
        staged, pages = _stage(run, path, today, None)
        return _stage(run, path, today, pages)[0] if pages else staged


@transaction.atomic
def _stage_offices(run: ImportRun, path: Path, today: date) -> Staged:
    run.rows.all().delete()
    staged, listed = Staged(), OfficeList(today)
    listed.read(read_sheets(path, run.path))
    _write(run, listed.rows, staged.counts)
    tell_progress(run, len(listed.rows))
    staged.left_out, staged.report = listed.left_out, {"passed": listed.passed}
    return staged


@transaction.atomic
def _stage(
    run: ImportRun, path: Path, today: date, pages: dict | None
) -> tuple[Staged, dict | None]:
    run.rows.all().delete()
    staged, choices, book = Staged(), Choices(run.choices), OfficeBook(today)
    planner, comparison = Planner(book, today, choices, pages), Comparison(book, today)
    unread, readings, done = Unread(run.scope, choices), [], 0
    for number, (sheet, rows) in enumerate(read_sheets(path, run.path)):
        reading = SheetReading(number, sheet, choices, book, unread.saw)
        readings.append(reading)
        for batch in planner.plan(reading, reading.lines(rows)):
            comparison.compare(batch, reading)
            _write(run, batch, staged.counts)
            done += len(batch)
            tell_progress(run, done)
        if reading.headed and reading.taken and not reading.why:
            staged.left_out += [
                reading for reading in reading.header.left_out if reading not in staged.left_out
            ]
    if not done and not any(reading.can_be_chosen for reading in readings):
        raise Unreadable(_nothing(readings))
    if run.scope:
        names = {reading.number: reading.shown_name for reading in readings}
        listed = ImportRow.objects.filter(run=run).exclude(code="").values("code")
        for batch in who_left(run.scope, listed, today, lambda code: unread.says(code, names)):
            _write(run, batch, staged.counts)
    staged.report = _report(readings, planner, comparison)
    return staged, None if pages else planner.must_read_again()


def _nothing(readings: list[SheetReading]) -> str:
    """Why not one row could be read, sheet by sheet."""
    if len(readings) == 1:
        why = readings[0].why
        return f"{why[:1].upper()}{why[1:]}." if why else _("Danh sách không có dòng nào.")
    said = [
        f"trang “{reading.name}”: "
        + (reading.why or (_("không có dòng nào") if reading.taken else _("ẩn, không đọc")))
        for reading in readings[:10]
    ]
    return _("Không đọc được dòng nào. {said}.").format(said=joined("; ", said)[:240])


def _report(readings: list[SheetReading], planner: Planner, comparison: Comparison) -> dict:
    book = planner.book
    return {
        "sheets": [reading.account() for reading in readings],
        "offices": [
            {"text": text, "rows": rows, "near": [office.pk for office in book.near(text)]}
            for text, rows in sorted(planner.unknown.items(), key=lambda reading: -reading[1])[:200]
        ],
        "aliases": [
            {"text": text, "rows": rows, "office": known.name}
            for text, rows in planner.by_alias.items()
            if (known := book.alias_of(text))
        ],
        "old": planner.old,
        "doubles": comparison.doubles,
        "shouted": comparison.shouted,
        "dates": comparison.later_dates,
    }


def _write(run: ImportRun, batch: list[Row], counts: dict[str, int]) -> None:
    rows = [
        ImportRow(
            run=run,
            sheet=row.sheet,
            number=row.number,
            fate=row.fate,
            code=row.values.get("code", "")[:40],
            values=row.values,
            errors=row.errors,
            changes=row.changes,
            notes=row.notes,
        )
        for row in batch
    ]
    ImportRow.objects.bulk_create(rows, batch_size=500)
    for row in rows:
        counts[row.fate] += 1
