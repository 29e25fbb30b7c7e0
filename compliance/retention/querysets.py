"""Who sees what is due, held or gone. The inspectorate sees codes and counts, never a case; the
wall stands before both.
"""

from django.db import models
from django.db.models import Exists, OuterRef

from compliance.core.access import may
from compliance.core.roles import Do
from compliance.incidents.facts import excluded_from
from compliance.incidents.models import Incident


def _walled(user):
    """Whether the case of a row is shut to `user`: asked of the rows looked at, as the cases behind
    a wall may be many.
    """
    return Exists(Incident.objects.filter(excluded_from(user), pk=OuterRef("incident")))


def _concerned(user) -> bool:
    return may(user, Do.RETAIN) or may(user, Do.CONFIRM_DISPOSAL)


class HoldQuerySet(models.QuerySet):
    def visible_to(self, user) -> "HoldQuerySet":
        return self.exclude(_walled(user)) if _concerned(user) else self.none()

    def holding(self, day) -> "HoldQuerySet":
        """What keeps a case on `day`: also while it only waits for a word; the last day counts."""
        return self.filter(state__in=("proposed", "active", "release"), until__gte=day)


class ItemQuerySet(models.QuerySet):
    def visible_to(self, user) -> "ItemQuerySet":
        return self.exclude(_walled(user)) if _concerned(user) else self.none()


class BatchQuerySet(models.QuerySet):
    def visible_to(self, user) -> "BatchQuerySet":
        """Batches in which at least one case lies outside the reader's wall."""
        items = self.model._meta.get_field("items").related_model.objects.visible_to(user)
        return self.filter(Exists(items.filter(batch=OuterRef("pk"))))
