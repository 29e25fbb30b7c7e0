"""reports.periods: windows that follow one another without gap or overlap, each with its name."""

from datetime import date, datetime, timedelta

import pytest

from compliance.rulebook.clocks import ZONE
from reports.periods import (
    PeriodKind,
    back_from,
    closed_since,
    from_slug,
    period_of,
    previous,
    year_before,
)

YEARS = [date(2017, 12, 15) + timedelta(days=number) for number in range(366 * 12)]
WINDOWS = ("reporting", "calendar")


@pytest.mark.parametrize("windows", WINDOWS)
@pytest.mark.parametrize("kind", PeriodKind.values)
def test_every_day_lies_in_one_period_that_its_slug_names(kind, windows, counted):
    wrong = []
    for day in YEARS:
        one = period_of(kind, day, windows)
        same = from_slug(one.slug, windows)
        if not (one.start <= day <= one.end and same == one):
            wrong.append((day, one, same))
        if previous(one, windows).end + timedelta(days=1) != one.start:
            wrong.append((day, "gap"))
    counted(len(YEARS), "days in their period, by slug")
    assert not wrong, wrong[:3]


@pytest.mark.parametrize(
    ("kind", "day", "start", "end"),
    [
        ("month", date(2026, 12, 14), date(2026, 11, 15), date(2026, 12, 14)),
        ("month", date(2026, 12, 15), date(2026, 12, 15), date(2027, 1, 14)),
        ("quarter", date(2026, 12, 15), date(2026, 12, 15), date(2027, 3, 14)),
        ("half_year", date(2026, 6, 15), date(2026, 6, 15), date(2026, 12, 14)),
        ("year", date(2026, 12, 31), date(2026, 12, 15), date(2027, 12, 14)),
        ("week", date(2026, 12, 31), date(2026, 12, 25), date(2026, 12, 31)),
        ("week", date(2027, 1, 1), date(2027, 1, 1), date(2027, 1, 7)),
    ],
)
def test_months_are_cut_on_the_fourteenth_and_weeks_on_thursday(kind, day, start, end):
    one = period_of(kind, day)
    assert (one.start, one.end) == (start, end)


@pytest.mark.parametrize(
    "slug",
    ["", "thang-2026-13", "thang-2026-00", "quy-2026-05", "nam-2026-02", "tuan-2025-53"]
    + ["tuan-2026-54", "ngay-2026-01", "thang-1999-01", "thang-2026-1", None],
)
def test_a_slug_that_names_no_period(slug):
    assert from_slug(slug) is None


def test_a_period_closes_five_minutes_after_its_last_day():
    month = period_of("month", date(2026, 12, 14))
    assert not month.closed(datetime(2026, 12, 14, 23, 59, tzinfo=ZONE))
    assert not month.closed(datetime(2026, 12, 15, 0, 4, tzinfo=ZONE))
    assert month.closed(datetime(2026, 12, 15, 0, 5, tzinfo=ZONE))


def test_periods_back_and_forth():
    month = period_of("month", date(2026, 1, 20))
    assert [one.number for one in back_from(month, 3)] == [12, 1, 2]
    assert year_before(month).slug == "thang-2025-02"
    now = datetime(2026, 3, 15, 1, tzinfo=ZONE)
    assert [one.slug for one in closed_since("month", date(2026, 1, 1), now)] == [
        "thang-2026-01",
        "thang-2026-02",
        "thang-2026-03",
    ]
