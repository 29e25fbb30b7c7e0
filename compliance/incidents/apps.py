from django.apps import AppConfig


class IncidentsConfig(AppConfig):
    name = "compliance.incidents"
    label = "incidents"
    verbose_name = "Vụ việc"
