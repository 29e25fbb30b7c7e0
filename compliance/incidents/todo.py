"""What needs a person now: a registry of providers, so that one list can hold work from every room above."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Todo:
    """One thing to do: the row is the link, the deadline stands at its end."""

    title: str
    meta: str
    url: str
    due_on: date | None = None


PROVIDERS: list[Callable] = []


def provides(function: Callable) -> Callable:
    """Register a provider(user, today) -> list[Todo]. Each starts from visible_to."""
    PROVIDERS.append(function)
    return function


def for_user(user, today: date) -> list[Todo]:
    """Everything that waits for `user`, the nearest deadline first."""
    found = [todo for provider in PROVIDERS for todo in provider(user, today)]
    return sorted(found, key=lambda todo: (todo.due_on is None, todo.due_on or date.max, todo.title))
