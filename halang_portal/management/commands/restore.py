"""manage.py restore FILE --key FILE: an archive back into an empty database and folder."""

from pathlib import Path

from django.core.management.base import CommandError
from django.utils import timezone

from compliance.audit.known_keys import VARIABLES
from compliance.core import commands
from compliance.core.language import _
from halang_portal.backups import restoring


class Command(commands.Command):
    help = _(
        "Khôi phục một bản sao lưu vào cơ sở dữ liệu trống và MEDIA_ROOT trống, đối chiếu mọi tệp, "
        "số dòng, nhật ký, số cộng sẵn, rồi tiêu hủy lại theo sổ. Chạy với chủ của cơ sở dữ liệu, "
        "như migrate; sau đó chạy docs/roles.sql."
    )
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path, help=_("tệp cong308-….tar.age"))
        parser.add_argument(
            "--key", type=Path, required=True, help=_("tệp khóa bí mật (AGE-SECRET-KEY-…)")
        )
        parser.add_argument(
            "--without-key",
            action="append",
            default=[],
            choices=VARIABLES,
            help=_("khóa của biến này đã mất hẳn: vẫn khôi phục"),
        )

    def handle(self, *, file: Path, key: Path, without_key: list[str], **options):
        for path in (file, key):
            if not path.is_file():
                raise CommandError(_("Không có tệp {path}.").format(path=path))
        try:
            restoring.restore(file, key, timezone.now(), without_key, self.stdout.write)
        except restoring.Refused as error:
            raise CommandError(error.args[0]) from error
        except restoring.Broken as error:
            raise CommandError(
                _("Đã khôi phục, nhưng có chỗ không khớp:\n{error}").format(error=error)
            ) from error
        self.stdout.write(
            _(
                "Đã khôi phục; mọi tệp, số dòng, nhật ký, số cộng sẵn khớp. Tiếp theo: "
                "docs/roles.sql, manage.py verify_audit --anchors với các thư mốc."
            )
        )
