"""Seal every reporter, and what reporters were told, anew with the first key of IDENTITY_KEYS;
afterwards the older keys may go.
"""

from django.db import transaction
from django.utils import timezone

from compliance.audit.known_keys import retire
from compliance.core import commands, identity
from compliance.core.language import _
from compliance.incidents.models import Reporter
from compliance.outbox.models import Notification

BATCH = 2000


class Command(commands.Command):
    help = _("Mã hóa lại danh tính người ghi nhận bằng khóa đầu tiên của IDENTITY_KEYS.")

    def handle(self, **options):
        with transaction.atomic():
            done, lines = (
                _seal_anew(Reporter.objects.all()),
                _seal_anew(Notification.objects.filter(user=None)),
            )
            retire("IDENTITY_KEYS", at=timezone.now(), reason=_("Đã mã hóa lại bằng khóa mới."))
        self.stdout.write(
            _("Đã mã hóa lại {done} danh tính, {lines} thông báo.").format(done=done, lines=lines)
        )


def _seal_anew(rows) -> int:
    done, batch = 0, []
    for row in rows.order_by("pk").iterator(chunk_size=BATCH):
        who = identity.unseal(row.sealed)
        row.tag, row.sealed = identity.tags(who)[0], identity.seal(who)
        batch.append(row)
        if len(batch) == BATCH:
            done += rows.model.objects.bulk_update(batch, ["tag", "sealed"])
            batch = []
    return done + (rows.model.objects.bulk_update(batch, ["tag", "sealed"]) if batch else 0)
