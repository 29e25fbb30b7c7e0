"""Days and moments as people write them, and what nobody can mean."""

from datetime import date, time

import pytest
from django.utils import translation

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
    "0h 10/11/2026": Span(TENTH, time(0)),
    "1h sáng 10/11/2026": Span(TENTH, time(1)),
    "2h đêm 10/11/2026": Span(TENTH, time(2)),
    "12h 10/11/2026": Span(TENTH, time(12)),
    "12h30 trưa 10/11/2026": Span(TENTH, time(12, 30)),
    "1h trưa 10/11/2026": Span(TENTH, time(13)),
    "12h chiều 10/11/2026": Span(TENTH, time(12)),
    "7h tối 10/11/2026": Span(TENTH, time(19)),
    "12h đêm 09/11/2026": Span(TENTH, time(0)),
    "12 giờ đêm hôm qua": Span(TODAY, time(0)),
    "12h tối 09/11/2026": Span(TENTH, time(0)),
    "24h 09/11/2026": Span(TENTH, time(0)),
    "24:00 31/10/2026": Span(date(2026, 11, 1), time(0)),
    "12 at night 09/11/2026": Span(TENTH, time(0)),
    "11h khuya 10/11/2026": Span(TENTH, time(23)),
    "5h rạng sáng 10/11/2026": Span(TENTH, time(5)),
    "14h chiều 10/11/2026": Span(TENTH, time(14)),
    "20h tối 10/11/2026": Span(TENTH, time(20)),
    "10h30 trưa 10/11/2026": Span(TENTH, time(10, 30)),
    "9h 31/12/9999": Span(date(9999, 12, 31), time(9)),
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
    "9:15 am 10/11/2026": QUARTER,
    "10/11/2026 at 9.15 a.m.": QUARTER,
    "09:15 on 10 November 2026": QUARTER,
    "9:15 on the 10th of November 2026": QUARTER,
    "November 10, 2026 at 09:15": QUARTER,
    "9:15 in the morning, 10 Nov. 2026": QUARTER,
    "2 pm 10/11/2026": Span(TENTH, time(14)),
    "2:30 p.m. on 10/11/2026": Span(TENTH, time(14, 30)),
    "12 pm 10/11/2026": Span(TENTH, time(12)),
    "12:30 am 10/11/2026": Span(TENTH, time(0, 30)),
    "8 in the evening, 10/11/2026": Span(TENTH, time(20)),
    "11 at night 10/11/2026": Span(TENTH, time(23)),
    "10 Nov 2026": Span(TENTH),
    "1st May 2026": Span(date(2026, 5, 1)),
    "Today": Span(TODAY),
    "yesterday": Span(date(2026, 11, 28)),
    "the day before yesterday": Span(date(2026, 11, 27)),
    "yesterday at 2 pm": Span(date(2026, 11, 28), time(14)),
    "about 10/11/2026": Span(TENTH, about=True),
    "at about 9:15 on 10/11/2026": Span(TENTH, time(9, 15), about=True),
    "Around yesterday": Span(date(2026, 11, 28), about=True),
    "from 09/11 to 13/11/2026": Span(date(2026, 11, 9), until=date(2026, 11, 13)),
    "from 9 to 13 November 2026": Span(date(2026, 11, 9), until=date(2026, 11, 13)),
    "09/11/2026 until 13/11/2026": Span(date(2026, 11, 9), until=date(2026, 11, 13)),
    "about 28/10 to 02/11/2026": Span(date(2026, 10, 28), until=date(2026, 11, 2), about=True),
}
NOBODY_MEANS = (
    "",
    "hôm",
    "31/02/2026",
    "10/13/2026",
    "25h 10/11/2026",
    "9h75 10/11/2026",
    "24h30 10/11/2026",
    "12h30 đêm 10/11/2026",
    "13h sáng 10/11/2026",
    "0h chiều 10/11/2026",
    "15 am 10/11/2026",
    "4h trưa 10/11/2026",
    "13h đêm 10/11/2026",
    "6h đêm 10/11/2026",
    "2h tối 10/11/2026",
    "22h chiều 10/11/2026",
    "24h 31/12/9999",
    "10/11",
    "9h15",
    "13/11/2026 đến 09/11/2026",
    "10/11/2026 gì đó",
    "10/11/2026 và 12/11/2026",
    "10/11/2026 and 12/11/2026",
    "31 February 2026",
    "10 Movember 2026",
    "November 2026",
    "the",
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


@pytest.mark.parametrize("written_in", ["vi", "en"])
def test_what_is_printed_is_read_again_in_either_language(written_in, counted):
    """A form that shows it and is saved unchanged says the same, whoever opens it next."""
    for span in SPANS.values():
        with translation.override(written_in):
            printed = str(span)
        assert type(printed) is str
        for read_in in ("vi", "en"):
            with translation.override(read_in):
                assert read_span(printed, TODAY) == span, printed
    counted(len(SPANS) + len(NOBODY_MEANS), "ways to write when")


def test_it_is_printed_in_the_words_of_the_reader():
    span = Span(date(2026, 10, 28), until=date(2026, 11, 2), about=True)
    assert str(span) == "khoảng từ 28/10/2026 đến 02/11/2026"
    with translation.override("en"):
        assert str(span) == "roughly from 28/10/2026 to 02/11/2026"
        assert str(Span(TENTH, time(9, 15), about=True)) == "about 09:15 10/11/2026"


def test_a_day_is_a_day_and_no_hour():
    days = [text for text, span in SPANS.items() if span == Span(span.first)]
    assert len(days) > 6
    assert all(read_day(text, TODAY) == SPANS[text].first for text in days)
    assert read_day("9h15 10/11/2026", TODAY) is None
    assert read_day("khoảng 10/11/2026", TODAY) is None
