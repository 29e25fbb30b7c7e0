from django.apps import AppConfig


class AssuranceConfig(AppConfig):
    name = "compliance.assurance"
    label = "assurance"
    verbose_name = "Bảo đảm an toàn"

    def ready(self):
        from compliance.assurance import planner, todo  # noqa: F401  register themselves
