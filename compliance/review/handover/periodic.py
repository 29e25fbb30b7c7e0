"""The account of somebody who left is shut once nothing about them runs any more."""

from compliance.outbox.actions import enqueue
from compliance.outbox.handlers import handles, plans
from compliance.outbox.models import Message
from compliance.registry.actions import end_own_door
from compliance.registry.models import User
from compliance.review.handover.queries import about
from compliance.rulebook.clocks import local_day


@plans
def plan_own_doors(now) -> int:
    """Once a day, while somebody has such an account."""
    key = f"own_doors:{local_day(now)}"
    if Message.objects.filter(dedup_key=key).exists():
        return 0
    if not User.objects.filter(own_door_since__isnull=False).exists():
        return 0
    enqueue(topic="own_doors", dedup_key=key, at=now)
    return 1


@handles("own_doors")
def shut_own_doors(message, now) -> None:
    rows = User.objects.filter(own_door_since__isnull=False).select_related("staff")
    for user in rows.order_by("pk"):
        if not about(user.staff, local_day(now)):
            end_own_door(user=user, at=now)
