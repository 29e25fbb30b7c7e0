"""The way back when a lost identity key turns up: what it sealed is opened and sealed anew."""

from django.core.management.base import CommandError
from django.utils import timezone

from compliance.core import commands
from compliance.core.language import _
from compliance.core.refusals import NotNow
from compliance.incidents.actions.lost_key import declare_key_found


class Command(commands.Command):
    help = _(
        "Khai báo đã tìm lại được khóa danh tính từng khai báo mất. Đặt khóa ấy sau khóa đang dùng "
        "trong IDENTITY_KEYS rồi chạy: danh tính nó mở được trở lại, niêm phong bằng khóa đang "
        "dùng. Xong thì bỏ khóa cũ khỏi môi trường được."
    )

    def add_arguments(self, parser):
        parser.add_argument("--by", required=True, metavar=_("HỌ_TÊN"), help=_("người thực hiện"))
        parser.add_argument(
            "--witness", required=True, metavar=_("HỌ_TÊN"), help=_("người chứng kiến")
        )
        parser.add_argument("--reason", required=True, help=_("tìm lại ở đâu, từ 10 ký tự"))

    def handle(self, *, by: str, witness: str, reason: str, **options):
        try:
            done = declare_key_found(by_name=by, witness=witness, reason=reason, at=timezone.now())
        except NotNow as refused:
            raise CommandError(refused.reason) from refused
        self.stdout.write(
            _(
                "Đã mở lại danh tính của {reporters} hồ sơ, {lines} dòng báo; còn {left} chưa mở "
                "được. {handlers} hồ sơ phải giao người khác xử lý; Tổ trưởng đã được báo."
            ).format(
                reporters=done["reporters"],
                lines=done["lines"],
                left=done["left"],
                handlers=done["handlers"],
            )
        )
