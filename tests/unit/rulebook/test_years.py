"""compliance.rulebook.years: a year's list as it is pasted, and the calendar made of it."""

from datetime import date

import pytest

from compliance.rulebook.years import (
    Day,
    after_change,
    calendar_of,
    change_to,
    read_days,
    read_lines,
)

GOOD = (
    "Ngày; Loại; Tên; Văn bản\n22/08/2026; Làm bù; Làm bù 31/8; QĐ 1\n"
    "2026-09-02\tNghỉ lễ, Tết\tQuốc khánh\tBLLĐ\tx\n\n"
)


def test_a_pasted_list_is_read():
    days, errors = read_days(read_lines(GOOD), 2026)
    assert errors == []
    assert [(day.day, day.kind, day.official) for day in days] == [
        (date(2026, 8, 22), "swap_work", False),
        (date(2026, 9, 2), "holiday", True),
    ]


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("31/02/2026; Nghỉ lễ, Tết; A; B", "cột Ngày"),
        ("02/09/2025; Nghỉ lễ, Tết; A; B", "không thuộc năm 2026"),
        ("02/09/2026; Nghỉ chơi; A; B", "cột Loại"),
        ("02/09/2026; Làm bù; A; B", "không phải thứ Bảy"),
        ("02/09/2026; Nghỉ lễ, Tết; ; B", "còn trống"),
        ("02/09/2026; Nghỉ lễ, Tết; A; ", "còn trống"),
        (f"02/09/2026; Nghỉ lễ, Tết; {'A' * 121}; B", "dài quá 120"),
        ("02/09/2026; Nghỉ lễ, Tết; A; B\n02/09/2026; Nghỉ lễ, Tết; A; B", "đã có ở dòng 1"),
        ("", "không có ngày nào"),
    ],
)
def test_a_wrong_line_is_named_by_row_and_column(line, says):
    _, errors = read_days(read_lines(line), 2026)
    assert len(errors) == 1
    assert says in errors[0]


def test_a_change_leads_from_one_list_to_the_other():
    days, _ = read_days(read_lines(GOOD), 2026)
    moved = [days[0], Day(date(2026, 9, 1), "holiday", "Quốc khánh", "BLLĐ", True)]
    change = change_to(days, moved, whole_year=2026)
    assert sorted(row[0] for row in change.rows) == ["added", "removed"]
    assert sorted(after_change(days, change), key=lambda day: day.day) == moved
    assert change_to(days, days, whole_year=2026).rows == []
    partly = change_to(days, moved[1:])  # what a part of a year does not name stays
    assert [row[0] for row in partly.rows] == ["added"]


def test_a_year_no_list_names_has_the_days_off_of_the_law():
    days, _ = read_days(read_lines(GOOD), 2026)
    calendar = calendar_of(days)
    assert calendar.is_working(date(2026, 8, 22))
    assert not calendar.is_working(date(2026, 9, 2))
    assert calendar.is_working(date(2026, 4, 30))  # the list of 2026 does not name it
    assert not calendar.is_working(date(2027, 4, 30))
    assert 2027 not in calendar.announced
