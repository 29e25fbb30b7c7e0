from django.apps import AppConfig

from compliance.core.hooks import load
from compliance.core.language import _


class GuidanceConfig(AppConfig):
    name = "compliance.guidance"
    label = "guidance"
    verbose_name = _("Quán triệt")

    def ready(self):
        load(self.name, "attachments", "periodic", "person_sections", "questions", "work_list")
