"""Who reads the two records: who keeps the portal, who answers for it, who inspects it."""

from django.db import models

from compliance.core.access import may
from compliance.core.roles import Do


def reads(user) -> bool:
    """Keepers of breaches, the inspectorate and the chairs."""
    return any(may(user, do) for do in (Do.KEEP_BREACHES, Do.READ_AUDIT, Do.DIRECT))


class BreachQuerySet(models.QuerySet):
    def visible_to(self, user) -> "BreachQuerySet":
        return self.all() if reads(user) else self.none()

    def running(self) -> "BreachQuerySet":
        """Those of which nobody has been told yet."""
        return self.filter(state__in=("open", "exempt_asked"))


class ReviewQuerySet(models.QuerySet):
    def visible_to(self, user) -> "ReviewQuerySet":
        return self.all() if may(user, Do.READ_AUDIT) or may(user, Do.DIRECT) else self.none()

    def unsigned(self) -> "ReviewQuerySet":
        return self.filter(signed_at=None)
