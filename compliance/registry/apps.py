from django.apps import AppConfig


class RegistryConfig(AppConfig):
    name = "compliance.registry"
    label = "registry"
    verbose_name = "Cán bộ, đơn vị"

    def ready(self):
        from compliance.registry import anchors, letters, planner  # noqa: F401  register their planners and handlers
