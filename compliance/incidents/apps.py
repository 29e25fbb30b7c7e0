from django.apps import AppConfig


class IncidentsConfig(AppConfig):
    name = "compliance.incidents"
    label = "incidents"
    verbose_name = "Vụ việc"

    def ready(self):
        from django.db.models import CharField, Q
        from django.db.models.functions import Cast

        from compliance.audit.actions import SIGNERS
        from compliance.audit.querysets import HIDDEN, HIDDEN_EXPORTS, MARKS
        from compliance.incidents import planner, reconciling  # noqa: F401  register themselves
        from compliance.incidents.actions import (
            succession,  # noqa: F401  register themselves
            walls,  # noqa: F401  register themselves
        )
        from compliance.incidents.gate import sign
        from compliance.incidents.models import Incident
        from compliance.incidents.queries import (
            events_behind_the_wall,
            exports_behind_the_wall,
            marks_of,
            untold_times,
        )
        from compliance.incidents.querysets import behind_the_wall
        from compliance.outbox.querysets import HIDDEN as HIDDEN_LINES
        from compliance.registry.queries import UNTOLD

        def lines_behind_the_wall(user) -> Q:
            """Lines about a case that is walled now; what was told to the person at their own door
            stays.
            """
            walled = (
                Incident.objects.filter(behind_the_wall(user))
                .annotate(text=Cast("pk", CharField()))
                .order_by()
                .values("text")
            )
            return Q(subject_type="incident", subject_id__in=walled) & ~Q(
                url__startswith="/cua-toi/"
            )

        SIGNERS.append(sign)
        HIDDEN.append(events_behind_the_wall)
        HIDDEN_EXPORTS.append(exports_behind_the_wall)
        MARKS.append(marks_of)
        UNTOLD.append(untold_times)
        HIDDEN_LINES.append(lines_behind_the_wall)
