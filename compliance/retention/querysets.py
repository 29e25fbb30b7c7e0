"""Who sees what is due, held or gone. The inspectorate sees codes and counts, never a case; the
wall stands before both.
"""

from django.db import models

from compliance.core.access import may
from compliance.core.roles import Do
from compliance.incidents.models import Incident
from compliance.incidents.querysets import excluded_from


def _walled(user):
    return Incident.objects.filter(excluded_from(user)).order_by().values("pk")


def _concerned(user) -> bool:
    return may(user, Do.RETAIN) or may(user, Do.CONFIRM_DISPOSAL)


class HoldQuerySet(models.QuerySet):
    def visible_to(self, user) -> "HoldQuerySet":
        return self.exclude(incident__in=_walled(user)) if _concerned(user) else self.none()

    def holding(self, day) -> "HoldQuerySet":
        """What keeps a case on `day`: also while it only waits for a word; the last day counts."""
        return self.filter(state__in=("proposed", "active", "release"), until__gte=day)


class ItemQuerySet(models.QuerySet):
    def visible_to(self, user) -> "ItemQuerySet":
        return self.exclude(incident__in=_walled(user)) if _concerned(user) else self.none()


class BatchQuerySet(models.QuerySet):
    def visible_to(self, user) -> "BatchQuerySet":
        """Batches in which at least one case lies outside the reader's wall."""
        items = self.model._meta.get_field("items").related_model.objects.visible_to(user)
        return self.filter(pk__in=items.order_by().values("batch"))
