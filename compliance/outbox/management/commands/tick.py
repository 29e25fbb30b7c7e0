"""One turn of the wheel by hand: plan what has become due, do what is owed."""

from django.core.management.base import BaseCommand

from compliance.outbox.tick import run_tick


class Command(BaseCommand):
    help = "Làm ngay những việc đang chờ gửi, chờ lập."

    def handle(self, **options):
        done = run_tick()
        self.stdout.write(f"Lập kế hoạch {done['planned']}, xong {done['done']}, lỗi {done['failed']}.")
