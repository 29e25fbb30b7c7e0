"""Which dates of open cases another working calendar would move. Reads only;
compliance.review.actions writes.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import F, Max, Prefetch, Q

from compliance.incidents.models import Incident
from compliance.incidents.querysets import excluded_from
from compliance.incidents.workflow import OPEN, UNDER_REVIEW, Status
from compliance.review.deadlines.clocks import case_dates, due_on_another_calendar
from compliance.review.models import ClockEntry
from compliance.rulebook.clocks import WorkCalendar, local_day
from compliance.rulebook.queries import limitation_extension

CHUNK = 500
AGAIN = ("notify_again", "contest")  # steps that begin a term without changing the status
ENTRIES = Prefetch("clock_entries", queryset=ClockEntry.objects.order_by("at", "pk"))


@dataclass(frozen=True)
class Moved:
    """`dates` = {column: (before, after)} of one case."""

    pk: int
    dates: dict[str, tuple[date, date]]


def moves(before: WorkCalendar, after: WorkCalendar, today: date) -> list[Moved]:
    """Every open case whose dates come out otherwise. A paused case is recomputed when it goes on,
    so it is left out.
    """
    begun = Max(
        "steps__at", filter=~Q(steps__from_status=F("steps__to_status")) | Q(steps__verb__in=AGAIN)
    )
    cases = Incident.objects.filter(
        status__in=OPEN, suspended_at=None, submitted_at__isnull=False
    ).annotate(begun=begun)
    moved = []
    for incident in (
        cases.select_related("rule_set")
        .prefetch_related(ENTRIES)
        .order_by("pk")
        .iterator(chunk_size=CHUNK)
    ):
        dates = {
            name: pair
            for name, pair in _dates(incident, before, after, today).items()
            if pair[0] and pair[0] != pair[1]
        }
        if dates:
            moved.append(Moved(incident.pk, dates))
    return moved


def _dates(incident: Incident, before: WorkCalendar, after: WorkCalendar, today: date) -> dict:
    dates = {"due_on": (incident.due_on, _due(incident, before, after))}
    if incident.rule_set and incident.status in UNDER_REVIEW:
        law = case_dates(
            incident.rule_set,
            local_day(incident.happened_at),
            incident.known_on,
            incident.clock_entries.all(),
            after,
            today,
            extension=limitation_extension(incident.rule_set),
        )
        dates |= {
            "limitation_ends": (incident.limitation_ends, law.limitation_ends),
            "processing_ends": (incident.processing_ends, law.processing_ends),
        }
    return dates


def _due(incident: Incident, before: WorkCalendar, after: WorkCalendar) -> date | None:
    moved = due_on_another_calendar(
        incident.due_on, local_day(incident.begun or incident.submitted_at), before, after
    )
    if incident.status == Status.AWAITING_ANSWER and moved and moved < incident.due_on:
        return incident.due_on  # a window once told to the person is never made shorter
    return moved


def shown_to(user, moved: Iterable[Moved], most: int = 50) -> dict:
    """{'rows': [(case, {column: pair})] the viewer may see, 'others': how many more}: nothing
    behind the viewer's wall is counted.
    """
    by_pk = {case_moved.pk: case_moved.dates for case_moved in moved}
    visible = list(Incident.objects.visible_to(user).filter(pk__in=by_pk).order_by("code"))
    count = Incident.objects.filter(pk__in=by_pk).exclude(excluded_from(user)).count()
    return {
        "rows": [(incident, by_pk[incident.pk]) for incident in visible[:most]],
        "others": max(count - min(len(visible), most), 0),
        "count": count,
    }
