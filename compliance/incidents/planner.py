"""What every tick looks after here: invitations that have run out lose their grant (they opened nothing any more since their last day)."""

from django.db import transaction

from compliance.audit.actions import record
from compliance.incidents import grants
from compliance.incidents.models import Invitation
from compliance.outbox.handlers import plans
from compliance.rulebook.clocks import local_day

BATCH = 100


@plans
def end_invitations(now) -> int:
    """Close what has run out, one transaction each; returns how many."""
    done, day = 0, local_day(now)
    for row in Invitation.objects.filter(ended_at=None, until__lt=day).select_related("incident").order_by("pk")[:BATCH]:
        with transaction.atomic():
            if Invitation.objects.filter(pk=row.pk, ended_at=None).update(ended_at=now):
                grants.refresh(row.incident, day)
                record(by=None, verb="invitation_ran_out", obj=row.incident, at=now, label=row.incident.code, after={"user": row.user_id})
                done += 1
    return done
