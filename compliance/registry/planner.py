"""The turn of the day: what was written for today takes effect, once; days the scheduler slept through are made up."""

from datetime import date, timedelta

from compliance.outbox.actions import owe
from compliance.outbox.handlers import handles, plans
from compliance.outbox.models import Message
from compliance.registry.actions.days import turn_day
from compliance.rulebook.clocks import local_day

TOPIC = "registry_day"
FIRST_LOOK = timedelta(days=3650)  # with no turn on record everything of ten years is looked at


@plans
def plan_turn_of_day(now) -> int:
    """Owe today's turn; one query when it is there."""
    day = local_day(now)
    key = f"{TOPIC}:{day:%Y-%m-%d}"
    if Message.objects.filter(dedup_key=key).exists():
        return 0
    owe(topic=TOPIC, dedup_key=key, at=now, payload={"day": day.isoformat()})
    return 1


@handles(TOPIC)
def do_turn_of_day(message, now) -> None:
    """Since the last turn that was done; the day is the one of the clock, so a turn done late looks at today."""
    last = Message.objects.filter(topic=TOPIC, done_at__isnull=False).order_by("-dedup_key").first()
    day = max(date.fromisoformat(message.payload["day"]), local_day(now))
    turn_day(day=day, since=date.fromisoformat(last.payload["day"]) if last else day - FIRST_LOOK, at=now)
