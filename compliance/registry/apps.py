from django.apps import AppConfig


class RegistryConfig(AppConfig):
    name = "compliance.registry"
    label = "registry"
    verbose_name = "Cán bộ, đơn vị"

    def ready(self):
        from compliance.registry import (
            anchors,  # noqa: F401  register their planners and handlers
            letters,  # noqa: F401  register their planners and handlers
            planner,  # noqa: F401  register their planners and handlers
        )
