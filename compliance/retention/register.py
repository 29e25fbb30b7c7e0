"""The register of disposals and sealed files outside the database: a restored backup does not know
what went after it was made, this file does.
"""

import json
import os
from datetime import datetime
from pathlib import Path

from django.conf import settings

from compliance.files.models import StoredFile
from compliance.retention.models import Tombstone


def line_of(stone: Tombstone) -> str:
    """One disposal as one line: codes, days and hashes, no person concerned."""
    said = {
        "code": stone.code,
        "kind": stone.kind,
        "basis": stone.basis,
        "closed_month": stone.closed_month.isoformat(),
        "due_on": stone.due_on.isoformat(),
        "reference": stone.reference,
        "proposer": stone.proposer,
        "confirmer": stone.confirmer,
        "disposed_at": stone.disposed_at.isoformat(),
        "manifest": stone.manifest,
        "sha256": stone.manifest_sha256,
    }
    return json.dumps(said, ensure_ascii=False, sort_keys=True)


def write(stone: Tombstone) -> None:
    _append(line_of(stone))


def write_sealing(stored: StoredFile) -> None:
    """A sealed file as one line: where its bytes lay and their hash, nothing of anybody."""
    said = {"sealed": stored.path, "sha256": stored.sha256}
    _append(json.dumps(said, sort_keys=True))


def _append(line: str) -> None:
    """Append the line once; flushed to the disk before anybody calls it done."""
    if not settings.DISPOSAL_REGISTER:
        return
    path = Path(settings.DISPOSAL_REGISTER)
    known = path.read_text(encoding="utf-8") if path.is_file() else ""
    if line in known.splitlines():
        return
    with path.open("a", encoding="utf-8") as out:
        out.write(line + "\n")
        out.flush()
        os.fsync(out.fileno())


def read(path: Path) -> list[dict]:
    """The disposals of a register, moments and days as such."""
    rows = [row for row in _rows(path) if "sealed" not in row]
    return [{**row, "disposed_at": datetime.fromisoformat(row["disposed_at"])} for row in rows]


def read_sealings(path: Path) -> list[str]:
    """Where the bytes of sealed files lay."""
    return [row["sealed"] for row in _rows(path) if "sealed" in row]


def _rows(path: Path) -> list[dict]:
    lines = path.read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines if line.strip()]
