from django.apps import AppConfig

from compliance.core.hooks import load
from compliance.core.language import _


class IncidentsConfig(AppConfig):
    name = "compliance.incidents"
    label = "incidents"
    verbose_name = _("Vụ việc")

    def ready(self):
        load(
            self.name,
            "attachments",
            "arrivals",
            "periodic",
            "consistency_checks",
            "questions",
            "work_list",
            "actions.succession",
            "actions.exclusions",
            "actions.searching",
        )
        from compliance.audit.actions import SIGNERS
        from compliance.audit.querysets import HIDDEN, HIDDEN_EXPORTS, MARKS
        from compliance.audit.words import WORDS
        from compliance.core.committee import EFFECTS, USED
        from compliance.incidents.kept_from import (
            events_excluded_from,
            exports_excluded_from,
            marks_of,
            untold_times,
        )
        from compliance.incidents.models import Incident
        from compliance.incidents.notices import lines_excluded_from
        from compliance.incidents.transitions import sign
        from compliance.incidents.workflow import STEPS
        from compliance.outbox.querysets import HIDDEN as HIDDEN_LINES
        from compliance.registry.looks import UNTOLD

        for verb, step in STEPS.items():  # a step is called in the trail what the table calls it
            WORDS.setdefault(verb, step.label)

        SIGNERS.register(sign)
        USED.register(Incident.objects.exists)
        EFFECTS.register(next_codes)
        HIDDEN.register(events_excluded_from)
        HIDDEN_EXPORTS.register(exports_excluded_from)
        MARKS.register(marks_of)
        UNTOLD.register(untold_times)
        HIDDEN_LINES.register(lines_excluded_from)


def next_codes(before, after, day) -> list:
    """How the codes of new cases begin."""
    from compliance.core.committee import Effect

    said = (f"{of.code_prefix}-{day.year}-…" if of.code_prefix else "–" for of in (before, after))
    return [Effect(_("Mã hồ sơ mới"), *said)]
