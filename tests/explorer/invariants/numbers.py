"""The dashboard of a period, its frozen summary and a count of the rows are equal."""

from collections import Counter
from collections.abc import Iterator
from datetime import date

from compliance.incidents.models import Incident, StepTaken
from compliance.incidents.workflow import ENDED
from reports.models import PeriodKind
from reports.periods import Period, period_of, previous
from reports.rollups import SeenFlows, differences
from reports.snapshot import entries_of
from tests.explorer.rows import day_of, related
from tests.explorer.walk import BEGINS, WRITTEN, Walk

COLUMNS = {
    "received": "submitted_at",
    "concluded": "first_concluded_at",
    "closed": "first_ended_at",
}
READERS = ("lead", "deputy_lead", "recused")  # see everything that was sent, but for their wall


def sums_are_rows(walk: Walk, incident: Incident) -> Iterator[str]:
    """What the triggers added up is what the rows say, asked at every change of a status."""
    if walk.memory.get("summed") == incident.status:
        return
    walk.memory["summed"] = incident.status
    walk.tally.asked["sums_are_rows"] += 1
    yield from differences()


def recount(period: Period) -> dict[str, int]:
    """{what: cases} in the days of `period`: when each was sent, first concluded and first ended,
    by the story of its steps.
    """
    found: Counter = Counter(dict.fromkeys(COLUMNS, 0))  # where nothing was sent as well
    for case in Incident.objects.filter(submitted_at__isnull=False):
        steps = list(StepTaken.objects.filter(incident=case).order_by("version"))
        sent = [step.at for step in steps if step.verb == "submit"][:1]
        concluded = [step.at for step in steps if step.verb == "conclude"][:1]
        ended = [step.at for step in steps if step.to_status in ENDED][:1]
        for name, moments in (("received", sent), ("concluded", concluded), ("closed", ended)):
            found[name] += sum(period.start <= day_of(at) <= period.end for at in moments)
    return dict(found)


def frozen(period: Period) -> dict[str, int]:
    """The same of the rows that a summary keeps."""
    found: Counter = Counter()
    for row in entries_of(period):
        for name, column in COLUMNS.items():
            moment = getattr(row, column)
            found[name] += bool(moment and period.start <= day_of(moment) <= period.end)
    return {name: found[name] for name in COLUMNS}


def _months(walk: Walk) -> list[Period]:
    """The months from the beginning of the walk to now."""
    month, found = period_of(PeriodKind.MONTH, walk.today), []
    while month.end >= BEGINS.date() and len(found) < 16:
        found.append(month)
        month = previous(month)
    return found


def _shown(walk: Walk, months: list[Period]) -> list[tuple[Period, dict[str, int]]]:
    """Each of these months with its tiles, for the first reader without a wall before the case;
    none, where there is no such reader. Counted once for all that the same rows are asked.
    """
    state, tiles = walk.memory.get("tiles", (None, {}))
    if state != WRITTEN.state or not {month.start for month in months} <= set(tiles):
        tiles = _tiles(walk, _months(walk))
        walk.memory["tiles"] = WRITTEN.state, tiles
    return [(month, tiles[month.start]) for month in months if month.start in tiles]


def _tiles(walk: Walk, months: list[Period]) -> dict[date, dict[str, int]]:
    """{first day of the month: its tiles}."""
    incident = walk.incident()
    shut = set(incident.recusals.values_list("user_id", flat=True))
    shut |= set(incident.kept_walls.values_list("user_id", flat=True))
    readers = [
        user
        for user in map(walk.user, READERS)
        if user.functions.exists() and user.pk not in shut and not related(user, incident, walk.at)
    ]
    if not readers or not months:
        return {}
    seen = SeenFlows(readers[0], months)
    return {
        month.start: {name: n for name, n in seen.counts_of(month).items() if name in COLUMNS}
        for month in months
    }


def dashboard_is_recount(walk: Walk, incident: Incident) -> Iterator[str]:
    """Nothing that was counted is forgotten by the tiles."""
    for month, tiles in _shown(walk, _months(walk)):
        walk.tally.asked["dashboard_is_recount"] += 1
        if tiles != (rows := recount(month)):
            yield f"{month.label}: tiles {tiles}, rows {rows}"


def past_is_frozen(walk: Walk, incident: Incident) -> Iterator[str]:
    """The tiles of a month that has ended are what its summary says."""
    months = [month for month in _months(walk) if month.end < walk.today]
    for month, tiles in _shown(walk, months):
        walk.tally.asked["past_is_frozen"] += 1
        if tiles != (kept := frozen(month)):
            yield f"{month.label}: tiles {tiles}, summary {kept}"


RULES = {"numbers.sums_are_rows": sums_are_rows}
AT_THE_END = {
    "numbers.dashboard_is_recount": dashboard_is_recount,
    "numbers.past_is_frozen": past_is_frozen,
}
