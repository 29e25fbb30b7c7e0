"""Which periods are owed: counted as the committee counted on their first day, of the kinds it
asked for then (docs/decisions/0088-committee-profile.md).
"""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from django.db.models import Min

from compliance.core import committee
from compliance.core.committee import Committee, Effect
from compliance.core.language import _, joined, lower_first
from compliance.incidents.models import Incident
from compliance.rulebook.clocks import local_day
from reports.models import PeriodKind, Summary
from reports.periods import Period, closed_since, period_of


def owed_periods(kinds: str, since: date, now: datetime) -> Iterator[tuple[str, Period]]:
    """Every closed period since then of the kinds the committee asked for on its first day, counted
    as on that day: another way of counting begins no period anew. `kinds`: `summary_kinds` or
    `return_kinds`.
    """
    for first, after, version in committee.eras():
        for kind in getattr(version, kinds):
            for period in closed_since(kind, max(since, first), now, version.period_windows):
                if period.start >= after:
                    break
                if period.start >= first:
                    yield kind, period


def began_on() -> date | None:
    """The day from which closed periods are owed: what the committee has written; or the first
    summary there is; or the first report sent in.
    """
    if since := committee.today().reports_since:
        return since
    end_of_first: date | None = Summary.objects.aggregate(first=Min("end"))["first"]
    if end_of_first:
        return end_of_first
    first: datetime | None = (
        Incident.objects.filter(submitted_at__isnull=False)
        .order_by("submitted_at")
        .values_list("submitted_at", flat=True)
        .first()
    )
    return local_day(first) if first else None


def periods_counted(before: Committee, after: Committee, day: date) -> list[Effect]:
    """Which period of each kind is the last one counted the old way, and the first the new way."""
    rows = []
    for kinds, what in (
        ("summary_kinds", _("Báo cáo tổng hợp")),
        ("return_kinds", _("Báo cáo của đơn vị")),
    ):
        old, new = getattr(before, kinds), getattr(after, kinds)
        for kind in [kind for kind in PeriodKind.values if kind in {*old, *new}]:
            ways = (before.period_windows, after.period_windows)
            if (kind in old) == (kind in new) and ways[0] == ways[1]:
                continue
            last = period_of(kind, day - timedelta(days=1), ways[0])
            first = period_of(kind, day, ways[1])
            if first.start < day:
                first = period_of(kind, first.end + timedelta(days=1), ways[1])
            label = joined(" ", (what, lower_first(PeriodKind(kind).label)))
            ends = _days_of(last, _("kỳ cuối")) if kind in old else _("không lập")
            begins = _days_of(first, _("kỳ đầu")) if kind in new else _("không lập")
            rows.append(Effect(label, ends, begins))
    return rows


def _days_of(period: Period, word: str) -> str:
    return f"{word} {period.start:%d/%m/%Y}–{period.end:%d/%m/%Y}"
