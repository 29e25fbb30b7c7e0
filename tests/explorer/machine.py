"""The machine: a case of a cast goes the plain way, and at each of its stages branches leave it, in
which hypothesis draws any step by anybody with time passing in between; after every step the rules
are asked, and each branch is led to its end. Then it is taken back, and the plain way goes on.
"""

from itertools import count
from zlib import crc32

from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
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

WALK = 40  # steps of a branch before it is led to its end
BRANCHES = 12  # from one stage of one trunk, at most
STAGES = (  # where branches leave the plain way
    Status.DRAFT,
    Status.SUBMITTED,
    Status.AWAITING_ANSWER,
    Status.CONSULTING,
    Status.CONCLUDED,
    Status.CLOSED,
)
ANY = list(MOVES.values())
# coins alone: of a number hypothesis takes now and then one that stands in the code it has loaded,
# and the walks would differ with every module that is imported
LUCK = st.tuples(*[st.booleans()] * 32).map(lambda coins: int("".join("01"[c] for c in coins), 2))


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
    walk.draws += 1  # nought after nought draws no nought again, even where nothing came of it
    draw = Draw(luck + 1_000_003 * walk.draws + walk.number)
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


def machine(trunk: Walk, number: int) -> type[RuleBasedStateMachine]:
    """The machine whose branches leave `trunk` where it stands, drawn by hypothesis from the seed
    `number`; the trunk is as it was after each.
    """

    class Explorer(RuleBasedStateMachine):
        def __init__(self):
            super().__init__()
            self.back = rolled_back()
            self.back.__enter__()
            self.broken = False
            self.walk = trunk.branch(number)

        @rule(luck=LUCK)
        def somebody_does_something(self, luck):
            self.broken = True
            wander(self.walk, luck)
            self.broken = False

        def teardown(self):
            try:
                if not self.broken:
                    finish(self.walk)
            finally:
                self.back.__exit__(None, None, None)
                trunk.again()

    return seed(number)(Explorer)


def explore(world, cast: Cast, tally: Tally, scan, *, number: int, steps: int) -> None:
    """Branches from every stage of the plain way of `cast`, again and again until `steps` steps
    were tried; all that is drawn follows from `number`. Raises Broken with it and the steps.
    """
    until, name = tally.steps + steps, f"seed {number} of hypothesis"
    for turn in count(1):
        with rolled_back(lambda: set_up(world, cast)):
            trunk = Walk(world, cast, tally, scan, name)
            for stage in STAGES:
                begin(trunk, stage)
                # every stage of every cast draws something else, the first example too
                drawn = crc32(f"{number} {cast.name} {turn} {stage}".encode())
                _branch_off(trunk, drawn, until - tally.steps)
                if tally.steps >= until:
                    return


def _branch_off(trunk: Walk, number: int, left: int) -> None:
    run_state_machine_as_test(
        machine(trunk, number),
        settings=settings(
            max_examples=max(1, min(BRANCHES, left // (len(STAGES) * (WALK + 20)))),
            stateful_step_count=WALK,
            deadline=None,
            database=None,
            phases=(Phase.generate,),
            suppress_health_check=list(HealthCheck),
            print_blob=False,
        ),
    )
