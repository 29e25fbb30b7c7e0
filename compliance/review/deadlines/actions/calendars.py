"""Another working calendar: the days are written and every open case is recomputed, at once or in
bounded batches through the outbox.
"""

from datetime import date, datetime

from django.db import transaction

from compliance.core.language import _, joined
from compliance.core.presence import present
from compliance.incidents.models import Incident
from compliance.incidents.transitions import record_act
from compliance.incidents.workflow import Status
from compliance.outbox.actions import enqueue, notify
from compliance.registry.models import User
from compliance.review.case.notices import case_url, tell_person
from compliance.review.deadlines.recalculation import Moved, moves
from compliance.review.models import ClockEntry
from compliance.rulebook.actions import change_days
from compliance.rulebook.clocks import local_day
from compliance.rulebook.models import CalendarDay
from compliance.rulebook.years import Change, after_change, calendar_of, day_of

__all__ = [
    "apply_calendar",
    "move_batch",
]

AT_ONCE = 100


@transaction.atomic
def apply_calendar(*, change: Change, by: User, at: datetime) -> int:
    """Write the days; returns how many cases move. The first hundred in this transaction, the
    others as outbox rows written with it.
    """
    now = [day_of(row) for row in CalendarDay.objects.all()]
    moved_cases = moves(calendar_of(now), calendar_of(after_change(now, change)), local_day(at))
    change_days(change=change, by=by, at=at)
    reason, rule = _words(change)
    for moved in moved_cases[:AT_ONCE]:
        _move(moved, reason, rule, by, at)
    rest = moved_cases[AT_ONCE:]
    for number in range(0, len(rest), AT_ONCE):
        part = [
            [
                moved.pk,
                {name: [day.isoformat() for day in pair] for name, pair in moved.dates.items()},
            ]
            for moved in rest[number : number + AT_ONCE]
        ]
        payload = {"moves": part, "reason": reason, "rule": rule, "by": by.pk}
        enqueue(
            topic="recalculate",
            dedup_key=f"recalculate:{at.isoformat()}:{number}",
            at=at,
            payload=payload,
        )
    return len(moved_cases)


def move_batch(*, payload: dict, at: datetime) -> None:
    """One batch of an earlier `apply_calendar`; a date that has changed since is left as it is."""
    by = User.objects.get(pk=payload["by"])
    for pk, dates in payload["moves"]:
        pairs = {
            name: (date.fromisoformat(before), date.fromisoformat(after))
            for name, (before, after) in dates.items()
        }
        _move(Moved(pk, pairs), payload["reason"], payload["rule"], by, at)


def _words(change: Change) -> tuple[str, str]:
    days = [present(after or before).day for __, before, after in change.rows]
    named = joined(", ", (f"{day:%d/%m/%Y}" for day in days[:4])) + (
        _(" và {days} ngày khác").format(days=len(days) - 4) if len(days) > 4 else ""
    )
    sources = [after.source for *__, after in change.rows if after]
    return _("Lịch làm việc thay đổi: {named}.").format(named=named), (
        sources[0] if sources else _("Lịch làm việc")
    )[:200]


@transaction.atomic
def _move(moved: Moved, reason: str, rule: str, by: User, at: datetime) -> None:
    before = {name: pair[0] for name, pair in moved.dates.items()}
    if not Incident.objects.filter(pk=moved.pk, **before).update(
        edited_at=at, **{name: pair[1] for name, pair in moved.dates.items()}
    ):
        return
    incident = Incident.objects.with_people().get(pk=moved.pk)
    dates = {name: [day.isoformat() for day in pair] for name, pair in moved.dates.items()}
    row = ClockEntry.objects.create(
        incident=incident,
        kind=ClockEntry.Kind.CALENDAR,
        starts_on=local_day(at),
        reason=reason,
        rule=rule,
        moved=dates,
        by=by,
        at=at,
    )
    record_act(incident=incident, verb="calendar_moved", by=by, at=at, after=dates)
    if "due_on" in moved.dates and incident.status == Status.AWAITING_ANSWER:
        incident.notices.filter(due_on=before["due_on"]).update(due_on=incident.due_on)
        tell_person(
            incident,
            "answer_due_moved",
            _("Hạn giải trình mới: {due_on:%d/%m/%Y}").format(due_on=incident.due_on),
            at,
        )
    if incident.handler_id:
        text = _("Hạn của hồ sơ {code} đã đổi theo lịch làm việc").format(code=incident.code)
        notify(
            users=[incident.handler],
            kind="calendar_moved",
            text=text,
            url=case_url(incident),
            at=at,
            subject=incident,
            key=f"calendar:{row.pk}",
            mail=False,
        )
