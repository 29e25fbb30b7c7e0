"""What waits for one person: a registry of providers, so that one list holds the work of every app
without knowing any.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from compliance.core.hooks import Hook


@dataclass(frozen=True)
class Task:
    """One thing to do: the row is the link, the deadline (a day) stands at its end."""

    title: str
    meta: str
    url: str
    due_on: date | None = None


Provider = Callable[[Any, date], list[Task]]
PROVIDERS: Hook[Provider] = Hook()


def provides(function: Provider) -> Provider:
    """Register a provider(user, today) -> tasks. Each starts from visible_to.

    Raises ValueError when it is registered already.
    """
    return PROVIDERS.register(function)


def for_user(user: Any, today: date) -> list[Task]:
    """Everything that waits for `user`, the nearest deadline first, what has none last."""
    tasks = [task for provider in PROVIDERS for task in provider(user, today)]
    return sorted(
        tasks, key=lambda task: (task.due_on is None, task.due_on or date.max, task.title)
    )
