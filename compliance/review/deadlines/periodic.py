"""Reminders of deadlines: planned once a working day, in office hours, from the rows; done in
bounded batches through the outbox.
"""

from django.urls import reverse

from compliance.core.language import _
from compliance.outbox.actions import enqueue, notify
from compliance.outbox.handlers import LONG, handles, plans
from compliance.outbox.models import Message
from compliance.review.case.notices import case_url, own_url
from compliance.review.deadlines.actions.calendars import move_batch
from compliance.review.deadlines.actions.terms import follow_version
from compliance.review.deadlines.reminders import due_today, keepers, near, year_to_announce
from compliance.rulebook.clocks import local_day, office_hours
from compliance.rulebook.queries import calendar

BATCH = 100


@plans
def plan_reminders(now) -> int:
    """Owe the day's reminders in office hours, once; nothing on a day off, nothing at night."""
    days = calendar()
    if not office_hours(now, days):
        return 0
    today = local_day(now)
    if Message.objects.filter(dedup_key=f"reminders:{today}").exists():
        return 0
    enqueue(topic="reminders", dedup_key=f"reminders:{today}", at=now)
    return 1


@handles("reminders")
def plan_batches(message, now) -> None:
    """Split the cases of the day, and ask for the calendar of the year that is still missing."""
    today = local_day(now)
    pks = list(near(today).order_by("pk").values_list("pk", flat=True))
    for number in range(0, len(pks), BATCH):
        enqueue(
            topic="remind",
            dedup_key=f"remind:{today}:{number}",
            at=now,
            payload={"incidents": pks[number : number + BATCH]},
        )
    year = year_to_announce(today, calendar())
    if year:
        text, url = (
            _("Nhập lịch làm việc năm {year}").format(year=year),
            f"{reverse('review:change_calendar')}?nam={year}",
        )
        notify(
            users=keepers(today),
            kind="calendar_year",
            text=text,
            url=url,
            at=now,
            key=f"calendar-year:{year}:{today:%Y%m}",
        )


@handles("remind")
def remind(message, now) -> None:
    """Tell the people of one batch. One that comes late, after office hours, is dropped: the next
    working day plans its own.
    """
    days, today = calendar(), local_day(now)
    if not office_hours(now, days):
        return
    cases = near(today).filter(pk__in=message.payload["incidents"])
    for incident in (
        cases.with_people()
        .select_related("handler", "handling_office", "rule_set", "reporter", "person__user")
        .order_by("pk")
    ):
        for line in due_today(incident, today, days):
            url, key = (
                own_url(incident) if line.own else case_url(incident),
                f"remind:{incident.pk}:{line.stage}",
            )
            notify(
                users=line.to,
                kind="reminder",
                text=line.words,
                url=url,
                at=now,
                subject=incident,
                key=key,
                sealed=line.sealed,
            )


@handles("recalculate", lane=LONG)
def recalculate(message, now) -> None:
    """One batch of cases on the new working calendar, or by the version that put terms right."""
    if "rule_set" in message.payload:
        follow_version(payload=message.payload, at=now)
    else:
        move_batch(payload=message.payload, at=now)
