"""Reminders of instruments sent: three working days before the day to the readers, the day itself
and every week after to the heads; in office hours, once.
"""

from django.urls import reverse

from compliance.core.language import _
from compliance.guidance.actions import remind
from compliance.guidance.models import Dispatch
from compliance.guidance.queries import coverage
from compliance.outbox.actions import enqueue, notify
from compliance.outbox.handlers import handles, plans
from compliance.outbox.models import Message
from compliance.registry.queries import heads_of
from compliance.rulebook.clocks import local_day, office_hours, reminder_stage
from compliance.rulebook.queries import calendar

BEFORE = 3  # working days


@plans
def plan_reading(now) -> int:
    """Owe today's reminders; one query when nothing runs."""
    days, planned = calendar(), 0
    if not office_hours(now, days):
        return 0
    today = local_day(now)
    for pk, due_on in Dispatch.objects.running().values_list("pk", "due_on"):
        if (
            stage := reminder_stage(due_on, today, days, before=BEFORE)
        ) and not Message.objects.filter(dedup_key=(key := f"reading:{pk}:{stage}")).exists():
            enqueue(
                topic="reading", dedup_key=key, at=now, payload={"dispatch": pk, "stage": stage}
            )
            planned += 1
    return planned


@handles("reading")
def send_reminders(message, now) -> None:
    dispatch, stage = (
        Dispatch.objects.select_related("instrument").get(pk=message.payload["dispatch"]),
        message.payload["stage"],
    )
    if dispatch.ended_at:
        return
    offices = list(dispatch.offices.all())
    if stage == "before":
        remind(dispatch=dispatch, offices=offices, by=None, at=now, stage=stage)
    left = {
        row["office_id"]: row["open"]
        for row in coverage(dispatch.instrument, local_day(now), offices)
    }
    for office in offices:
        if left.get(office.pk):
            text = _(
                "{short_name}: còn {left} người chưa xác nhận đọc {short}, hạn {due_on:%d/%m/%Y}"
            ).format(
                short_name=office.short_name,
                left=left[office.pk],
                short=dispatch.instrument.short,
                due_on=dispatch.due_on,
            )
            notify(
                users=heads_of(office, local_day(now)),
                kind="unread",
                text=text[:200],
                url=reverse("guidance:dispatch", args=[dispatch.pk]),
                at=now,
                key=f"unread:{dispatch.pk}:{office.pk}:{stage}",
            )
