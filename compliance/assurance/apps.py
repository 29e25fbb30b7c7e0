from django.apps import AppConfig

from compliance.core.hooks import load
from compliance.core.language import _


class AssuranceConfig(AppConfig):
    name = "compliance.assurance"
    label = "assurance"
    verbose_name = _("Bảo đảm an toàn")

    def ready(self):
        load(self.name, "periodic", "questions", "work_list")
