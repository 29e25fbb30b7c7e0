"""One search for staff, offices and cases: every word typed begins a word of what is searched."""

from collections.abc import Callable
from typing import Self

from compliance.core.text import words_of

MOST_WORDS = 8


class SearchedMixin:
    """Of a queryset whose column `folded` holds search_text()."""

    filter: Callable[..., Self]
    none: Callable[[], Self]

    def matching(self, words: str) -> Self:
        """Marks, case, order, spelling and dashes do not matter. Signs alone, which are no words,
        find nothing.
        """
        typed = words_of(words)[:MOST_WORDS]
        if words.strip() and not typed:
            return self.none()
        rows = self
        for word in typed:
            rows = rows.filter(folded__contains=f" {word}")
        return rows
