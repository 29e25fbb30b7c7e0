"""Reading the outbox and one's own notifications."""

from collections.abc import Callable
from datetime import datetime

from django.db import models
from django.db.models import Q

from compliance.core.hooks import Hook
from compliance.core.identity import tags


class MessageQuerySet(models.QuerySet):
    def troubled(self) -> "MessageQuerySet":
        """Rows that were tried and are not done: being tried again, stopped, or given up."""
        return self.filter(done_at=None, attempts__gt=0)

    def stopped(self) -> "MessageQuerySet":
        """Rows that wait for a person."""
        return self.filter(done_at=None, dead_at__isnull=False, given_up_at=None)

    def pending(self) -> "MessageQuerySet":
        return self.filter(done_at=None, dead_at=None)

    def due(self, now: datetime) -> "MessageQuerySet":
        """Rows that may be claimed now: available and not under somebody's lease."""
        return (
            self.pending()
            .filter(available_at__lte=now)
            .filter(Q(lease_until=None) | Q(lease_until__lt=now))
            .order_by("available_at", "pk")
        )


# user -> what this reader must no longer meet, even in a line they got before. Rooms above register
# theirs in AppConfig.ready().
HIDDEN: Hook[Callable] = Hook()


class NotificationQuerySet(models.QuerySet):
    def visible_to(self, user) -> "NotificationQuerySet":
        """One's own lines, without those about what has since gone behind one's wall."""
        lines = self.addressed_to(user)
        for hidden in HIDDEN:
            lines = lines.exclude(hidden(user))
        return lines

    def newest_first(self, user) -> "Newest":
        """These lines of `user`, to be cut as a list is."""
        return Newest([self.filter(user=user), self.filter(tag__in=tags(user.pk))])

    def addressed_to(self, user) -> "NotificationQuerySet":
        """By name, and as a reporter by the tag."""
        return self.filter(Q(user=user) | Q(tag__in=tags(user.pk)))

    def unread(self) -> "NotificationQuerySet":
        return self.filter(read_at=None)


class Newest:
    """Lines of one reader, the newest first. Those by name and the sealed ones lie in two indexes:
    each is read as far as the cut goes, and not all that was ever told.
    """

    def __init__(self, parts: list[NotificationQuerySet]):
        self._parts = [rows.order_by("-at", "-pk") for rows in parts]

    def __getitem__(self, cut: slice) -> list:
        lines = [line for rows in self._parts for line in rows[: cut.stop]]
        return sorted(lines, key=lambda line: (line.at, line.pk), reverse=True)[cut]
