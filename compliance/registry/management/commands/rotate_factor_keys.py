"""Seal the secrets of every second factor anew with SECRET_KEY; afterwards the older keys may leave
SECRET_KEY_FALLBACKS.
"""

from allauth.mfa.models import Authenticator
from django.db import transaction
from django.utils import timezone

from compliance.audit.known_keys import retire
from compliance.core import commands
from compliance.core.keys import seal_anew
from compliance.core.language import _
from compliance.registry.factors import USE, changed


class Command(commands.Command):
    help = _("Mã hóa lại bí mật của xác thực hai bước bằng SECRET_KEY đang dùng.")

    @transaction.atomic
    def handle(self, **options):
        done = 0
        for row in (
            Authenticator.objects.exclude(type=Authenticator.Type.WEBAUTHN)
            .order_by("pk")
            .iterator(chunk_size=500)
        ):
            data = changed(row.data, lambda sealed: seal_anew(sealed, USE))
            done += Authenticator.objects.filter(pk=row.pk).update(data=data)
        retire("SECRET_KEY", at=timezone.now(), reason=_("Đã mã hóa lại bằng khóa mới."))
        self.stdout.write(_("Đã mã hóa lại {done} yếu tố.").format(done=done))
