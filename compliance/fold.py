"""Fold Vietnamese text once, the same on both engines: for search (no marks, đ to d, lower case) and for sorting by given name."""

import re
import unicodedata
from functools import lru_cache

_SPACES = re.compile(r"\s+")
# what has no width or turns the line round: categories Cc and Cf but for the line break and the tab (a test walks every code point)
_HIDDEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u0600-\u0605\u061c\u06dd\u070f\u0890\u0891\u08e2\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff\ufff9-\ufffb"
    "\U000110bd\U000110cd\U00013430-\U0001343f\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0001\U000e0020-\U000e007f]"
)
_MARKS = re.compile("[\u0300-\u036f]+")
_ALPHABET = {"ă": "a1", "â": "a2", "đ": "d1", "ê": "e1", "ô": "o1", "ơ": "o2", "ư": "u1"} | {
    letter: letter + "0" for letter in "abcdefghijklmnopqrstuvwxyz0123456789"
}
_TONES = {"\u0300": "1", "\u0309": "2", "\u0303": "3", "\u0301": "4", "\u0323": "5"}


def clean(text: str) -> str:
    """NFC, without control or bidi characters, single spaces: what is stored."""
    if not text:
        return ""
    if not text.isascii() and not unicodedata.is_normalized("NFC", text):
        text = unicodedata.normalize("NFC", text)
    return _SPACES.sub(" ", _HIDDEN.sub("", text)).strip()


def fold(text: str) -> str:
    """What is searched: 'Nguyễn Văn Hoà' and 'nguyen  van HÒA' both become 'nguyen van hoa'."""
    text = clean(text).casefold()
    if text.isascii():
        return text
    bare = _MARKS.sub("", unicodedata.normalize("NFD", text.replace("đ", "d")))
    return bare if bare.isascii() else "".join(c for c in bare if not unicodedata.combining(c))


@lru_cache(maxsize=20_000)  # syllables repeat: a few thousand make up all names
def _letter_key(word: str) -> str:
    """Vietnamese alphabet first, tones second: a < ă < â, d < đ; then no tone, huyền, hỏi, ngã, sắc, nặng.

    Only a-z and 0-9 come out, in pairs: every collation of both engines orders these alike.
    """
    letters, tones = [], []
    for char in unicodedata.normalize("NFC", word.lower()):
        parts = unicodedata.normalize("NFD", char)
        base = unicodedata.normalize("NFC", "".join(c for c in parts if c not in _TONES))
        if base in _ALPHABET:
            letters.append(_ALPHABET[base])
            tones.append(next((_TONES[c] for c in parts if c in _TONES), "0"))
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
    """' nguyen van quy qui hl0012': every word after a space, in both spellings, so that ' qu' finds where a word begins."""
    words = dict.fromkeys(form for text in texts for word in words_of(text) for form in (word, *_other_spelling(word)))
    return "".join(f" {word}" for word in words)


def _other_spelling(word: str) -> tuple[str, ...]:
    return (word[:-1] + ("i" if word[-1] == "y" else "y"),) if _Y.fullmatch(word) else ()
