"""Every verb of the step table as a move with parameters somebody might enter, the second acts of
some, and what happens beside the line: time, relations, accounts, papers.
"""

from tests.explorer.moves import (  # noqa: F401 - each adds its own to the table
    beside,
    conclusion,
    contest,
    hearing,
    measures,
    on_paper,
    outside,
    participants,
    rectification,
    taking_back,
    triage,
)
from tests.explorer.moves.conclusion import spoken_in
from tests.explorer.moves.move import MOVES, Move

__all__ = ["MOVES", "Move", "spoken_in"]
