"""Whether a text (on stdin) is the one whose fingerprint stands in the trail: with the keys in use,
and with old ones given.
"""

import sys

from django.conf import settings
from django.core.management.base import CommandError

from compliance.audit.actions import proves
from compliance.core import commands
from compliance.core.language import _


class Command(commands.Command):
    help = _("So một văn bản (đọc từ stdin) với dấu của nó trong nhật ký.")

    def add_arguments(self, parser):
        parser.add_argument("fingerprint", help=_("32 chữ số thập lục phân trong sự kiện"))
        parser.add_argument(
            "--old-key-file", help=_("tệp giữ một SECRET_KEY đã thôi dùng, mỗi dòng một khóa")
        )

    def handle(self, *, fingerprint, old_key_file=None, **options):
        if old_key_file:
            with open(old_key_file, encoding="utf-8") as source:
                settings.SECRET_KEY_FALLBACKS = [
                    *settings.SECRET_KEY_FALLBACKS,
                    *source.read().split(),
                ]
        if not proves(sys.stdin.read(), fingerprint):
            raise CommandError(_("Không khớp."))
        self.stdout.write(_("Khớp: đúng văn bản ấy."))
