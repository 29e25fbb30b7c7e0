"""Fold Vietnamese text once, the same on both engines: for search (no marks, đ to d, lower case)
and for sorting by given name.
"""

import re
import unicodedata
from functools import lru_cache

_SPACES = re.compile(r"\s+")
# what has no width or turns the line round: categories Cc and Cf but for the line break and the tab
# (a test walks every code point)
_HIDDEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u0600-\u0605\u061c\u06dd\u070f\u0890\u0891\u08e2\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff\ufff9-\ufffb"
    "\U000110bd\U000110cd\U00013430-\U0001343f\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0001\U000e0020-\U000e007f]"
)
_MARKS = re.compile("[\u0300-\u036f]+")
_ALPHABET = {"ă": "a1", "â": "a2", "đ": "d1", "ê": "e1", "ô": "o1", "ơ": "o2", "ư": "u1"} | {
    letter: letter + "0" for letter in "abcdefghijklmnopqrstuvwxyz0123456789"
}
# an open syllable that ends so carries its tone on either letter: hoà and hòa, thuỷ and thủy
_OPEN_ENDS = {"o0a0", "o0e0", "u0y0"}
_TONES = {"\u0300": "1", "\u0309": "2", "\u0303": "3", "\u0301": "4", "\u0323": "5"}


# what a sentence may hide: controls but for the line break and the tab, marks of direction, marks
# and letters without width; FFFE and FFFF
# stand in no XML; E0100 on is for ideographs alone. The signs written before a number in Arabic
# (0600 on) are seen, and stay.
_UNSEEN = re.compile(
    "(\U0001f3f4[\U000e0030-\U000e007a]{3,6}\U000e007f)|(?<![\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff])[\U000e0100-\U000e01ef]"
    "|[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\u3164\ufeff\uffa0"
    "\ufff9-\ufffb\ufffe\uffff\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e007f]"
)
_BREAKS = re.compile("\r\n?|[\x85\u2028\u2029]")
_LONE = re.compile("[\ud800-\udfff]")
# a joiner stays after a letter of a script whose shapes it changes, and (ZWJ) between two pictures:
# a family, a flag, a profession
_SHAPED = (
    "\u0600-\u08ff\u0900-\u0dff\u0f00-\u109f\u1780-\u18af\ua800-\uabff\ufb50-\ufdff"
    "\ufe70-\ufefc\U00011000-\U00011fff"
)
_PICTURE = (
    "\xa9\xae\u203c\u2049\u20e3\u2122\u2139\u2190-\u21ff\u2300-\u23ff\u25a0-\u27bf"
    "\u2900-\u297f\u2b00-\u2bff\ufe0f\U0001f000-\U0001faff"
)
_JOINERS = re.compile(
    f"(?<=[{_SHAPED}])([\u200c\u200d])[\u200c\u200d]*|(?<=[{_PICTURE}])(\u200d)(?=[{_PICTURE}])|[\u200c\u200d]+"
)


def tidy(text: str) -> str:
    """What is stored of a text of any length: NFC, lines ended by one sign, nothing unseen that
    turns, hides or breaks it; spaces as typed.

    Half a surrogate pair, which no database takes, becomes U+FFFD. Emoji sequences and the joiners
    of Arabic, Indic and Khmer letters stay.
    """
    if not text.isascii():
        text = _JOINERS.sub(_kept, _UNSEEN.sub(_kept, _LONE.sub("\ufffd", _BREAKS.sub("\n", text))))
        return (
            text if unicodedata.is_normalized("NFC", text) else unicodedata.normalize("NFC", text)
        )
    return _UNSEEN.sub("", _BREAKS.sub("\n", text)) if _UNSEEN.search(text) else text


def _kept(match: re.Match) -> str:
    return next((part for part in match.groups() if part), "")


def tidy_all(value):
    """`tidy` for every text in a list or dictionary, keys too; anything else as it is."""
    if isinstance(value, str):
        return tidy(value)
    if isinstance(value, dict):
        return {tidy_all(name): tidy_all(part) for name, part in value.items()}
    return type(value)(tidy_all(part) for part in value) if type(value) in (list, tuple) else value


def clean(text: str) -> str:
    """One line of text, a name or a code: tidy, without joiners, single spaces."""
    return _SPACES.sub(" ", _HIDDEN.sub("", tidy(text))).strip() if text else ""


def fold(text: str) -> str:
    """What is searched: 'Nguyễn Văn Hoà' and 'nguyen  van HÒA' both become 'nguyen van hoa'."""
    text = clean(text).casefold()
    if text.isascii():
        return text
    bare = _MARKS.sub("", unicodedata.normalize("NFD", text.replace("đ", "d")))
    return bare if bare.isascii() else "".join(c for c in bare if not unicodedata.combining(c))


@lru_cache(maxsize=20_000)  # syllables repeat: a few thousand make up all names
def _letter_key(word: str) -> str:
    """Vietnamese alphabet first, tones second: a < ă < â, d < đ; then no tone, huyền, hỏi, ngã,
    sắc, nặng.

    Only a-z and 0-9 come out, in pairs: every collation of both engines orders these alike.
    """
    letters, tones = [], []
    for char in unicodedata.normalize("NFC", word.lower()):
        parts = unicodedata.normalize("NFD", char)
        base = unicodedata.normalize("NFC", "".join(c for c in parts if c not in _TONES))
        if base in _ALPHABET:
            letters.append(_ALPHABET[base])
            tones.append(next((_TONES[c] for c in parts if c in _TONES), "0"))
    if "".join(letters[-2:]) in _OPEN_ENDS and tones[-1] != "0":
        tones[-2:] = [tones[-1], "0"]
    return "".join(letters) + "0" + "".join(tones)


def name_key(full_name: str) -> str:
    """Sort key of a person's name: given name, then family name, then the middle names."""
    words = clean(full_name).split()
    order = [words[-1], words[0], *words[1:-1]] if len(words) > 1 else words
    return "00".join(_letter_key(word) for word in order)[:400]


_WORD = re.compile(r"[^\W_]+")
# 'quý' and 'quí', 'Mỹ' and 'Mĩ': one name, two spellings
_Y = re.compile(r"(?:[hklmst]|qu)[iy]")


def words_of(text: str) -> list[str]:
    """The folded words of a text: letters and digits only, so that 'HL-0012' is 'hl', '0012'."""
    return _WORD.findall(fold(text))


def one_spelling(word: str) -> str:
    """A folded word with the final i or y that spelling leaves open written as i."""
    return word[:-1] + "i" if _Y.fullmatch(word) else word


def search_text(*texts: str) -> str:
    """' nguyen van quy qui hl0012': every word after a space, in both spellings, so that ' qu'
    finds where a word begins.
    """
    words = dict.fromkeys(
        form for text in texts for word in words_of(text) for form in (word, *_other_spelling(word))
    )
    return "".join(f" {word}" for word in words)


def _other_spelling(word: str) -> tuple[str, ...]:
    return (word[:-1] + ("i" if word[-1] == "y" else "y"),) if _Y.fullmatch(word) else ()
