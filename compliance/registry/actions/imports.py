"""A list of staff on its way in: uploaded, read, previewed, applied whole or not at all, and undone
while nothing depends on it.
"""

import hashlib
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.urls import reverse

from compliance.audit.actions import record
from compliance.audit.models import Event
from compliance.core.access import require
from compliance.core.language import _, joined
from compliance.core.refusals import NotAllowed, NotNow
from compliance.core.roles import Do
from compliance.files import Refused, look, shown_name
from compliance.outbox.actions import enqueue
from compliance.registry.actions.addresses import follow_addresses
from compliance.registry.actions.days import mirror_staff
from compliance.registry.actions.office_imports import (
    add_listed,
    take_away_listed,
    what_holds_listed,
)
from compliance.registry.importing.account import without_names
from compliance.registry.importing.apply import apply_rows, undo_rows, what_blocks
from compliance.registry.importing.plan import LEFT, MOVED, NEW, WRONG
from compliance.registry.importing.reader import Unreadable, ending_of
from compliance.registry.importing.second import new_second
from compliance.registry.importing.staging import forget, stage, sweep, tell_progress
from compliance.registry.models import ImportRow, ImportRun, Office, StaffMember, User
from compliance.registry.queries import staff_of
from compliance.rulebook.clocks import local_day
from compliance.stores.away import STORE_AWAY, StoreAway
from compliance.stores.beside import IMPORTS, workplace
from compliance.stores.temporary import temporary

AT_ONCE = (
    200_000  # bytes: a smaller list is read while the person waits, a larger one by the worker
)
ROWS_AT_ONCE = 3_000
KEPT = timedelta(days=7)  # how long a list that was not applied waits
State = ImportRun.State


def _url(run: ImportRun) -> str:
    return reverse("registry:import_preview", args=[run.pk])


@transaction.atomic
def upload_list(
    *,
    upload: Any,
    name: str,
    by: User | None,
    at: datetime,
    scope: Office | None = None,
    left_day: date | None = None,
    wait: bool = False,
) -> ImportRun:
    """Keep an uploaded list and see that it is read: at once when it is small or `wait`, else by
    the worker. Raises Unreadable with the reason.

    `scope`: the list is everybody of this office and those below, and whoever is missing from it
    has left with `left_day` (yesterday when None).
    """
    if by:
        require(by, Do.KEEP_REGISTRY)
    run = ImportRun(scope=scope, left_day=left_day, by=by, at=at)
    return _take_in(run, upload, name, wait)


@transaction.atomic
def upload_offices(*, upload: Any, name: str, by: User, at: datetime) -> ImportRun:
    """The same for a list of offices. Raises Unreadable with the reason."""
    require(by, Do.KEEP_REGISTRY)
    return _take_in(ImportRun(what=ImportRun.What.OFFICES, by=by, at=at), upload, name)


def _take_in(run: ImportRun, upload: Any, name: str, wait: bool = False) -> ImportRun:
    run.name, run.path = name[:200], f"{uuid.uuid4().hex}.{ending_of(name)}"
    with temporary(workplace()) as path, said_when_away():
        run.sha256, size = _write(upload, path)
        _look(path, name, run.sha256)
        IMPORTS.take(path, run.path)
    run.save()
    if not wait and size > AT_ONCE:
        enqueue(
            topic="read_import",
            dedup_key=f"read_import:{run.pk}",
            at=run.at,
            payload={"run": run.pk},
        )
        return run
    try:
        with said_when_away():
            return read_list(run=run, at=run.at)
    except Unreadable:
        forget(run)
        raise


def _write(upload: Any, path: Path) -> tuple[str, int]:
    digest, size = hashlib.sha256(), 0
    with path.open("wb") as target:
        for chunk in (
            upload.chunks() if hasattr(upload, "chunks") else iter(lambda: upload.read(65536), b"")
        ):
            digest.update(chunk)
            size += len(chunk)
            target.write(chunk)
    return digest.hexdigest(), size


@contextmanager
def said_when_away() -> Iterator[None]:
    """For whoever waits; the worker tries again by itself."""
    try:
        yield
    except StoreAway as away:
        raise Unreadable(STORE_AWAY) from away


def _look(path: Path, name: str, digest: str) -> None:
    """By the scanner, like every file that comes in."""
    try:
        look(path, shown_name(name), digest)
    except Refused as refused:
        raise Unreadable(str(refused)) from refused


@transaction.atomic
def read_list(*, run: ImportRun, at: datetime) -> ImportRun:
    """Compare the list with the registry as it is now and keep every row. Reading again replaces
    what was read before. Raises Unreadable, StoreAway.
    """
    seen = _latest_change()
    staged = stage(run, local_day(at))
    ImportRun.objects.filter(pk=run.pk, state__in=(State.READING, State.PREVIEWED)).update(
        state=State.PREVIEWED,
        counts=staged.counts,
        left_out=staged.left_out,
        report=staged.report,
        seen_seq=seen,
    )
    run.refresh_from_db()
    return run


@transaction.atomic
def read_or_say(*, run: ImportRun, at: datetime) -> None:
    """For the worker: what cannot be read is said on the run's page."""
    if run.state != State.READING:
        return
    try:
        with transaction.atomic():
            read_list(run=run, at=at)
    except Unreadable as reason:
        ImportRun.objects.filter(pk=run.pk).update(state=State.UNREADABLE, reason=str(reason)[:300])


def _latest_change() -> int:
    """The last event that changed people, posts or offices; looks do not count."""
    changes = Event.objects.filter(subject_type__in=("staffmember", "office", "importrun")).exclude(
        verb__startswith="saw"
    )
    return changes.aggregate(last=Max("seq"))["last"] or 0


def is_stale(run: ImportRun) -> bool:
    """Whether the registry has changed since the list was compared with it."""
    return run.state == State.PREVIEWED and _latest_change() > run.seen_seq


def require_open(run: ImportRun) -> None:
    """Raises NotNow for a list that is applied, dropped or still being read."""
    if run.state != State.PREVIEWED:
        raise NotNow(_("Danh sách này đã được nhập hoặc đã bỏ."), back=_url(run))


@transaction.atomic
def read_again(*, run: ImportRun, by: User, at: datetime) -> ImportRun:
    """Raises Unreadable with the reason."""
    require(by, Do.KEEP_REGISTRY)
    require_open(run)
    with said_when_away():
        return read_list(run=run, at=at)


@transaction.atomic
def choose_parts(*, run: ImportRun, choices: dict[str, str], by: User, at: datetime) -> ImportRun:
    """Say which hidden sheets, rows and columns belong to a list and how its old letters are read;
    the list is read again by it. Raises Unreadable when nothing would be left of it: then what was
    chosen before stays.
    """
    require(by, Do.KEEP_REGISTRY)
    require_open(run)
    run.choices = {**run.choices, **choices}
    run.save(update_fields=["choices"])
    with said_when_away():
        return read_list(run=run, at=at)


@transaction.atomic
def apply_import(*, run: ImportRun, by: User | None, at: datetime, wait: bool = False) -> ImportRun:
    """Apply a previewed list, whole or not at all: at once when it is short or `wait`, else by the
    worker.

    Raises NotNow when a row is wrong, the registry has changed since, another list is on its way,
    or the run was applied before.
    """
    if by:
        require(by, Do.KEEP_REGISTRY)
        _own_post_apart(run, by)
    if run.counts.get(WRONG):
        raise NotNow(
            _("Còn dòng sai: sửa trong tệp rồi tải lên lại. Chưa có gì được nhập."), back=_url(run)
        )
    if run.report and not any(run.counts.values()):
        raise NotNow(_("Chưa đọc dòng nào: chọn phần thuộc danh sách rồi đọc lại."), back=_url(run))
    if is_stale(run):
        raise NotNow(
            _(
                "Danh sách cán bộ đã thay đổi từ lúc xem trước. Đọc lại tệp để xem thay đổi mới "
                "nhất; chưa có gì được nhập."
            ),
            back=_url(run),
        )
    if ImportRun.objects.filter(state=State.APPLYING).exists():
        raise NotNow(_("Đang nhập một danh sách khác; chờ xong rồi nhập tiếp."), back=_url(run))
    if (
        ImportRun.objects.filter(pk=run.pk, state=State.PREVIEWED).update(
            state=State.APPLYING, by=by or run.by
        )
        != 1
    ):
        raise NotNow(_("Danh sách này đã được nhập hoặc đã bỏ."), back=_url(run))
    run.refresh_from_db()
    tell_progress(run, 0)
    if wait or sum(run.counts.values()) <= ROWS_AT_ONCE:
        return carry_out(run=run, at=at)
    enqueue(
        topic="apply_import", dedup_key=f"apply_import:{run.pk}", at=at, payload={"run": run.pk}
    )
    return run


def _own_post_apart(run: ImportRun, by: User) -> None:
    """As for a single post (apart.posts_apart): nobody moves themselves."""
    own = staff_of(by)
    mine = run.rows.filter(code=own.code) if own else run.rows.none()
    if any(row.fate in (MOVED, LEFT) or new_second(row) for row in mine):
        raise NotAllowed(
            _(
                "Danh sách đổi vị trí của chính ông/bà: người giữ danh sách khác nhập, hoặc bỏ "
                "dòng ấy ra."
            )
        )


@transaction.atomic
def carry_out(*, run: ImportRun, at: datetime) -> ImportRun:
    """The writing itself; one transaction and one event."""
    if run.state != State.APPLYING:
        return run
    if run.what == ImportRun.What.OFFICES:
        add_listed(run, at, lambda done: tell_progress(run, done))
    else:
        _write_staff(run, at)
    ImportRun.objects.filter(pk=run.pk).update(state=State.APPLIED, applied_at=at)
    chosen = {name: value for name, value in run.choices.items() if value}
    record(
        by=run.by,
        verb=f"import_{run.what}",
        obj=run,
        at=at,
        label=run.name,
        after={**run.counts, "sha256": run.sha256, **chosen},
    )
    ImportRow.objects.exclude(run=run).exclude(
        run__state__in=(State.READING, State.PREVIEWED)
    ).delete()  # only the last one can be undone
    _forget_file(run)
    run.refresh_from_db()
    return run


def _write_staff(run: ImportRun, at: datetime) -> None:
    apply_rows(run, local_day(at), lambda done: tell_progress(run, done))
    beside = run.rows.filter(values__has_key="second").values("code")
    mirror_staff(StaffMember.objects.filter(code__in=beside), local_day(at))
    follow_addresses(people=StaffMember.objects.all(), by=run.by, at=at)


def _forget_file(run: ImportRun) -> None:
    """The list itself goes once it is of no more use: it may hold columns that are never kept. Its
    fingerprint stays, and how many rows were read and passed over.
    """
    ImportRun.objects.filter(pk=run.pk).update(report=without_names(run.report))
    transaction.on_commit(lambda: forget(run))


@transaction.atomic
def cancel_old_previews(*, at: datetime) -> int:
    """Lists nobody applied within a week go, with their rows and files; returns how many."""
    old = list(
        ImportRun.objects.filter(
            state__in=(State.READING, State.PREVIEWED, State.UNREADABLE), at__lt=at - KEPT
        )
    )
    for run in old:
        ImportRun.objects.filter(pk=run.pk).update(state=State.CANCELLED)
        run.rows.all().delete()
        _forget_file(run)
        record(by=None, verb="cancel_import", obj=run, at=at, label=run.name)
    sweep(at - KEPT)
    return len(old)


@transaction.atomic
def cancel_import(*, run: ImportRun, by: User, at: datetime) -> None:
    """Leave a list that was not applied; its rows go."""
    require(by, Do.KEEP_REGISTRY)
    if (
        ImportRun.objects.filter(
            pk=run.pk, state__in=(State.READING, State.PREVIEWED, State.UNREADABLE)
        ).update(state=State.CANCELLED)
        != 1
    ):
        raise NotNow(_("Danh sách này đã được nhập hoặc đã bỏ."), back=_url(run))
    run.rows.all().delete()
    _forget_file(run)
    record(by=by, verb="cancel_import", obj=run, at=at, label=run.name)


def last_applied() -> ImportRun | None:
    return ImportRun.objects.filter(state=State.APPLIED).order_by("-applied_at", "-pk").first()


@transaction.atomic
def undo_import(*, run: ImportRun, by: User, at: datetime) -> ImportRun:
    """Put back what stood before the last import. Raises NotNow with what depends on it."""
    require(by, Do.KEEP_REGISTRY)
    if run != last_applied():
        raise NotNow(_("Chỉ hoàn tác được lần nhập gần nhất."), back=_url(run))
    of_offices = run.what == ImportRun.What.OFFICES
    if blocks := what_holds_listed(run) if of_offices else what_blocks(run):
        raise NotNow(
            _("Không hoàn tác được, vì sau khi nhập: ")
            + joined("; ", blocks[:5])
            + ("…" if len(blocks) > 5 else "."),
            back=_url(run),
        )
    if ImportRun.objects.filter(pk=run.pk, state=State.APPLIED).update(state=State.UNDONE) != 1:
        raise NotNow(_("Lần nhập này đã hoàn tác."), back=_url(run))
    if of_offices:
        take_away_listed(run, lambda done: tell_progress(run, done))
    else:
        undo_rows(run, lambda done: tell_progress(run, done))
        follow_addresses(people=StaffMember.objects.all(), by=by, at=at)
    record(
        by=by,
        verb="undo_import",
        obj=run,
        at=at,
        label=run.name,
        after={"new": run.counts.get(NEW, 0), "left": run.counts.get(LEFT, 0)},
    )
    run.refresh_from_db()
    return run
