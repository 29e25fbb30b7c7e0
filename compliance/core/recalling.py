"""Sentences that were kept in Vietnamese (in the bell, the trail, a ledger; by a process that knows
no catalogue) shown in the language of whoever reads them now.
"""

import re
import string
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date
from functools import cache
from typing import NamedTuple

from django.utils import translation

from compliance.core.citations import document_cited, place_cited
from compliance.core.days import read_span
from compliance.core.language import (
    OTHERS,
    SOURCE,
    Text,
    filled,
    in_sense,
    in_vietnamese,
    lower_first,
    of_catalogue,
    sentences_of,
    spoken,
    theirs,
    translated,
    upper_first,
)

# the letters a sentence must have besides its values, to be known again among others: more where
# it begins with a value that is no figure
ENOUGH, ENOUGH_WITH_A_WORD, PLENTY = 8, 3, 40
# a value that no catalogue knows is a name: so many times the letters of the sentence around it; a
# longer one is what somebody wrote
OF_A_NAME = 3
LONGEST = 600  # letters: what the portal says is shorter, and people may write anything
DEPTH = 4  # values that are sentences themselves, so deep
END = "./."
SALUTATIONS = ("ông", "bà")
ANYTHING = r".+?"
_VALUE = r"(?:(?![,.;:] |\n).)+?"  # within its sentence
_NAMED = r"(?:(?!\. |\n).)+?"
_ENDS = re.compile(r"(\n|(?<=[.,;:])\s+)")
_MARKS = (".", ",", ";", ":")
_SHARE = re.compile(r"\d+,\d+%")  # a figure of a sentence, written as Vietnamese writes it
_LETTERS = re.compile(r"[^\W\d_]")
_WORDS = re.compile(r"\w+")
_DAY = re.compile(r"(?:ngày )?(\d{2}) tháng (\d{2}) năm (\d{4})")


class Typed(str):
    """What somebody wrote, among what the portal says: no reader has it in another language."""

    __slots__ = ()


def recalled(text: str) -> str:
    """A kept sentence as its reader understands it; what no catalogue has stays what it is. Only
    for what the portal itself wrote: the words of a person are theirs.

    No text stays in memory here: people's names and what happened to them stand in it.
    """
    if isinstance(text, Typed):
        return Text(text, lambda: theirs(str(text)))
    return Text(text, lambda: _part(str(text), DEPTH)) if text else text


def recalled_value(text: str, today: date) -> str:
    """The value of a field as it was kept: a moment that reads back as it stands, a word of a list.
    What a person typed stays theirs.
    """
    if not text:
        return text
    span = read_span(text, today)
    if span is not None:
        with translation.override(SOURCE):
            if str(span) == text:
                return Text(text, lambda: str(span))
    return of_catalogue(text)


def _shown(text: str, depth: int) -> str:
    language = spoken()
    if language not in OTHERS:
        return text
    if _SHARE.fullmatch(text):
        return text.replace(",", ".")
    whole = _known(text)
    if whole or not depth:
        return whole or text
    if text.endswith(END):  # the mark that ends a paper
        return _shown(text.removesuffix(END) + ".", depth).removesuffix(".") + END
    possible = _candidates(language, text) if len(text) <= LONGEST else []
    if text[-1:] in _MARKS:  # a sentence that has the mark itself is more of it than one without
        ending = [pattern for pattern in possible if pattern.message.endswith(text[-1])]
        if whole := _of_patterns(ending, text, depth):
            return whole
        if (whole := _shown(text[:-1], max(depth - 1, 1))) != text[:-1]:
            return whole + text[-1]
    if whole := _of_patterns(possible, text, depth):
        return whole
    head, stop, rest = text.partition(". ")
    if stop and depth > 1 and (whole := _shown(f"{head}.", depth - 1)) != f"{head}.":
        return f"{whole} {_part(rest, depth)}"
    label, stop, rest = text.partition(": ")
    if stop and depth > 1 and (whole := _known(label)):
        return f"{whole}: {_part(rest, depth)}"
    sentences = _ENDS.split(text)
    if len(sentences) > 1 and _mostly_known(sentences, depth - 1):
        return "".join(_part(sentence, depth - 1) for sentence in sentences)
    return text


def _of_patterns(patterns: list["_Pattern"], text: str, depth: int) -> str:
    """By the first of the sentences that it is; else nothing."""
    for pattern in patterns:
        if match := pattern.whole.fullmatch(text):
            values = {k: _value(k, v, depth - 1) for k, v in match.groupdict().items()}
            if not _of_somebody(pattern, values, match.groupdict()):
                message = _unspecified(translated(pattern.message))
                shown = filled(message, values)
                small = text[:1].islower() and not message.startswith("{")  # a name stays as it is
                return lower_first(shown) if small else shown
    return ""


def _known(text: str) -> str:
    """A text that is a key of the catalogue, small or large; else nothing."""
    if (whole := translated(text)) != text:
        return whole
    if text[:1].islower() and (whole := translated(capital := upper_first(text))) != capital:
        return lower_first(whole)
    if (whole := translated(text.upper())) != text.upper():  # the name of a paper, as in its head
        return whole.capitalize()
    if match := _DAY.fullmatch(text):
        return "/".join(match.groups())
    cited = place_cited(document_cited(text))
    return str(cited) if cited is not text else ""


def _of_somebody(pattern: "_Pattern", values: dict[str, str], written: dict[str, str]) -> bool:
    """Whether it only looks like a sentence of the portal: a few words of it stand by chance in
    what a person wrote.
    """
    most = OF_A_NAME * pattern.own
    return any(
        name not in pattern.named
        and values[name] == value
        and in_vietnamese(value)
        and len(_LETTERS.findall(value)) > most
        for name, value in written.items()
    )


def _mostly_known(sentences: list[str], depth: int) -> bool:
    """Half of the letters: a person's words in which a phrase of the portal happens to stand are
    shown as they were written.
    """
    unknown = [part for part in sentences if _shown(part, depth) == part]
    left, whole = (len(_LETTERS.findall("".join(parts))) for parts in (unknown, sentences))
    return len(unknown) < len(sentences) and left * 2 <= whole


def _value(name: str, text: str, depth: int) -> str:
    """A salutation without a name speaks to its reader."""
    if name == "who" and text.lower() in SALUTATIONS:
        spoken_to = str(in_sense("spoken to", text.lower()))
        return upper_first(spoken_to) if text[:1].isupper() else spoken_to
    return _shown(text, depth)


def _part(text: str, depth: int) -> str:
    """Within a sentence: what is known to no catalogue is somebody's."""
    shown = _shown(text, depth)
    return theirs(shown) if shown == text else shown


class _Pattern(NamedTuple):
    """A sentence with values. Sorted, those that say most themselves come last."""

    own: int
    message: str
    whole: re.Pattern
    named: frozenset[str]
    begins: str


def _candidates(language: str, text: str) -> list[_Pattern]:
    """The sentences it may be, those that say most themselves first, of equals those that begin as
    it does, letter by letter: each stands under one word that it always has.
    """
    by_word = _patterns(language)
    words = {"", *_WORDS.findall(text.lower())}
    possible = (p for word in words for p in by_word.get(word, ()))
    return sorted(
        possible, key=lambda p: (p.own, text.startswith(p.begins), p.message), reverse=True
    )


@cache
def _patterns(language: str) -> dict[str, list[_Pattern]]:
    """{the rarest of the words that a sentence always has, small: sentences}; under "" those that
    have no whole word of their own.
    """
    rows = []
    for message in set(_messages(language)):
        parts = list(string.Formatter().parse(message))
        own = sum(len(_LETTERS.findall(literal)) for literal, *_rest in parts)
        names = [name for _literal, name, *_rest in parts if name is not None]
        if own >= ENOUGH_WITH_A_WORD and names and all(map(str.isidentifier, names)):
            whole = re.compile(_expression(parts, own), re.DOTALL | re.IGNORECASE)
            rows.append(
                (_Pattern(own, message, whole, _named(parts), parts[0][0]), _own_words(parts))
            )
    often = Counter(word for _pattern, words in rows for word in words)
    by_word = defaultdict(list)
    for pattern, words in rows:
        by_word[min(words, key=lambda word: (often[word], word), default="")].append(pattern)
    return dict(by_word)


def _own_words(parts) -> set[str]:
    """The whole words between the values, small: those that no value can grow into."""
    said = "".join(literal + ("\x00" if name else "") for literal, name, *_rest in parts).lower()
    return {
        match[0]
        for match in _WORDS.finditer(said)
        if "\x00" not in (said[match.start() - 1 : match.start()], said[match.end() :][:1])
    }


def _messages(language: str) -> Iterator[str]:
    for key in sentences_of(language):
        if "{" in key and "\x04" not in key and "<" not in key:
            yield key


def _named(parts) -> frozenset[str]:
    """The values after “Nơi họp: ”, which may be what somebody wrote: it says what they are."""
    return frozenset(name for literal, name, *_rest in parts if name and literal.endswith(": "))


def _expression(parts, own: int) -> str:
    """What a value may be: the more a sentence says itself, the more."""
    named = _named(parts)
    value = ANYTHING if own >= PLENTY else _VALUE
    first = value if parts[0][0] or own >= ENOUGH else r"[\d.,]+"
    seen: set[str] = set()
    pieces = []
    for literal, name, *_rest in parts:
        pieces.append(re.escape(literal))
        if name:
            held = _NAMED if name in named and own < PLENTY else value if seen else first
            pieces.append(f"(?P={name})" if name in seen else f"(?P<{name}>{held})")
            seen.add(name)
    return "".join(pieces)


def _unspecified(message: str) -> str:
    """The values are words by now: how a day is written was decided when it was kept."""
    return re.sub(r"\{(\w+)(?:![rs])?:[^{}|]*\}", r"{\1}", message)
