"""The one rule of what still counts against a person (a reminder or decision that has not lapsed),
and who sees which document of a case.
"""

from django.db import models
from django.db.models import Q

from compliance.core.access import may
from compliance.core.roles import Do
from compliance.incidents.models import Incident

ON_RECORD = ("written_reminder", "discipline")


class MeasureQuerySet(models.QuerySet):
    def live(self) -> "MeasureQuerySet":
        """Not taken back, not put aside by a review of the conclusion."""
        return self.filter(cancelled_at=None)

    def with_tracks(self) -> "MeasureQuerySet":
        """With what tracks.track() lays along the ladder, for however many measures: the same
        handful of questions.
        """
        papers = (
            "milestones__file",
            "milestones__entered_by",
            "decisions__file",
            "decisions__entered_by",
            "decisions__complaints__file",
        )
        return self.prefetch_related("incident__rule_set", *papers)

    def in_effect(self, day) -> "MeasureQuerySet":
        """Written reminders and decisions that bind on `day` (a day, or an expression): from the
        day they take effect to the day before they lapse.

        A recommendation without a decision counts for nothing. Whatever shows a person's earlier
        record asks this, and nothing else.
        """
        begun = Q(effective_from=None) | Q(effective_from__lte=day)
        running = Q(ended_on=None) | Q(ended_on__gt=day)
        return self.live().filter(
            begun, running, kind__in=ON_RECORD, verified_at__isnull=False, lapses_on__gt=day
        )


class CaseDocumentQuerySet(models.QuerySet):
    def standing(self) -> "CaseDocumentQuerySet":
        return self.filter(discarded_at=None)

    def issued(self) -> "CaseDocumentQuerySet":
        return self.filter(typed_back_at__isnull=False)

    def with_newer(self) -> "CaseDocumentQuerySet":
        """`newer`: the number of the document that replaced each, when one was issued."""
        newer = (
            self.model.objects.standing()
            .issued()
            .filter(replaces=models.OuterRef("pk"))
            .order_by("-pk")
            .values("number")[:1]
        )
        return self.annotate(newer=models.Subquery(newer))

    def visible_to(self, user) -> "CaseDocumentQuerySet":
        """Issued documents for whoever sees the case; drafts for its handler and the
        leads alone.
        """
        seen = self.standing().filter(
            incident__sealed=False,
            incident__in=Incident.objects.visible_to(user).order_by().values("pk"),
        )
        return (
            seen
            if may(user, Do.TRIAGE)
            else seen.filter(Q(typed_back_at__isnull=False) | Q(incident__handler=user))
        )

    def addressed_to(self, user) -> "CaseDocumentQuerySet":
        """What the person concerned may read at their own door: documents for them, once issued."""
        return (
            self.standing()
            .issued()
            .filter(
                kind__in=self.model.TO_PERSON,
                incident__in=Incident.objects.concerning(user).order_by().values("pk"),
            )
        )
