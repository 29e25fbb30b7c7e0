"""Rows of an uploaded list, read by another process (reading.py) and passed on one by one: this
process never holds the whole file.
"""

import json
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from itertools import islice
from pathlib import Path

from compliance.core.language import _
from compliance.core.recalling import recalled
from compliance.registry.importing import reading
from compliance.registry.importing.limits import Unreadable

__all__ = ["Unreadable", "ending_of", "read_rows", "read_sheets", "sheets_of"]
SPENT = _("Tệp quá phức tạp, đọc quá lâu. Lưu lại dạng .xlsx đơn giản hơn hoặc chia nhỏ.")


def ending_of(name: str) -> str:
    return name.rsplit(".", 1)[-1].lower()[:5] if "." in name else ""


def read_sheets(path: Path, name: str) -> Iterator[tuple[dict, Iterator[tuple[int, list, bool]]]]:
    """Yield (what is known of the sheet, its rows: number from 1, cells, whether hidden). The rows
    of a sheet are to be read before the next is asked for. Raises Unreadable with the reason,
    perhaps after some rows.
    """
    return sheets_of(_records(path, name))


def read_rows(path: Path, name: str) -> Iterator[list]:
    """The rows of the first sheet that shows and holds anything, for tables of one sheet. Raises
    Unreadable.
    """
    for sheet, rows in read_sheets(path, name):
        if sheet["state"] == "visible" and (held := list(rows)):
            yield from ([_plain(cell) for cell in cells] for __, cells, __ in held)
            return


def _plain(cell):
    return cell["t"] if isinstance(cell, dict) and "t" in cell else cell


def sheets_of(records: Iterator) -> Iterator[tuple[dict, Iterator[tuple[int, list, bool]]]]:
    """The records of the reading process, a sheet at a time."""
    ahead: list[dict] = []

    def rows() -> Iterator[tuple[int, list, bool]]:
        for number, record in enumerate(records, 1):
            if isinstance(record, dict) and "sheet" in record:
                ahead.append(record)
                return
            hidden = isinstance(record, dict)
            yield number, (record["hidden"] if hidden else record), hidden

    ahead.extend(record for record in islice(records, 1) if isinstance(record, dict))
    while ahead:
        sheet, inside = ahead.pop(), rows()
        yield sheet, inside
        for __ in inside:
            pass


def _records(path: Path, name: str) -> Iterator:
    command = [sys.executable, "-I", "-B", reading.__file__, str(path), ending_of(name)]
    with subprocess.Popen(  # noqa: S603
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={"LC_ALL": "C.UTF-8"},
        cwd="/",
    ) as worker:
        try:
            for line in worker.stdout:
                record = json.loads(line)
                if isinstance(record, dict) and "refused" in record:
                    raise Unreadable(recalled(record["refused"]))
                yield _cells(record)
        finally:
            worker.stdout.close()
            worker.kill() if worker.poll() is None and worker.wait(5) is None else None
        if worker.wait() != 0:
            raise Unreadable(SPENT)


def _cells(record):
    if isinstance(record, dict):
        return {"hidden": _cells(record["hidden"])} if "hidden" in record else record
    return [
        date.fromisoformat(cell["d"]) if isinstance(cell, dict) and "d" in cell else cell
        for cell in record
    ]
