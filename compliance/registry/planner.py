"""The turn of the day: what was written for today takes effect, once; days the scheduler slept through are made up."""

import logging
from datetime import date, timedelta

from django.db import DatabaseError, transaction

from compliance.outbox.actions import owe
from compliance.outbox.handlers import handles, plans
from compliance.outbox.models import Message
from compliance.registry.actions.days import turn_day
from compliance.registry.actions.imports import carry_out, read_or_say
from compliance.registry.actions.staff import count_words
from compliance.registry.models import ImportRun
from compliance.rulebook.clocks import local_day

log = logging.getLogger(__name__)

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
    count_words()


@handles("read_import")
def read_import(message, now) -> None:
    read_or_say(run=ImportRun.objects.select_related("scope").get(pk=message.payload["run"]), at=now)


@handles("apply_import")
def write_import(message, now) -> None:
    """All or nothing; when the database refuses, the run waits to be looked at again and says so."""
    run = ImportRun.objects.select_related("by").get(pk=message.payload["run"])
    try:
        with transaction.atomic():
            carry_out(run=run, at=now)
    except DatabaseError:
        log.exception("import %s was not applied", run.pk)
        ImportRun.objects.filter(pk=run.pk).update(
            state=ImportRun.State.PREVIEWED, seen_seq=0, reason="Nhập không thành công, chưa có gì thay đổi. Đọc lại tệp rồi thử lại."
        )
