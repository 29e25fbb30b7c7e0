"""Import a list of staff from a file, the same way the page does."""

import sys
from datetime import datetime
from pathlib import Path

from django.core.management.base import CommandError
from django.db import transaction
from django.utils import timezone

from compliance.core import commands
from compliance.core.language import _
from compliance.core.recalling import recalled
from compliance.core.refusals import NotNow
from compliance.registry.actions import apply_import, upload_list
from compliance.registry.importing import account
from compliance.registry.importing.plan import WORDS, WRONG
from compliance.registry.importing.reader import Unreadable
from compliance.registry.models import ImportRun, Office, User

SHOWN = 50
WRONG_ROWS, UNREADABLE = 1, 2


class Command(commands.Command):
    help = _(
        "Nhập danh sách cán bộ từ tệp xlsx, xls, ods hoặc csv. Trang, dòng, cột ẩn không được nhập "
        "và được nêu ra; muốn nhập thì chọn ở trang xem trước. Mã thoát: 0 xong, 1 có dòng sai "
        "(chưa có gì được nhập), 2 không đọc được tệp."
    )

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)
        parser.add_argument("--dry-run", action="store_true", help=_("chỉ xem trước"))
        parser.add_argument("--json", action="store_true", help=_("in kết quả dạng JSON"))
        parser.add_argument(
            "--by",
            default="",
            help=_("tên đăng nhập của người giữ danh sách; không ghi thì nhật ký ghi là hệ thống"),
        )
        parser.add_argument(
            "--scope", default="", help=_("mã đơn vị mà tệp là danh sách đầy đủ, hoặc all")
        )
        parser.add_argument(
            "--left-day", default="", help=_("ngày cuối của người rời danh sách, ngày/tháng/năm")
        )

    def handle(
        self,
        *,
        file: Path,
        dry_run: bool,
        json: bool,
        by: str,
        scope: str,
        left_day: str,
        **options,
    ):
        now = timezone.now()
        try:
            result, code = self._import(
                file, dry_run, now, user=_user(by), scope=_office(scope), left_day=_day(left_day)
            )
        except (OSError, Unreadable) as error:
            reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
            result = {
                "counts": dict.fromkeys(WORDS, 0),
                "errors": [{"row": 0, "column": "", "message": reason}],
                "ignored_columns": [],
                "read": [],
                "applied": False,
            }
            code = UNREADABLE
        self._print(json, result)
        if code:
            sys.exit(code)

    def _import(self, file: Path, dry_run: bool, now, **how) -> tuple[dict, int]:
        user = how.pop("user")
        with transaction.atomic():
            with file.open("rb") as source:
                run = upload_list(upload=source, name=file.name, by=user, at=now, wait=True, **how)
            errors = [
                {**error, "message": recalled(error["message"])}
                for row in run.rows.filter(fate=WRONG).order_by("number", "pk").iterator()
                for error in row.errors
            ]
            applied = not dry_run and not errors
            if applied:
                try:
                    apply_import(run=run, by=user, at=now, wait=True)
                except NotNow as refused:
                    raise CommandError(refused.reason) from refused
            else:
                ImportRun.objects.filter(pk=run.pk).delete()
        return {
            "counts": run.counts,
            "errors": errors,
            "ignored_columns": run.left_out,
            "read": _read(run),
            "applied": applied,
        }, (WRONG_ROWS if errors else 0)

    def _print(self, as_json: bool, result: dict) -> None:
        if as_json:
            self.print_json(result)
            return
        for fate, count in result["counts"].items():
            self.stdout.write(WORDS[fate] + f": {count}")
        for sentence in result["read"]:
            self.stdout.write(sentence)
        for error in result["errors"][:SHOWN]:
            self.stdout.write(account.of_error(error))
        if (more := len(result["errors"]) - SHOWN) > 0:
            self.stdout.write(_("… và {more} lỗi nữa").format(more=more))
        self.stdout.write(_("Đã nhập.") if result["applied"] else _("Chưa có gì được nhập."))


def _read(run: ImportRun) -> list[str]:
    """What was read of the file, sheet by sheet."""
    return [
        _("Trang “{sheet}”: {sentence}").format(sheet=sheet["name"], sentence=sentence)
        if sheet["name"]
        else sentence
        for sheet in run.report.get("sheets", ())
        for sentence in account.of_sheet(sheet)
    ] + account.of_file(run.report, run.left_out)


def _user(name: str) -> User | None:
    if not name:
        return None
    user = User.objects.filter(username=name).first()
    if user is None:
        raise CommandError(_("Không có tài khoản {name}.").format(name=name))
    return user


def _office(code: str) -> Office | None:
    if not code:
        return None
    office = (
        Office.objects.filter(parent=None).order_by("valid_from", "pk").first()
        if code == "all"
        else Office.objects.filter(code=code).first()
    )
    if office is None:
        raise CommandError(_("Không có đơn vị {code}.").format(code=code))
    return office


def _day(text: str):
    try:
        return datetime.strptime(text, "%d/%m/%Y").date() if text else None
    except ValueError:
        raise CommandError(_("Ghi ngày dạng ngày/tháng/năm.")) from None
