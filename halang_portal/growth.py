"""How large the database is, and how fast it grows: its size is written down once a night, in a
file beside the data, as the last backup is.
"""

import json
import os
from datetime import date, datetime
from pathlib import Path

from django.conf import settings
from django.db import connection

from compliance.rulebook.clocks import local_day

SIZES = "database-sizes.json"  # [["2026-11-30", bytes], …], the newest last
NIGHTS = 60
MONTH = 30


def database_size() -> int:
    """Bytes, indexes with it."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT page_count * page_size FROM pragma_page_count, pragma_page_size")
        else:
            cursor.execute("SELECT pg_database_size(current_database())")
        return cursor.fetchone()[0]


def note_size(now: datetime) -> None:
    """Whole or not at all: another process may be reading."""
    place = _place()
    known = dict(sizes()) | {local_day(now): database_size()}
    nights = sorted(known.items())[-NIGHTS:]
    half = place.with_suffix(".part")
    half.write_text(json.dumps([[day.isoformat(), size] for day, size in nights]), "utf-8")
    os.replace(half, place)


def sizes() -> list[tuple[date, int]]:
    """Of the last nights; empty when nothing was written down, or it cannot be read."""
    try:
        rows = json.loads(_place().read_text("utf-8"))
        return [(date.fromisoformat(day), int(size)) for day, size in rows]
    except (OSError, ValueError, TypeError):
        return []


def per_month(size: int, today: date) -> int | None:
    """Bytes by which it grew in thirty days, from what is written down of them; None before the
    first week is over.
    """
    known = [(day, was) for day, was in sizes() if 7 <= (today - day).days <= MONTH]
    if not known:
        return None
    day, was = min(known)
    return round((size - was) * MONTH / (today - day).days)


def _place() -> Path:
    return Path(settings.DATA_DIR) / SIZES
