"""What every tick looks after here: invitations that have run out lose their grant, walls of the
line are kept.
"""

from copy import copy

from django.db import transaction

from compliance.audit.actions import record
from compliance.incidents import grants
from compliance.incidents.actions.exclusions import (
    REFUSED,
    keep_line,
    notify_goes_above,
    notify_sendable,
    notify_stuck,
)
from compliance.incidents.models import Incident, Invitation
from compliance.incidents.queries import goes_above, stuck, who_can
from compliance.incidents.workflow import Status
from compliance.outbox.actions import enqueue
from compliance.outbox.handlers import handles, plans
from compliance.outbox.models import Message, Notification
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
    tell_who_may_send_again(now)


def tell_who_may_send_again(now) -> None:
    """A report that could not be sent because nobody could take it up (NobodyLeft): its writer was
    promised to hear when it can.
    """
    asked = Notification.objects.filter(kind="stuck", dedup_key__startswith=f"{REFUSED}:")
    refused: dict[int, str] = {}
    for key in asked.order_by().values_list("dedup_key", flat=True):
        _, pk, day, _ = key.split(":")
        refused[int(pk)] = max(day, refused.get(int(pk), ""))
    unsent = Incident.objects.filter(
        pk__in=refused, status__in=(Status.DRAFT, Status.RETURNED)
    ).select_related("reporter", "person")
    for incident in unsent.order_by("pk"):
        if _could_be_taken_up(incident, local_day(now)):
            notify_sendable(incident, refused[incident.pk], now)


def _could_be_taken_up(incident: Incident, day) -> bool:
    """Whether somebody may accept it, about each of the people it names."""
    named = [incident.person, *(row.person for row in incident.also.select_related("person"))]
    cases = []
    for person in named:
        case = copy(incident)
        case.person = person
        cases.append(case)
    return all(who_can(case, "accept", day).exists() for case in cases)
