"""compliance.core.parameters: what an address may ask for is read within bounds or refused."""

from datetime import UTC, date, datetime

import pytest

from compliance.core.parameters import LAST_KEY, Asked, day, keys, moment, number, page, year
from compliance.core.refusals import Unreadable

DAYS = {
    "31/12/2026": date(2026, 12, 31),
    " 2026-12-31 ": date(2026, 12, 31),
    "29/02/2028": date(2028, 2, 29),
    "29/02/2027": None,
    "01/01/1900": date(1900, 1, 1),
    "31/12/1899": None,
    "31/12/2199": date(2199, 12, 31),
    "01/01/2200": None,
    "12/31/2026": None,
    "2026-13-01": None,
    "": None,
}
NUMBERS = {
    ("0", 0, LAST_KEY): 0,
    ("007", 0, LAST_KEY): 7,
    (str(LAST_KEY), 0, LAST_KEY): LAST_KEY,
    (str(LAST_KEY + 1), 0, LAST_KEY): None,
    ("1" * 20, 0, LAST_KEY): None,
    ("-1", 0, LAST_KEY): None,
    ("+1", 0, LAST_KEY): None,
    ("1.0", 0, LAST_KEY): None,
    ("1e3", 0, LAST_KEY): None,
    ("１", 0, LAST_KEY): None,  # a digit, of another width
    ("²", 0, LAST_KEY): None,
    (" 1", 0, LAST_KEY): None,
    ("", 0, LAST_KEY): None,
    ("4", 5, 9): None,
    ("5", 5, 9): 5,
    ("9", 5, 9): 9,
    ("10", 5, 9): None,
}
MOMENTS = {
    "0": datetime(1970, 1, 1, tzinfo=UTC),
    "1.5": datetime(1970, 1, 1, 0, 0, 1, 500_000, tzinfo=UTC),
    "-1": datetime(1969, 12, 31, 23, 59, 59, tzinfo=UTC),
    "1e30": None,
    "nan": None,
    "inf": None,
    "mai": None,
    "7258118400": None,  # 1 January 2200
}


def test_days(counted):
    counted(len(DAYS), "days read")
    assert {text: day(text) for text in DAYS} == DAYS


def test_numbers(counted):
    counted(len(NUMBERS), "numbers read")
    assert {row: number(*row) for row in NUMBERS} == NUMBERS


def test_moments(counted):
    counted(len(MOMENTS), "moments read")
    assert {stamp: moment(stamp) for stamp in MOMENTS} == MOMENTS


def test_pages_years_and_keys():
    assert [page(text) for text in ("", "0", "x", "3", "1000001")] == [1, 1, 1, 3, 1]
    assert [year(text) for text in ("1899", "1900", "2199", "2200")] == [None, 1900, 2199, None]
    assert keys(["1", 2, "0", "x", "-3", "1"]) == [1, 2, 1]


READ = [
    ("ngay", "31/12/2026", lambda asked: asked.day("ngay"), date(2026, 12, 31)),
    ("so", "12", lambda asked: asked.number("so", 1, 12), 12),
    ("nam", "2026", lambda asked: asked.year("nam"), 2026),
    ("loai", "a", lambda asked: asked.choice("loai", ("a", "b")), "a"),
    ("dung", "1", lambda asked: asked.flag("dung"), True),
    ("page", "2", lambda asked: asked.page_number(), 2),
    ("page", "2", lambda asked: list(asked.page(range(30), 20)), list(range(20, 30))),
]
REFUSED = [
    ("ngay", "30/02/2026", lambda asked: asked.day("ngay")),
    ("so", "13", lambda asked: asked.number("so", 1, 12)),
    ("nam", "1899", lambda asked: asked.year("nam")),
    ("loai", "c", lambda asked: asked.choice("loai", ("a", "b"))),
    ("dung", "0", lambda asked: asked.flag("dung")),
    ("page", "0", lambda asked: asked.page_number()),
    ("page", "3", lambda asked: asked.page(range(30), 20)),
    ("page", "2", lambda asked: asked.page([], 20)),
]
NOT_GIVEN = [None, None, None, "", False, 1, list(range(20))]


@pytest.mark.parametrize(("name", "value", "reads", "meant"), READ)
def test_what_is_asked_for_is_read(name, value, reads, meant):
    assert reads(Asked({name: value})) == meant


@pytest.mark.parametrize("query", [{}, {row[0]: " " for row in READ}])
def test_what_is_not_given_or_empty_is_no_filter(query):
    assert [reads(Asked(query)) for _, _, reads, _ in READ] == NOT_GIVEN


@pytest.mark.parametrize(("name", "value", "reads"), REFUSED)
def test_what_cannot_be_meant_is_refused_by_name_and_value(name, value, reads):
    with pytest.raises(Unreadable) as refusal:
        reads(Asked({name: value}))
    assert f"“{value}” của tham số “{name}”" in refusal.value.reason


def test_words_are_cut_and_a_choice_has_a_value_of_its_own():
    asked = Asked({"q": f"  {'a' * 300} "})
    assert asked.text("q") == "a" * 100
    assert asked.choice("loai", ("a",), otherwise="b") == "b"


def test_an_unknown_name_is_refused_where_all_names_are_known():
    assert Asked({"utm_source": "x"})
    with pytest.raises(Unreadable, match="utm_source"):
        Asked({"utm_source": "x"}, known=("page",))
