"""A wide table is dealt over the two engines like the squares of a chessboard: each square is asked
once, each row and each column on both.
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
