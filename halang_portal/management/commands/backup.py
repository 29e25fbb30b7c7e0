"""manage.py backup FOLDER: one encrypted archive of database, files and registers."""

from pathlib import Path

import pyrage
from django.conf import settings
from django.core.management.base import CommandError
from django.utils import timezone

from compliance.core import commands
from compliance.core.language import _
from halang_portal.backups import age, databases, making


class Command(commands.Command):
    help = _(
        "Sao lưu cơ sở dữ liệu, mọi tệp, sổ tiêu hủy, mốc nhật ký thành một tệp mã hóa (age) trong "
        "thư mục này. Máy chủ chỉ giữ khóa công khai (BACKUP_RECIPIENTS): mở ra cần khóa bí mật."
    )

    def add_arguments(self, parser):
        parser.add_argument("folder", type=Path, help=_("thư mục nhận bản sao lưu"))
        parser.add_argument(
            "--to",
            action="append",
            default=[],
            metavar="age1…",
            help=_("khóa công khai; mặc định BACKUP_RECIPIENTS"),
        )
        parser.add_argument(
            "--keep",
            type=int,
            default=0,
            metavar=_("SỐ"),
            help=_("chỉ giữ lại ngần ấy bản mới nhất"),
        )

    def handle(self, *, folder: Path, to: list[str], keep: int, **options):
        texts = to or settings.BACKUP_RECIPIENTS
        if not texts:
            raise CommandError(
                _(
                    "Chưa có khóa công khai. Lập một cặp khóa bằng manage.py backup_key TỆP, đặt "
                    "khóa công khai vào BACKUP_RECIPIENTS."
                )
            )
        if not folder.is_dir():
            raise CommandError(_("{folder} không phải thư mục.").format(folder=folder))
        try:
            made = making.make(folder, age.recipients_of(texts), timezone.now())
        except pyrage.RecipientError as error:
            raise CommandError(_("Có khóa công khai không đọc được (age1…).")) from error
        except (OSError, databases.Failed) as error:
            raise CommandError(_("Không sao lưu được: {error}").format(error=error)) from error
        gone = making.prune(folder, keep) if keep > 0 else []
        self.stdout.write(
            _("{path}: {rows} dòng, {files} tệp, {size:.1f} MB, {seconds:.1f} giây.").format(
                path=made.path,
                rows=made.rows,
                files=made.files,
                size=made.size / 1000000.0,
                seconds=made.seconds,
            )
            + (_(" Bỏ {count} bản cũ.").format(count=len(gone)) if gone else "")
        )
        for line in made.faults:
            self.stderr.write(_("Tệp hỏng từ trước khi sao lưu: {line}").format(line=line))
