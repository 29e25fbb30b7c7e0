"""Load the reviewed rule data: national law, its terms, the public calendar."""

from django.core.management.base import CommandError
from django.utils import timezone

from compliance.core import commands
from compliance.core.language import _, joined
from compliance.rulebook.actions import load_data
from compliance.rulebook.actions.loading import Differs

_KINDS = {
    "instruments": _("văn bản"),
    "rule_sets": _("bộ quy tắc"),
    "terms": _("thời hạn, lựa chọn"),
    "days": _("ngày của lịch làm việc"),
}
SHOWN = 8  # names of a kind; a dry run says all


class Command(commands.Command):
    help = _(
        "Nạp văn bản của trung ương, bộ quy tắc, thời hạn, lịch nghỉ từ compliance/rulebook/data. "
        "Chạy lại được; không sửa gì đã công bố, không đụng gì người dùng đã nhập, sửa hoặc bỏ."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "--dry-run", action="store_true", help=_("chỉ nói sẽ thêm gì, không ghi")
        )

    def handle(self, *, dry_run: bool, **options):
        try:
            loaded = load_data(at=timezone.now(), dry_run=dry_run)
        except Differs as error:
            raise CommandError(
                _("Không nạp được, chưa ghi gì: {error}").format(error=error)
            ) from error
        verb = _("Sẽ thêm") if dry_run else _("Đã thêm")
        for kind, words in _KINDS.items():
            names = getattr(loaded, kind)
            most = len(names) if dry_run else SHOWN  # a dry run hides nothing
            shown = joined(", ", names[:most]) + (", …" if len(names) > most else "")
            shown = ": " + shown if names else ""
            self.stdout.write(verb + f" {len(names)} " + words + shown)
        for line in loaded.unchanged:
            self.stdout.write(_("Giữ nguyên {line}").format(line=line))
        if loaded.days and not dry_run:
            self.stdout.write(
                _("Hạn của hồ sơ đang mở không tự đổi theo ngày mới: xem trang Lịch làm việc.")
            )
