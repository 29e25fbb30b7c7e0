from django.apps import AppConfig


class RegistryConfig(AppConfig):
    name = "compliance.registry"
    label = "registry"
    verbose_name = "Cán bộ, đơn vị"
