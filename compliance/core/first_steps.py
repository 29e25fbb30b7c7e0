"""What an empty portal still needs before its first case: a registry of providers, so that one page
holds the steps of every app without knowing any. Each step is read from rows; nobody ticks one.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from compliance.core.hooks import Hook


@dataclass(frozen=True)
class FirstStep:
    """One step: why it matters, what is there, what is lacking (in words), and where it is done.

    `do`: what one must be allowed to do it (core.roles.Do); '' when the page is everybody's.
    `needed`: no case can be handled without it. `after`: the title of the step it waits for; ''
    when it can be done now.
    """

    order: int
    title: str
    why: str
    there: str
    who: str
    url: str
    button: str
    do: str = ""
    lacking: tuple[str, ...] = ()
    needed: bool = True
    after: str = ""
    facts: tuple[tuple[str, str], ...] = ()

    @property
    def done(self) -> bool:
        return not (self.lacking or self.after)


FIRST_STEPS: Hook[Callable[[date], list[FirstStep]]] = Hook()


def first_steps(today: date) -> list[FirstStep]:
    """Every step in the order of work."""
    steps = [step for provider in FIRST_STEPS for step in provider(today)]
    return sorted(steps, key=lambda step: step.order)


def ready_for_cases(today: date) -> bool:
    """Whether nothing is lacking that a case needs."""
    return all(step.done for step in first_steps(today) if step.needed)
