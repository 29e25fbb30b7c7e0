"""The machine: hypothesis draws a cast, how far the case has come by plain steps, and then any step
by anybody with time passing in between; after every step the rules are asked, and each walk is led
to its end.
"""

from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    rule,
    run_state_machine_as_test,
)

from compliance.incidents.models import Incident
from compliance.incidents.workflow import STEPS, Status
from tests.explorer.casts import Cast
from tests.explorer.ending import Nth, lead_on, lead_to_the_end
from tests.explorer.invariants import AT_THE_END, look
from tests.explorer.moves import MOVES, Move
from tests.explorer.walk import Draw, First, Tally, Walk, rolled_back, set_up

WALK = 26  # steps of a walk before it is led to its end, at most
STAGES = (
    Status.DRAFT,
    Status.SUBMITTED,
    Status.AWAITING_ANSWER,
    Status.AWAITING_ANSWER,
    Status.CONSULTING,
    Status.CONSULTING,
    Status.CONCLUDED,
    Status.CLOSED,
)
ANY = list(MOVES.values())
# coins alone: of a number hypothesis takes now and then one that stands in the code it has loaded,
# and the walks would differ with every module that is imported
LUCK = st.tuples(*[st.booleans()] * 32).map(lambda coins: int("".join("01"[c] for c in coins), 2))
STAGE = st.tuples(*[st.booleans()] * 3).map(
    lambda coins: STAGES[coins[0] * 4 + coins[1] * 2 + coins[2]]
)


def possible(incident: Incident) -> list[Move]:
    """What the status lets, each as often as it weighs. Who may is for the gate to say."""
    found = []
    for move in ANY:
        step = STEPS.get(move.verb)
        if (
            move.waits
            or move.beside
            or (
                incident.status in step.sources
                and (step.while_suspended or not incident.suspended_at)
            )
        ):
            found += [move] * move.weight
    return found


def step(
    walk: Walk, move: Move, draw: Draw, by: str = "", incident: Incident | None = None
) -> bool | None:
    """One move, and the rules asked once it was taken."""
    taken = walk.take(move, incident or walk.incident(), draw, by)
    if taken:
        look(walk)
    return taken


def wander(walk: Walk, luck: int) -> None:
    """One step of a walk: mostly one the status lets, now and then any at all."""
    draw = Draw(luck + 1_000_003 * len(walk.log))  # nought after nought draws no nought again
    incident = walk.incident()
    move = draw.of(possible(incident)) if draw.chance(94) else draw.of(ANY)
    step(walk, move, draw, incident=incident)


def begin(walk: Walk, stage: str) -> None:
    """By plain steps to `stage`, or as far as they lead."""
    for _ in range(30):
        if walk.incident().status == stage or walk.ended():
            return
        if not lead_on(walk, step):
            return


def finish(walk: Walk) -> None:
    lead_to_the_end(walk, step)
    look(walk, AT_THE_END)
    walk.leave()


class Unlikely(Nth):
    def chance(self, percent: int) -> bool:
        return percent < 50


def go(walk: Walk, stage: str, moves: tuple[str, ...]) -> None:
    """Plain steps to `stage`, then `moves` as they stand, then the plain way on. “move#1 by lead”:
    by the lead, with the second of what may be chosen, and what is less likely.
    """
    begin(walk, stage)
    for written in moves:
        called, _, by = written.partition(" by ")
        name, _, number = called.partition("#")
        step(walk, MOVES[name], Unlikely(int(number)) if number else First(), by)
    finish(walk)


def machine(world, cast: Cast, tally: Tally, scan, number: int) -> type[RuleBasedStateMachine]:
    """The machine of one cast, whose walks hypothesis draws from the seed `number`."""

    class Explorer(RuleBasedStateMachine):
        def __init__(self):
            super().__init__()
            self.back = rolled_back(lambda: set_up(world, cast))
            self.back.__enter__()
            self.broken = False
            self.walk = Walk(world, cast, tally, scan, f"seed {number} of hypothesis")

        @initialize(stage=STAGE)
        def plain_steps(self, stage):
            self._do(begin, stage)

        @rule(luck=LUCK)
        def somebody_does_something(self, luck):
            self._do(wander, luck)

        def _do(self, what, *how):
            self.broken = True
            what(self.walk, *how)
            self.broken = False

        def teardown(self):
            try:
                if not self.broken:
                    finish(self.walk)
            finally:
                self.back.__exit__(None, None, None)

    return seed(number)(Explorer)


def explore(world, cast: Cast, tally: Tally, scan, *, number: int, steps: int) -> None:
    """Walks of `cast` until `steps` steps were tried. Raises Broken with the seed and the steps."""
    until, at = tally.steps + steps, number
    while tally.steps < until:
        run_state_machine_as_test(
            machine(world, cast, tally, scan, at),
            settings=settings(
                max_examples=max(2, min(12, (until - tally.steps) // (WALK + 10))),
                stateful_step_count=WALK,
                deadline=None,
                database=None,
                phases=(Phase.generate,),
                suppress_health_check=list(HealthCheck),
                print_blob=False,
            ),
        )
        at += 1
