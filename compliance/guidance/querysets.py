"""What a person may see of briefings and of instruments sent: heads their offices, the leads, the
chairs and internal affairs all.
"""

from django.db import models

from compliance.core.access import may, narrow
from compliance.core.roles import Do
from compliance.registry.grants import OVERSEE
from compliance.registry.models import Office

ALL = (Do.ACCEPT_RETURN, Do.DIRECT, Do.KEEP_REGISTRY)


def offices_of(user):
    """The offices whose guidance this person follows."""
    return (
        Office.objects.all() if any(may(user, do) for do in ALL) else narrow(user, OVERSEE, Office)
    )


class BriefingQuerySet(models.QuerySet):
    def visible_to(self, user) -> "BriefingQuerySet":
        return (
            self
            if any(may(user, do) for do in ALL)
            else self.filter(office__in=narrow(user, OVERSEE, Office))
        )


class DispatchQuerySet(models.QuerySet):
    def visible_to(self, user) -> "DispatchQuerySet":
        if any(may(user, do) for do in ALL):
            return self
        return self.filter(
            pk__in=self.model.offices.through.objects.filter(
                office__in=narrow(user, OVERSEE, Office).order_by()
            ).values("dispatch")
        )

    def running(self) -> "DispatchQuerySet":
        return self.filter(ended_at=None)
