"""Walk the chain of the trail and its anchors, and name the first event that does not fit."""

from pathlib import Path

from django.core.management.base import CommandError

from compliance.audit.verify import check
from compliance.core import commands
from compliance.core.language import _


class Command(commands.Command):
    help = _("Kiểm tra tính toàn vẹn của nhật ký.")

    def add_arguments(self, parser):
        parser.add_argument(
            "--anchors",
            help=_(
                "Tệp văn bản có các mốc đã gửi đi (thư, tệp mốc): đối chiếu thêm với các mốc này."
            ),
        )

    def handle(self, *, anchors=None, **options):
        broken, count, head, marks = check(
            Path(anchors).read_text(encoding="utf-8") if anchors else ""
        )
        if broken:
            raise CommandError(broken)
        self.stdout.write(
            _("Nhật ký nguyên vẹn: {count} sự kiện, {marks} mốc đã ký, đầu chuỗi {head}.").format(
                count=count, marks=marks, head=head[:16]
            )
        )
