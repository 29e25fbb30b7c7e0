"""After an old backup was restored: what had been disposed of is disposed of again, and what had
been sealed is sealed again, from the tombstones and the register.
"""

from datetime import date, datetime
from pathlib import Path

from django.db import transaction

from compliance.audit.actions import record
from compliance.core.language import _
from compliance.core.presence import present
from compliance.files.actions import erase, seal_files
from compliance.files.models import StoredFile
from compliance.incidents.models import Evidence, Incident
from compliance.retention.actions.disposal import empty_case
from compliance.retention.models import FileToRemove, Tombstone
from compliance.retention.register import read, read_sealings
from compliance.retention.removal import unlink

AGAIN = _("Đã niêm phong trước khi khôi phục bản sao lưu; theo sổ tiêu hủy.")


def repurge(*, at: datetime, register: Path | None = None) -> dict[str, int]:
    """{'cases', 'files', 'unknown'}: cases emptied again, files unlinked again, codes of the
    register this database never knew.
    """
    counts = {"cases": 0, "files": 0, "unknown": 0}
    known = {row["code"]: row for row in (read(register) if register else [])}
    for code in sorted({*known, *Tombstone.objects.values_list("code", flat=True)}):
        incident = Incident.objects.filter(code=code).first()
        if incident is None:
            counts["unknown"] += 1
        elif incident.disposed_at is None:
            _again(incident, known.get(code), at)
            counts["cases"] += 1
    _seal_again(read_sealings(register) if register else [], at)
    counts["files"] = _unlink_again()
    return counts


@transaction.atomic
def _again(incident: Incident, row: dict | None, at: datetime) -> None:
    empty_case(incident, at)
    stone = Tombstone.objects.filter(incident=incident).first()
    if stone:
        Tombstone.objects.filter(pk=stone.pk).update(again_at=at)
    else:
        row = present(row)
        stone = Tombstone.objects.create(
            code=incident.code,
            incident=incident,
            kind=row["kind"],
            basis=row["basis"],
            closed_month=date.fromisoformat(row["closed_month"]),
            due_on=date.fromisoformat(row["due_on"]),
            reference=row["reference"],
            proposer=row["proposer"],
            confirmer=row["confirmer"],
            disposed_at=row["disposed_at"],
            manifest=row["manifest"],
            manifest_sha256=row["sha256"],
            again_at=at,
        )
    record(
        by=None,
        verb="repurge",
        obj=incident,
        at=at,
        label=incident.code,
        after={"manifest": stone.manifest_sha256},
    )


def _unlink_again() -> int:
    """Bytes that are back on the disk although their row says they went."""
    gone = FileToRemove.objects.filter(removed_at__isnull=False)
    sealed = StoredFile.objects.filter(sealed_at__isnull=False)
    return sum(map(unlink, gone.iterator())) + sum(map(erase, sealed.iterator()))


@transaction.atomic
def _seal_again(paths: list[str], at: datetime) -> None:
    """Files that the restored database holds open; who asked and why is in the backup no more."""
    files = list(StoredFile.objects.filter(path__in=paths, sealed_at=None))
    for stored in files:
        Evidence.objects.filter(file=stored).update(relied_on=False)
        record(by=None, verb="seal", obj=stored, at=at, label=stored.sha256[:12])
    seal_files(files=files, because=AGAIN, at=at)
