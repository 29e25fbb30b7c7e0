"""Seal every reporter anew with the first key of IDENTITY_KEYS; afterwards the older keys may go."""

from django.core.management.base import BaseCommand
from django.db import transaction

from compliance.incidents import vault
from compliance.incidents.models import Reporter

BATCH = 2000


class Command(BaseCommand):
    help = "Mã hóa lại danh tính người ghi nhận bằng khóa đầu tiên của IDENTITY_KEYS."

    def handle(self, **options):
        done = 0
        with transaction.atomic():
            batch: list[Reporter] = []
            for row in Reporter.objects.order_by("pk").iterator(chunk_size=BATCH):
                row.tag, row.sealed = vault.tags(row.user_id)[0], vault.seal(row.user_id)
                batch.append(row)
                if len(batch) == BATCH:
                    done += Reporter.objects.bulk_update(batch, ["tag", "sealed"])
                    batch = []
            done += Reporter.objects.bulk_update(batch, ["tag", "sealed"])
        self.stdout.write(f"Đã mã hóa lại {done} danh tính.")
