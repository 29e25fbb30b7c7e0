"""What every tick looks after here: invitations that have run out lose their grant, walls of the
line are kept.
"""

from django.db import transaction

from compliance.audit.actions import record
from compliance.incidents import grants
from compliance.incidents.actions.exclusions import keep_line, notify_goes_above, notify_stuck
from compliance.incidents.models import Incident, Invitation
from compliance.incidents.queries import goes_above, stuck
from compliance.outbox.actions import enqueue
from compliance.outbox.handlers import handles, plans
from compliance.outbox.models import Message
from compliance.rulebook.clocks import local_day

BATCH = 100


@plans
def end_invitations(now) -> int:
    """Close what has run out, one transaction each; returns how many."""
    done, day = 0, local_day(now)
    for row in (
        Invitation.objects.filter(ended_at=None, until__lt=day)
        .select_related("incident")
        .order_by("pk")[:BATCH]
    ):
        with transaction.atomic():
            if Invitation.objects.filter(pk=row.pk, ended_at=None).update(ended_at=now):
                grants.refresh(row.incident, day)
                record(
                    by=None,
                    verb="invitation_ran_out",
                    obj=row.incident,
                    at=now,
                    label=row.incident.code,
                    after={"user": row.user_id},
                )
                done += 1
    return done


@plans
def keep_exclusions(now) -> int:
    """Once a day: walls of the line are kept, and what nobody can act on is told."""
    day = local_day(now)
    key = f"walls:{day:%Y%m%d}"
    if Message.objects.filter(dedup_key=key).exists():
        return 0
    enqueue(topic="walls", dedup_key=key, at=now)
    return 1


@handles("walls")
def check_exclusions(message, now) -> None:
    for incident in (
        Incident.objects.open()
        .with_people()
        .select_related("handling_office")
        .order_by("pk")
        .iterator(500)
    ):
        keep_line(incident, now)
        if stuck(incident, local_day(now)):
            notify_stuck(incident, now)
        elif goes_above(incident, local_day(now)):
            notify_goes_above(incident, now)
