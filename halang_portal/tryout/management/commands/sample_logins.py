"""Print one login per function of the try-out."""

import json

from django.core.management.base import BaseCommand

from halang_portal.tryout.sample.logins import sample_logins


class Command(BaseCommand):
    help = "In tài khoản dùng thử, mỗi chức năng một tài khoản."

    def add_arguments(self, parser):
        parser.add_argument("--json", action="store_true")

    def handle(self, *, json: bool, **options):
        found = sample_logins()
        if json:
            self.stdout.write(_dumps(found))
            return
        for one in found:
            self.stdout.write(
                f"{one['function']:<42} {one['username']:<22} {one['password']}   {one['name']},"
                f" {one['office']}"
            )


def _dumps(found: list[dict]) -> str:
    return json.dumps(found, ensure_ascii=False, indent=1)
