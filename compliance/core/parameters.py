"""What an address or a form may ask for, read within bounds: days, numbers, pages, keys. What
cannot be read is None, never an error.
"""

from collections.abc import Iterable
from datetime import UTC, date, datetime

FIRST_DAY, LAST_DAY = (
    date(1900, 1, 1),
    date(2199, 12, 31),
)  # one day more or less, in any zone, is still a day
MOST_PAGES = 1_000_000
LAST_KEY = 2**63 - 1  # of a bigint
_PATTERNS = ("%d/%m/%Y", "%Y-%m-%d")


def sane_day(day: date) -> bool:
    return FIRST_DAY <= day <= LAST_DAY


def day(text: str) -> date | None:
    """'31/12/2026' or '2026-12-31', from 1900 to 2199."""
    for pattern in _PATTERNS:
        try:
            told = datetime.strptime(text.strip(), pattern).date()
        except ValueError:
            continue
        return told if sane_day(told) else None
    return None


def moment(stamp: str) -> datetime | None:
    """Seconds since 1970, with a fraction or not, as a moment within the same bounds."""
    try:
        told = datetime.fromtimestamp(float(stamp), UTC)
    except (ValueError, OverflowError, OSError):
        return None
    return told if sane_day(told.date()) else None


def number(text: str, least: int = 0, most: int = LAST_KEY) -> int | None:
    """A whole number in plain digits, from `least` to `most`."""
    if not (text.isascii() and text.isdecimal() and len(text) <= 19):
        return None
    return told if least <= (told := int(text)) <= most else None


def page(text: str) -> int:
    """The number of a page, 1 when it cannot be read."""
    return number(text, 1, MOST_PAGES) or 1


def year(text: str) -> int | None:
    return number(text, FIRST_DAY.year, LAST_DAY.year)


def keys(texts: Iterable[str]) -> list[int]:
    """Primary keys that may exist; the others are left out."""
    return [told for text in texts if (told := number(str(text), 1)) is not None]
