"""Count the rows again and hold them against what the triggers have added up."""

from django.core.management.base import BaseCommand, CommandError

from reports.models import Tally
from reports.rollups import differences


class Command(BaseCommand):
    help = (
        "Đếm lại từ các dòng hồ sơ và so với số cộng sẵn của trang Số liệu. Mã 0: trùng; 1: khác,"
        " nêu từng chỗ."
    )

    def handle(self, **options):
        sentences = differences()
        for words in sentences[:200]:
            self.stdout.write(words)
        if sentences:
            raise CommandError(f"{len(sentences)} chỗ khác.", returncode=1)
        self.stdout.write(f"Trùng khớp, {Tally.objects.count()} dòng cộng sẵn.")
