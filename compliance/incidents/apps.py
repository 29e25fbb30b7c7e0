from django.apps import AppConfig


class IncidentsConfig(AppConfig):
    name = "compliance.incidents"
    label = "incidents"
    verbose_name = "Vụ việc"

    def ready(self):
        from django.db.models import CharField, Q
        from django.db.models.functions import Cast

        from compliance.audit.querysets import HIDDEN
        from compliance.incidents import planner, reconciling  # noqa: F401  register themselves
        from compliance.incidents.actions import succession  # noqa: F401  registers itself
        from compliance.incidents.models import Incident
        from compliance.incidents.querysets import behind_the_wall
        from compliance.outbox.querysets import HIDDEN as HIDDEN_LINES

        def lines_behind_the_wall(user) -> Q:
            """Lines about a case that is walled now; what was told to the person at their own door stays."""
            walled = Incident.objects.filter(behind_the_wall(user)).annotate(text=Cast("pk", CharField())).order_by().values("text")
            return Q(subject_type="incident", subject_id__in=walled) & ~Q(url__startswith="/cua-toi/")

        HIDDEN.append(lambda user: Incident.objects.filter(behind_the_wall(user)).values_list("code", flat=True))
        HIDDEN_LINES.append(lines_behind_the_wall)
