from django.apps import AppConfig

from compliance.core.hooks import load


class ReportsConfig(AppConfig):
    name = "reports"
    label = "reports"
    verbose_name = "Báo cáo"

    def ready(self):
        load(
            self.name,
            "actions",
            "attachments",
            "delivering",
            "periodic",
            "consistency_checks",
            "work_list",
        )
        from compliance.outbox.handlers import STILL_VISIBLE
        from reports.models import Direction, Summary, UnitReturn

        for model in (Direction, Summary, UnitReturn):
            STILL_VISIBLE[model._meta.model_name] = lambda user, ids, model=model: set(
                model.objects.visible_to(user).filter(pk__in=ids).values_list("pk", flat=True)
            )
