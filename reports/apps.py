from functools import partial

from django.apps import AppConfig

from compliance.core.hooks import load
from compliance.core.language import _


class ReportsConfig(AppConfig):
    name = "reports"
    label = "reports"
    verbose_name = _("Báo cáo")

    def ready(self):
        load(
            self.name,
            "actions",
            "attachments",
            "delivering",
            "first_steps",
            "periodic",
            "queries",
            "questions",
            "consistency_checks",
            "work_list",
        )
        from compliance.core.committee import EFFECTS, USED
        from compliance.outbox.handlers import STILL_VISIBLE
        from compliance.retention.removal import EMPTIED, STAYING
        from reports.models import Direction, Summary, UnitReturn
        from reports.owed import periods_counted
        from reports.paper import head_of_summaries

        for model in (Direction, Summary, UnitReturn):
            STILL_VISIBLE.register(model._meta.model_name, partial(visible_ids, model))
        USED.register(Summary.objects.exclude(document_number="").exists)
        EFFECTS.register(head_of_summaries)
        EFFECTS.register(periods_counted)
        EMPTIED.register("reports.Direction", {"text": ""})
        EMPTIED.register("reports.DirectionTask", {"text": "", "reply": "", "sent_back": ""})
        # kinds and days that an issued report counted: no text, no name
        STAYING.register("reports.SummaryEntry", None)


def visible_ids(model, user, ids) -> set[int]:
    """Which of the rows `ids` of `model` the user may still see."""
    return set(model.objects.visible_to(user).filter(pk__in=ids).values_list("pk", flat=True))
