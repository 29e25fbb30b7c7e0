"""Print one login per function of the try-out."""

from compliance.core import commands
from compliance.core.language import _
from halang_portal.tryout.sample.logins import sample_logins


class Command(commands.Command):
    help = _("In tài khoản dùng thử, mỗi chức năng một tài khoản.")

    def add_arguments(self, parser):
        parser.add_argument("--json", action="store_true")

    def handle(self, *, json: bool, **options):
        with commands.to_operator():
            logins = sample_logins()
        if json:
            self.print_json(logins, indent=1)
            return
        for login in logins:
            self.stdout.as_it_is(
                f"{login['function']:<42} {login['username']:<22} {login['password']}  "
                f" {login['name']}, {login['office']}"
            )
