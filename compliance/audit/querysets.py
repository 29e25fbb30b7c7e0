"""Reading the trail."""

from collections.abc import Callable

from django.db import models
from django.db.models import Q

from compliance.access import may
from compliance.roles import Do

# user -> the labels (codes) this reader must not meet, even in the trail. Rooms above register theirs in AppConfig.ready().
HIDDEN: list[Callable] = []


def _walled(user, column: str) -> Q:
    found = Q(pk__in=[])
    for hidden in HIDDEN:
        for label in hidden(user):
            found |= Q(**{f"{column}__startswith": label})
    return found


class EventQuerySet(models.QuerySet):
    def visible_to(self, user) -> "EventQuerySet":
        """The trail for those who read it by function (the inspectorate), without what stands behind their own wall; nobody else reads it here.

        The history on a case page is read through the case (`about`), after the case itself was found visible.
        """
        if not may(user, Do.READ_AUDIT):
            return self.none()
        return self.exclude(_walled(user, "subject_label"))

    def about(self, obj) -> "EventQuerySet":
        """Events on one object the caller has already been allowed to see, newest first."""
        return self.filter(subject_type=obj._meta.model_name, subject_id=str(obj.pk)).order_by("-seq")


class ExportQuerySet(models.QuerySet):
    def visible_to(self, user) -> "ExportQuerySet":
        """The whole ledger for the inspectorate and the leads, without what stands behind their own wall; everybody else what they took themselves."""
        found = self if may(user, Do.READ_AUDIT) or may(user, Do.TRIAGE) else self.filter(by_id=user.pk)
        return found.exclude(_walled(user, "title"))

    def latest_first(self) -> "ExportQuerySet":
        return self.order_by("-at", "-pk")
