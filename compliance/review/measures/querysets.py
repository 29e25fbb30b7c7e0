"""The one rule of what still counts against a person (a reminder or decision that has not lapsed),
and who sees which document of a case.
"""

from django.db import models
from django.db.models import Q

ON_RECORD = ("written_reminder", "discipline")


class MeasureQuerySet(models.QuerySet):
    def live(self) -> "MeasureQuerySet":
        """Not taken back, not put aside by a review of the conclusion."""
        return self.filter(cancelled_at=None)

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
