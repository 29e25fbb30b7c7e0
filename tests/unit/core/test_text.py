"""compliance.core.text: what is stored, searched and sorted by, of Vietnamese text."""

import pytest

from compliance.core.text import (
    clean,
    fold,
    name_key,
    one_spelling,
    search_text,
    tidy,
    tidy_all,
    words_of,
)


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Nguyễn Văn Hoà", "nguyen van hoa"),
        ("nguyen  van HÒA", "nguyen van hoa"),
        ("Đặng", "dang"),
        ("Đặng\u200b Thị\u00a0Ơn ", "dang thi on"),
        ("", ""),
        ("STRASSE ß", "strasse ss"),
        ("Người dân tộc", "nguoi dan toc"),
    ],
)
def test_folded(text, folded):
    assert fold(text) == folded
    assert fold(folded) == folded


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("một\r\nhai\rba\u2028bốn", "một\nhai\nba\nbốn"),
        ("a\x00b\u202ec\ufeffd", "abcd"),
        ("hai  dấu cách ", "hai  dấu cách "),
        ("\ud800", "\ufffd"),
        ("👨\u200d👩\u200d👧", "👨\u200d👩\u200d👧"),
        ("Ho\u0300a", "Hòa"),
    ],
)
def test_tidied(typed, stored):
    assert tidy(typed) == stored
    assert tidy(stored) == stored
    assert tidy_all({typed: [typed, (typed, 1)]}) == {stored: [stored, (stored, 1)]}


def test_one_line():
    assert clean(" Lê\u200d \n Thị\tHoa ") == "Lê Thị Hoa"


def test_names_are_sorted_by_given_name_letters_before_tones():
    in_order = ["Bùi An", "Trần Thị Ân", "Lê Dung", "Lê Đào", "Vũ Hoa", "Vũ Hoà", "Vũ Hoá", "Y"]
    assert sorted(set(in_order), key=name_key) == in_order


def test_words_are_found_from_their_beginning_in_both_spellings():
    assert words_of("HL-0012, Mỹ_Lý") == ["hl", "0012", "my", "ly"]
    assert one_spelling("quy") == one_spelling("qui")
    assert one_spelling("my") == one_spelling("mi")
    assert one_spelling("thuy") == "thuy"  # uy is another sound
    assert set(search_text("Quý").split()) == {"quy", "qui"}
    assert search_text("Lê Hoa", "Hoa") == " le hoa"
