from django.apps import AppConfig


class ReviewConfig(AppConfig):
    name = "compliance.review"
    label = "review"
    verbose_name = "Xem xét"

    def ready(self):
        from compliance.incidents.models import Incident
        from compliance.incidents.querysets import behind_the_wall
        from compliance.outbox.handlers import STILL_VISIBLE
        from compliance.review import todo  # noqa: F401  registers itself
        from compliance.review.case import dossier  # noqa: F401  registers itself
        from compliance.review.deadlines import planner  # noqa: F401  registers itself
        from compliance.review.models import RevealRequest

        def still(user, ids):
            seen = set(
                Incident.objects.visible_to(user).filter(pk__in=ids).values_list("pk", flat=True)
            )
            return seen | set(
                Incident.objects.concerning(user).filter(pk__in=ids).values_list("pk", flat=True)
            )

        def still_asked(user, ids):
            return set(
                RevealRequest.objects.filter(pk__in=ids)
                .exclude(incident__in=Incident.objects.filter(behind_the_wall(user)))
                .values_list("pk", flat=True)
            )

        STILL_VISIBLE["incident"] = still
        STILL_VISIBLE["revealrequest"] = still_asked
