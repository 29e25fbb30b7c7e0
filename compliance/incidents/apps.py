from django.apps import AppConfig

from compliance.core.hooks import load


class IncidentsConfig(AppConfig):
    name = "compliance.incidents"
    label = "incidents"
    verbose_name = "Vụ việc"

    def ready(self):
        load(
            self.name,
            "attachments",
            "periodic",
            "consistency_checks",
            "actions.succession",
            "actions.exclusions",
        )
        from django.db.models import CharField, Q
        from django.db.models.functions import Cast

        from compliance.audit.actions import SIGNERS
        from compliance.audit.querysets import HIDDEN, HIDDEN_EXPORTS, MARKS
        from compliance.audit.words import WORDS
        from compliance.incidents.models import Incident
        from compliance.incidents.queries import (
            events_excluded_from,
            exports_excluded_from,
            marks_of,
            untold_times,
        )
        from compliance.incidents.querysets import excluded_from
        from compliance.incidents.transitions import sign
        from compliance.incidents.workflow import STEPS
        from compliance.outbox.querysets import HIDDEN as HIDDEN_LINES
        from compliance.registry.queries import UNTOLD

        for verb, step in STEPS.items():  # a step is called in the trail what the table calls it
            WORDS.setdefault(verb, step.label)

        def lines_excluded_from(user) -> Q:
            """Lines about a case that is walled now; what was told to the person at their own door
            stays.
            """
            walled = (
                Incident.objects.filter(excluded_from(user))
                .annotate(text=Cast("pk", CharField()))
                .order_by()
                .values("text")
            )
            return Q(subject_type="incident", subject_id__in=walled) & ~Q(
                url__startswith="/cua-toi/"
            )

        SIGNERS.register(sign)
        HIDDEN.register(events_excluded_from)
        HIDDEN_EXPORTS.register(exports_excluded_from)
        MARKS.register(marks_of)
        UNTOLD.register(untold_times)
        HIDDEN_LINES.register(lines_excluded_from)
