from django.apps import AppConfig

from compliance.core.hooks import load


class GuidanceConfig(AppConfig):
    name = "compliance.guidance"
    label = "guidance"
    verbose_name = "Quán triệt"

    def ready(self):
        load(self.name, "attachments", "periodic", "person_sections", "questions", "work_list")
