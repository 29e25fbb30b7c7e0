"""The tags under which an account stands in the access log: for whoever must follow up an incident
and holds the keys.
"""

from django.core.management.base import BaseCommand, CommandError

from compliance.registry.models import User
from halang_portal.access_log import REPORTING, user_key


class Command(BaseCommand):
    help = "In hai mã của một tài khoản trong nhật ký truy cập."

    def add_arguments(self, parser):
        parser.add_argument("username", help="tên đăng nhập")

    def handle(self, *, username: str, **options):
        user = User.objects.filter(username=username).first()
        if user is None:
            raise CommandError(f"Không có tài khoản “{username}”.")
        self.stdout.write(
            f"{user_key(user.pk)}  các trang khác\n{user_key(user.pk, REPORTING)}  các trang ghi"
            " nhận vụ việc, danh sách hồ sơ, chứng cứ"
        )
