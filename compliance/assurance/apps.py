from django.apps import AppConfig

from compliance.core.hooks import load


class AssuranceConfig(AppConfig):
    name = "compliance.assurance"
    label = "assurance"
    verbose_name = "Bảo đảm an toàn"

    def ready(self):
        load(self.name, "periodic", "questions", "work_list")
