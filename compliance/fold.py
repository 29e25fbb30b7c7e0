"""Fold Vietnamese text once, the same on both engines: for search (no marks, đ to d, lower case) and for sorting by given name."""

import re
import unicodedata

_SPACES = re.compile(r"\s+")
_ALPHABET = {"ă": "a1", "â": "a2", "đ": "d1", "ê": "e1", "ô": "o1", "ơ": "o2", "ư": "u1"} | {
    letter: letter + "0" for letter in "abcdefghijklmnopqrstuvwxyz0123456789"
}
_TONES = {"\u0300": "1", "\u0309": "2", "\u0303": "3", "\u0301": "4", "\u0323": "5"}


def clean(text: str) -> str:
    """NFC, without control or bidi characters, single spaces: what is stored."""
    text = unicodedata.normalize("NFC", text or "")
    text = "".join(c for c in text if c in "\n\t" or unicodedata.category(c) not in ("Cc", "Cf"))
    return _SPACES.sub(" ", text).strip()


def fold(text: str) -> str:
    """What is searched: 'Nguyễn Văn Hoà' and 'nguyen  van HÒA' both become 'nguyen van hoa'."""
    decomposed = unicodedata.normalize("NFD", clean(text).casefold().replace("đ", "d"))
    return "".join(c for c in decomposed if not unicodedata.combining(c))


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
