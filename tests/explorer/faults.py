"""Rules of the portal taken away one at a time: the explorer has to notice each. What cannot be
noticed is not held by it. A rule that is asked in two places is taken away in both.
"""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from unittest.mock import patch

from compliance.incidents.workflow import STEPS, Status
from compliance.review.conclusion.checks.fairness import fairness

ASKED_IN = (  # where the fairness record is asked before something is concluded
    "compliance.review.conclusion.actions.fairness",
    "compliance.review.contest.actions.fairness",
    "compliance.review.conclusion.checks.preconditions.fairness",
)


@dataclass(frozen=True)
class Fault:
    """`breaks()` takes the rule away while it is entered; `red` are the rules of the explorer of
    which one must find it, or the constraint of the database that stops it first; `cast` is where
    it can be met. `way` are moves from `stage` on that lead past the place, where chance alone
    rarely comes by.
    """

    name: str
    breaks: Callable
    red: tuple[str, ...]
    cast: str = "everybody"
    stage: str = ""
    way: tuple[str, ...] = ()


def ticked(*keys: str):
    """Rows of the fairness record that say yes whatever the rows of the case say."""

    def lenient(*args, **how):
        rows = fairness(*args, **how)
        return [replace(row, ok=True, note="") if row.key in keys else row for row in rows]

    return _all(*(patch(place, lenient) for place in ASKED_IN))


@contextmanager
def _all(*patches) -> Iterator[None]:
    with ExitStack() as stack:
        for one in patches:
            stack.enter_context(one)
        yield


def _nobody_shut_out(verb: str):
    """A step of the table that shuts nobody out any more."""
    return patch.dict(STEPS, {verb: replace(STEPS[verb], never=())})


@contextmanager
def says(place: str, answer) -> Iterator[None]:
    """A question of the portal that is always answered alike."""
    with patch(place, lambda *args, **how: answer):
        yield


SPOKEN = ("give_opinion by unit_head", "give_opinion by affairs")
DECIDED = (*SPOKEN, "window passes", "propose by member", "conclude by deputy_lead")

FAULTS = (
    Fault(
        "a notice need not reach the person",
        lambda: _all(
            ticked("delivered", "seen"), says("compliance.review.consultation.checks.unreached", [])
        ),
        ("safety.told", "truth.delivered", "safety.shown"),
        stage=Status.IN_REVIEW,
        way=("notify", "answer on paper", "confirm_paper by lead", "consult", *DECIDED),
    ),
    Fault(
        "evidence need not be in a notice",
        lambda: ticked("disclosed", "seen"),
        ("safety.shown", "truth.disclosed"),
        stage=Status.CONSULTING,
        way=("add_evidence by member", *DECIDED),
    ),
    Fault(
        "evidence need not be opened",
        lambda: ticked("seen"),
        ("safety.shown", "truth.seen"),
        stage=Status.AWAITING_ANSWER,
        way=("open notice", "answer", "consult", *DECIDED),
    ),
    Fault(
        "the time to answer need not pass",
        lambda: _all(ticked("window"), patch("compliance.review.case.window.Window.ended", True)),
        ("safety.time_to_answer", "truth.window"),
        stage=Status.CONSULTING,
        way=(*SPOKEN, "propose by member", "conclude by deputy_lead"),
    ),
    Fault(
        "a wish for more time need not be answered",
        lambda: _all(
            ticked("extension"), says("compliance.review.consultation.checks.open_extension", None)
        ),
        ("safety.heard", "truth.extension"),
        stage=Status.AWAITING_ANSWER,
        way=("open notice", "open evidence", "ask_extension", "answer", "consult"),
    ),
    Fault(
        "a request to replace somebody need not be answered",
        lambda: says("compliance.review.conclusion.checks.heard.open_replacement", None),
        ("safety.heard",),
        stage=Status.CONSULTING,
        way=(*SPOKEN, "window passes", "ask_replacement", "propose", "conclude"),
    ),
    Fault(
        "nobody need have spoken for the unit",
        lambda: _all(
            ticked("opinion_unit", "opinion_affairs"),
            patch("compliance.review.conclusion.actions.before_proposal", lambda *how: []),
        ),
        ("truth.opinion_unit", "truth.opinion_affairs"),
        stage=Status.CONSULTING,
        way=("window passes", "propose", "conclude"),
    ),
    Fault(
        "who reported may take the case up",
        lambda: _all(_nobody_shut_out("accept"), ticked("triager_apart")),
        ("safety.parts_apart", "truth.triager_apart"),
        "a lead reports",
        stage=Status.SUBMITTED,
        way=("accept by lead",),
    ),
    Fault(
        "who triaged may conclude",
        lambda: _all(_nobody_shut_out("conclude"), ticked("decider_apart")),
        ("safety.parts_apart", "truth.decider_apart", "incident_triager_is_not_concluder"),
        stage=Status.CONSULTING,
        way=("give_opinion", "window passes"),
    ),
    Fault(
        "a silence needs no delivery",
        lambda: says("compliance.review.hearing.checks.unreached", []),
        ("safety.silence_after_delivery",),
        stage=Status.IN_REVIEW,
        way=("notify", "window passes", "notify_again", "window passes", "record_silence"),
    ),
    Fault(
        "a contest may end worse",
        lambda: says("compliance.review.contest.actions.why_heavier", ""),
        ("safety.contest_never_worse",),
        stage=Status.CONSULTING,
        way=(*DECIDED, "contest", "contest_amend#1 by chairman"),
    ),
    Fault(
        "any measure may follow a conclusion",
        lambda: says(
            "compliance.review.measures.actions.measures.fitting",
            ("guidance", "oral_reminder", "written_reminder", "discipline", "referral"),
        ),
        ("safety.measures_follow",),
        stage=Status.CONSULTING,
        way=(*DECIDED, "set_measure#1 by member"),
    ),
    Fault(
        "a paper asks once, when it is drafted",
        lambda: says("compliance.review.documents.actions.why_not_numbered", ""),
        ("safety.reminder_follows",),
        stage=Status.CONSULTING,
        way=(*DECIDED, "draft reminder", "contest", "contest_amend by chairman", "number reminder"),
    ),
    Fault(
        "a conclusion counts where it was last",
        lambda: says("compliance.incidents.transitions._first_time", {}),
        ("numbers.dashboard_is_recount", "numbers.past_is_frozen"),
        stage=Status.CONCLUDED,
        way=("window passes",),
    ),
)
