"""Import a list of staff from a file, the same way the page does."""

import json
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from compliance.registry.actions import apply_import, preview_import
from compliance.registry.importing.reader import Unreadable
from compliance.registry.models import User


class Command(BaseCommand):
    help = "Nhập danh sách cán bộ từ tệp xlsx hoặc csv."

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)
        parser.add_argument("--by", required=True, help="tên đăng nhập của người giữ danh sách")
        parser.add_argument("--dry-run", action="store_true")
        parser.add_argument("--json", action="store_true")

    def handle(self, *, file: Path, by: str, dry_run: bool, json: bool, **options):
        now = timezone.now()
        try:
            user = User.objects.get(username=by)
            with file.open("rb") as source:
                run, plan = preview_import(upload=source, name=file.name, by=user, at=now)
        except (User.DoesNotExist, OSError, Unreadable) as error:
            raise CommandError(str(error)) from error
        errors = [error for row in plan.rows for error in row.errors]
        if not dry_run and not errors:
            apply_import(run=run, by=user, at=now)
        self._print(json, {"counts": plan.counts(), "errors": errors, "left_out": plan.left_out, "applied": not dry_run and not errors})
        if errors:
            raise CommandError(f"{len(errors)} lỗi; chưa có gì được nhập.")

    def _print(self, as_json: bool, result: dict) -> None:
        if as_json:
            self.stdout.write(json.dumps(result, ensure_ascii=False))
            return
        for fate, count in result["counts"].items():
            self.stdout.write(f"{fate}: {count}")
        for error in result["errors"][:50]:
            self.stdout.write(error)
