"""Put an archive back into an empty place, and prove that it is whole: everything is unpacked and
compared before the database is touched.
"""

import os
import shutil
import time
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from compliance.audit.actions import record
from compliance.audit.known_keys import configured
from compliance.audit.models import ChainHead
from compliance.audit.verify import check
from compliance.core.language import _, joined
from compliance.files.backends import root
from compliance.files.storage import held, shelf
from compliance.retention.actions import repurge
from compliance.stores.beside import PLACES, Place
from halang_portal.backups import age, archive, databases
from halang_portal.backups.making import faults
from reports.rollups import differences

STAGING = ".khoi-phuc"


class Refused(Exception):
    """Nothing was changed, and why."""


class Broken(Exception):
    """It was put back, and something does not agree: each in a sentence."""


Say = Callable[[str], None]


def restore(path: Path, key: Path, at: datetime, without: list[str], say: Say) -> None:
    """Unpack, compare, fill the database, move the files, verify, dispose again. `without`: the
    variables whose key is known to be gone. Raises Refused before anything is changed, Broken
    after it.
    """
    _require_empty()
    staging = Path(settings.MEDIA_ROOT) / STAGING
    staging.mkdir(parents=True, mode=0o700)
    try:
        with _timed(_("Giải mã, đối chiếu từng mục với bản kê"), say):
            manifest = _unpack(path, key, staging)
        _require_fit(manifest, without)
        with _timed(
            _("Nạp cơ sở dữ liệu ({values} dòng)").format(values=sum(manifest["rows"].values())),
            say,
        ):
            _load(staging / archive.DATABASE)
        with _timed(_("Đưa {count} tệp về chỗ").format(count=len(_files(manifest))), say):
            _move(staging)
    finally:
        shutil.rmtree(staging, ignore_errors=True)
    with _timed(_("Kiểm tra số dòng, nhật ký, số cộng sẵn"), say):
        wrong = _wrong(manifest)
    with _timed(_("Tiêu hủy lại theo sổ, kiểm tra từng tệp"), say):
        again = _dispose_again(at, say)
        wrong += _files_wrong(manifest)
    Session.objects.all().delete()  # those ended since then would be open again
    head, __ = ChainHead.objects.get_or_create(pk=1)
    after = {"made_at": manifest["made_at"], "cases": again["cases"], "wrong": len(wrong)}
    record(by=None, verb="restored_backup", obj=head, at=at, label=path.name, after=after)
    if wrong:
        raise Broken(joined("\n", ("  - " + line for line in wrong[:200])))


class _timed:
    def __init__(self, words: str, say: Say):
        self.words, self.say = words, say

    def __enter__(self) -> None:
        self.began = time.monotonic()

    def __exit__(self, kind: Any, *rest: Any) -> None:
        if kind is None:
            self.say(
                _("{words}: {monotonic:.1f} giây").format(
                    words=self.words, monotonic=time.monotonic() - self.began
                )
            )


def _require_empty() -> None:
    top = Path(settings.MEDIA_ROOT)
    if not databases.is_empty():
        raise Refused(_("Cơ sở dữ liệu đã có bảng: chỉ khôi phục vào cơ sở dữ liệu trống."))
    if top.is_dir() and any(top.iterdir()):
        raise Refused(_("{top} không trống: chỉ khôi phục vào thư mục trống.").format(top=top))
    if next(held(), None) or any(next(place.listed(), None) for place in PLACES):
        raise Refused(_("Kho tệp không trống: chỉ khôi phục vào kho trống."))


def _unpack(path: Path, key: Path, staging: Path) -> dict[str, Any]:
    manifests: list[dict[str, Any]] = []
    try:
        with path.open("rb") as source:
            age.decrypt(
                source,
                lambda plain: manifests.append(archive.unpack(plain, staging)),
                age.identity_in(key),
            )
    except (age.Unopened, archive.Odd) as error:
        raise Refused(error.args[0]) from error
    return manifests[0]


def _require_fit(manifest: dict[str, Any], without: list[str]) -> None:
    """The engine, the version of the code and every key are those of the archive."""
    if manifest["engine"] != connection.vendor:
        raise Refused(
            _("Bản sao lưu là của {engine}, DATABASE_URL chỉ {vendor}.").format(
                engine=manifest["engine"], vendor=connection.vendor
            )
        )
    here = configured()
    lacking = [
        _("{variable}: thiếu khóa có dấu {mark}").format(variable=variable, mark=mark)
        for variable, marks in manifest["keys"].items()
        for mark in marks
        if mark not in here.get(variable, ()) and variable not in without
    ]
    if lacking:
        raise Refused(
            _("Khóa trong môi trường không phải của bản sao lưu này:\n  - ")
            + joined("\n  - ", lacking)
            + _(
                "\nĐặt đúng khóa; mất hẳn thì thêm --without-key TÊN_BIẾN, rồi manage.py "
                "declare_key_lost."
            )
        )
    _require_version({(app, name) for app, name in manifest["migrations"]})


def _require_version(applied: set[tuple[str, str]]) -> None:
    """A squashed migration stands for those it replaces, here and in the archive."""
    here = MigrationLoader(None).disk_migrations
    stands_for = {key: {(app, name) for app, name in step.replaces} for key, step in here.items()}
    known = set(here).union(*stands_for.values())
    applied = applied.union(*(stands_for.get(key, set()) for key in applied))
    if unknown := sorted(applied - known):
        raise Refused(
            _(
                "Mã nguồn cũ hơn bản sao lưu: không biết {count} bước di trú, như {unknown}. Cài "
                "đúng phiên bản đã sao lưu."
            ).format(count=len(unknown), unknown=".".join(unknown[0]))
        )
    if later := sorted(key for key in here if not stands_for[key] and key not in applied):
        raise Refused(
            _(
                "Mã nguồn mới hơn bản sao lưu {count} bước di trú, như {later}. Khôi phục bằng "
                "đúng phiên bản đã sao lưu, rồi nâng cấp."
            ).format(count=len(later), later=".".join(later[0]))
        )


def _files(manifest: dict[str, Any]) -> list[str]:
    return [name for name in manifest["members"] if name.startswith(f"{archive.FILES}/")]


def _load(folder: Path) -> None:
    def pieces() -> Iterator[bytes]:
        for path in sorted(folder.iterdir()):
            yield path.read_bytes()

    try:
        databases.load(pieces())
    except databases.Failed as error:
        raise Refused(
            _("Không nạp được cơ sở dữ liệu, chưa đổi gì:\n{error}").format(error=error)
        ) from error


def _move(staging: Path) -> None:
    """Every file to where it lay, in folders or in the bucket; registers are added up, never
    overwritten. Within one file system all are renames.
    """
    top, stored = Path(settings.MEDIA_ROOT), staging / archive.FILES / root().name
    root().mkdir(parents=True, exist_ok=True)
    for path in sorted(stored.rglob("*")):
        if path.is_file():
            shelf().take(path, path.relative_to(stored).as_posix())
    shutil.rmtree(stored, ignore_errors=True)
    for place in PLACES:
        _move_beside(place, staging / archive.FILES / place.folder)
    if (staging / archive.FILES).is_dir():
        for path in (staging / archive.FILES).iterdir():
            os.replace(path, top / path.name)
    for name, target in (
        (archive.REGISTER, settings.DISPOSAL_REGISTER),
        (archive.ANCHORS, settings.ANCHOR_FILE),
    ):
        if target and (staging / name).is_file():
            _add_lines(staging / name, Path(target))


def _move_beside(place: Place, folder: Path) -> None:
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            place.take(path, path.relative_to(folder).as_posix())
    shutil.rmtree(folder, ignore_errors=True)


def _add_lines(source: Path, target: Path) -> None:
    known = target.read_text(encoding="utf-8").splitlines() if target.is_file() else []
    lines = source.read_text(encoding="utf-8").splitlines()
    target.parent.mkdir(parents=True, exist_ok=True)
    with target.open("a", encoding="utf-8") as out:
        out.writelines(f"{line}\n" for line in lines if line not in set(known))
        out.flush()
        os.fsync(out.fileno())


def _wrong(manifest: dict[str, Any]) -> list[str]:
    with connection.cursor() as cursor:
        rows = databases.counts(cursor, databases.tables_of(cursor))
    said = manifest["rows"]
    wrong = [
        _("Bảng {table}: {rows} dòng, bản kê ghi {said}").format(
            table=table, rows=rows.get(table, 0), said=said.get(table, 0)
        )
        for table in sorted(rows.keys() | said.keys())
        if rows.get(table, 0) != said.get(table, 0)
    ]
    broken, *__ = check()
    return [*wrong, *([broken] if broken else []), *differences()]


def _files_wrong(manifest: dict[str, Any]) -> list[str]:
    """Asked after the register: what was disposed of while the backup ran has no file in it."""
    until = datetime.fromisoformat(manifest["made_at"])
    known = set(manifest["faults"])
    return [line for line in faults(manifest["members"], until) if line not in known]


def _dispose_again(at: datetime, say: Say) -> dict[str, int]:
    register = Path(settings.DISPOSAL_REGISTER) if settings.DISPOSAL_REGISTER else None
    if register is None or not register.is_file():
        say(_("Không có sổ tiêu hủy: chỉ biết những gì bia trong bản sao lưu ghi."))
        register = None
    counts = repurge(at=at, register=register)
    say(
        _("Đã xóa lại {cases} hồ sơ, {files} tệp theo sổ tiêu hủy.").format(
            cases=counts["cases"], files=counts["files"]
        )
    )
    return counts
