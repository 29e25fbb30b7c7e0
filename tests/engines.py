"""A wide table is dealt over the two engines like the squares of a chessboard: each square is asked
once, each row and each column on both. Of squares that say "no" again and again, a run that deals
draws some.
"""

import os

from django.db import connection


def asked_here(*numbers: int) -> bool:
    """Whether this engine asks the cell with these coordinates. Where only one engine is tested, it
    asks every cell.
    """
    if os.environ.get("BOTH_ENGINES") != "1":
        return True
    return sum(numbers) % 2 == (connection.vendor == "postgresql")


def drawn(*numbers: int, of: int = 4) -> bool:
    """Whether this run asks the cell, one of many that all repeat a refusal which another test asks
    of the rule itself: every fourth, others with another seed; all with FULL=1, or where a test is
    run by itself.
    """
    seed = os.environ.get("EACH_ON_ONE")
    return seed is None or (sum(numbers) + int(seed)) % of == 0
