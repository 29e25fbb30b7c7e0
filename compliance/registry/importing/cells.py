"""One cell as people write it: text in any normal form, days as text or serial, yes and no."""

import re
from datetime import date, datetime, timedelta

from django.utils import timezone

from compliance.core.days import read_day
from compliance.core.text import clean, fold

_DAY = re.compile(r"(\d{1,2})\s*[/.\-–]\s*(\d{1,2})\s*[/.\-–]\s*(\d{4})(?:\s+00:00(?::00)?)?")
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ]00:00(?::00)?)?")
_WORDS = re.compile(r"(?:ngay )?(\d{1,2}) thang (\d{1,2}) nam (\d{4})")
_RELATIVE = re.compile(r"\bhom\b")
_SERIALS = range(10_000, 73_051)  # 1927 to 2099
FIRST_DAY, LAST_DAY = date(1940, 1, 1), date(2100, 1, 1)


def as_text(cell) -> str:
    """What a person reads in the cell: NFC, single spaces, nothing invisible; whole numbers without
    '.0'.
    """
    if cell is None:
        return ""
    if isinstance(cell, dict):
        cell = cell["t"] if "t" in cell else cell["n"]
    if isinstance(cell, bool):
        return "x" if cell else ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, date):
        return f"{cell:%d/%m/%Y}"
    return clean(str(cell))


def typed_in(cell) -> tuple[str, str | None] | None:
    """(text as typed, code page of its font when that is an old one); None for what is no text."""
    if isinstance(cell, dict):
        return (cell["t"], cell["code"]) if "t" in cell else None
    return (cell, None) if isinstance(cell, str) else None


def is_number(cell) -> bool:
    if isinstance(cell, dict):
        return "n" in cell
    return isinstance(cell, float | int) and not isinstance(cell, bool)


def as_day(cell) -> date | None:
    """A day from a date, a serial or text; None for an empty cell. Raises ValueError for anything
    else.
    """
    if cell is None or as_text(cell) == "":
        return None
    if isinstance(cell, datetime):
        return _sane(cell.date())
    if isinstance(cell, date):
        return _sane(cell)
    if is_number(cell):
        return _serial(cell)
    text = as_text(cell)
    if match := _DAY.fullmatch(text):
        return _sane(date(int(match[3]), int(match[2]), int(match[1])))
    if match := _ISO.fullmatch(text):
        return _sane(date(int(match[1]), int(match[2]), int(match[3])))
    if match := _WORDS.fullmatch(fold(text)):
        return _sane(date(int(match[3]), int(match[2]), int(match[1])))
    if text.isdigit() and int(text) in _SERIALS:
        return _serial(float(text))
    return _as_forms_do(text)


def _as_forms_do(text: str) -> date:
    """05/11/18, 05112018: the reader of forms. A list does not say when it was written, so that no
    day is told from today; two figures are the year that has been.
    """
    today = timezone.localdate()
    day = None if _RELATIVE.search(fold(text)) else read_day(text, today)
    if day is None:
        raise ValueError
    return _sane(day.replace(year=day.year - 100) if day.year > today.year + 1 else day)


def _serial(cell) -> date:
    number, base = (
        (cell["n"], date(1904, 1, 1)) if isinstance(cell, dict) else (cell, date(1899, 12, 30))
    )
    if not float(number).is_integer() or int(number) not in _SERIALS:
        raise ValueError
    return _sane(base + timedelta(days=int(number)))


def _sane(day: date) -> date:
    if not FIRST_DAY <= day <= LAST_DAY:
        raise ValueError
    return day


def as_yes(cell) -> bool | None:
    """True, False, or None when it is neither."""
    word = fold(as_text(cell))
    if word in {"x", "co", "1", "true", "yes", "la", "v", "dung"}:
        return True
    return False if word in {"", "khong", "0", "false", "no", "-"} else None
