"""What other rooms know about a person: a registry of sections, so that one page can hold what each reader may see."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

from compliance.registry.models import StaffMember


@dataclass(frozen=True)
class Line:
    text: str
    meta: str = ""
    url: str = ""


@dataclass(frozen=True)
class Section:
    """One card of the person's page; `empty` is said when there are no lines."""

    title: str
    lines: list[Line] = field(default_factory=list)
    empty: str = ""


PROVIDERS: list[Callable] = []


def tells_about(function: Callable) -> Callable:
    """Register a provider(user, person, day) -> Section | None. None when this reader may not see that there is such a section; each starts from visible_to."""
    PROVIDERS.append(function)
    return function


def sections_about(user, person: StaffMember, day: date) -> list[Section]:
    return [section for provider in PROVIDERS if (section := provider(user, person, day)) is not None]
