from django.apps import AppConfig


class ReviewConfig(AppConfig):
    name = "compliance.review"
    label = "review"
    verbose_name = "Xem xét"

    def ready(self):
        from compliance.incidents.models import Incident
        from compliance.outbox.handlers import STILL_VISIBLE
        from compliance.review import todo  # noqa: F401  registers its providers

        def still(user, ids):
            seen = set(Incident.objects.visible_to(user).filter(pk__in=ids).values_list("pk", flat=True))
            return seen | set(Incident.objects.concerning(user).filter(pk__in=ids).values_list("pk", flat=True))

        STILL_VISIBLE["incident"] = still
