"""Text typed for the fonts of VNI and TCVN3, or in VIQR, beside Unicode: read in each, and only
what is Vietnamese is proposed. What the list means stays for a person to say.
"""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from compliance.core.text import clean
from compliance.registry.importing.syllables import is_syllable

NAMES = {"vni": "VNI", "tcvn3": "TCVN3 (.VnTime)", "viqr": "VIQR", "eth": "khác, chữ Đ lạ"}
# TCVN3 (ABC) fonts put Vietnamese letters where Latin-1 has others: 'NguyÔn V¨n Hßa'
_TCVN3 = dict(
    zip(
        "µ¶·¸¹¨»¼½¾Æ©ÇÈÉÊË®ÌÎÏÐÑªÒÓÔÕÖ×ØÜÝÞßáâãä«åæçèé¬êëìíîïñòóô\u00adõö÷øùúûüýþ¡¢§£¤¥¦",
        "àảãáạăằẳẵắặâầẩẫấậđèẻẽéẹêềểễếệìỉĩíịòỏõóọôồổỗốộơờởỡớợùủũúụưừửữứựỳỷỹýỵĂÂĐÊÔƠƯ",
        strict=True,
    )
)
_GRAVE, _ACUTE, _TILDE, _HOOK, _DOT = "\u0300", "\u0301", "\u0303", "\u0309", "\u0323"
_ROOF, _BOW, _HORN = "\u0302", "\u0306", "\u031b"
# VNI fonts write a letter and its mark as two: 'Nguyeãn Vaên Hoøa'
_VNI_MARKS = dict(zip("ùøûõï", (_ACUTE, _GRAVE, _HOOK, _TILDE, _DOT), strict=True))
_VNI_ROOF = dict(
    zip("âáàåãä", ("", _ACUTE, _GRAVE, _HOOK, _TILDE, _DOT), strict=True)
)  # after a, e, o
_VNI_BOW = dict(zip("êéèúüë", ("", _ACUTE, _GRAVE, _HOOK, _TILDE, _DOT), strict=True))  # after a
_MARKS = frozenset((*_VNI_MARKS, *_VNI_ROOF, *_VNI_BOW))
_VNI_ALONE = dict(zip("ñôöíìæóòî", "đơưíìỉĩịỵ", strict=True))
_VIQR = re.compile(
    r"(dd|[ou]\+|[aeo]\^|a\()([`'?~.]?)|([aeiouy])([`'?~.])([\^(+]?)|([aeiouy])", re.I
)
_VIQR_SURE = re.compile(r"[aeo]\^|a\(|[ou]\+|[aeiouy][`~?](?=[a-z^(+\s]|$)|dd", re.I)
_VIQR_TONES = {"`": _GRAVE, "'": _ACUTE, "?": _HOOK, "~": _TILDE, ".": _DOT, "": ""}
_VIQR_SHAPES = {"^": _ROOF, "(": _BOW, "+": _HORN, "": ""}
_ETH = str.maketrans("\u00d0\u00f0\u0189", "ĐđĐ")  # letters that look like Đ and are none
# where two code pages make syllables of a text, that of names: 'Lê Thị Lan', and not 'Leõ Thũ Lan'
_NAMES = """
    nguyễn trần lê phạm hoàng huỳnh phan vũ võ đặng bùi đỗ hồ ngô dương lý nông lương đàm mã bế tô
    triệu chu hà la lục ma mạc nguỵ ngụy ông phùng sầm tạ thẩm vi hứa đinh đoàn đào trịnh trương lâm
    mai cao châu quách thái tăng vương giàng vàng sùng thào lò lầu mùa hạng thị văn
"""
_OF_NAMES = frozenset(_NAMES.split())
_APART = re.compile(r"([\s!-/:-@\[-`{-~]+)")  # what stands between words; letters of TCVN3 do not


@dataclass(frozen=True)
class Typed:
    """How a cell may be meant: {code page: text}. `sure` when what was typed cannot be Vietnamese,
    or the font says what it is.
    """

    meant: dict[str, str]
    sure: bool

    @property
    def text(self) -> str | None:
        """The one reading, when there is just one."""
        return next(iter(self.meant.values())) if len(set(self.meant.values())) == 1 else None


@lru_cache(maxsize=20_000)  # titles and offices repeat
def typed(text: str, font: str | None = None) -> Typed | None:
    """None for text in Unicode, and for what no code page makes Vietnamese. `font`: the code page
    the font of the cell was made for.
    """
    if text.isascii():
        meant = _viqr(text)
        return Typed({"viqr": meant}, sure=True) if meant else None
    whole = unicodedata.normalize("NFC", text)
    mixed = any(ord(char) > 0xFF for char in whole)  # some of it is Unicode, in whatever font
    stands = all(_stands(word) for word in _APART.split(whole))
    if stands and mixed:
        return None
    readings = {
        code: reading
        for code, letters in (("vni", vni), ("tcvn3", tcvn3))
        if (reading := _read(whole, letters, mixed)) is not None
    }
    if font in readings and not mixed and _is_whole(whole, font):
        return Typed({font: readings[font]}, sure=True)
    if stands:
        whole_in = {code: text for code, text in readings.items() if _is_whole(whole, code)}
        return Typed(whole_in, sure=False) if whole_in else None
    return Typed(_likeliest(readings), sure=True) if readings else _with_a_strange_d(whole)


def _with_a_strange_d(text: str) -> Typed | None:
    meant = text.translate(_ETH)
    stands = meant != text and all(_stands(word) for word in _APART.split(meant))
    return Typed({"eth": clean(meant)}, sure=True) if stands else None


def _is_whole(text: str, code: str) -> bool:
    """Whether every word that is not plain ASCII is one of this code page: 'Vò Hoa' may be, 'Tô
    Bích Ánh' cannot, since no 'Á' stands alone in VNI.
    """
    letters = {"vni": vni, "tcvn3": tcvn3}[code]
    return all(
        word.isascii() or (letters(word) != word and is_syllable(letters(word)))
        for word in _APART.split(text)
    ) and not (code == "vni" and _bare_marks(text))


def _bare_marks(text: str) -> bool:
    """Letters of VNI that are marks, with no vowel before them."""
    return any(
        char.lower() in _MARKS and before.lower() not in "aeouyôö"
        for before, char in zip(f" {text}", text, strict=False)
    )


def _likeliest(readings: dict[str, str]) -> dict[str, str]:
    def of_names(text: str) -> int:
        return sum(word.lower() in _OF_NAMES for word in text.split())

    most = max(map(of_names, readings.values()))
    return {code: text for code, text in readings.items() if of_names(text) == most}


def _stands(word: str) -> bool:
    return word.isascii() or is_syllable(word)


def _read(text: str, letters: Callable[[str], str], mixed: bool) -> str | None:
    """The text with each word in Vietnamese, or None. `mixed`: some of it is Unicode already."""
    words, changed = [], False
    for word in _APART.split(text):
        meant = letters(word)
        if mixed and _stands(word):
            words.append(word)
        elif meant != word and is_syllable(meant):
            words.append(meant)
            changed = True
        elif _stands(word) or (meant == word and mixed):
            words.append(word)
        else:
            return None
    return clean("".join(words)) if changed else None


def _cased(meant: str, typed_as: str) -> str:
    """Fonts of capitals show small letters as large ones: 'NGUYÔN' is NGUYỄN."""
    plain = [char for char in typed_as if char.isascii() and char.isalpha()]
    return meant.upper() if len(plain) > 1 and all(c.isupper() for c in plain) else meant


def tcvn3(word: str) -> str:
    return _cased("".join(_TCVN3.get(char, char) for char in word), word)


def vni(word: str) -> str:
    made: list[str] = []
    for char in word:
        small, before = char.lower(), made[-1] if made else ""
        letter = unicodedata.normalize("NFD", before.lower())
        if small in _VNI_MARKS and letter in ("a", "e", "o", "u", "y", f"o{_HORN}", f"u{_HORN}"):
            made[-1] = before + _VNI_MARKS[small]
        elif small in _VNI_ROOF and letter in ("a", "e", "o"):
            made[-1] = before + _ROOF + _VNI_ROOF[small]
        elif small in _VNI_BOW and letter == "a":
            made[-1] = before + _BOW + _VNI_BOW[small]
        elif small in _VNI_ALONE:
            alone = _VNI_ALONE[small]
            made.append(alone if char == small else alone.upper())
        else:
            made.append(char)
    return unicodedata.normalize("NFC", "".join(made))


def _viqr(text: str) -> str | None:
    if not _VIQR_SURE.search(text):
        return None
    words = [_viqr_word(word) for word in text.split()]
    if any(not meant.isascii() and not is_syllable(meant.strip(",;")) for meant in words):
        return None
    meant = " ".join(words)
    return meant if not meant.isascii() and not re.search(r"[\^~`]", meant) else None


def _viqr_word(word: str) -> str:
    if len(word) == 2 and word[1] == ".":  # 'A.' is an initial
        return word

    def letter(match: re.Match) -> str:
        shaped, tone, plain, first, shape, alone = match.groups("")
        if shaped.lower() == "dd":
            return ("Đ" if shaped[0] == "D" else "đ") + tone
        if shaped:
            return shaped[0] + _VIQR_SHAPES[shaped[1]] + _VIQR_TONES[tone]
        return (plain + _VIQR_SHAPES[shape] + _VIQR_TONES[first]) if plain else alone

    return unicodedata.normalize("NFC", _VIQR.sub(letter, word))
