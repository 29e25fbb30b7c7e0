"""Nobody looks at a page every day: the administrators are told when no whole backup has come for
too long, whatever the reason, once a day.
"""

from datetime import datetime, timedelta

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from compliance.audit.actions import record
from compliance.audit.models import ChainHead
from compliance.core.language import _
from compliance.core.roles import Kind
from compliance.outbox.actions import notify
from compliance.outbox.handlers import plans
from compliance.outbox.models import Notification
from compliance.registry.queries import holders
from compliance.rulebook.clocks import local_day
from halang_portal.vitals import Backup, last_backup

LATE, FAILED = "backup_late", "backup_failed"
RUNS = timedelta(hours=4)  # at most: until it is whole the mark says that it is not


def is_late(backup: Backup | None, now: datetime) -> bool:
    if backup is None:
        return True
    return now - backup.at > (timedelta(hours=settings.BACKUP_ALARM_HOURS) if backup.ok else RUNS)


@plans
def watch_backup(now: datetime) -> int:
    """Once a day for as long as it lasts. The try-out makes none."""
    if settings.TRY_OUT or not is_late(last_backup(), now):
        return 0
    key = f"{LATE}:{local_day(now):%Y-%m-%d}"
    if Notification.objects.filter(kind=LATE, at__gte=now - timedelta(hours=20)).exists():
        return 0
    _tell(_("Chưa có bản sao lưu mới đúng hạn; xem trang Sức khỏe cổng"), LATE, key, now)
    return 1


def say_failed(now: datetime) -> None:
    """What systemd says of the backup (OnFailure=): at once, with a line of the trail."""
    head, __ = ChainHead.objects.get_or_create(pk=1)
    record(by=None, verb=FAILED, obj=head, at=now, label=timezone.localtime(now).strftime("%H:%M"))
    _tell(_("Sao lưu đêm qua không xong; xem trang Sức khỏe cổng"), FAILED, f"{FAILED}:{now}", now)


def _tell(text: str, kind: str, key: str, now: datetime) -> None:
    notify(
        users=holders(Kind.ADMINISTRATOR, day=local_day(now)),
        kind=kind,
        text=text,
        url=reverse("condition"),
        at=now,
        key=key,
    )
