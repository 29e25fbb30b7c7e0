"""The first two accounts of a new portal: an administrator, who makes accounts and functions, and
internal affairs, who enters offices and staff.
"""

from django.conf import settings
from django.core.management.base import CommandError
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from compliance.core import commands
from compliance.core.language import _
from compliance.core.refusals import NotNow
from compliance.core.roles import Kind
from compliance.registry.actions import grant_function, make_link, tie_account
from compliance.registry.models import Function, SignInLink, StaffMember, User
from compliance.registry.onetime import token_of
from compliance.rulebook.clocks import local_day


class Command(commands.Command):
    help = _(
        "Lập hai tài khoản đầu tiên của cổng mới: quản trị hệ thống và đầu mối nội vụ; in đường "
        "dẫn đặt mật khẩu, dùng một lần trong 24 giờ. --tie gắn tài khoản với cán bộ khi đã có "
        "danh sách; --again in lại đường dẫn cho tài khoản chưa ai đặt mật khẩu."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "administrator", nargs="?", help=_("tên đăng nhập của quản trị hệ thống")
        )
        parser.add_argument(
            "internal_affairs", nargs="?", help=_("tên đăng nhập của đầu mối nội vụ")
        )
        parser.add_argument(
            "--tie",
            action="append",
            default=[],
            metavar=_("TÊN_ĐĂNG_NHẬP=MÃ_CÁN_BỘ"),
            help=_("gắn tài khoản với cán bộ"),
        )
        parser.add_argument("--again", metavar=_("TÊN_ĐĂNG_NHẬP"), help=_("in lại đường dẫn"))

    @transaction.atomic
    def handle(
        self,
        *,
        administrator: str | None,
        internal_affairs: str | None,
        tie: list[str],
        again: str | None,
        **options,
    ):
        if administrator and internal_affairs:
            self._make(administrator, internal_affairs)
        elif not (tie or again):
            raise CommandError(_("Ghi tên đăng nhập của quản trị hệ thống và của đầu mối nội vụ."))
        if again:
            user = self._user(again)
            if user.has_usable_password():
                raise CommandError(
                    _(
                        "Tài khoản này đã đặt mật khẩu; dùng “Quên mật khẩu” hoặc trang Cấp lại "
                        "đường vào."
                    )
                )
            self._print(user, _("In lại"))
        for pair in tie:
            self._tie(*pair.split("=", 1)) if "=" in pair else self._wrong(pair)

    def _make(self, administrator: str, internal_affairs: str) -> None:
        if Function.objects.exists():
            raise CommandError(
                _(
                    "Cổng đã có người giữ chức năng; quản trị hệ thống lập các tài khoản tiếp theo "
                    "trên trang."
                )
            )
        now = timezone.now()
        for username, kind in (
            (administrator, Kind.ADMINISTRATOR),
            (internal_affairs, Kind.INTERNAL_AFFAIRS),
        ):
            user = User.objects.create_user(username, None, display_name=str(kind.label))
            grant_function(
                user=user,
                kind=kind,
                office=None,
                valid_from=local_day(now),
                by=None,
                at=now,
                basis=_("Lập cổng"),
            )
            self._print(user, kind.label)

    def _print(self, user: User, says: str) -> None:
        link = make_link(user=user, way=SignInLink.Way.SERVER, at=timezone.now())
        self.stdout.write(
            says + f": {user.username} "
            f" {settings.PORTAL_URL}{reverse('registry:set_password', args=[token_of(link)])}"
        )

    def _tie(self, username: str, code: str) -> None:
        staff = StaffMember.objects.filter(code=code).first()
        if staff is None:
            raise CommandError(_("Không có cán bộ mã {code}.").format(code=code))
        try:
            tie_account(user=self._user(username), staff=staff, at=timezone.now())
        except NotNow as refused:
            raise CommandError(refused.reason) from refused
        self.stdout.write(
            _("Đã gắn {username} với {full_name} ({code}).").format(
                username=username, full_name=staff.full_name, code=code
            )
        )

    def _user(self, username: str) -> User:
        user = User.objects.filter(username=username).first()
        if user is None:
            raise CommandError(_("Không có tài khoản {username}.").format(username=username))
        return user

    def _wrong(self, pair: str) -> None:
        raise CommandError(_("“{pair}”: ghi TÊN_ĐĂNG_NHẬP=MÃ_CÁN_BỘ.").format(pair=pair))
