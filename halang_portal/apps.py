"""The portal as an installed app: template tags and commands of the whole house."""

from django.apps import AppConfig

from compliance.core.language import _


class PortalConfig(AppConfig):
    name = "halang_portal"
    label = "portal"
    verbose_name = _("Cổng 308")

    def ready(self):
        from django.db.models.signals import pre_migrate
        from django.urls import reverse

        from compliance.core.addresses import PAGES
        from compliance.core.operations import ask_before_going_back
        from halang_portal import alarms, checks, housekeeping, trail  # noqa: F401  register

        PAGES.register("account", lambda: reverse("account"))
        PAGES.register("home", lambda: reverse("home"))
        pre_migrate.connect(ask_before_going_back, sender=self)
