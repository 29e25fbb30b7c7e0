"""What an address or a form may ask for, read within bounds: days, numbers, pages, keys.

day(), number(), moment() and keys() read one text and give None for what cannot be read; a form
says so itself. Asked asks an address: what is not given or empty is no filter, and what cannot be
meant raises Unreadable (400), so that nobody takes other figures for those they asked for.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import UTC, date, datetime
from typing import Any

from django.core.paginator import Page, Paginator
from django.utils import timezone

from compliance.core.days import read_day
from compliance.core.language import _
from compliance.core.refusals import Unreadable

FIRST_DAY, LAST_DAY = (
    date(1900, 1, 1),
    date(2199, 12, 31),
)  # one day more or less, in any zone, is still a day
MOST_PAGES = 1_000_000
LAST_KEY = 2**63 - 1  # of a bigint


def sane_day(day: date) -> bool:
    return FIRST_DAY <= day <= LAST_DAY


def day(text: str) -> date | None:
    """A day as people write it (days.py), from 1900 to 2199."""
    parsed = read_day(text, timezone.localdate())
    return parsed if parsed and sane_day(parsed) else None


def moment(stamp: str) -> datetime | None:
    """Seconds since 1970, with a fraction or not, as a moment within the same bounds."""
    try:
        at = datetime.fromtimestamp(float(stamp), UTC)
    except (ValueError, OverflowError, OSError):
        return None
    return at if sane_day(at.date()) else None


def number(text: str, least: int = 0, most: int = LAST_KEY) -> int | None:
    """A whole number in plain digits, from `least` to `most`."""
    if not (text.isascii() and text.isdecimal() and len(text) <= 19):
        return None
    return parsed if least <= (parsed := int(text)) <= most else None


def page(text: str) -> int:
    """The number of a page, 1 when it cannot be read."""
    return number(text, 1, MOST_PAGES) or 1


def year(text: str) -> int | None:
    return number(text, FIRST_DAY.year, LAST_DAY.year)


def keys(texts: Iterable[str]) -> list[int]:
    """Primary keys that may exist; the others are left out."""
    return [key for text in texts if (key := number(str(text), 1)) is not None]


class Turned:
    """A page of rows that nobody counted: whether there is another one is known, not how many. The
    pager asks it what it asks a Page.
    """

    count = None

    def __init__(self, rows: list, number: int, per_page: int):
        self.object_list, self.number, self.per_page = rows[:per_page], number, per_page
        self.has_next, self.has_previous = len(rows) > per_page, number > 1
        self.next_page_number, self.previous_page_number = number + 1, number - 1
        self.num_pages = number + self.has_next
        self.paginator = self

    def __iter__(self) -> Iterator:
        return iter(self.object_list)

    def __len__(self) -> int:
        return len(self.object_list)

    def start_index(self) -> int:
        """The number of its first row."""
        return (self.number - 1) * self.per_page + 1


class Asked:
    """The parameters of an address, each read as what it means. Raises Unreadable with a sentence
    that names the parameter and repeats the value.
    """

    def __init__(self, query: Mapping[str, Any], known: Collection[str] | None = None):
        """`known`: the only names there may be. The API gives them; a page lets others pass, since
        mail and portals hang their own on every link.
        """
        self._query = query
        if known is not None:
            for name in query:
                if name not in known:
                    raise Unreadable(_("Không có tham số “{name}”.").format(name=name[:40]))

    def text(self, name: str, most: int = 100) -> str:
        """Words to search for; longer ones are cut."""
        return str(self._query.get(name, "")).strip()[:most]

    def choice(self, name: str, values: Iterable[str], otherwise: str = "") -> str:
        """One of `values`; `otherwise` when none is asked for."""
        value = self.text(name)
        return self._known(name, value, value in values) if value else otherwise

    def flag(self, name: str) -> bool:
        """`1`, or not given."""
        return bool(self.choice(name, ("1",)))

    def day(self, name: str) -> date | None:
        """A day as people or forms write it (day() above)."""
        value = self.text(name)
        parsed = day(value)
        return self._known(name, parsed, parsed is not None) if value else None

    def number(self, name: str, least: int = 0, most: int = LAST_KEY) -> int | None:
        value = self.text(name)
        parsed = number(value, least, most)
        return self._known(name, parsed, parsed is not None) if value else None

    def year(self, name: str, least: int = FIRST_DAY.year, most: int = LAST_DAY.year) -> int | None:
        return self.number(name, least, most)

    def page_number(self, name: str = "page") -> int:
        """1 when none is asked for; whether there is such a page its list knows."""
        return self.number(name, 1, MOST_PAGES) or 1

    def page(self, rows: Any, per_page: int, name: str = "page") -> Page:
        """A page of `rows` that there is; of nothing the first."""
        paginator = Paginator(rows, per_page)
        asked = self.page_number(name)
        self._known(name, asked, asked <= paginator.num_pages)
        return paginator.page(asked)

    def turned(self, rows: Any, per_page: int, most: int, name: str = "page") -> Turned:
        """The same without counting `rows`, of which so many pages can be turned to."""
        asked = self.page_number(name)
        self._known(name, asked, asked <= most)
        start = (asked - 1) * per_page
        there = list(rows[start : start + per_page + 1])
        self._known(name, asked, asked == 1 or bool(there))
        page = Turned(there, asked, per_page)
        page.has_next = page.has_next and asked < most
        return page

    def refuse(self, name: str) -> Unreadable:
        """What to raise for a value whose meaning the caller alone knows."""
        return Unreadable(
            _(
                "Không hiểu giá trị “{text}” của tham số “{name}” trong địa chỉ. Bỏ tham số này "
                "hoặc chọn lại trên trang."
            ).format(text=self.text(name, 40), name=name)
        )

    def _known(self, name: str, value: Any, known: bool) -> Any:
        if not known:
            raise self.refuse(name)
        return value
