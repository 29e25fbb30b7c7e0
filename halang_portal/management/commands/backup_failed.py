"""manage.py backup_failed: what deploy/systemd/halang-backup-failed.service says to the portal."""

from django.db import transaction
from django.utils import timezone

from compliance.core import commands
from compliance.core.language import _
from halang_portal.alarms import say_failed


class Command(commands.Command):
    help = _("Báo quản trị hệ thống rằng lần sao lưu vừa rồi không xong (systemd gọi khi lỗi).")

    def handle(self, **options):
        with transaction.atomic():
            say_failed(timezone.now())
        self.stdout.write(_("Đã báo quản trị hệ thống."))
