"""Rules of the portal taken away one at a time: the explorer has to notice each. What cannot be
noticed is not held by it.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from unittest.mock import patch

from compliance.incidents.workflow import STEPS

CHECKS = "compliance.review.conclusion.checks"


@dataclass(frozen=True)
class Fault:
    """`breaks()` takes the rule away while it is entered; `red` are the rules of the explorer of
    which one must find it, `cast` is where it can be met.
    """

    name: str
    breaks: Callable
    red: tuple[str, ...]
    cast: str = "everybody"


@contextmanager
def always_ticked(*places: str) -> Iterator[None]:
    """Rows of the fairness record that say yes whatever the rows of the case say."""
    with _all(*(patch(place, _yes(_at(place))) for place in places)):
        yield


def _at(place: str) -> Callable:
    module, name = place.rsplit(".", 1)
    return getattr(__import__(module, fromlist=[name]), name)


def _yes(row: Callable) -> Callable:
    return lambda *args, **how: replace(row(*args, **how), ok=True, note="")


@contextmanager
def _all(*patches) -> Iterator[None]:
    for one in patches:
        one.start()
    try:
        yield
    finally:
        for one in patches:
            one.stop()


def _nobody_shut_out(verb: str):
    """A step of the table that shuts nobody out any more."""
    return patch.dict(STEPS, {verb: replace(STEPS[verb], never=())})


@contextmanager
def says(place: str, answer) -> Iterator[None]:
    """A question of the portal that is always answered alike."""
    with patch(place, lambda *args, **how: answer):
        yield


FAULTS = (
    Fault(
        "a notice need not reach the person",
        lambda: always_ticked(f"{CHECKS}.heard._delivered"),
        ("safety.told", "truth.delivered"),
    ),
    Fault(
        "evidence need not be shown",
        lambda: always_ticked(f"{CHECKS}.heard._disclosed"),
        ("safety.shown", "truth.disclosed"),
    ),
    Fault(
        "evidence need not be opened",
        lambda: always_ticked(f"{CHECKS}.heard._seen"),
        ("safety.shown", "truth.seen"),
    ),
    Fault(
        "the time to answer need not pass",
        lambda: _all(
            patch("compliance.review.case.window.Window.ended", True),
            patch(f"{CHECKS}.heard._window", _yes(_at(f"{CHECKS}.heard._window"))),
        ),
        ("safety.time_to_answer", "truth.window"),
    ),
    Fault(
        "a wish for more time need not be answered",
        lambda: always_ticked(f"{CHECKS}.heard._extension"),
        ("safety.heard", "truth.extension"),
    ),
    Fault(
        "nobody need have spoken for the unit",
        lambda: _all(
            patch("compliance.review.conclusion.actions.before_proposal", lambda *how: []),
            patch(f"{CHECKS}.heard._opinion", _yes(_at(f"{CHECKS}.heard._opinion"))),
        ),
        ("truth.opinion_unit", "truth.opinion_affairs"),
    ),
    Fault(
        "who reported may take the case up",
        lambda: _all(
            _nobody_shut_out("accept"),
            patch(f"{CHECKS}.basis._triager_apart", _yes(_at(f"{CHECKS}.basis._triager_apart"))),
        ),
        ("safety.parts_apart", "truth.triager_apart"),
        "a lead reports",
    ),
    Fault(
        "who triaged may conclude",
        lambda: _all(
            _nobody_shut_out("conclude"),
            patch(f"{CHECKS}.basis._decider_apart", _yes(_at(f"{CHECKS}.basis._decider_apart"))),
        ),
        ("safety.parts_apart", "truth.decider_apart"),
    ),
    Fault(
        "a contest may end worse",
        lambda: says("compliance.review.contest.actions.why_heavier", ""),
        ("safety.contest_never_worse",),
    ),
    Fault(
        "any measure may follow a conclusion",
        lambda: says(
            "compliance.review.measures.actions.measures.fitting",
            ("guidance", "oral_reminder", "written_reminder", "discipline", "referral"),
        ),
        ("safety.measures_follow",),
    ),
)
