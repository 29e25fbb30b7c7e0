"""What a copy for outside may say. A breakdown is given whole or not at all: whole when no cell of
it, and nothing that issued copies give by subtraction, is one to four.

Why so plain: cells hidden one by one can be found again from totals, from the months of a quarter,
from the revision before; a table that is not there cannot.
Weeks never leave the committee: they cut months in two. Pure: cells go in, cells come out. The
argument stands in docs/decisions/0030.
"""

from dataclasses import dataclass
from datetime import date
from itertools import product

SMALL = 5
GROUPS = {
    "received": ("received",),
    "concluded": ("concluded",),
    "category": ("received", "by_category"),
    "outcome": ("concluded", "by_outcome"),
}
TOTAL_OF = {"category": "received", "outcome": "concluded"}


@dataclass(frozen=True)
class Issued:
    """One copy that has gone out: its window, and {group: {cell: number}} of what it said; a group
    it did not give is missing.
    """

    start: date
    end: date
    cells: dict


def cells_of(figures: dict) -> dict[str, dict[str, int]]:
    """{group: {cell: number}} of everything a copy could say."""
    return {
        "received": {"": figures["received"]},
        "concluded": {"": figures["concluded"]},
        "category": {code: row[0] for code, row in figures["by_category"].items()},
        "outcome": dict(figures["by_outcome"]),
    }


def may_say(start: date, end: date, cells: dict, issued: list[Issued]) -> dict[str, dict[str, int]]:
    """The groups of `cells` that a copy of this window may give, next to all that was `issued`
    before.
    """
    given: dict[str, dict[str, int]] = {}
    for group, numbers in cells.items():
        if group in TOTAL_OF and TOTAL_OF[group] not in given:
            continue
        if all(_harmless(number) for number in numbers.values()) and not _betrays(
            start, end, group, numbers, issued
        ):
            given[group] = numbers
    return given


def _harmless(number: int) -> bool:
    return number == 0 or abs(number) >= SMALL


def _betrays(start: date, end: date, group: str, numbers: dict, issued: list[Issued]) -> bool:
    """Whether subtraction between this copy and others gives a small number for any cell, or splits
    what is left in only one way.
    """
    known, silent = (
        [window for window in issued if group in window.cells],
        [window for window in issued if group not in window.cells],
    )
    fresh = Issued(start, end, {group: numbers})
    above = [
        window for window in known if window.start <= start and end <= window.end
    ]  # older revisions of the same window are among them
    if any(_hidden(whole, (fresh,), silent) for whole in above):
        return True  # whatever the numbers: that it was left out must not tell which they are
    for whole in [fresh, *above]:
        inside = [
            window
            for window in [*known, fresh]
            if window is not whole and whole.start <= window.start and window.end <= whole.end
        ]
        for parts in _tilings(inside, silent):
            hidden = _hidden(whole, parts, silent)
            for cell in numbers:
                rest = whole.cells[group].get(cell, 0) - sum(
                    part.cells[group].get(cell, 0) for part in parts
                )
                if not _harmless(rest) or (hidden and rest in (hidden, (SMALL - 1) * hidden)):
                    return True
    return False


def _hidden(whole: Issued, parts: tuple[Issued, ...], silent: list[Issued]) -> int:
    """How many windows that said nothing, each taken to hold one to four, make up what is left."""
    left = [
        window
        for window in silent
        if whole.start <= window.start
        and window.end <= whole.end
        and not any(part.start <= window.start and window.end <= part.end for part in parts)
    ]
    return len(
        {
            (window.start, window.end)
            for window in left
            if not any(_holds(window, other) for other in left)
        }
    )


def _tilings(inside: list[Issued], silent: list[Issued]) -> list[tuple[Issued, ...]]:
    """Every way to take away the largest windows that do not overlap; of a window issued twice
    either, or none when a copy of it said nothing.
    """
    largest = [window for window in inside if not any(_holds(other, window) for other in inside)]
    windows: dict[tuple, list[Issued | None]] = {}
    for window in largest:
        windows.setdefault((window.start, window.end), []).append(window)
    for window in silent:
        if (window.start, window.end) in windows:
            windows[window.start, window.end].append(None)
    return [tuple(part for part in parts if part) for parts in product(*windows.values())]


def _holds(other: Issued, window: Issued) -> bool:
    return (
        (other.start, other.end) != (window.start, window.end)
        and other.start <= window.start
        and window.end <= other.end
    )
