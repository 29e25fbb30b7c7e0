"""What waits for one person: a registry of providers, so that one list holds the work of every app
without knowing any.
"""

from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

from django.contrib.auth import get_user_model
from django.core.exceptions import EmptyResultSet
from django.db import DEFAULT_DB_ALIAS, connection
from django.db.models import Count, Exists, QuerySet, Subquery, Value

from compliance.core.hooks import Hook
from compliance.core.kept import Kept
from compliance.core.language import _
from compliance.core.plans import Lasting
from compliance.core.text import fold
from compliance.core.together import Part, asked_together

MOST = 60  # rows of one kind that are looked at: those that are due first


@dataclass(frozen=True)
class Task:
    """One thing to do: the row is the link, the deadline (a day) stands at its end."""

    title: str
    meta: str
    url: str
    due_on: date | None = None


class Tasks(list[Task]):
    """Tasks, the nearest deadline first. `cut`: of some kind there may be more than MOST."""

    NEAREST = 20  # on a first page; the rest is one press away
    MOST = MOST

    def __init__(self, tasks: Iterable[Task] = (), cut: bool = False):
        super().__init__(tasks)
        self.cut = cut

    @property
    def says(self) -> str:
        """How many, and no more than is known."""
        words = _("{count} việc gần hạn nhất") if self.cut else _("{count} việc")
        return words.format(count=len(self))

    @property
    def nearest(self) -> list[Task]:
        return self[: self.NEAREST]

    @property
    def more(self) -> bool:
        return len(self) > self.NEAREST

    def matching(self, words: str) -> "Tasks":
        """Those whose line holds each of these words, however they are accented."""
        wanted = fold(words).split()
        lines = ((task, fold(f"{task.title} {task.meta}")) for task in self)
        fitting = (task for task, line in lines if all(word in line for word in wanted))
        return Tasks(fitting, self.cut) if wanted else self


Keys = list[int]
Rows = Callable[[], QuerySet]  # written only where its text is not kept


@dataclass(frozen=True)
class Wanted:
    """Rows of one kind that may wait, and the tasks they make. Most kinds wait for nobody on most
    days: of all of them one question asks which have any, and only these are read, all in another.

    As Counted and Keyed: `asked` gives its parts of that question, `parts` of them, each with the
    column `key`, and `made` the tasks from the answers, in the order of the parts. What they ask
    follows from who asks, from the day and from what `follows` names: it is written once for them
    (compliance/core/kept.py), and `rows` is called for it alone.
    """

    rows: Rows
    tasks: Callable[[Any], Iterable[Task]]  # given the rows, in their order
    follows: Hashable = None
    read: bool = True  # False: it is given the queryset, of what may be too many to read
    parts = 1

    def asked(self, user: Any) -> list[QuerySet]:
        there = _account(user).filter(Exists(self.rows()))
        return [there.annotate(key=Value(0))]

    def made(self, answers: list[Keys]) -> Iterable[Task]:
        return self.tasks(self.rows()) if answers[0] else ()


@dataclass(frozen=True)
class Counted:
    """Rows of one kind of which only the number is told: it comes with the same question."""

    rows: Rows
    tasks: Callable[[int], Iterable[Task]]
    follows: Hashable = None
    read = False
    parts = 1

    def asked(self, user: Any) -> list[QuerySet]:
        rows = self.rows()
        number = rows.order_by().annotate(all=Value(1)).values("all").annotate(n=Count("pk"))
        counted = _account(user).filter(Exists(rows))
        return [counted.annotate(key=Subquery(number.values("n")))]

    def made(self, answers: list[Keys]) -> Iterable[Task]:
        return [task for number in answers[0] for task in self.tasks(number)]


@dataclass(frozen=True)
class Keyed:
    """Rows of several kinds by their keys, which are the column `key` of each of `rows`."""

    rows: Callable[[], list[QuerySet]]
    tasks: Callable[[list[Keys]], Iterable[Task]]  # given those of each
    parts: int
    follows: Hashable = None
    read = False

    def asked(self, user: Any) -> list[QuerySet]:
        return self.rows()

    def made(self, answers: list[Keys]) -> Iterable[Task]:
        return self.tasks(answers)


Kind = Wanted | Counted | Keyed
Provider = Callable[[Any, date], Iterable[Task | Kind]]
PROVIDERS: Hook[Provider] = Hook()
Text = tuple[str, Sequence[Any]]  # SQL and its parameters
WRITTEN: Kept[Text] = Kept(most=64)
READ: Kept[Part] = Kept(most=256)


def provides(function: Provider) -> Provider:
    """Register a provider(user, today) -> tasks, or what is wanted. Each starts from visible_to.

    Raises ValueError when it is registered already.
    """
    return PROVIDERS.register(function)


def for_user(user: Any, today: date) -> Tasks:
    """Everything that waits for `user`, the nearest deadline first, what has none last."""
    tasks: list[Task] = []
    kinds: list[Kind] = []
    shape: list[Hashable] = [today]  # what the texts follow from besides the reader
    for provider in PROVIDERS:
        for part in provider(user, today):
            if isinstance(part, Task):
                tasks.append(part)
            else:
                kinds.append(part)
                shape.append((provider, part.parts, part.follows))
    of_each, cut = _of_each(user, kinds, tuple(shape)), False
    read = [place for place, kind in enumerate(kinds) if kind.read and of_each[place][0]]
    rows = _read(user, kinds, tuple(shape), read)
    for place, (kind, there) in enumerate(zip(kinds, of_each, strict=True)):
        made = list(kind.tasks(rows[place]) if place in rows else kind.made(there))  # type: ignore[arg-type]
        cut = cut or any(len(keys) >= MOST for keys in there)
        cut = cut or isinstance(kind, Wanted) and len(made) >= MOST
        tasks += made
    return Tasks(
        sorted(tasks, key=lambda task: (task.due_on is None, task.due_on or date.max, task.title)),
        cut,
    )


def _of_each(user: Any, kinds: list[Kind], shape: Hashable) -> list[list[Keys]]:
    """Of each kind the answers to its parts, all in one question."""
    text = WRITTEN.text(user, shape, lambda: _text([part for k in kinds for part in k.asked(user)]))
    answers = iter(_answers(text, sum(kind.parts for kind in kinds)))
    return [[next(answers) for __ in range(kind.parts)] for kind in kinds]


def _read(user: Any, kinds: list[Kind], shape: Hashable, places: list[int]) -> dict[int, list]:
    """{place: the rows of that kind}, all in one question."""
    return asked_together(
        {place: READ.text(user, (shape, place), partial(_part, kinds[place])) for place in places},
        {},
    )


def _part(kind: Kind) -> Part:
    return Part(kind.rows())  # type: ignore[arg-type]


def answered(asked: list[QuerySet]) -> list[Keys]:
    """The keys that each of these questions finds, all in one query."""
    return _answers(_text(asked), len(asked))


def _text(asked: list[QuerySet]) -> Text:
    parts = [
        rows.annotate(place=Value(place)).order_by().values_list("place", "key")
        for place, rows in enumerate(asked)
    ]
    if not parts:
        return "", ()
    together = parts[0].union(*parts[1:], all=True) if parts[1:] else parts[0]
    try:
        return together.query.get_compiler(DEFAULT_DB_ALIAS).as_sql()
    except EmptyResultSet:
        return "", ()


def _answers(text: Text, parts: int) -> list[Keys]:
    answers: list[Keys] = [[] for __ in range(parts)]
    sql, params = text
    if sql:
        with connection.cursor() as cursor:
            cursor.execute(Lasting(sql), params)
            for place, key in cursor.fetchall():
                answers[place].append(key)
    return answers


def _account(user: Any) -> QuerySet:
    """The row of the account that asks: what a question stands on that has no row of its own."""
    accounts: QuerySet = get_user_model()._base_manager.filter(pk=user.pk)
    return accounts
