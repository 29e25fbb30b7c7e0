"""compliance.review.deadlines: what the rows of the ledger say, and when somebody is reminded."""

from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace

import pytest

from compliance.guidance.periodic import BEFORE as READING
from compliance.review.deadlines.clocks import (
    INTERNAL,
    due_after_pause,
    due_on_another_calendar,
    pauses_of,
    read,
)
from compliance.review.deadlines.reminders import BEFORE, deadline_stage, year_to_announce
from compliance.rulebook.clocks import WorkCalendar, reminder_stage
from reports.periodic import BEFORE as TASKS

FRIDAY, MONDAY = date(2026, 12, 4), date(2026, 12, 7)
HOLIDAY = WorkCalendar(frozenset({date(2026, 12, 8)}))


def entry(kind, number=1, code="", starts_on=FRIDAY, ends_on=None):
    at = datetime(2026, 12, number, tzinfo=UTC)
    return SimpleNamespace(
        pk=number, kind=kind, code=code, at=at, starts_on=starts_on, ends_on=ends_on
    )


def test_a_pause_that_lasts_runs_until_today_and_one_of_the_house_stops_nothing():
    rows = [
        entry("pause", 1, "om_nang", FRIDAY, MONDAY),
        entry("pause", 2, "om_nang", MONDAY),
        entry("pause", 3, INTERNAL, FRIDAY, MONDAY),
        entry("restart", 4),
    ]
    today = date(2026, 12, 31)
    assert pauses_of(rows, today) == [(FRIDAY, MONDAY), (MONDAY, today)]


@pytest.mark.parametrize(
    ("kinds", "counted_from", "since", "extended"),
    [
        ((), FRIDAY, "ngày xảy ra", False),
        (("extend_processing",), FRIDAY, "ngày xảy ra", True),
        (("restart",), date(2026, 12, 11), "ngày có vi phạm mới", False),
        (("restart", "act_end"), date(2026, 12, 12), "ngày kết thúc hành vi", False),
        (("act_end", "restart"), date(2026, 12, 12), "ngày có vi phạm mới", False),
    ],
)
def test_the_last_mark_says_from_when_the_limitation_counts(kinds, counted_from, since, extended):
    rows = [
        entry(kind, number, starts_on=date(2026, 12, 10 + number))
        for number, kind in enumerate(kinds, 1)
    ]
    for order in (rows, rows[::-1]):
        told = read(order, FRIDAY, MONDAY)
        assert (told.counted_from, told.since, told.extended) == (counted_from, since, extended)


def test_a_step_goes_on_with_the_working_days_that_were_left(plain_weeks, counted):
    rows = {
        (None, FRIDAY, MONDAY): None,
        (date(2026, 12, 8), FRIDAY, MONDAY): date(2026, 12, 9),
        (MONDAY, FRIDAY, date(2026, 12, 31)): date(2027, 1, 1),
        (FRIDAY, MONDAY, date(2026, 12, 31)): date(2026, 12, 31),  # it was over: nothing is left
        (FRIDAY, FRIDAY, date(2026, 12, 12)): date(2026, 12, 12),
    }
    counted(len(rows), "deadlines after a pause")
    assert {row: due_after_pause(*row, plain_weeks) for row in rows} == rows


def test_another_calendar_keeps_the_number_of_working_days(plain_weeks, counted):
    rows = {
        (None, FRIDAY): None,
        (date(2026, 12, 8), FRIDAY): date(2026, 12, 9),  # two working days, over the holiday
        (MONDAY, FRIDAY): MONDAY,
        (FRIDAY, MONDAY): FRIDAY,  # set before the step began: left alone
        (date(2026, 12, 8), date(2026, 12, 8)): date(2026, 12, 9),
        (date(2026, 12, 12), FRIDAY): date(2026, 12, 14),  # a Saturday somebody set
    }
    counted(len(rows), "deadlines on another calendar")
    assert {row: due_on_another_calendar(*row, plain_weeks, HOLIDAY) for row in rows} == rows


def test_a_reminder_before_on_the_day_and_every_week_after(plain_weeks, counted):
    rows = {
        (MONDAY, FRIDAY): ("20261207:before2", "Còn 1 ngày làm việc"),
        (MONDAY, date(2026, 12, 3)): ("20261207:before2", "Còn 2 ngày làm việc"),
        (MONDAY, date(2026, 12, 2)): None,
        (MONDAY, MONDAY): ("20261207:before2", "Hạn cuối hôm nay"),
        (MONDAY, MONDAY + timedelta(days=1)): ("20261207:late0", "Quá hạn 1 ngày"),
        (MONDAY, MONDAY + timedelta(days=7)): ("20261207:late0", "Quá hạn 7 ngày"),
        (MONDAY, MONDAY + timedelta(days=8)): ("20261207:late1", "Quá hạn 8 ngày"),
    }
    counted(len(rows), "days on which a step is spoken of")
    assert {row: deadline_stage("due_on", *row, plain_weeks) for row in rows} == rows


@pytest.mark.parametrize("name", BEFORE)
def test_each_stage_of_a_deadline_has_one_key(name, plain_weeks):
    """Day by day across the turn of a year no stage comes back once the next has begun."""
    ends = date(2027, 1, 4)
    keys = []
    for day in range(60):
        stage = deadline_stage(name, ends, date(2026, 11, 20) + timedelta(days=day), plain_weeks)
        if stage and stage[0] not in keys[-1:]:
            keys.append(stage[0])
    before = [f"20270104:before{limit}" for limit in BEFORE[name]]
    assert keys == [*before, "20270104:late0", "20270104:late1"][: len(keys)]
    assert len(keys) == len(set(keys)) >= len(before) + 1


@pytest.mark.parametrize("before", [READING, TASKS])
def test_what_was_sent_to_offices_is_spoken_of_before_and_for_ninety_days(before, plain_weeks):
    rows = {
        MONDAY - timedelta(days=14): "",
        FRIDAY: "before",
        MONDAY: "before",
        MONDAY + timedelta(days=1): "late0",
        MONDAY + timedelta(days=7): "late0",
        MONDAY + timedelta(days=8): "late1",
        MONDAY + timedelta(days=90): "late12",
        MONDAY + timedelta(days=91): "",
    }
    assert {
        today: reminder_stage(MONDAY, today, plain_weeks, before=before) for today in rows
    } == rows


@pytest.mark.parametrize(
    ("announced", "today", "year"),
    [
        ((), date(2026, 1, 1), 2026),
        ((2026,), date(2026, 9, 30), None),
        ((2026,), date(2026, 10, 1), 2027),
        ((2026, 2027), date(2026, 12, 31), None),
        ((2026,), date(2027, 1, 1), 2027),
        ((2027,), date(2026, 12, 31), 2026),
    ],
)
def test_the_calendar_of_the_next_year_is_asked_for_from_october(announced, today, year):
    assert year_to_announce(today, WorkCalendar(announced=frozenset(announced))) == year
