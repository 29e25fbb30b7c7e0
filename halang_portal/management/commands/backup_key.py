"""manage.py backup_key FILE: a pair of keys for backups; the secret one leaves this machine."""

import os
from pathlib import Path

from django.core.management.base import CommandError

from compliance.core import commands
from compliance.core.language import _
from halang_portal.backups import age


class Command(commands.Command):
    help = _(
        "Lập cặp khóa cho bản sao lưu: ghi khóa bí mật vào tệp, in khóa công khai. Giữ tệp ấy ở "
        "nơi khác máy chủ, hai bản; mất là không mở được bản sao lưu nào."
    )
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path, help=_("tệp mới cho khóa bí mật"))

    def handle(self, *, file: Path, **options):
        secret, public = age.new_key()
        try:
            with open(file, "x", opener=lambda path, flags: os.open(path, flags, 0o600)) as out:
                out.write(f"# public key: {public}\n{secret}\n")
        except FileExistsError as error:
            raise CommandError(_("{file} đã có; không ghi đè.").format(file=file)) from error
        self.stdout.as_it_is(public)
        self.stderr.write(
            _("Mang {file} khỏi máy này. Đặt: BACKUP_RECIPIENTS={public}").format(
                file=file, public=public
            )
        )
