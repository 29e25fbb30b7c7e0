"""What every tick looks after here: once a day the drafts, once a month the leads' task; and the
effects disposal owes.
"""

from django.db import transaction
from django.urls import reverse

from compliance.core.language import _
from compliance.core.roles import LEADS
from compliance.incidents.models import Incident
from compliance.outbox.actions import enqueue, notify
from compliance.outbox.handlers import LONG, handles, plans
from compliance.outbox.models import Message
from compliance.registry.queries import holders
from compliance.retention import register
from compliance.retention.actions import dispose, remove_drafts, warn_drafts
from compliance.retention.models import DisposalItem, FileToRemove, Tombstone
from compliance.retention.queries import something_due
from compliance.retention.removal import unlink
from compliance.rulebook.clocks import local_day, local_hour

FROM_HOUR = 6


@plans
def plan_retention(now) -> int:
    """Owe today's look at drafts and this month's look at what is due; one query when both are
    there.
    """
    if local_hour(now) < FROM_HOUR:
        return 0
    day = local_day(now)
    wanted = {
        f"retention_day:{day:%Y-%m-%d}": "retention_day",
        f"retention_month:{day:%Y-%m}": "retention_month",
    }
    known = set(Message.objects.filter(dedup_key__in=wanted).values_list("dedup_key", flat=True))
    for key, topic in wanted.items():
        if key not in known:
            enqueue(topic=topic, dedup_key=key, at=now)
    return len(wanted) - len(known)


@handles("retention_day")
def look_at_drafts(message, now) -> None:
    remove_drafts(at=now)
    warn_drafts(at=now)


@handles("retention_month")
def tell_leads(message, now) -> None:
    """One line a month to each lead who has something due outside the own wall."""
    day = local_day(now)
    for user in holders(*LEADS, day=day):
        if something_due(Incident.objects.on_file_for(user), day):
            text = _("Xem hồ sơ đến hạn tiêu hủy tháng {day:%m/%Y}").format(day=day)
            notify(
                users=[user],
                kind="disposal_due",
                text=text,
                url=reverse("retention:due"),
                at=now,
                key=f"disposal_due:{day:%Y-%m}",
            )


@handles("dispose", lane=LONG)
def do_disposal(message, now) -> None:
    dispose(
        item=DisposalItem.objects.select_related("batch__proposed_by", "decided_by").get(
            pk=message.payload["item"]
        ),
        at=now,
    )


@handles("remove_file")
def remove_file(message, now) -> None:
    """Unlink first, then say so: a kill in between leaves a row that is done again."""
    row = FileToRemove.objects.get(pk=message.payload["file"])
    unlink(row)
    with transaction.atomic():
        FileToRemove.objects.filter(pk=row.pk).update(removed_at=now)


@handles("register_disposal")
def register_disposal(message, now) -> None:
    register.write(Tombstone.objects.get(pk=message.payload["stone"]))
