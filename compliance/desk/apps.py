from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "compliance.desk"
    label = "desk"
    verbose_name = "Biểu mẫu gửi đến"

    def ready(self):
        from compliance.desk import planner  # noqa: F401  registers its planner
