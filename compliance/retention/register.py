"""The register of disposals outside the database: a restored backup does not know what went after
it was made, this file does.
"""

import json
import os
from datetime import datetime
from pathlib import Path

from django.conf import settings

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
    """Append the line once; flushed to the disk before anybody calls it done."""
    if not settings.DISPOSAL_REGISTER:
        return
    path = Path(settings.DISPOSAL_REGISTER)
    known = path.read_text(encoding="utf-8") if path.is_file() else ""
    line = line_of(stone)
    if line in known.splitlines():
        return
    with path.open("a", encoding="utf-8") as out:
        out.write(line + "\n")
        out.flush()
        os.fsync(out.fileno())


def read(path: Path) -> list[dict]:
    """The lines of a register, moments and days as such."""
    found = []
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.strip():
            row = json.loads(line)
            row["disposed_at"] = datetime.fromisoformat(row["disposed_at"])
            found.append(row)
    return found
