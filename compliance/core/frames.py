"""Room for the calls of a page in one piece of memory.

CPython 3.11 keeps the frames of its calls in pieces of 16 KB. A call that crosses the edge of one
takes a new piece from the system and gives it back when it returns; a loop that happens to stand
there pays for that on every turn, twenty times what the call takes (python/cpython#142183, mended
in 2026 for 3.13 and later). A page is some two hundred calls deep, so some of its loops always
stand there: up to a third of its time (decision 0103).
"""

from collections.abc import Callable
from functools import wraps
from typing import TypeVar

WORDS = 16_384  # of eight bytes: as much again is left over, for some four hundred calls

Answer = TypeVar("Answer")


def in_one_piece(function: Callable[..., Answer]) -> Callable[..., Answer]:
    """`function`, with room for every call below it. The frame that calls it says that it needs
    WORDS; it never uses them, and memory that is not used is never taken.
    """

    def roomy(*given, **named) -> Answer:
        return function(*given, **named)

    roomy.__code__ = roomy.__code__.replace(co_stacksize=WORDS)
    return wraps(function)(roomy)
