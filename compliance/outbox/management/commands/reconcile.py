"""Look for what should exist and does not."""

from django.core.management.base import BaseCommand, CommandError

from compliance.outbox.consistency_checks import GAPS, gaps
from compliance.outbox.processing import database_now


class Command(BaseCommand):
    help = (
        "Đối chiếu: kỳ đã hết mà chưa có báo cáo, người phải được báo mà chưa, việc đến lượt mà"
        " chưa làm, tệp ghi mà không có. Mã 0: đủ; 1: thiếu, nêu từng chỗ."
    )

    def handle(self, **options):
        missing = gaps(database_now())
        for words in missing:
            self.stdout.write(words)
        if missing:
            raise CommandError(f"{len(missing)} chỗ thiếu.", returncode=1)
        self.stdout.write(f"Đủ, {len(GAPS)} phép đối chiếu.")
