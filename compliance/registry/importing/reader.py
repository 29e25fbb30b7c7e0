"""Rows of an uploaded list, read by another process (reading.py) and passed on one by one: this
process never holds the whole file.
"""

import json
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from compliance.registry.importing import reading
from compliance.registry.importing.reading import Unreadable

__all__ = ["Unreadable", "ending_of", "read_rows"]
SPENT = "Tệp quá phức tạp, đọc quá lâu. Lưu lại dạng .xlsx đơn giản hơn hoặc chia nhỏ."


def ending_of(name: str) -> str:
    return name.rsplit(".", 1)[-1].lower()[:5] if "." in name else ""


def read_rows(path: Path, name: str) -> Iterator[list]:
    """Yield rows of text, float, date, bool or None. Raises Unreadable with the reason, perhaps
    after some rows.
    """
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
                row = json.loads(line)
                if isinstance(row, dict):
                    raise Unreadable(row["refused"])
                yield [
                    (
                        date.fromisoformat(cell["d"])
                        if isinstance(cell, dict) and "d" in cell
                        else cell
                    )
                    for cell in row
                ]
        finally:
            worker.stdout.close()
            worker.kill() if worker.poll() is None and worker.wait(5) is None else None
        if worker.wait() != 0:
            raise Unreadable(SPENT)
