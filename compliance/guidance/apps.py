from django.apps import AppConfig


class GuidanceConfig(AppConfig):
    name = "compliance.guidance"
    label = "guidance"
    verbose_name = "Quán triệt"
