"""Sentences of the portal in the language of whoever reads them.

The source language is Vietnamese: the sentence in the code is the key of the
catalogues in `halang_portal/locale`. A `Text` **is** its Vietnamese sentence wherever it is kept,
compared, sorted or used as a key, and the sentence of the reader's language where it is shown
(`str`, a template, an f-string). So what goes on the record stays Vietnamese, whatever the language
of whoever acted (decision 0095).
"""

import gettext as plain
import html
import os
import re
import string
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextvars import ContextVar
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import trans_real

SOURCE, OTHERS = "vi", frozenset({"en"})
LOCALE = Path(__file__).resolve().parents[2] / "halang_portal" / "locale"
_REAL: Any = trans_real


class _Filling(string.Formatter):
    """`str.format`, and `{days:day|days}`: the word for one, the word for more."""

    def format_field(self, value, spec: str) -> str:
        if "|" not in spec:
            return theirs(format(value, spec)) if type(value) is str else format(value, spec)
        single, more = spec.split("|")
        return single if str(value).lstrip("0") == "1" else more


# what stands between them in a sentence is not the portal's: written with its language by `marked`
BEGINS, CEASES = "\ue000", "\ue001"
_THEIRS = re.compile(f"{BEGINS}[^{CEASES}]*")
_marking: ContextVar[bool] = ContextVar("marking", default=False)
_VIETNAMESE = re.compile(
    "[ăâđêôơưàảãáạằẳẵắặầẩẫấậèẻẽéẹềểễếệìỉĩíịòỏõóọồổỗốộờởỡớợùủũúụừửữứựỳỷỹýỵ]", re.IGNORECASE
)
_SYMBOL = re.compile(r"\S*\d\S*/\S*")  # 12/TB-UBND is a number in every language


def in_vietnamese(text: str) -> bool:
    """Whether a text is words of Vietnamese, and not the number of a document."""
    return _VIETNAMESE.search(text) is not None and (
        "/" not in text or not _SYMBOL.fullmatch(text.strip())
    )


def theirs(text: str) -> str:
    """A text inside a sentence that is not the portal's: `marked` writes it with its language."""
    if not _marking.get() or BEGINS in text or not in_vietnamese(text):
        return text
    return f"{BEGINS}{text}{CEASES}"


def _shown_part(value) -> str:
    return str(value) if isinstance(value, Text) else theirs(str(value))


def _with_marks(value) -> str:
    """What a value shows, with marks around what is not the portal's."""
    value = value if isinstance(value, str) else str(value)
    mark = _marking.set(True)
    try:
        shown = str(value)
        if not isinstance(value, Text) or shown == on_record(value):  # no sentence of the portal
            shown = theirs(shown)
    finally:
        _marking.reset(mark)
    return shown


def marked(value):
    """What a page writes between its tags, with the language of what is not the portal's own: a
    plain string is what somebody wrote, or a name, and is Vietnamese; a sentence follows its
    reader, but for the values in it. On a Vietnamese page nothing is marked.
    """
    return marked_here(value) if spoken() in OTHERS else value


def marked_here(value):
    """The same on a page that is known to be in another language. Such a page asks it some hundred
    times: what needs no mark is told by its type, and a sentence is shown once, here.
    """
    kind = type(value)
    if kind is str:
        if value.isascii() or not in_vietnamese(value):
            return value
        if BEGINS not in value:
            return SafeString(f"{_SPAN}{html.escape(value)}</span>")
    elif kind in _WITHOUT_MARKS or isinstance(value, SafeString | Promise):
        return value
    shown = _with_marks(value)
    if BEGINS not in shown:
        return SafeString(html.escape(shown)) if isinstance(value, Text) else value
    if shown.count(BEGINS) != shown.count(CEASES):  # somebody typed one
        return value
    spans = html.escape(shown).replace(BEGINS, _SPAN).replace(CEASES, "</span>")
    return SafeString(spans)


_SPAN = '<span lang="vi">'


def language_mark(value) -> str:
    """The same for an element that holds words alone: its attribute, where most of it is theirs."""
    kind = type(value)
    if kind in _WITHOUT_MARKS or (kind is str and value.isascii()):
        return ""
    if isinstance(value, SafeString | Promise) or spoken() not in OTHERS:
        return ""
    shown = _with_marks(value)
    whose = sum(map(len, _THEIRS.findall(shown)))
    return SafeString(' lang="vi"') if whose * 2 > len(shown) else ""


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


def spoken() -> str:
    """The language of whoever reads now: Vietnamese where nothing was said. While the settings are
    being read the operator is told what is wrong with them. A page asks a hundred times.
    """
    catalogue = getattr(_REAL._active, "value", None)
    if catalogue is not None:
        return catalogue.to_language() or SOURCE
    return SOURCE if settings.configured else operators_language()


@cache
def sentences_of(language: str) -> dict[str, str]:
    """The catalogues of Django, its apps and the portal as one, where Django looks into one after
    another; of what counts with several forms the first.
    """
    sentences: dict[str, str] = {}
    several: dict[str, str] = {}
    for key, value in _REAL.translation(language)._catalog.items():
        if isinstance(key, str):
            sentences.setdefault(key, value)
        elif not key[1]:
            several.setdefault(key[0], value)
    return {**several, **sentences, "": ""}


@cache
def _before_settings(language: str) -> plain.NullTranslations:
    return plain.translation("django", LOCALE, [language], fallback=True)


def translated(message: str) -> str:
    """What the catalogue of the reader's language says for a message; else the message."""
    if settings.configured:
        return sentences_of(spoken()).get(message, message)
    return _before_settings(spoken()).gettext(message)


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
        return self._shown() if spoken() in OTHERS else str.__str__(self)

    def __html__(self) -> str:
        return SafeString(html.escape(str(self)))

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
        return Text(on_record(self) + _of_record(other), lambda: str(self) + _shown_part(other))

    def __radd__(self, other: str) -> "Text":
        return Text(_of_record(other) + on_record(self), lambda: _shown_part(other) + str(self))

    def __copy__(self) -> "Text":
        return self

    def __deepcopy__(self, memo) -> "Text":
        return self

    def __reduce__(self):
        return str, (on_record(self),)


class SafeText(Text, SafeString):  # type: ignore[misc]
    """A sentence written in a template, whose marks are meant: nothing in it is escaped."""

    __slots__ = ()

    def __str__(self) -> str:
        return SafeString(Text.__str__(self))

    def __html__(self) -> Any:
        return str(self)


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


def _of_shown(name: str):
    plain = getattr(str, name)
    return lambda self, *args, **named: plain(str(self), *args, **named)


# filters of templates work on what is shown: `{{ one|yesno:_("Có,Không") }}`
for _name in {n for n in vars(str) if n[0] != "_"} - vars(Text).keys() - {"maketrans"}:
    setattr(SafeText, _name, _of_shown(_name))
for _name in ("__len__", "__iter__", "__contains__"):
    setattr(SafeText, _name, _of_shown(_name))


class Said(Text):
    """A sentence that stands in the code as it is, with no value of anybody in it: the catalogue
    has it (tests/house/test_language.py).
    """

    __slots__ = ()


# what has no words, what is markup already, what is the portal's from end to end
_WITHOUT_MARKS = frozenset({int, float, bool, type(None), SafeString, SafeText, Said})


def _of_record(value):
    return on_record(value) if isinstance(value, Text) else value


@cache
def _(vietnamese: str) -> str:
    """A sentence of the portal, by its Vietnamese words. Made once: it is written in the code."""
    return Said(vietnamese, lambda: translated(vietnamese))


def of_catalogue(vietnamese: str) -> str:
    """Words that were kept and that the catalogue may have, whole: what a file of the portal said
    when it was loaded.
    """
    return Text(vietnamese, lambda: translated(vietnamese)) if vietnamese else vietnamese


@cache
def in_sense(sense: str, vietnamese: str) -> str:
    """A word that another language has several words for: `sense` says which is meant."""
    key = f"{sense}\x04{vietnamese}"
    return Said(vietnamese, lambda: sentences_of(spoken()).get(key, vietnamese))


def joined(separator: str, texts: Iterable[str]) -> str:
    """`separator.join(texts)`, of sentences that follow the reader."""
    parts = list(texts)
    return Text(
        _of_record(separator).join(_of_record(part) for part in parts),
        lambda: str(separator).join(map(_shown_part, parts)),
    )


def composed(pattern: str, **values) -> Text:
    """`pattern`, which says nothing itself, with sentences in it that follow the reader; what an
    f-string makes of them is kept in the language of whoever acts.
    """
    return Text(pattern, lambda: pattern).format(**values)


def lower_first(text: str) -> str:
    """Inside a sentence: the first letter small, unless it is of an abbreviation (UBND) or, in
    English, of a name of two words.
    """
    if isinstance(text, Text):
        return Text(_small_first(on_record(text)), lambda: _small_name(str(text)))
    return _small_name(text)


def _small_first(text: str) -> str:
    of_abbreviation = text[:1].isupper() and text[1:2].isupper()
    return text if of_abbreviation else text[:1].lower() + text[1:]


def _small_name(text: str) -> str:
    of_name = text[:1].isupper() and text.partition(" ")[2][:1].isupper()  # People’s Committee
    return text if of_name and spoken() in OTHERS else _small_first(text)


def upper_first(text: str) -> str:
    """At the beginning of a sentence: the first letter large."""
    return text[:1].upper() + text[1:]
