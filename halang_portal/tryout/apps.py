"""The try-out as an installed app: commands only, no tables."""

from django.apps import AppConfig


class TryOutConfig(AppConfig):
    name = "halang_portal.tryout"
    label = "tryout"
    verbose_name = "Bản dùng thử"
