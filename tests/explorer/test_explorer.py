"""The real actions, every cast, every verb: see docs/testing.md#the-explorer."""

import os

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError

from compliance.incidents import actions as incident_actions
from compliance.incidents.workflow import ENDED, STEPS, CaseRole, Status
from tests.explorer.casts import CASTS
from tests.explorer.exhaustive import CORNERS, go_through
from tests.explorer.faults import FAULTS, Fault
from tests.explorer.invariants import AT_THE_END, PENDING, RULES, Broken
from tests.explorer.machine import explore, go
from tests.explorer.moves import MOVES
from tests.explorer.walk import BEGINS, Tally, Walk, own_time, rolled_back, set_up
from tests.world import png

OF_A_TEST_RUN = 5000  # docs/testing.md#the-explorer
STEPS_ASKED = int(os.environ.get("EXPLORE_STEPS", OF_A_TEST_RUN))
SEED = int(os.environ.get("EXPLORE_SEED", "308"))
LONG = STEPS_ASKED > OF_A_TEST_RUN
BUDGET = 400  # steps in which a rule that was taken away has to be missed

pytestmark = pytest.mark.once  # rows and rules: no engine changes what is asked here


@pytest.fixture
def scan(world):
    """One stored picture for all papers: to store one takes a process."""
    upload = SimpleUploadedFile("giay.png", png(), "image/png")
    return incident_actions.store_file(upload=upload, by=world.users["member"], at=BEGINS)


@pytest.fixture
def tally(capsys, counted):
    """What a test goes through, printed and counted whatever becomes of it."""
    made = Tally()
    yield made
    with capsys.disabled():
        print(f"\n  {made}")
        for what, times in sorted(made.nobody.items()):
            print(f"  nobody left, said by the portal: {times} times {what}")
        if made.named:
            print(f"  somebody named to get on: {made.named} times")
        for what, times in made.crude.most_common(3 if LONG else 0):
            print(f"  before the gate: {times} times {what}")
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


def test_the_same_seed_goes_the_same_way(world, scan, counted):
    """Whatever was walked before. At another hour: MOMENT=leap-day, and the trail that is printed
    is the same.
    """
    made = Tally(), Tally()
    for tally in made:
        with own_time():
            explore(world, CASTS["small commune"], tally, scan, number=SEED, steps=20)
    assert made[0].trail == made[1].trail != 0
    counted(made[0].steps, "explorer: steps walked twice")


@pytest.mark.parametrize("corner", CORNERS, ids=lambda corner: corner.stage)
def test_no_sequence_from_this_corner_breaks_a_rule(corner, world, scan, tally, counted):
    cast = CASTS["two leads"]
    with own_time(), rolled_back(lambda: set_up(world, cast)):
        walk = Walk(world, cast, tally, scan, f"every sequence from {corner.stage}")
        counted(go_through(walk, corner, deeper=int(LONG)), "explorer: states of the small world")


# (cast, from which stage, by which moves): nobody is left who may, and the level above is asked
NARROW = {
    "the triager of few turns out to be tied": (
        "the only lead reports, a chair aside",
        Status.CONSULTING,
        ("declare relation by chairman", "confirm relation by person"),
    ),
    "the only decider has to take the case up anew": (
        "one lead",
        Status.CONSULTING,
        (
            "declare relation by lead",
            "confirm relation by person",
            "declare relation by vice",
            "confirm relation by person",
        ),
    ),
    "everybody who may conclude is tied to a confidential report's person": (
        "the only lead reports in confidence",
        Status.CONSULTING,
        (
            "give_opinion by unit_head",
            "declare relation by chairman",
            "confirm relation by person",
        ),
    ),
}


@pytest.mark.parametrize("name", NARROW)
def test_where_nobody_is_left_the_level_above_leads_to_an_end(name, world, scan, tally):
    cast, stage, way = NARROW[name]
    with own_time(), rolled_back(lambda: set_up(world, CASTS[cast])):
        go(Walk(world, CASTS[cast], tally, scan, name), stage, way)
    assert set(tally.ends) <= set(ENDED)
    assert tally.taken["confirm triage on paper"] + tally.taken["name decider on paper"]


def _look_for(fault: Fault, world, scan) -> None:
    cast, seen = CASTS[fault.cast], Tally()
    if not fault.way:
        explore(world, cast, seen, scan, number=SEED, steps=BUDGET)
        return
    with rolled_back(lambda: set_up(world, cast)):
        go(Walk(world, cast, seen, scan, fault.name), fault.stage, fault.way)


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
def test_a_rule_that_is_taken_away_is_missed(fault, world, scan, counted):
    with own_time(), fault.breaks(), pytest.raises((Broken, IntegrityError)) as stopped:
        _look_for(fault, world, scan)
    assert any(name in str(stopped.value) for name in fault.red)
    counted(1, f"explorer: faults found of {len(FAULTS)}")
