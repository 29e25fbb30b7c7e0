"""A loop may stand at any depth of calls: it takes no memory from the system on its turns."""

import resource
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest

from compliance.core.frames import in_one_piece

DEEP, TURNS = 300, 200


def leaf(turn: int) -> int:
    """Its frame is larger than that of a call more, so that no edge lies between two depths."""
    return turn


leaf.__code__ = leaf.__code__.replace(co_stacksize=64)


def taken(depth: int) -> int:
    """Pages of memory that the system gave this thread while a loop at this depth of calls went
    round.
    """
    if depth:
        return taken(depth - 1)
    before = resource.getrusage(resource.RUSAGE_THREAD).ru_minflt
    for turn in range(TURNS):
        leaf(turn)
    return resource.getrusage(resource.RUSAGE_THREAD).ru_minflt - before


def every_depth() -> list[int]:
    return [taken(depth) for depth in range(DEEP)]


def paying(asked) -> list[int]:
    """The depths of a thread of its own, which begins with no piece yet, that pay every turn."""
    with ThreadPoolExecutor(max_workers=1) as threads:
        threads.submit(every_depth).result()  # what is touched for the first time is no edge
        pages = threads.submit(asked).result()
    return [depth for depth, count in enumerate(pages) if count >= TURNS]


def test_no_depth_pays_for_the_edge_of_a_piece(counted):
    assert paying(in_one_piece(every_depth)) == []
    counted(DEEP, "depths of calls at which a loop takes no memory")


@pytest.mark.skipif(sys.version_info >= (3, 13), reason="mended within 3.13 and 3.14")
def test_without_it_there_are_such_depths():
    """Or the test above says nothing."""
    assert paying(every_depth)


def test_it_is_the_function_it_was():
    @in_one_piece
    def added(first: int, second: int = 2) -> int:
        """A sum."""
        return first + second

    assert (added(1), added(1, second=5)) == (3, 6)
    assert (added.__name__, added.__doc__) == ("added", "A sum.")
