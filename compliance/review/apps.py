from django.apps import AppConfig

from compliance.core.hooks import load
from compliance.core.language import _


class ReviewConfig(AppConfig):
    name = "compliance.review"
    label = "review"
    verbose_name = _("Xem xét")

    def ready(self):
        load(
            self.name,
            "attachments",
            "arrivals",
            "deadlines.periodic",
            "handover.periodic",
            "case.person_sections",
            "triage.queries",
            "questions",
            "work_list",
            "deadlines.work_list",
            "hearing.work_list",
            "measures.work_list",
        )
        from django.db.models import Exists, OuterRef
        from django.urls import reverse

        from compliance.core.addresses import PAGES
        from compliance.incidents.facts import excluded_from
        from compliance.incidents.models import Incident
        from compliance.outbox.handlers import STILL_VISIBLE
        from compliance.review.models import RevealRequest

        def still(user, ids):
            seen = set(
                Incident.objects.visible_to(user).filter(pk__in=ids).values_list("pk", flat=True)
            )
            return seen | set(
                Incident.objects.concerning(user).filter(pk__in=ids).values_list("pk", flat=True)
            )

        def still_asked(user, ids):
            walled = Incident.objects.filter(excluded_from(user), pk=OuterRef("incident"))
            asked = RevealRequest.objects.filter(~Exists(walled), pk__in=ids)
            return set(asked.values_list("pk", flat=True))

        STILL_VISIBLE.register("incident", still)
        STILL_VISIBLE.register("revealrequest", still_asked)
        PAGES.register("case", lambda code: reverse("review:case", args=[code]))
        PAGES.register("not_reporter", lambda code: reverse("review:not_reporter", args=[code]))
        PAGES.register("own_door", lambda: reverse("review:mine"))
        PAGES.register("why", lambda code: f"{reverse('review:why')}?ho-so={code}")
