"""A list of staff on its way in."""

import hashlib
import uuid
from datetime import date, datetime
from pathlib import Path

from django.conf import settings
from django.db import transaction

from compliance.access import require
from compliance.audit.actions import record
from compliance.refusals import NotNow
from compliance.registry.importing.apply import apply_plan
from compliance.registry.importing.plan import Plan, make_plan
from compliance.registry.importing.reader import Unreadable, read_rows
from compliance.registry.models import ImportRun, User
from compliance.roles import Do
from compliance.rulebook.clocks import local_day


def preview_import(*, upload, name: str, by: User, at: datetime) -> tuple[ImportRun, Plan]:
    """Keep the uploaded list, compare it, and remember the counts. Raises Unreadable with a reason."""
    require(by, Do.KEEP_REGISTRY)
    folder = Path(settings.MEDIA_ROOT) / "imports"
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{uuid.uuid4().hex}.{name.rsplit('.', 1)[-1].lower()[:5]}"
    digest = hashlib.sha256()
    with path.open("wb") as target:
        for chunk in upload.chunks() if hasattr(upload, "chunks") else iter(lambda: upload.read(65536), b""):
            digest.update(chunk)
            target.write(chunk)
    try:
        plan = make_plan(read_rows(path, name), local_day(at))
    except Unreadable:
        path.unlink()
        raise
    run = ImportRun.objects.create(name=name[:200], path=path.name, sha256=digest.hexdigest(), counts=plan.counts(), by=by, at=at)
    return run, plan


def plan_of(run: ImportRun, today: date) -> Plan:
    """The plan of a run as of today, read again from its file."""
    return make_plan(read_rows(Path(settings.MEDIA_ROOT) / "imports" / run.path, run.path), today)


@transaction.atomic
def apply_import(*, run: ImportRun, by: User, at: datetime) -> dict[str, int]:
    """Apply a previewed list, whole or not at all."""
    require(by, Do.KEEP_REGISTRY)
    day = local_day(at)
    return apply_plan(run=run, plan=plan_of(run, day), by=by, at=at, today=day)


@transaction.atomic
def cancel_import(*, run: ImportRun, by: User, at: datetime) -> None:
    """Leave a previewed list."""
    require(by, Do.KEEP_REGISTRY)
    if ImportRun.objects.filter(pk=run.pk, state=ImportRun.State.PREVIEWED).update(state=ImportRun.State.CANCELLED) != 1:
        raise NotNow("Danh sách này đã được nhập hoặc đã bỏ.")
    record(by=by, verb="cancel_import", obj=run, at=at, label=run.name)
