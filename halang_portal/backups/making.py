"""Make one archive: the database first, then the files, so that every row has its file; then the
register of disposals, which knows what went in the meantime.
"""

import json
import os
import time
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any, BinaryIO

import django
from django.conf import settings
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone

from compliance.audit.actions import record
from compliance.audit.known_keys import configured
from compliance.audit.models import ChainHead, KnownKey
from compliance.core import committee
from compliance.core.language import _
from compliance.files.models import StoredFile
from halang_portal.backups import age, archive, databases
from halang_portal.vitals import BACKUP_MARK

PATTERN = "cong308-*.tar.age"


@dataclass
class Made:
    path: Path
    size: int
    rows: int
    files: int
    seconds: float
    faults: list[str]  # files whose bytes are not those of their row, or that are not there


def make(folder: Path, recipients: list, at: datetime) -> Made:
    """A whole archive in `folder` or none: it has its name only when it is finished. Raises OSError
    and databases.Failed.
    """
    began = time.monotonic()
    target = folder / f"cong308-{timezone.localtime(at):%Y%m%d-%H%M%S-%f}.tar.age"
    half = target.with_suffix(".part")
    facts: dict[str, Any] = {}
    _mark(at, ok=False, size=0)  # until there is a whole one
    try:
        with open(half, "xb", opener=_private) as out:
            age.encrypt(lambda plain: _write(plain, facts, at), out, recipients)
            out.flush()
            os.fsync(out.fileno())
        os.replace(half, target)
    finally:
        half.unlink(missing_ok=True)
    files = [name for name in facts["members"] if name.startswith(f"{archive.FILES}/")]
    size = target.stat().st_size
    head, __ = ChainHead.objects.get_or_create(pk=1)
    after = {"bytes": size, "files": len(files), "rows": sum(facts["rows"].values())}
    _mark(at, ok=True, size=size)
    record(by=None, verb="made_backup", obj=head, at=at, label=target.name, after=after)
    return Made(
        target,
        size,
        after["rows"],
        len(files),
        time.monotonic() - began,
        facts["faults"],
    )


def _mark(at: datetime, *, ok: bool, size: int) -> None:
    """What the page of health and the figures read (vitals.py)."""
    mark = {"at": at.isoformat(), "ok": ok, "bytes": size}
    (Path(settings.DATA_DIR) / BACKUP_MARK).write_text(json.dumps(mark), encoding="utf-8")


def prune(folder: Path, keep: int) -> list[str]:
    """Only the newest `keep` stay: an archive still holds what has been disposed of since."""
    old = sorted(folder.glob(PATTERN))[:-keep]
    for path in old:
        path.unlink()
    return [path.name for path in old]


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def _write(plain: BinaryIO, facts: dict[str, Any], at: datetime) -> None:
    try:
        facts.update(_needed(at))
        writer = archive.Writer(plain)
        number = 0
        for number, piece in enumerate(databases.dump(facts), 1):
            writer.add_bytes(f"{archive.DATABASE}/{number:06d}", piece)
        for name, size, opens in archive.stored_files():
            writer.add_opened(f"{archive.FILES}/{name}", size, opens)
        for name, path in (
            (archive.REGISTER, settings.DISPOSAL_REGISTER),
            (archive.ANCHORS, settings.ANCHOR_FILE),
        ):
            if path and Path(path).is_file():
                size = Path(path).stat().st_size
                writer.add_opened(name, size, partial(Path(path).open, "rb"))
        facts["faults"] = faults(writer.members, at)
        writer.finish(facts)
        facts["members"] = writer.members
    finally:
        connection.close()  # this thread's own


def _needed(at: datetime) -> dict[str, Any]:
    """What whoever restores has to have: the version by its migrations, and the keys."""
    keys = {variable: marks[:1] for variable, marks in configured().items()}
    for row in KnownKey.objects.filter(retired_at=None):
        if row.fingerprint not in keys[row.variable]:
            keys[row.variable].append(row.fingerprint)
    return {
        "made_at": at.isoformat(),
        "authority": committee.today().name,
        "portal": settings.PORTAL_URL,
        "django": django.get_version(),
        "migrations": sorted(map(list, MigrationRecorder(connection).applied_migrations())),
        "keys": keys,
    }


def faults(members: dict[str, list], until: datetime) -> list[str]:
    """A sentence for each file stored until then that is not there, or has other bytes than its row
    says.
    """
    wrong = []
    rows = StoredFile.objects.filter(sealed_at=None, at__lte=until).order_by("at")
    for path, sha256 in rows.values_list("path", "sha256").iterator(chunk_size=2000):
        member = members.get(f"{archive.FILES}/evidence/{path}")
        if member is None:
            wrong.append(_("{path}: không có tệp").format(path=path))
        elif member[0] != sha256:
            wrong.append(_("{path}: nội dung khác mã kiểm tra").format(path=path))
    return wrong
