from django.apps import AppConfig


class IncidentsConfig(AppConfig):
    name = "compliance.incidents"
    label = "incidents"
    verbose_name = "Vụ việc"

    def ready(self):
        from compliance.audit.querysets import HIDDEN
        from compliance.incidents.models import Incident
        from compliance.incidents.querysets import behind_the_wall

        HIDDEN.append(lambda user: Incident.objects.filter(behind_the_wall(user)).values_list("code", flat=True))
