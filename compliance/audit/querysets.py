"""Reading the trail."""

from collections.abc import Callable

from django.db import models
from django.db.models import Q

from compliance.access import may
from compliance.roles import Do

# user -> the labels (codes) this reader must not meet, even in the trail. Rooms above register theirs in AppConfig.ready().
HIDDEN: list[Callable] = []


class EventQuerySet(models.QuerySet):
    def visible_to(self, user) -> "EventQuerySet":
        """The trail for those who read it by function (the inspectorate), without what stands behind their own wall; nobody else reads it here.

        The history on a case page is read through the case (`about`), after the case itself was found visible.
        """
        if not may(user, Do.READ_AUDIT):
            return self.none()
        walled = Q(pk__in=[])
        for hidden in HIDDEN:
            for label in hidden(user):
                walled |= Q(subject_label__startswith=label)
        return self.exclude(walled)

    def about(self, obj) -> "EventQuerySet":
        """Events on one object the caller has already been allowed to see, newest first."""
        return self.filter(subject_type=obj._meta.model_name, subject_id=str(obj.pk)).order_by("-seq")
