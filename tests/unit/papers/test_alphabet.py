"""compliance.papers.alphabet: what a PDF can print, and what stands for the rest."""

import unicodedata

import pytest

from compliance.papers.alphabet import alphabet, has_marks, printable

TONES = ("", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323")


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Ủy ban nhân dân xã Đức Quang", "Ủy ban nhân dân xã Đức Quang"),
        ("cười 😀", "cười 😀"),
        ("☑ đã xong ➔ gửi", "☑ đã xong ➔ gửi"),
        ("①", "①"),
        ("a\u200db\ufe0f", "ab"),
        ("", ""),
    ],
)
def test_printed(text, shown):
    assert printable(text) == shown
    assert has_marks(shown) == ("U+" in shown)
    assert printable(shown) == shown


def test_a_long_run_is_counted():
    assert printable("漢字仮名交文").count("U+") == 6
    assert "và 2 ký tự nữa" in printable("漢字仮名交文東京")


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("cười 😀", "cười [biểu tượng U+1F600]"),
        ("ꪼꪕ", "[chữ U+AABC U+AA95]"),
        ("Y Blŏ Niê →", "Y Blŏ Niê →"),
        ("①", "1"),
    ],
)
def test_plainly_means_the_letters_of_tinos_alone(text, shown):
    assert printable(text, plainly=True) == shown


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("x\u0489", "x\u0489"),
        ("đ\u0489", "đ[chữ U+0489]"),
        ("a\U0001f3fd", "a[biểu tượng U+1F3FD]"),
        ("👍\U0001f3fd", "👍\U0001f3fd"),
        ("😀\u0301", "😀[chữ U+0301]"),
    ],
)
def test_a_mark_is_set_by_the_face_of_its_letter_or_stands_as_a_number(text, shown):
    assert printable(text) == shown
    assert printable(shown) == shown


# who writes them: letters of the languages of Viet Nam beside Vietnamese
PEOPLES = {
    "Ê Đê": "Y Blŏ Niê Kdăm, H'Bia Êban, ƀ Ƀ č Č ñ ĕ ĭ ŏ ŭ ê̆ Ê̆ ô̆ ơ̆ ư̆ dliê̆",
    "Ba Na": "ĕ ĭ ŏ ŭ ơ̆ ư̆ ñ č 'b 'ng Kơnuih",
    "Gia Rai": "Rơčăm H'Nhĭp, ƀơi anai, ñu, č̆, ô̆, ŭ, ĭ",
    "Mông": "Hmoob, ntsuj, Giàng A Páo, cxur, đhêx",
    "Cơ Ho": "Kơ Să Ha Nhong, ƀồn, sồ, ờ, ê̆",
    "Mnông": "Y Ƀhok, Ŏ, ŭ, ĭ, ƀ, č, ê̆, ôr",
    "Tày, Nùng": "Slấn, fừa, đẩy, slương",
    "Thái": "ꪁꪫꪱꪣ ꪼꪕ ꪎꪳ ꪵꪬ ꪶꪀ ꪹꪚ ꫛ ꫝ",
    "Chăm": "ꨌꩌ ꨀꨇꩉ ꨣꩃ ꩀ ꩐꩑꩒",
    "Khmer": "ភាសាខ្មែរ ស្រុកខ្មែរ ក្រុម ០១២",
    "Lào": "ພາສາລາວ ນ້ຳ",
    "Thái Lan": "ภาษาไทย น้ำ",
}


def test_the_languages_of_viet_nam_are_printed_without_a_mark(counted):
    marked = {name: printable(text) for name, text in PEOPLES.items() if printable(text) != text}
    counted(sum(map(len, PEOPLES.values())), "letters of twelve languages")
    assert not marked


def test_every_letter_of_vietnamese_has_a_shape():
    vowels = "aăâeêioôơuưy"
    letters = {unicodedata.normalize("NFC", v + tone) for v in vowels for tone in TONES} | {"đ"}
    assert len(letters) == 12 * 6 + 1
    lacking = {letter for letter in letters for letter in (letter, letter.upper())} - alphabet()
    assert not lacking


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("漢字", "[chữ U+6F22 U+5B57]"),
        ("漢x漢", "[chữ U+6F22]x[chữ U+6F22]"),
        ("𝐇𝐨𝐭 Ⅳ", "Hot IV"),
        ("\ue000", "[ký tự U+E000]"),
        ("[U+0041] là chữ A", "[U+0041] là chữ A"),
    ],
)
def test_what_has_no_shape_stands_as_its_number(text, shown):
    assert printable(text) == shown
