"""What needs a person now: a registry of providers, so that one list can hold work from every room above."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from django.urls import reverse

from compliance.incidents.models import Incident
from compliance.incidents.workflow import Status


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


@provides
def returned(user, today: date) -> list[Todo]:
    """One's own reports that came back for more."""
    mine = Incident.objects.visible_to(user).reported_by(user).filter(status=Status.RETURNED).order_by("edited_at", "pk")[:20]
    return [Todo(f"Bổ sung vụ việc: {row.title}", row.code, reverse("incidents:edit", args=[row.code]), row.due_on) for row in mine]


def for_user(user, today: date) -> list[Todo]:
    """Everything that waits for `user`, the nearest deadline first."""
    found = [todo for provider in PROVIDERS for todo in provider(user, today)]
    return sorted(found, key=lambda todo: (todo.due_on is None, todo.due_on or date.max, todo.title))
