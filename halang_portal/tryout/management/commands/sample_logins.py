"""Print one login per function of the try-out."""

import json

from django.core.management.base import BaseCommand

from compliance.core.language import _
from halang_portal.tryout.sample.logins import sample_logins


class Command(BaseCommand):
    help = _("In tài khoản dùng thử, mỗi chức năng một tài khoản.")

    def add_arguments(self, parser):
        parser.add_argument("--json", action="store_true")

    def handle(self, *, json: bool, **options):
        logins = sample_logins()
        if json:
            self.stdout.write(_dumps(logins))
            return
        for login in logins:
            self.stdout.write(
                f"{login['function']:<42} {login['username']:<22} {login['password']}  "
                f" {login['name']}, {login['office']}"
            )


def _dumps(logins: list[dict]) -> str:
    return json.dumps(logins, ensure_ascii=False, indent=1)
