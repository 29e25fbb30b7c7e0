"""What a story names in Vietnamese, as a page says it to whoever reads English: one script for both
languages (decision 0095: the Vietnamese sentence is the key).
"""

import json
import re
import sqlite3
from contextlib import closing, suppress
from dataclasses import asdict
from functools import lru_cache
from pathlib import Path

from django.utils import translation

from compliance.core import committee
from compliance.core.language import lower_first, upper_first
from compliance.core.recalling import recalled
from tests import catalogue
from tests.leftovers import Written, in_vietnamese, texts_within

VALUE = re.compile(r"\\\{[^{}]*\\\}|%\\\(\w+\\\)[sd]")
FORMS = re.compile(r"\{\w+:([^{}|]*)\|([^{}|]*)\}")  # a word for one, a word for more


@lru_cache(maxsize=1)
def _sentences() -> tuple[tuple[str, str], ...]:
    """(Vietnamese, English) of pages and of scripts."""
    return tuple(
        (entry.msgid, entry.msgstr)
        for domain in catalogue.DOMAINS
        for entry in catalogue.read(catalogue.po_of(domain))
        if entry.msgstr
    )


def _pattern(english: str) -> str:
    """The sentence with anything for its values; of a marked-up one the words."""
    plain = re.sub(r"<[^>]+>", "", english)
    said = VALUE.sub(r".*?", re.escape(FORMS.sub("\0", plain))).replace(r"\ ", r"\s+")
    for forms in FORMS.findall(plain):
        said = said.replace("\0", f"(?:{'|'.join(map(re.escape, forms))})", 1)
    return rf"(?<!\w){said}(?!\w)" if plain[-1:].isalnum() else rf"(?<!\w){said}"


@lru_cache(maxsize=512)
def in_english(words: str) -> tuple[re.Pattern, ...]:
    """What may stand on an English page for these words, the most exact first: the sentence they
    are, those that begin with them, those that hold them; what no sentence has is data.
    """
    rows = _sentences()
    groups = (
        [english for key, english in rows if key == words],
        [english for key, english in rows if key.startswith(words) and key != words],
        [english for key, english in rows if words in key and not key.startswith(words)],
    )
    patterns = ["|".join(sorted(map(_pattern, group), key=len)) for group in groups if group]
    if ": " in words and not patterns:  # put together by a script: “Hôm qua: xảy ra lúc”
        patterns = [r":\s+".join(map(_in_any_case, words.split(": ")))]
    with translation.override("en"):  # with its values: “Đã xem 1/1”
        shown = re.escape(str(recalled(words)))
    return tuple(re.compile(p, re.IGNORECASE | re.DOTALL) for p in patterns or [shown])


def _in_any_case(words: str) -> str:
    keys = (lower_first(words), upper_first(words))
    return f"(?:{'|'.join(_pattern(english) for key, english in _sentences() if key in keys)})"


class Kept:
    """Every text the served portal holds; read again where a page shows what was not there yet."""

    def __init__(self, data: Path):
        self.file = data / "portal.sqlite3"
        self.written = Written(self._texts())

    def _texts(self):
        yield from texts_within(asdict(committee.given()))
        with closing(sqlite3.connect(f"file:{self.file}?mode=ro", uri=True, timeout=30)) as rows:
            tables = "SELECT name FROM sqlite_master WHERE type = 'table'"
            for (table,) in rows.execute(tables).fetchall():
                for row in rows.execute(f'SELECT * FROM "{table}"'):
                    for value in row:
                        yield from texts_within(value)
                        if isinstance(value, str) and value[:1] in ("[", "{"):
                            with suppress(ValueError):
                                yield from texts_within(json.loads(value))

    def left(self, page: str) -> list[str]:
        """What the page says in Vietnamese though nobody wrote it."""
        if in_vietnamese(page, self.written):
            self.written = Written(self._texts())
        return in_vietnamese(page, self.written)
