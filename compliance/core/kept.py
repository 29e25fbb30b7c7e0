"""The text of questions, kept for the next time the same reader asks: never an answer.

Most of the time of a page that asks for many kinds of rows goes into having the ORM write them.
What it writes follows from who asks, from the day, and from what the page names. So a text is kept
under everything the loaded account carries: a fact that changes is another key, and no list of what
matters has to be right. What had to ask the database while it was written is not kept at all.
"""

from collections.abc import Callable, Hashable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import date, datetime, time
from threading import Lock
from typing import Any, Generic, TypeVar
from uuid import UUID

from django.db import connections
from django.db.models import Model, QuerySet
from django.utils import timezone
from django.utils.translation import get_language

from compliance.core.together import Given, Part, asked_together, know

T = TypeVar("T")
_PLAIN = (str, int, bool, float, bytes, date, datetime, time, UUID, type(None))


class Kept(Generic[T]):
    """Texts by reader, the last `most` of them. `proves`: what is kept is written once more each
    time it is used, and held against itself; so the tests run.
    """

    proves = False

    def __init__(self, most: int) -> None:
        self.most = most
        self._texts: dict[Hashable, T] = {}
        self._lock = Lock()

    def text(self, user: Any, of: Hashable, write: Callable[[], T]) -> T:
        """What `write` gives for `user` and `of`, which says all it follows from besides them, the
        day and the language.

        Raises AssertionError where it is proved and would be written otherwise today.
        """
        key = (carried(user), of, timezone.localdate(), get_language())
        known = self._texts.get(key)
        if known is not None:
            if self.proves:
                written = write()
                if written != known:
                    raise AssertionError(f"{written}\nis not what was kept:\n{known}")
            return known
        with _asking() as asked:
            written = write()
        if not asked:
            with self._lock:
                self._texts[key] = written
                while len(self._texts) > self.most:
                    del self._texts[next(iter(self._texts))]
        return written

    def forget(self) -> None:
        """For tests that change a setting, as no process does."""
        self._texts.clear()


PARTS: Kept[list[Part]] = Kept(most=512)  # some 20 for each reader


def ask(
    user: Any, of: Hashable, write: Callable[[], list[QuerySet]], given: Given | None = None
) -> list[list]:
    """The rows of each queryset that `write` gives, in one question whose text is kept as in
    Kept.text(): `of` names the question and what it follows from besides `user`, and what is
    `given`.
    """
    parts = PARTS.text(user, of, lambda: [Part(rows) for rows in write()])
    return list(asked_together(dict(enumerate(parts)), given or {}).values())


def fill_for(user: Any, of: Hashable, *rows: QuerySet) -> None:
    """together.fill() with the text kept as in ask(): of what a page has to build for more than its
    rows. `of` names also what was looked up to build them: an office by its key, not by its code.
    """
    for asked, made in zip(rows, ask(user, of, lambda: list(rows)), strict=True):
        know(asked, made)


def carried(user: Any) -> Hashable:
    """Everything a loaded account carries: its columns, what was asked of it since, and the same of
    each row it holds.
    """
    return _frozen(getattr(user, "_wrapped", user), set())


def _frozen(value: Any, above: set[int]) -> Hashable:
    if isinstance(value, _PLAIN):
        return value
    if isinstance(value, Model):
        name = (value._meta.label, value.pk)
        if id(value) in above:  # a person knows their account, which knows its person
            return name
        within = {*above, id(value)}
        columns = {name: held for name, held in vars(value).items() if name != "_state"}
        return (name, _frozen(columns, within), _frozen(value._state.fields_cache, within))
    if isinstance(value, dict):
        return tuple((name, _frozen(held, above)) for name, held in value.items())
    if isinstance(value, list | tuple):
        return tuple(_frozen(held, above) for held in value)
    if isinstance(value, set | frozenset):
        return frozenset(_frozen(held, above) for held in value)
    if isinstance(value, QuerySet) and value._result_cache is not None:
        return _frozen(list(value), above)
    return id(value), object()  # of which nothing is known: equal to nothing that was kept


@contextmanager
def _asking() -> Iterator[list[str]]:
    """The questions that any database is asked meanwhile."""
    asked: list[str] = []

    def note(execute: Callable, sql: str, *rest: Any) -> Any:
        asked.append(sql)
        return execute(sql, *rest)

    with ExitStack() as stack:
        for connection in connections.all(initialized_only=True):
            stack.enter_context(connection.execute_wrapper(note))
        yield asked
