from django.apps import AppConfig


class ReportsConfig(AppConfig):
    name = "reports"
    label = "reports"
    verbose_name = "Báo cáo"

    def ready(self):
        from compliance.outbox.handlers import STILL_VISIBLE
        from reports import (
            actions,  # noqa: F401
            delivering,  # noqa: F401
            planner,  # noqa: F401
            reconciling,  # noqa: F401
            todo,  # noqa: F401  register what follows codes, planner, handlers, providers, searches
        )
        from reports.models import Direction, Summary, UnitReturn

        for model in (Direction, Summary, UnitReturn):
            STILL_VISIBLE[model._meta.model_name] = lambda user, ids, model=model: set(
                model.objects.visible_to(user).filter(pk__in=ids).values_list("pk", flat=True)
            )
