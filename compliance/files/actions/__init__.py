"""The verbs of files: stored whole, or received piece by piece and then stored; sealed."""

from compliance.files.actions.arriving import Misplaced, begin, drop, receive, sweep_arriving
from compliance.files.actions.storing import (
    DAY,
    erase,
    require_room,
    seal_files,
    store,
    store_redacted,
)

__all__ = [
    "DAY",
    "Misplaced",
    "begin",
    "drop",
    "erase",
    "receive",
    "require_room",
    "seal_files",
    "store",
    "store_redacted",
    "sweep_arriving",
]
