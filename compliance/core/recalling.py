"""Sentences that were kept in Vietnamese (in the bell, the trail, a ledger; by a process that knows
no catalogue) shown in the language of whoever reads them now.
"""

import re
import string
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from django.utils.translation import get_language, gettext, trans_real

from compliance.core.language import OTHERS, Text, filled, lower_first, upper_first

# the letters a sentence must have besides its values, to be known again among others: more where
# it begins with a value that is no figure
ENOUGH, ENOUGH_WITH_A_WORD, PLENTY = 8, 3, 40
LONGEST = 600  # letters: what the portal says is shorter, and people may write anything
DEPTH = 3  # values that are sentences themselves, so deep
END = "./."
ANYTHING = r".+?"
_VALUE = r"(?:(?![,.;:] |\n).)+?"  # within its sentence
_ENDS = re.compile(r"(\n|(?<=[.,;:])\s+)")
_MARKS = (".", ",", ";", ":")
_LETTERS = re.compile(r"[^\W\d_]")


def recalled(text: str) -> str:
    """A kept sentence as its reader understands it; what no catalogue has stays what it is. Only
    for what the portal itself wrote: the words of a person are theirs.
    """
    return Text(text, lambda: _shown(get_language() or "", str(text), DEPTH)) if text else text


@lru_cache(maxsize=4096)
def _shown(language: str, text: str, depth: int) -> str:
    if language not in OTHERS:
        return text
    whole = gettext(text)
    if whole != text or not depth:
        return whole
    if text.endswith(END):  # the mark that ends a paper
        return _shown(language, text.removesuffix(END), depth) + END
    if text[-1:] in _MARKS and (whole := _shown(language, text[:-1], 1)) != text[:-1]:
        return whole + text[-1]
    if text[:1].islower() and (whole := gettext(capital := upper_first(text))) != capital:
        return lower_first(whole)
    if (whole := gettext(text.upper())) != text.upper():  # the name of a paper, as in its head
        return whole.capitalize()
    for pattern, message in _patterns(language) if len(text) <= LONGEST else ():
        if match := pattern.fullmatch(text):
            values = {k: _shown(language, v, depth - 1) for k, v in match.groupdict().items()}
            shown = filled(_unspecified(gettext(message)), values)
            return lower_first(shown) if text[:1].islower() else shown
    if len(sentences := _ENDS.split(text)) > 1:
        return "".join(_shown(language, sentence, depth - 1) for sentence in sentences)
    return text


@lru_cache(maxsize=4)
def _patterns(language: str) -> list[tuple[re.Pattern, str]]:
    """The sentences with values, those that say most themselves first."""
    rows = []
    for message in set(_messages(language)):
        parts = list(string.Formatter().parse(message))
        own = sum(len(_LETTERS.findall(literal)) for literal, *_rest in parts)
        names = [name for _literal, name, *_rest in parts if name is not None]
        if own >= ENOUGH_WITH_A_WORD and names and all(map(str.isidentifier, names)):
            rows.append(
                (own, message, re.compile(_expression(parts, own), re.DOTALL | re.IGNORECASE))
            )
    rows.sort(reverse=True)
    return [(pattern, message) for _own, message, pattern in rows]


def _messages(language: str) -> Iterator[str]:
    catalogue: Any = trans_real.translation(language)
    for key, _translated in catalogue._catalog.items():
        if isinstance(key, str) and "{" in key and "\x04" not in key and "<" not in key:
            yield key


def _expression(parts, own: int) -> str:
    """What a value may be: the more a sentence says itself, the more."""
    value = ANYTHING if own >= PLENTY else _VALUE
    first = value if parts[0][0] or own >= ENOUGH else r"[\d.,]+"
    seen: set[str] = set()
    pieces = []
    for literal, name, *_rest in parts:
        pieces.append(re.escape(literal))
        if name:
            pieces.append(
                f"(?P={name})" if name in seen else f"(?P<{name}>{value if seen else first})"
            )
            seen.add(name)
    return "".join(pieces)


def _unspecified(message: str) -> str:
    """The values are words by now: how a day is written was decided when it was kept."""
    return re.sub(r"\{(\w+)(?:![rs])?:[^{}|]*\}", r"{\1}", message)
