from django.apps import AppConfig

from compliance.core.hooks import load
from compliance.core.language import _


class DeskConfig(AppConfig):
    name = "compliance.desk"
    label = "desk"
    verbose_name = _("Biểu mẫu gửi đến")

    def ready(self):
        load(self.name, "periodic")
