"""A real-looking list of 100,000 people through preview and import twice, in a transaction that is
rolled back: nothing stays.
"""

import os
import random
import resource
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from django.db import transaction
from django.utils import timezone

from compliance.core.figures import fixed, whole
from compliance.core.spreadsheets import Table, write_table
from compliance.registry.actions import apply_import, upload_list
from compliance.registry.importing import reading
from compliance.registry.importing.workbook import COLUMNS, TITLE
from compliance.registry.models import ImportRun, Office
from compliance.rulebook.models import StaffKind
from halang_portal.tryout.sample.people import random_name

POSTS = (
    "Chuyên viên",
    "Công chức Văn phòng - Thống kê",
    "Giáo viên",
    "Kế toán",
    "Văn thư",
    "Nhân viên bảo vệ",
    "Phó Trưởng phòng",
    "Công chức Địa chính - Xây dựng",
)


class Undone(Exception):
    """Ends the transaction so that nothing of the measurement stays."""


def measure(count: int, tell) -> None:
    """Print seconds and peak memory of reading, preview, import, and preview again."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "do.xlsx"
        _timed(
            "viết tệp",
            lambda: path.write_bytes(write_table(Table(TITLE, COLUMNS, _people(count)), "xlsx")),
            tell,
        )
        tell(f"  tệp {fixed(path.stat().st_size / 1e6)} MB, {whole(count)} dòng")
        _read_apart(path, tell)
        try:
            with transaction.atomic():
                _twice(path, tell)
                raise Undone
        except Undone:
            tell(
                "  bộ nhớ lớn nhất của tiến trình chính:"
                f" {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB"
            )


def _people(count: int):
    rng, offices = (
        random.Random(308),
        list(Office.objects.on(timezone.localdate()).values_list("name", flat=True)),
    )
    for number in range(1, count + 1):
        call = rng.choice(("ông", "bà"))
        kind = rng.choice(StaffKind.labels)
        yield (
            number,
            f"DO{number:06d}",
            random_name(rng, "ba" if call == "bà" else "ong"),
            call,
            rng.choice(offices),
            rng.choice(POSTS),
            kind,
            "",
            "01/02/2016",
            f"do{number}@cong308.example",
            f"09{number:08d}",
        )


def _timed(name: str, work, tell):
    started = time.perf_counter()
    done = work()
    tell(f"  {name:<28}{time.perf_counter() - started:>8.1f} s")
    return done


def _read_apart(path: Path, tell) -> None:
    """The reading process alone; its memory is that of the largest child so far."""
    command = [sys.executable, "-I", "-B", reading.__file__, str(path), "xlsx"]
    with Path(os.devnull).open("wb") as nowhere:
        _timed(
            "đọc (tiến trình riêng)",
            lambda: subprocess.run(command, stdout=nowhere, check=True),  # noqa: S603
            tell,
        )
    tell(
        "  bộ nhớ lớn nhất khi đọc:"
        f" {resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024:.0f} MB"
    )


def _twice(path: Path, tell) -> None:
    now = timezone.now()

    def preview() -> ImportRun:
        with path.open("rb") as source:
            return upload_list(upload=source, name=path.name, by=None, at=now, wait=True)

    run = _timed("xem trước lần 1", preview, tell)
    tell(f"  {run.counts}")
    _timed("nhập lần 1", lambda: apply_import(run=run, by=None, at=now, wait=True), tell)
    run = _timed("xem trước lần 2", preview, tell)
    tell(f"  {run.counts}")
    _timed("nhập lần 2", lambda: apply_import(run=run, by=None, at=now, wait=True), tell)
