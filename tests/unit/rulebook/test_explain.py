"""compliance.rulebook.explain: pauses inside a term, and what each date says of itself."""

from datetime import date
from types import SimpleNamespace

import pytest

from compliance.rulebook.explain import (
    OTHER,
    answer,
    carried_over,
    complaint,
    explain,
    lapse,
    limitation,
    processing,
)

RULES = SimpleNamespace(
    staff_kind="cong_chuc",
    limitation_months=24,
    limitation_months_heavy=60,
    limitation_basis="Điều A",
    processing_months=None,
    processing_days=90,
    processing_months_extended=None,
    processing_days_extended=150,
    processing_basis="Điều B",
    answer_workdays=5,
    step_basis="Điều C",
    complaint_days=15,
    complaint_basis="Điều D",
    lapse_months=12,
    lapse_months_heavy=None,
    lapse_basis="Điều E",
)
START, END = date(2026, 3, 2), date(2026, 3, 31)  # a Monday, a Tuesday


@pytest.mark.parametrize(
    ("pauses", "lost"),
    [
        ([], 0),
        ([(date(2026, 3, 10), date(2026, 3, 12))], 2),
        ([(date(2026, 3, 10), date(2026, 3, 10))], 0),
        ([(date(2026, 2, 20), date(2026, 3, 5))], 2),  # only what lies after the day of the event
        ([(date(2026, 3, 10), date(2026, 3, 14)), (date(2026, 3, 12), date(2026, 3, 15))], 5),
        ([(date(2026, 4, 20), date(2026, 4, 25))], 0),  # after the end
        ([(date(2026, 3, 30), date(2026, 4, 3)), (date(2026, 4, 3), date(2026, 4, 5))], 6),
    ],
)
def test_days_of_a_pause_inside_the_term_do_not_count(pauses, lost, plain_weeks):
    end, days = carried_over(START, END, pauses, plain_weeks)
    assert days == lost
    assert (end - END).days >= lost
    assert plain_weeks.is_working(end)
    assert carried_over(START, END, pauses[::-1], plain_weeks) == (end, days)


def test_each_date_with_its_rule(plain_weeks, counted):
    day = date(2026, 3, 2)
    rows = {
        limitation(RULES, day, (), plain_weeks): (date(2028, 3, 2), "24 tháng", "Điều A"),
        limitation(RULES, day, (), plain_weeks, OTHER): (date(2031, 3, 3), "60 tháng", "Điều A"),
        processing(RULES, day, (), plain_weeks): (date(2026, 6, 1), "90 ngày", "Điều B"),
        processing(RULES, day, (), plain_weeks, extended=True): (
            date(2026, 7, 30),
            "phức tạp",
            "Điều B",
        ),
        answer(RULES, day, plain_weeks): (date(2026, 3, 9), "5 ngày làm việc", "Điều C"),
        complaint(RULES, day, plain_weeks): (date(2026, 3, 17), "15 ngày", "Điều D"),
        lapse(RULES, day): (date(2027, 3, 2), "12 tháng", "Điều E"),
    }
    counted(len(rows), "dates explained")
    for explained, (end, words, basis) in rows.items():
        assert (explained.date, explained.basis) == (end, basis)
        assert words in explained.rule


def test_where_the_law_gives_no_term_there_is_no_date(plain_weeks):
    none = SimpleNamespace(
        **{**vars(RULES), "limitation_months": None, "processing_days": None, "complaint_days": 0}
    )
    day = date(2026, 3, 2)
    assert limitation(none, day, (), plain_weeks) is None
    assert processing(none, day, (), plain_weeks) is None
    assert complaint(none, day, plain_weeks) is None
    assert complaint(RULES, date(2012, 6, 30), plain_weeks) is None  # before the law of complaints
    assert lapse(RULES, day, OTHER) is None


def test_an_open_case_has_no_date_that_follows_its_conclusion(plain_weeks):
    dates = {"act": START, "known": START, "opened": START, "calendar": plain_weeks}
    alive, ended = explain(RULES, **dates), explain(RULES, **dates, concluded=END)
    assert {key for key in alive if alive[key] is None} == {"complaint_until", "lapses_on"}
    assert all(ended.values())
