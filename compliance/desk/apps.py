from django.apps import AppConfig

from compliance.core.hooks import load


class DeskConfig(AppConfig):
    name = "compliance.desk"
    label = "desk"
    verbose_name = "Biểu mẫu gửi đến"

    def ready(self):
        load(self.name, "periodic")
