"""compliance.rulebook.clocks: days counted on a calendar with a holiday and a swapped Saturday."""

from datetime import UTC, date, datetime, timedelta

import pytest

from compliance.rulebook.clocks import (
    WorkCalendar,
    add_months,
    add_working_days,
    end_of_term,
    local_day,
    next_working_day,
    office_hours,
    workdays_between,
)

# August and September 2026: Monday 31/8 is off for Saturday 22/8, 1/9 and 2/9 are the holiday
YEAR = WorkCalendar(
    frozenset({date(2026, 8, 31), date(2026, 9, 1), date(2026, 9, 2)}),
    frozenset({date(2026, 8, 22)}),
)


def test_a_day_off_is_carried_to_the_next_worked_day(counted):
    rows = {
        date(2026, 8, 21): date(2026, 8, 21),
        date(2026, 8, 22): date(2026, 8, 22),  # made up
        date(2026, 8, 23): date(2026, 8, 24),
        date(2026, 8, 29): date(2026, 9, 3),
        date(2026, 9, 2): date(2026, 9, 3),
    }
    counted(len(rows), "days carried over days off")
    assert {day: next_working_day(day, YEAR) for day in rows} == rows


def test_working_days_do_not_count_the_day_of_the_event(counted):
    rows = {
        (date(2026, 8, 21), 0): date(2026, 8, 21),
        (date(2026, 8, 21), 1): date(2026, 8, 22),
        (date(2026, 8, 21), 2): date(2026, 8, 24),
        (date(2026, 8, 28), 1): date(2026, 9, 3),
        (date(2026, 8, 30), 3): date(2026, 9, 7),
    }
    counted(len(rows), "terms in working days")
    assert {row: add_working_days(*row, YEAR) for row in rows} == rows
    back = {(start, end): count for (start, count), end in rows.items()}
    assert {row: workdays_between(*row, YEAR) for row in back} == back
    assert workdays_between(date(2026, 9, 3), date(2026, 8, 28), YEAR) == -1


def test_working_days_between_two_days_are_those_that_are_worked(counted):
    """Of every two days of a year, on the calendar of the year and on one without days off; a day
    that is both off and worked is worked.
    """
    both = WorkCalendar(frozenset({date(2026, 9, 1)}), frozenset({date(2026, 9, 1)}))
    days = [date(2026, 1, 1) + timedelta(days=number) for number in range(366)]
    for calendar in (YEAR, WorkCalendar(), both):
        worked = [calendar.is_working(day) for day in days]
        for place, start in enumerate(days):
            number = 0
            for end, is_worked in zip(days[place + 1 :], worked[place + 1 :], strict=True):
                number += is_worked
                assert workdays_between(start, end, calendar) == number, (start, end)
                assert workdays_between(end, start, calendar) == -number, (end, start)
                counted(1, "pairs of days")


def test_a_month_ends_on_the_same_number_or_on_its_last_day(counted):
    rows = {
        (date(2026, 1, 31), 1): date(2026, 2, 28),
        (date(2028, 1, 31), 1): date(2028, 2, 29),
        (date(2028, 2, 29), 12): date(2029, 2, 28),
        (date(2026, 12, 31), 2): date(2027, 2, 28),
        (date(2026, 12, 15), 1): date(2027, 1, 15),
        (date(2026, 3, 31), -1): date(2026, 2, 28),
        (date(2026, 1, 15), -1): date(2025, 12, 15),
    }
    counted(len(rows), "terms in months")
    assert {row: add_months(*row) for row in rows} == rows
    assert add_months(date(2026, 8, 2), 1, YEAR) == date(2026, 9, 3)


@pytest.mark.parametrize(
    ("value", "unit", "end"),
    [
        (7, "day", date(2026, 9, 3)),  # 28/8 is a Friday, a week on 4/9
        (4, "day", date(2026, 9, 3)),
        (1, "workday", date(2026, 9, 3)),
        (1, "month", date(2026, 9, 28)),
        (24, "hour", date(2026, 8, 29)),
        (25, "hour", date(2026, 8, 30)),
        (72, "hour", date(2026, 8, 31)),
    ],
)
def test_a_term_ends_by_its_unit(value, unit, end):
    start = date(2026, 8, 28) if (value, unit) != (7, "day") else date(2026, 8, 27)
    assert end_of_term(start, value, unit, YEAR) == end


def test_the_day_and_the_hours_are_those_of_viet_nam(counted):
    days = {
        datetime(2026, 12, 31, 16, 59, 59, tzinfo=UTC): date(2026, 12, 31),
        datetime(2026, 12, 31, 17, 0, tzinfo=UTC): date(2027, 1, 1),
        datetime(2028, 2, 28, 17, 0, tzinfo=UTC): date(2028, 2, 29),
    }
    assert {moment: local_day(moment) for moment in days} == days
    at_work = {
        datetime(2026, 8, 28, 0, 29, tzinfo=UTC): False,
        datetime(2026, 8, 28, 0, 30, tzinfo=UTC): True,
        datetime(2026, 8, 28, 9, 59, tzinfo=UTC): True,
        datetime(2026, 8, 28, 10, 0, tzinfo=UTC): False,
        datetime(2026, 8, 22, 2, 0, tzinfo=UTC): True,
        datetime(2026, 8, 31, 2, 0, tzinfo=UTC): False,
    }
    counted(len(days) + len(at_work), "moments in the hours of Viet Nam")
    assert {moment: office_hours(moment, YEAR) for moment in at_work} == at_work
