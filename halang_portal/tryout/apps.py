"""The try-out as an installed app: commands only, no tables."""

from django.apps import AppConfig

from compliance.core.language import _


class TryOutConfig(AppConfig):
    name = "halang_portal.tryout"
    label = "tryout"
    verbose_name = _("Bản dùng thử")
