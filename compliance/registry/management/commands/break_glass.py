"""The way back in from the server, when nobody can be let in by a page: two names, a reason, and
everybody who watches is told.
"""

from django.core.management.base import CommandError
from django.utils import timezone

from compliance.core import commands
from compliance.core.language import _
from compliance.core.refusals import NotNow
from compliance.registry.actions import break_glass
from compliance.registry.models import User


class Command(commands.Command):
    help = _(
        "Mở khẩn cấp: giao chức năng quản trị, hoặc bỏ bước xác thực thứ hai của một tài khoản. "
        "Ghi họ tên hai người có mặt và lý do; nhật ký ghi lại, thanh tra, lãnh đạo và quản trị "
        "được báo ngay."
    )

    def add_arguments(self, parser):
        parser.add_argument("--by", required=True, metavar=_("HỌ_TÊN"), help=_("người thực hiện"))
        parser.add_argument(
            "--witness", required=True, metavar=_("HỌ_TÊN"), help=_("người chứng kiến")
        )
        parser.add_argument("--reason", required=True, help=_("lý do"))
        what = parser.add_mutually_exclusive_group(required=True)
        what.add_argument(
            "--administrator",
            metavar=_("TÊN_ĐĂNG_NHẬP"),
            help=_("giao chức năng quản trị hệ thống cho tài khoản này"),
        )
        what.add_argument(
            "--factor",
            metavar=_("TÊN_ĐĂNG_NHẬP"),
            help=_("bỏ bước xác thực thứ hai của tài khoản này"),
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
            raise CommandError(_("Không có tài khoản này."))
        what = "administrator" if administrator else "factor"
        try:
            break_glass(
                user=user, what=what, by_name=by, witness=witness, reason=reason, at=timezone.now()
            )
        except NotNow as refused:
            raise CommandError(refused.reason) from refused
        self.stdout.write(
            _("Đã thực hiện. Nhật ký đã ghi; thanh tra, lãnh đạo và quản trị hệ thống đã được báo.")
        )
