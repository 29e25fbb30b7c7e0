from django.apps import AppConfig

from compliance.core.hooks import load


class RegistryConfig(AppConfig):
    name = "compliance.registry"
    label = "registry"
    verbose_name = "Cán bộ, đơn vị"

    def ready(self):
        load(self.name, "anchors", "letters", "periodic")
