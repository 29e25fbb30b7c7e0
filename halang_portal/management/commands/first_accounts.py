"""The first two accounts of a new portal: an administrator, who makes accounts and functions, and internal affairs, who enters offices and staff."""

import secrets

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from compliance.registry.actions import grant_function
from compliance.registry.models import Function, User
from compliance.roles import Kind
from compliance.rulebook.clocks import local_day


class Command(BaseCommand):
    help = "Lập hai tài khoản đầu tiên của cổng mới: quản trị hệ thống và đầu mối nội vụ. In mật khẩu một lần."

    def add_arguments(self, parser):
        parser.add_argument("administrator", help="tên đăng nhập của quản trị hệ thống")
        parser.add_argument("internal_affairs", help="tên đăng nhập của đầu mối nội vụ")

    @transaction.atomic
    def handle(self, *, administrator: str, internal_affairs: str, **options):
        if Function.objects.exists():
            raise CommandError("Cổng đã có người giữ chức năng; quản trị hệ thống lập các tài khoản tiếp theo trên trang.")
        now = timezone.now()
        for username, kind in ((administrator, Kind.ADMINISTRATOR), (internal_affairs, Kind.INTERNAL_AFFAIRS)):
            password = secrets.token_urlsafe(12)
            user = User.objects.create_user(username, password, display_name=str(kind.label))
            grant_function(user=user, kind=kind, office=None, valid_from=local_day(now), by=None, at=now, basis="Lập cổng")
            self.stdout.write(f"{kind.label}: {username}  {password}")
