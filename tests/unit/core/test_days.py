"""Days and moments as people write them, and what nobody can mean."""

from datetime import date, time

import pytest

from compliance.core.days import Span, read_day, read_span

TODAY = date(2026, 11, 29)
TENTH = date(2026, 11, 10)
QUARTER = Span(TENTH, time(9, 15))
SPANS = {
    "10/11/2026 09:15": QUARTER,
    "09:15 10/11/2026": QUARTER,
    "9h15 10/11/2026": QUARTER,
    "10/11/2026 9h15": QUARTER,
    "10/11/26 9:15": QUARTER,
    "10-11-2026 09:15": QUARTER,
    "10.11.2026 09.15": QUARTER,
    "09.15 10.11.2026": QUARTER,
    "10112026 0915": QUARTER,
    "10112026 9h15": QUARTER,
    "101126 9g15": QUARTER,
    "2026-11-10T09:15": QUARTER,
    "2026-11-10 09:15:00": QUARTER,
    "9 giờ 15 phút, ngày 10/11/2026": QUARTER,
    "9 giờ 15 ngày 10 tháng 11 năm 2026": QUARTER,
    "lúc 9h15' 10/11/2026".replace("'", ""): QUARTER,
    "9h15 sáng 10/11/2026": QUARTER,
    "10/11/2026 lúc 9h15": QUARTER,
    "9h 10/11/2026": Span(TENTH, time(9)),
    "9h rưỡi 10/11/2026": Span(TENTH, time(9, 30)),
    "2h chiều 10/11/2026": Span(TENTH, time(14)),
    "8 giờ tối 10/11/2026": Span(TENTH, time(20)),
    "12h trưa 10/11/2026": Span(TENTH, time(12)),
    "11h đêm 10/11/2026": Span(TENTH, time(23)),
    "0h30 10/11/2026": Span(TENTH, time(0, 30)),
    "10/11/2026": Span(TENTH),
    "Ngày 10/11/2026": Span(TENTH),
    "10112026": Span(TENTH),
    "10/11/26": Span(TENTH),
    "10 / 11 / 2026": Span(TENTH),
    "hôm qua": Span(date(2026, 11, 28)),
    "Hôm nay": Span(TODAY),
    "hôm kia": Span(date(2026, 11, 27)),
    "9h15 hôm qua": Span(date(2026, 11, 28), time(9, 15)),
    "hôm qua lúc 2h chiều": Span(date(2026, 11, 28), time(14)),
    "khoảng 10/11/2026": Span(TENTH, about=True),
    "Khoảng 9h15 10/11/2026": Span(TENTH, time(9, 15), about=True),
    "chừng hôm qua": Span(date(2026, 11, 28), about=True),
    "từ 09/11 đến 13/11/2026": Span(date(2026, 11, 9), until=date(2026, 11, 13)),
    "từ ngày 9/11/2026 đến hết ngày 13/11/2026": Span(date(2026, 11, 9), until=date(2026, 11, 13)),
    "9-13/11/2026": Span(date(2026, 11, 9), until=date(2026, 11, 13)),
    "09/11/2026 – 13/11/2026": Span(date(2026, 11, 9), until=date(2026, 11, 13)),
    "khoảng từ 28/10 đến 02/11/2026": Span(date(2026, 10, 28), until=date(2026, 11, 2), about=True),
}
NOBODY_MEANS = (
    "",
    "hôm",
    "31/02/2026",
    "10/13/2026",
    "25h 10/11/2026",
    "9h75 10/11/2026",
    "10/11",
    "9h15",
    "13/11/2026 đến 09/11/2026",
    "10/11/2026 gì đó",
    "10/11/2026 và 12/11/2026",
    "một hai ba",
    "1/1/1",
    "99999999999999999999",
)


@pytest.mark.parametrize("text", SPANS)
def test_a_moment_is_read_as_people_write_it(text):
    assert read_span(text, TODAY) == SPANS[text]


@pytest.mark.parametrize("text", NOBODY_MEANS)
def test_what_nobody_can_mean_is_none(text):
    assert read_span(text, TODAY) is None
    assert read_day(text, TODAY) is None


def test_what_is_printed_is_read_again(counted):
    for span in SPANS.values():
        assert read_span(str(span), TODAY) == span
    counted(len(SPANS) + len(NOBODY_MEANS), "ways to write when")


def test_a_day_is_a_day_and_no_hour():
    days = [text for text, span in SPANS.items() if span == Span(span.first)]
    assert len(days) > 6
    assert all(read_day(text, TODAY) == SPANS[text].first for text in days)
    assert read_day("9h15 10/11/2026", TODAY) is None
    assert read_day("khoảng 10/11/2026", TODAY) is None
