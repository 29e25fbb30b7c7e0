"""Reading the trail."""

from django.db import models

from compliance.access import may
from compliance.roles import Do


class EventQuerySet(models.QuerySet):
    def visible_to(self, user) -> "EventQuerySet":
        """The whole trail for those who read it by function (the inspectorate); nobody else reads it here.

        The history on a case page is read through the case (`about`), after the case itself was found visible.
        """
        return self if may(user, Do.READ_AUDIT) else self.none()

    def about(self, obj) -> "EventQuerySet":
        """Events on one object the caller has already been allowed to see, newest first."""
        return self.filter(subject_type=obj._meta.model_name, subject_id=str(obj.pk)).order_by("-seq")
