"""compliance.registry.importing.cells: one cell as people type it."""

from datetime import date, datetime

import pytest

from compliance.registry.importing.cells import as_day, as_text, as_yes, from_old_code

DAY = date(2018, 11, 5)


@pytest.mark.parametrize(
    "cell",
    [
        DAY,
        datetime(2018, 11, 5, 13, 30),
        "05/11/2018",
        "5.11.2018",
        "5 - 11 - 2018",
        "05/11/2018 00:00:00",
        "2018-11-05",
        "2018-11-05T00:00",
        "Ngày 05 tháng 11 năm 2018",
        43409,
        43409.0,
        "43409",
        {"n": 41947},  # counted from 1904
    ],
)
def test_a_day_in_many_hands(cell):
    assert as_day(cell) == DAY


@pytest.mark.parametrize(
    "cell",
    ["31/02/2018", "11/2018", "05/11/18", "hôm qua", 12, 43409.5, True, "1/1/1939", float("nan")],
)
def test_what_is_no_day_is_said(cell):
    with pytest.raises(ValueError):  # noqa: PT011 - the caller says which cell
        as_day(cell)


def test_an_empty_cell_is_no_day():
    assert as_day(None) is as_day("  ") is None


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (None, ""),
        (12.0, "12"),
        (12.5, "12.5"),
        (True, "x"),
        (False, ""),
        ({"n": 3.0}, "3"),
        (DAY, "05/11/2018"),
        (" Hòa\u200b  An ", "Hòa An"),
    ],
)
def test_read_as_text(cell, text):
    assert as_text(cell) == text


def test_an_old_code_page_is_known_by_letters_unicode_does_not_use():
    assert from_old_code("NguyÔn V¨n Hßa") == "Nguyễn Văn Hòa"
    assert from_old_code("Nguyễn Văn Hòa") is None
    assert from_old_code("plain") is from_old_code(12) is None


@pytest.mark.parametrize(
    ("word", "yes"),
    [("x", True), ("Có", True), ("1", True), (True, True), ("", False), ("Không", False)]
    + [("-", False), (0.0, False), ("có lẽ", None)],
)
def test_yes_no_or_neither(word, yes):
    assert as_yes(word) is yes
