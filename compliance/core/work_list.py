"""What waits for one person: a registry of providers, so that one list holds the work of every app
without knowing any.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import CharField, Count, Exists, QuerySet, Subquery, Value

from compliance.core.hooks import Hook
from compliance.core.language import _
from compliance.core.text import fold
from compliance.core.together import fill

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


Answers = dict[int, str]  # {key of a row: what is said of it}
_NOTHING = Value("", CharField())


@dataclass(frozen=True)
class Wanted:
    """Rows of one kind that may wait, and the tasks they make. Most kinds wait for nobody on most
    days: of all of them one question asks which have any, and only these are read, all in another.

    As Counted and Keyed: `asked` gives its parts of that question, each with the columns `key` and
    `word`, and `made` the tasks from the answers, in the order of the parts.
    """

    rows: QuerySet
    tasks: Callable[[QuerySet], Iterable[Task]]
    read: bool = True  # False: `tasks` looks at them itself, of what may be too many to read

    def asked(self, user: Any) -> list[QuerySet]:
        return [_account(user).filter(Exists(self.rows)).annotate(key=Value(0), word=_NOTHING)]

    def made(self, answers: list[Answers]) -> Iterable[Task]:
        return self.tasks(self.rows) if answers[0] else ()


@dataclass(frozen=True)
class Counted:
    """Rows of one kind of which only the number is told: it comes with the same question."""

    rows: QuerySet
    tasks: Callable[[int], Iterable[Task]]

    def asked(self, user: Any) -> list[QuerySet]:
        number = self.rows.order_by().annotate(all=Value(1)).values("all").annotate(n=Count("pk"))
        counted = _account(user).filter(Exists(self.rows))
        return [counted.annotate(key=Subquery(number.values("n")), word=_NOTHING)]

    def made(self, answers: list[Answers]) -> Iterable[Task]:
        return [task for number in answers[0] for task in self.tasks(number)]


@dataclass(frozen=True)
class Keyed:
    """Rows of several kinds by their keys: each of `rows` has the columns `key` and `word`, and
    `tasks` is given {key: word} of each.
    """

    rows: list[QuerySet]
    tasks: Callable[[list[Answers]], Iterable[Task]]

    def asked(self, user: Any) -> list[QuerySet]:
        return self.rows

    def made(self, answers: list[Answers]) -> Iterable[Task]:
        return self.tasks(answers)


Provider = Callable[[Any, date], Iterable[Task | Wanted | Counted | Keyed]]
PROVIDERS: Hook[Provider] = Hook()


def provides(function: Provider) -> Provider:
    """Register a provider(user, today) -> tasks, or what is wanted. Each starts from visible_to.

    Raises ValueError when it is registered already.
    """
    return PROVIDERS.register(function)


def for_user(user: Any, today: date) -> Tasks:
    """Everything that waits for `user`, the nearest deadline first, what has none last."""
    given = [part for provider in PROVIDERS for part in provider(user, today)]
    asked = [() if isinstance(part, Task) else part.asked(user) for part in given]
    answers = iter(answered([rows for parts in asked for rows in parts]))
    of_each = [[next(answers) for __ in parts] for parts in asked]
    fill(
        *(
            part.rows
            for part, there in zip(given, of_each, strict=True)
            if isinstance(part, Wanted) and part.read and there[0]
        )
    )
    cut = any(len(there) >= MOST for parts in of_each for there in parts)
    tasks: list[Task] = []
    for part, there in zip(given, of_each, strict=True):
        made = [part] if isinstance(part, Task) else list(part.made(there))
        cut = cut or isinstance(part, Wanted) and len(made) >= MOST
        tasks += made
    return Tasks(
        sorted(tasks, key=lambda task: (task.due_on is None, task.due_on or date.max, task.title)),
        cut,
    )


def answered(asked: list[QuerySet]) -> list[Answers]:
    """{key: word} of each of these questions, all in one query."""
    answers: list[Answers] = [{} for __ in asked]
    parts = [
        rows.annotate(place=Value(place)).order_by().values_list("place", "key", "word")
        for place, rows in enumerate(asked)
    ]
    for place, key, word in parts[0].union(*parts[1:], all=True) if parts else ():
        answers[place][key] = word
    return answers


def _account(user: Any) -> QuerySet:
    """The row of the account that asks: what a question stands on that has no row of its own."""
    accounts: QuerySet = get_user_model()._base_manager.filter(pk=user.pk)
    return accounts
