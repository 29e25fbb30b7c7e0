"""Load the try-out's data into an empty database."""

from django.conf import settings
from django.core.management.base import CommandError
from django.utils import timezone

from compliance.core import commands
from compliance.core.language import _
from halang_portal.tryout.sample.loader import is_empty, load_sample


class Command(commands.Command):
    help = _("Nạp dữ liệu dùng thử vào cơ sở dữ liệu trống. Không làm gì khi đã có dữ liệu.")

    def handle(self, **options):
        if not settings.TRY_OUT:
            raise CommandError(_("Dữ liệu hư cấu chỉ nạp vào bản dùng thử (TRY_OUT=1)."))
        if not is_empty():
            self.stdout.write(_("Đã có dữ liệu; không nạp lại."))
            return
        load_sample(now=timezone.now(), say=lambda line: self.stdout.write(line, ending="\n"))
