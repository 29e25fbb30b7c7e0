"""The periods that periodic jobs make up: compliance.assurance.periodic, .registry.queries."""

from datetime import date, datetime, timedelta

import pytest

from compliance.assurance.models import Review
from compliance.assurance.periodic import closed_periods
from compliance.registry.looks import quarter_before
from compliance.registry.signin import WINDOW, _begins
from compliance.rulebook.clocks import ZONE

LOGS, RIGHTS = Review.Kind.LOGS, Review.Kind.RIGHTS


def month(year: int, number: int) -> tuple[date, date]:
    after = date(year + number // 12, number % 12 + 1, 1)
    return date(year, number, 1), after - timedelta(days=1)


def year(number: int) -> tuple[date, date]:
    return date(number, 1, 1), date(number, 12, 31)


@pytest.mark.parametrize(
    ("kind", "since", "today", "periods"),
    [
        (LOGS, None, date(2026, 12, 31), [month(2026, 11)]),
        (LOGS, None, date(2027, 1, 1), [month(2026, 12)]),
        (LOGS, None, date(2028, 3, 1), [month(2028, 2)]),
        (LOGS, date(2026, 12, 1), date(2027, 1, 31), []),
        (LOGS, date(2026, 11, 1), date(2027, 1, 1), [month(2026, 12)]),
        (LOGS, date(2026, 10, 1), date(2027, 1, 1), [month(2026, 11), month(2026, 12)]),
        (RIGHTS, None, date(2026, 12, 31), [year(2025)]),
        (RIGHTS, None, date(2027, 1, 1), [year(2026)]),
        (RIGHTS, date(2024, 1, 1), date(2027, 1, 1), [year(2025), year(2026)]),
        (RIGHTS, date(2026, 1, 1), date(2027, 12, 31), []),
    ],
)
def test_a_period_that_has_ended_is_reviewed_and_missed_ones_are_made_up(
    kind, since, today, periods
):
    assert closed_periods(kind, since, today) == periods


def test_the_quarter_before_any_day_has_ended(counted):
    rows = {
        date(2026, 1, 1): date(2025, 12, 31),
        date(2026, 3, 31): date(2025, 12, 31),
        date(2026, 4, 1): date(2026, 3, 31),
        date(2026, 12, 31): date(2026, 9, 30),
        date(2028, 2, 29): date(2027, 12, 31),
    }
    counted(len(rows), "quarters before a day")
    assert {day: quarter_before(day) for day in rows} == rows


def test_attempts_are_counted_by_quarters_of_an_hour_over_midnight(counted):
    start = datetime(2026, 12, 31, 23, 40, tzinfo=ZONE)
    begins = [_begins(start + timedelta(minutes=number)) for number in range(60)]
    counted(len(begins), "minutes of attempts")
    assert [at.minute for at in sorted(set(begins))] == [30, 45, 0, 15, 30]
    for number, begun in enumerate(begins):
        assert begun <= start + timedelta(minutes=number) < begun + WINDOW
