"""Reading the outbox and one's own notifications."""

from datetime import datetime

from django.db import models
from django.db.models import Q


class MessageQuerySet(models.QuerySet):
    def pending(self) -> "MessageQuerySet":
        return self.filter(done_at=None, dead_at=None)

    def due(self, now: datetime) -> "MessageQuerySet":
        """Rows that may be claimed now: available and not under somebody's lease."""
        return self.pending().filter(available_at__lte=now).filter(Q(lease_until=None) | Q(lease_until__lt=now)).order_by("available_at", "pk")


class NotificationQuerySet(models.QuerySet):
    def visible_to(self, user) -> "NotificationQuerySet":
        return self.filter(user=user)

    def unread(self) -> "NotificationQuerySet":
        return self.filter(read_at=None)
