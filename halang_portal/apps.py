"""The portal as an installed app: template tags and commands of the whole house."""

from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "halang_portal"
    label = "portal"
    verbose_name = "Cổng 308"

    def ready(self):
        from halang_portal import checks, trail  # noqa: F401  register themselves; listens
