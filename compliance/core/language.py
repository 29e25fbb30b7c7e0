"""Sentences of the portal in the language of whoever reads them.

The source language is Vietnamese: the sentence in the code is the key of the
catalogues in `halang_portal/locale`. A `Text` **is** its Vietnamese sentence wherever it is kept,
compared, sorted or used as a key, and the sentence of the reader's language where it is shown
(`str`, a template, an f-string). So what goes on the record stays Vietnamese, whatever the language
of whoever acted (decision 0095).
"""

import gettext as plain
import os
import string
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path

from django.conf import settings
from django.utils import translation
from django.utils.html import escape
from django.utils.translation import get_language, gettext, pgettext

SOURCE, OTHERS = "vi", frozenset({"en"})
LOCALE = Path(__file__).resolve().parents[2] / "halang_portal" / "locale"


class _Filling(string.Formatter):
    """`str.format`, and `{days:day|days}`: the word for one, the word for more."""

    def format_field(self, value, spec: str) -> str:
        if "|" not in spec:
            return format(value, spec)
        single, more = spec.split("|")
        return single if str(value) == "1" else more


def filled(message: str, named: Mapping, values: Sequence = ()) -> str:
    """A message of the catalogue with its values. Vietnamese counts with one form; a translation
    says its forms where the word stands: `{days} {days:day|days}`.
    """
    return _Filling().vformat(message, values, named)


def operators_language() -> str:
    """Of whoever runs the portal on its server: COMMAND_LANGUAGE, Vietnamese without it."""
    if settings.configured:
        return settings.COMMAND_LANGUAGE
    given = os.environ.get("COMMAND_LANGUAGE", "")
    return given if given in OTHERS else SOURCE


def _spoken() -> str | None:
    """While the settings are being read the operator is told what is wrong with them."""
    return get_language() if settings.configured else operators_language()


@cache
def _catalogue(language: str) -> plain.NullTranslations:
    return plain.translation("django", LOCALE, [language], fallback=True)


def _translated(vietnamese: str) -> str:
    if settings.configured:
        return gettext(vietnamese)
    return _catalogue(operators_language()).gettext(vietnamese)


def read_by(account) -> translation.override:
    """Around the writing of a letter: the language its reader keeps, or Vietnamese."""
    return translation.override(getattr(account, "language", "") or SOURCE)


def on_record(text: str) -> str:
    """The sentence as it goes on the record: Vietnamese, and nothing but a string."""
    return str.__str__(text)


class Text(str):
    """A Vietnamese sentence that is shown in the language of the reader."""

    __slots__ = ("_shown",)
    _shown: Callable[[], str]

    def __new__(cls, vietnamese: str, shown: Callable[[], str]):
        self = super().__new__(cls, vietnamese)
        self._shown = shown
        return self

    def __str__(self) -> str:
        return self._shown() if _spoken() in OTHERS else str.__str__(self)

    def __html__(self) -> str:
        return escape(str(self))

    def __format__(self, spec: str) -> str:
        return format(str(self), spec)

    def format(self, *values, **named) -> "Text":
        """The sentence with its values: those that are sentences follow the reader too."""
        return Text(
            str.format(
                self, *map(_of_record, values), **{k: _of_record(v) for k, v in named.items()}
            ),
            lambda: filled(self._shown(), named, values),
        )

    def __mod__(self, values) -> "Text":
        values_on_record = (
            {k: _of_record(v) for k, v in values.items()}
            if isinstance(values, Mapping)
            else tuple(map(_of_record, values))
            if isinstance(values, tuple)
            else _of_record(values)
        )
        return Text(str.__mod__(self, values_on_record), lambda: self._shown() % values)

    def __add__(self, other: str) -> "Text":
        return Text(on_record(self) + _of_record(other), lambda: str(self) + str(other))

    def __radd__(self, other: str) -> "Text":
        return Text(_of_record(other) + on_record(self), lambda: str(other) + str(self))

    def __copy__(self) -> "Text":
        return self

    def __deepcopy__(self, memo) -> "Text":
        return self

    def __reduce__(self):
        return str, (on_record(self),)


def _follows(name: str):
    plain = getattr(str, name)

    def method(self, *args) -> Text:
        return Text(plain(on_record(self), *args), lambda: plain(str(self), *args))

    method.__name__ = name
    return method


for _name in (
    *("lower", "upper", "capitalize", "title", "strip", "lstrip", "rstrip"),
    *("replace", "removeprefix", "removesuffix", "__getitem__"),
):
    setattr(Text, _name, _follows(_name))


def _of_record(value):
    return on_record(value) if isinstance(value, Text) else value


def _(vietnamese: str) -> str:
    """A sentence of the portal, by its Vietnamese words."""
    return Text(vietnamese, lambda: _translated(vietnamese))


def in_sense(sense: str, vietnamese: str) -> str:
    """A word that another language has several words for: `sense` says which is meant."""
    return Text(vietnamese, lambda: pgettext(sense, vietnamese))


def joined(separator: str, texts: Iterable[str]) -> str:
    """`separator.join(texts)`, of sentences that follow the reader."""
    parts = list(texts)
    return Text(
        _of_record(separator).join(_of_record(part) for part in parts),
        lambda: str(separator).join(str(part) for part in parts),
    )


def composed(pattern: str, **values) -> Text:
    """`pattern`, which says nothing itself, with sentences in it that follow the reader; what an
    f-string makes of them is kept in the language of whoever acts.
    """
    return Text(pattern, lambda: pattern).format(**values)


def lower_first(text: str) -> str:
    """Inside a sentence: the first letter small."""
    return text[:1].lower() + text[1:]


def upper_first(text: str) -> str:
    """At the beginning of a sentence: the first letter large."""
    return text[:1].upper() + text[1:]
