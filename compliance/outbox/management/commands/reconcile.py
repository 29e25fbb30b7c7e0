"""Look for what should exist and does not."""

from django.core.management.base import CommandError

from compliance.core import commands
from compliance.core.language import _
from compliance.outbox.consistency_checks import GAPS, gaps
from compliance.outbox.processing import database_now


class Command(commands.Command):
    help = _(
        "Đối chiếu: kỳ đã hết mà chưa có báo cáo, người phải được báo mà chưa, việc đến lượt mà "
        "chưa làm, tệp ghi mà không có. Mã 0: đủ; 1: thiếu, nêu từng chỗ."
    )

    def handle(self, **options):
        missing = gaps(database_now())
        for words in missing:
            self.stdout.write(words)
        if missing:
            raise CommandError(_("{count} chỗ thiếu.").format(count=len(missing)), returncode=1)
        self.stdout.write(_("Đủ, {count} phép đối chiếu.").format(count=len(GAPS)))
