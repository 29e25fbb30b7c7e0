"""The way back in from the server, when nobody can be let in by a page: two names, a reason, and
everybody who watches is told.
"""

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from compliance.core.refusals import NotNow
from compliance.registry.actions import break_glass
from compliance.registry.models import User


class Command(BaseCommand):
    help = (
        "Mở khẩn cấp: giao chức năng quản trị, hoặc bỏ bước xác thực thứ hai của một tài khoản. Ghi"
        " họ tên hai người có mặt và lý do; nhật ký ghi lại, thanh tra, lãnh đạo và quản trị được"
        " báo ngay."
    )

    def add_arguments(self, parser):
        parser.add_argument("--by", required=True, metavar="HỌ_TÊN", help="người thực hiện")
        parser.add_argument("--witness", required=True, metavar="HỌ_TÊN", help="người chứng kiến")
        parser.add_argument("--reason", required=True, help="lý do")
        what = parser.add_mutually_exclusive_group(required=True)
        what.add_argument(
            "--administrator",
            metavar="TÊN_ĐĂNG_NHẬP",
            help="giao chức năng quản trị hệ thống cho tài khoản này",
        )
        what.add_argument(
            "--factor", metavar="TÊN_ĐĂNG_NHẬP", help="bỏ bước xác thực thứ hai của tài khoản này"
        )

    def handle(
        self,
        *,
        by: str,
        witness: str,
        reason: str,
        administrator: str | None,
        factor: str | None,
        **options,
    ):
        user = User.objects.filter(username=administrator or factor).first()
        if user is None:
            raise CommandError("Không có tài khoản này.")
        what = "administrator" if administrator else "factor"
        try:
            break_glass(
                user=user, what=what, by_name=by, witness=witness, reason=reason, at=timezone.now()
            )
        except NotNow as refused:
            raise CommandError(refused.reason) from refused
        self.stdout.write(
            "Đã thực hiện. Nhật ký đã ghi; thanh tra, lãnh đạo và quản trị hệ thống đã được báo."
        )
