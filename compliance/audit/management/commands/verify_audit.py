"""Walk the chain of the trail and name the first event that does not fit."""

from django.core.management.base import BaseCommand, CommandError

from compliance.audit.models import ChainHead, Event
from compliance.audit.verify import first_break


class Command(BaseCommand):
    help = "Kiểm tra tính toàn vẹn của nhật ký."

    def handle(self, **options):
        head = ChainHead.objects.filter(pk=1).first()
        broken = first_break(Event.objects.order_by("seq").iterator(), head.seq if head else 0, head.hash if head else "0" * 64)
        if broken:
            raise CommandError(broken)
        self.stdout.write(f"Nhật ký nguyên vẹn: {head.seq if head else 0} sự kiện.")
