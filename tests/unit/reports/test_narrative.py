"""reports.narrative: how a number is said in a report."""

import pytest

from reports.narrative import compared, days, percent, told_apart, two


@pytest.mark.parametrize(
    ("said", "words"),
    [
        (two(0), "00"),
        (two(3), "03"),
        (two(14), "14"),
        (two(1234), "1.234"),
        (percent(1, 3), "33,3%"),
        (percent(3, 3), "100,0%"),
        (percent(0, 0), "–"),
        (compared(3, 3, "kỳ trước"), "bằng kỳ trước"),
        (compared(5, 3, "kỳ trước"), "tăng 02 so với kỳ trước"),
        (compared(3, 15, "kỳ trước"), "giảm 12 so với kỳ trước"),
        (days(12.5), "12,5 ngày"),
        (days(12.0), "12 ngày"),
        (days(None), "chưa có số liệu"),
    ],
)
def test_a_number_in_words(said, words):
    assert said == words


def test_two_sets_of_figures_are_told_apart():
    old, new = {"received": 14, "open": 2}, {"received": 15, "open": 2, "closed": 1}
    assert set(told_apart(old, new, "bản 1", "bản 2")) == {
        "Tiếp nhận: bản 1 14, bản 2 15.",
        "Đã kết thúc: bản 1 0, bản 2 1.",
    }
    assert told_apart(old, old, "bản 1", "bản 2") == []
