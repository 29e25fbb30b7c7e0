"""The tags under which an account stands in the access log: for whoever must follow up an incident
and holds the keys.
"""

from django.core.management.base import CommandError

from compliance.core import commands
from compliance.core.language import _
from compliance.registry.models import User
from halang_portal.access_log import REPORTING, user_key


class Command(commands.Command):
    help = _("In hai mã của một tài khoản trong nhật ký truy cập.")

    def add_arguments(self, parser):
        parser.add_argument("username", help=_("tên đăng nhập"))

    def handle(self, *, username: str, **options):
        user = User.objects.filter(username=username).first()
        if user is None:
            raise CommandError(_("Không có tài khoản “{username}”.").format(username=username))
        self.stdout.write(
            _(
                "{pk}  các trang khác\n{user_key}  các trang ghi nhận vụ việc, danh sách hồ sơ, "
                "chứng cứ"
            ).format(pk=user_key(user.pk), user_key=user_key(user.pk, REPORTING))
        )
