"""The portal as an installed app: template tags and commands of the whole house."""

from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "halang_portal"
    label = "portal"
    verbose_name = "Cổng 308"

    def ready(self):
        from django.urls import reverse

        from compliance.core.addresses import PAGES
        from halang_portal import checks, housekeeping, trail  # noqa: F401  register

        PAGES.register("account", lambda: reverse("account"))
        PAGES.register("home", lambda: reverse("home"))
