"""compliance.registry.importing.cells: one cell as people type it."""

from datetime import date, datetime

import pytest

from compliance.registry.importing.cells import as_day, as_text, as_yes, is_number, typed_in

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
        "05/11/18",
        "05112018",
        {"n": 41947},  # counted from 1904
    ],
)
def test_a_day_in_many_hands(cell):
    assert as_day(cell) == DAY


@pytest.mark.parametrize(
    "cell",
    ["31/02/2018", "11/2018", "hôm qua", "hôm nay", 12, 43409.5, True, "1/1/1939", float("nan")],
)
def test_what_is_no_day_is_said(cell):
    with pytest.raises(ValueError):  # noqa: PT011 - the caller says which cell
        as_day(cell)


def test_two_figures_are_a_year_that_has_been():
    assert as_day("05/11/98") == date(1998, 11, 5)


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


def test_text_tells_what_was_typed_and_in_which_font():
    assert typed_in("Hòa") == ("Hòa", None)
    assert typed_in({"t": "Hßa", "code": "tcvn3"}) == ("Hßa", "tcvn3")
    assert as_text({"t": " Hßa ", "code": "tcvn3"}) == "Hßa"
    assert typed_in({"n": 3.0}) is typed_in(3.0) is typed_in(None) is None
    assert is_number({"n": 3.0})
    assert not is_number({"t": "3", "code": "vni"})


@pytest.mark.parametrize(
    ("word", "yes"),
    [("x", True), ("Có", True), ("1", True), (True, True), ("", False), ("Không", False)]
    + [("-", False), (0.0, False), ("có lẽ", None)],
)
def test_yes_no_or_neither(word, yes):
    assert as_yes(word) is yes
