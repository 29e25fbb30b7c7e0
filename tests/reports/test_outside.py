"""The copy for outside beside every copy before it: whoever lays them all side by side, and knows
the rule they were made by, finds no hidden count.
"""

from datetime import date
from itertools import product

import pytest

from reports.disclosure_control import SMALL, Issued, cells_of, may_say

MONTHS = (
    (date(2018, 1, 15), date(2018, 2, 14)),
    (date(2018, 2, 15), date(2018, 3, 14)),
    (date(2018, 3, 15), date(2018, 4, 14)),
)
QUARTER = "quarter"
WINDOWS = {**dict(enumerate(MONTHS)), QUARTER: (MONTHS[0][0], MONTHS[2][1]), "again": MONTHS[0]}


def published(world, order) -> tuple:
    """What goes out, in the order in which it does. `world`: for each month its count by category;
    'again' is a corrected first month, last in the world.
    """
    issued, now = [], [*world[: len(world) - ("again" in order)]]
    for which in order:
        if which == "again":
            now[0] = world[-1]
        numbers = (
            tuple(map(sum, zip(*now, strict=True)))
            if which == QUARTER
            else now[0 if which == "again" else which]
        )
        cells = {
            "received": {"": sum(numbers)},
            "category": {str(n): number for n, number in enumerate(numbers)},
        }
        issued.append(Issued(*WINDOWS[which], may_say(*WINDOWS[which], cells, issued)))
    return tuple(repr(one.cells) for one in issued)


WORLDS = [  # months, categories, the most cases in a month, orders in which copies go out
    (2, 2, 10, [(0, 1, QUARTER), (QUARTER, 0, 1)]),
    (3, 1, 14, [(0, 1, 2, QUARTER), (QUARTER, 0, 1, 2), (0, QUARTER, 1, 2)]),
    (2, 3, 7, [(0, 1, QUARTER), (QUARTER, 0, 1)]),
    (3, 1, 12, [(0, 1, QUARTER, "again"), (0, "again", 1, QUARTER)]),
]


@pytest.mark.parametrize(("months", "categories", "most", "orders"), WORLDS)
def test_no_hidden_count_can_be_found_by_subtraction_or_by_knowing_the_rule(
    months, categories, most, orders, counted
):
    """Every world there can be, sorted by what its copies say. A number of one to four that is the
    same in every world that says so is found.
    """
    month = [
        numbers for numbers in product(range(most + 1), repeat=categories) if sum(numbers) <= most
    ]
    worlds = looked = 0
    for order in orders:
        alike: dict[tuple, list] = {}
        for world in product(month, repeat=months):
            alike.setdefault(published(world, order), []).append(world)
            worlds += 1
        for said, together in alike.items():
            if any(sum(map(sum, world)) > most for world in together) and len(together) == 1:
                continue  # the only one because the table of worlds ends here
            for place in range(months):
                for count in (
                    *(lambda world, c=c, m=place: world[m][c] for c in range(categories)),
                    lambda world, m=place: sum(world[m]),
                ):
                    values = {count(world) for world in together}
                    if any(0 < value < SMALL for value in values):
                        looked += 1
                        assert len(values) > 1, (order, said, together[:2])
    counted(worlds, "worlds laid out")
    counted(looked, "hidden counts attacked")


def test_what_is_published_is_never_small(counted):
    said = 0
    for numbers in product(range(8), repeat=3):
        figures = {
            "received": sum(numbers),
            "concluded": numbers[0],
            "by_category": {str(n): [v, 0, 0] for n, v in enumerate(numbers)},
            "by_outcome": {"a": numbers[0]},
        }
        for group in may_say(*MONTHS[0], cells_of(figures), []).values():
            said += 1
            assert not any(0 < number < SMALL for number in group.values())
    counted(said, "groups given")


def test_a_correction_by_one_is_not_told_beside_the_copy_before():
    first = Issued(*MONTHS[0], may_say(*MONTHS[0], {"received": {"": 9}}, []))
    assert first.cells == {"received": {"": 9}}
    assert may_say(*MONTHS[0], {"received": {"": 10}}, [first]) == {}
    assert may_say(*MONTHS[0], {"received": {"": 15}}, [first]) == {"received": {"": 15}}


def test_the_last_month_of_a_quarter_stays_hidden_when_it_is_small():
    issued = []
    for window, number in zip(MONTHS, (7, 9, 3), strict=True):
        issued.append(Issued(*window, may_say(*window, {"received": {"": number}}, issued)))
    assert [bool(one.cells) for one in issued] == [True, True, False]
    assert may_say(*WINDOWS[QUARTER], {"received": {"": 19}}, issued) == {}
