"""manage.py repurge [--register FILE]: after a restore, remove again what had been disposed of."""

from pathlib import Path

from django.conf import settings
from django.core.management.base import CommandError
from django.utils import timezone

from compliance.core import commands
from compliance.core.language import _
from compliance.retention.actions import repurge


class Command(commands.Command):
    help = _(
        "Sau khi khôi phục bản sao lưu cũ: xóa lại những hồ sơ đã tiêu hủy, theo bia và sổ tiêu "
        "hủy ngoài cơ sở dữ liệu."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "--register",
            default=settings.DISPOSAL_REGISTER,
            help=_("Sổ tiêu hủy (.jsonl); mặc định DISPOSAL_REGISTER."),
        )

    def handle(self, **options):
        path = Path(options["register"]) if options["register"] else None
        if path and not path.is_file():
            if options["register"] != settings.DISPOSAL_REGISTER:
                raise CommandError(_("Không đọc được {path}.").format(path=path))
            self.stderr.write(
                _(
                    "Không có sổ tiêu hủy {path}: chỉ xóa lại theo bia trong cơ sở dữ liệu. Hồ sơ "
                    "tiêu hủy sau khi sao lưu vẫn còn; đặt sổ vào chỗ rồi chạy lại."
                ).format(path=path)
            )
            path = None
        counts = repurge(at=timezone.now(), register=path)
        self.stdout.write(
            _(
                "Đã xóa lại {cases} hồ sơ, {files} tệp; {unknown} mã trong sổ không có ở bản sao "
                "lưu này."
            ).format(cases=counts["cases"], files=counts["files"], unknown=counts["unknown"])
        )
