"""Briefings a person may see: heads their offices, the leads and chairs all."""

from django.db import models

from compliance.access import may, narrow
from compliance.registry.grants import OVERSEE
from compliance.registry.models import Office
from compliance.roles import Do


class BriefingQuerySet(models.QuerySet):
    def visible_to(self, user) -> "BriefingQuerySet":
        if may(user, Do.ACCEPT_RETURN) or may(user, Do.DIRECT) or may(user, Do.KEEP_REGISTRY):
            return self
        return self.filter(office__in=narrow(user, OVERSEE, Office))
