from django.apps import AppConfig


class GuidanceConfig(AppConfig):
    name = "compliance.guidance"
    label = "guidance"
    verbose_name = "Quán triệt"

    def ready(self):
        from compliance.guidance import (
            dossier,  # noqa: F401  register what they tell and plan
            planner,  # noqa: F401  register what they tell and plan
        )
