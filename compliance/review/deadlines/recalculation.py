"""Which dates of open cases another working calendar, or terms put right, would move. Reads only;
compliance.review.actions writes.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import F, Max, Prefetch, Q

from compliance.core.presence import present
from compliance.incidents.facts import excluded_from
from compliance.incidents.models import Incident
from compliance.incidents.workflow import OPEN, UNDER_REVIEW, Status
from compliance.review.deadlines.clocks import case_dates, due_on_another_calendar
from compliance.review.models import ClockEntry
from compliance.rulebook.changes import RuleChange
from compliance.rulebook.clocks import WorkCalendar, local_day
from compliance.rulebook.models import RuleSet
from compliance.rulebook.queries import calendar, limitation_extension
from compliance.rulebook.versions import Version, version_of

CHUNK = 500
AGAIN = ("notify_again", "contest")  # steps that begin a term without changing the status
ENTRIES = Prefetch("clock_entries", queryset=ClockEntry.objects.order_by("at", "pk"))


@dataclass(frozen=True)
class Moved:
    """`dates` = {column: (before, after)} of one case."""

    pk: int
    dates: dict[str, tuple[date, date]]


@dataclass(frozen=True)
class Followed:
    """One case that a version of its rule set measures, with the dates that change: there may be
    none, and a date may come or go.
    """

    pk: int
    dates: dict[str, tuple[date | None, date | None]]


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


def moves_by_version(
    change: RuleChange, today: date, only: Collection[int] | None = None
) -> list[Followed]:
    """Every case under review that the version would measure: held by the rule set it is made of,
    and taken up within its days (chosen as the more favourable law: only where the whole set is
    put right). A date that stays is not among the dates; of a paused case none is: it is recomputed
    when it goes on. The deadline of a step already begun was told, and stays.
    """
    base = present(change.base)
    version, whole = version_of(change, base), _puts_right_whole(change, base)
    cases = Incident.objects.filter(status__in=UNDER_REVIEW, rule_set=base)
    if only is not None:
        cases = cases.filter(pk__in=only)
    followed = []
    rows = cases.prefetch_related(ENTRIES).order_by("pk")
    for incident in rows.iterator(chunk_size=CHUNK):
        if not (whole or _taken_up_within(incident, change)):
            continue
        dates = {} if incident.suspended_at else _by_version(incident, version, today)
        changed = {name: pair for name, pair in dates.items() if pair[0] != pair[1]}
        followed.append(Followed(incident.pk, changed))
    return followed


def _puts_right_whole(change: RuleChange, base: RuleSet) -> bool:
    return (change.valid_from, change.valid_to) == (base.valid_from, base.valid_to)


def _taken_up_within(incident: Incident, change: RuleChange) -> bool:
    day = local_day(present(incident.accepted_at))
    return change.valid_from <= day and (change.valid_to is None or day <= change.valid_to)


def _by_version(incident: Incident, version: Version, today: date) -> dict:
    law = case_dates(
        version.rules,
        local_day(present(incident.happened_at)),
        present(incident.known_on),
        incident.clock_entries.all(),
        calendar(),
        today,
        extension=version.extension,
    )
    return {
        "limitation_ends": (incident.limitation_ends, law.limitation_ends),
        "processing_ends": (incident.processing_ends, law.processing_ends),
    }


def shown_to(user, moved: Iterable[Moved | Followed], most: int = 50) -> dict:
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
