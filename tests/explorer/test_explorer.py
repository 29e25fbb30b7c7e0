"""The real actions, every cast, every verb: see docs/testing.md#the-explorer."""

import os

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from compliance.incidents import actions as logging
from compliance.incidents.workflow import STEPS, CaseRole
from tests.explorer.casts import CASTS
from tests.explorer.exhaustive import CORNERS, go_through
from tests.explorer.faults import FAULTS
from tests.explorer.invariants import AT_THE_END, PENDING, RULES, Broken
from tests.explorer.machine import explore
from tests.explorer.moves import MOVES
from tests.explorer.walk import BEGINS, Tally, Walk, own_time, rolled_back
from tests.world import png

OF_A_TEST_RUN = 5000
STEPS_ASKED = int(os.environ.get("EXPLORE_STEPS", OF_A_TEST_RUN))
SEED = int(os.environ.get("EXPLORE_SEED", "308"))
LONG = STEPS_ASKED > OF_A_TEST_RUN
BUDGET = 400  # steps in which a rule that was taken away has to be missed

pytestmark = pytest.mark.once  # rows and rules: no engine changes what is asked here


@pytest.fixture
def scan(world):
    """One stored picture for all papers: to store one takes a process."""
    upload = SimpleUploadedFile("giay.png", png(), "image/png")
    return logging.store_file(upload=upload, by=world.users["member"], at=BEGINS)


@pytest.fixture
def tally(capsys, counted):
    """What a test goes through, printed and counted whatever becomes of it."""
    made = Tally()
    yield made
    with capsys.disabled():
        print(f"\n  {made}")
        for rule, (times, first) in sorted(made.broken.items()):
            known = "pending" if rule in PENDING else "red"
            print(f"  {rule} ({known}): {times} times, first:\n{first}")
    counted(made.steps, "explorer: steps")
    counted(len(made.states), "explorer: states")


def test_every_verb_of_the_table_is_a_move(counted):
    counted(len(MOVES), "explorer: moves")
    alone = {verb for verb, step in STEPS.items() if step.by != (CaseRole.PAPER,)}
    assert {move.verb for move in MOVES.values() if not move.waits} == alone
    assert not set(PENDING) - {*RULES, *AT_THE_END}


@pytest.mark.parametrize("cast", CASTS.values(), ids=lambda cast: cast.name)
def test_no_walk_of_this_cast_breaks_a_rule(cast, world, scan, tally):
    number = SEED * 100 + list(CASTS).index(cast.name)  # each cast walks ways of its own
    with own_time():
        explore(world, cast, tally, scan, number=number, steps=STEPS_ASKED // len(CASTS))


@pytest.mark.parametrize("corner", CORNERS, ids=lambda corner: corner.stage)
def test_no_sequence_from_this_corner_breaks_a_rule(corner, world, scan, tally, counted):
    cast = CASTS["two leads"]
    with own_time(), rolled_back(lambda: cast.prepare(world)):
        walk = Walk(world, cast, tally, scan, f"every sequence from {corner.stage}")
        counted(go_through(walk, corner, deeper=int(LONG)), "explorer: states of the small world")


@pytest.mark.skipif(not LONG, reason="make explore")
@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
def test_a_rule_that_is_taken_away_is_missed(fault, world, scan, counted):
    found = Tally()
    with own_time(), fault.breaks(), pytest.raises(Broken) as broken:
        explore(world, CASTS[fault.cast], found, scan, number=SEED, steps=BUDGET)
    assert broken.value.rule in fault.red
    counted(1, f"explorer: faults found of {len(FAULTS)}")
