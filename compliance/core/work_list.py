"""What waits for one person: a registry of providers, so that one list holds the work of every app
without knowing any.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import Exists, QuerySet

from compliance.core.hooks import Hook


@dataclass(frozen=True)
class Task:
    """One thing to do: the row is the link, the deadline (a day) stands at its end."""

    title: str
    meta: str
    url: str
    due_on: date | None = None


@dataclass(frozen=True)
class Wanted:
    """Rows of one kind that may wait, and the tasks they make. Most kinds wait for nobody on most
    days: of all of them one question asks which have any, and only these are read.
    """

    rows: QuerySet
    tasks: Callable[[QuerySet], Iterable[Task]]


Provider = Callable[[Any, date], Iterable[Task | Wanted]]
PROVIDERS: Hook[Provider] = Hook()


def provides(function: Provider) -> Provider:
    """Register a provider(user, today) -> tasks, or what is wanted. Each starts from visible_to.

    Raises ValueError when it is registered already.
    """
    return PROVIDERS.register(function)


def for_user(user: Any, today: date) -> list[Task]:
    """Everything that waits for `user`, the nearest deadline first, what has none last."""
    given = [part for provider in PROVIDERS for part in provider(user, today)]
    there = iter(which_have_any(user, [part.rows for part in given if isinstance(part, Wanted)]))
    tasks: list[Task] = []
    for part in given:
        if isinstance(part, Task):
            tasks.append(part)
        elif next(there):
            tasks += part.tasks(part.rows)
    return sorted(
        tasks, key=lambda task: (task.due_on is None, task.due_on or date.max, task.title)
    )


def which_have_any(user: Any, asked: list[QuerySet]) -> list[bool]:
    """Of each of these questions whether it has an answer, in one query: columns of the one row of
    the account that asks.
    """
    if not asked:
        return []
    columns = {f"wanted_{number}": Exists(rows) for number, rows in enumerate(asked)}
    account = get_user_model()._base_manager.order_by().filter(pk=user.pk).annotate(**columns)
    return list(account.values_list(*columns).get())
