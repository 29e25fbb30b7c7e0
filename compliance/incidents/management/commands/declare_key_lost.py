"""The way on when a key is gone for good: two names, a reason, and whoever watches is told."""

from django.core.management.base import CommandError
from django.utils import timezone

from compliance.core import commands
from compliance.core.language import _
from compliance.core.refusals import NotNow
from compliance.incidents.actions.lost_key import declare_key_lost


class Command(commands.Command):
    help = _(
        "Khai báo khóa đã mất hẳn để cổng chạy tiếp với khóa mới. IDENTITY_KEYS: người ghi nhận "
        "của hồ sơ cũ thành “không còn biết”. SECRET_KEY: bước xác thực thứ hai phải đặt lại từng "
        "người. AUDIT_SIGNING_KEY không cần khai báo: ghi ed25519: và khóa công khai trong thư mốc "
        "vào AUDIT_SIGNING_KEY_FALLBACKS."
    )

    def add_arguments(self, parser):
        parser.add_argument("variable", choices=["IDENTITY_KEYS", "SECRET_KEY"])
        parser.add_argument("--by", required=True, metavar=_("HỌ_TÊN"), help=_("người thực hiện"))
        parser.add_argument(
            "--witness", required=True, metavar=_("HỌ_TÊN"), help=_("người chứng kiến")
        )
        parser.add_argument("--reason", required=True, help=_("lý do, từ 10 ký tự"))

    def handle(self, *, variable: str, by: str, witness: str, reason: str, **options):
        try:
            done = declare_key_lost(
                variable=variable, by_name=by, witness=witness, reason=reason, at=timezone.now()
            )
        except NotNow as refused:
            raise CommandError(refused.reason) from refused
        self.stdout.write(
            _(
                "Đã khai báo mất {keys} khóa của {variable}: {reporters} hồ sơ không còn biết "
                "người ghi nhận, {lines} dòng báo không còn người nhận. Nhật ký đã ghi; thanh tra, "
                "lãnh đạo và quản trị hệ thống đã được báo."
            ).format(
                keys=done["keys"],
                variable=variable,
                reporters=done["reporters"],
                lines=done["lines"],
            )
        )
        if variable == "SECRET_KEY":
            self.stdout.write(
                _(
                    "Bước xác thực thứ hai cũ không mở được nữa: bỏ từng tài khoản bằng manage.py "
                    "break_glass --factor hoặc trang Cấp lại đường vào."
                )
            )
