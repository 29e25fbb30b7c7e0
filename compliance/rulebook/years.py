"""A year of the working calendar: the days off the law gives, a list typed or uploaded, and what it
would change. Pure but for the kept library.

`holidays` knows the fixed and the lunar days by the Vietnamese calendar (Tết 2030 is 02/02, not
03/02), the day of 24/11 since 2026 and the days in
lieu; a swapped day and the choice around 2/9 are the Government's each year, so that what comes
from here is only a draft (official = false).
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache

import holidays

from compliance.core.language import _, joined
from compliance.core.text import fold
from compliance.rulebook.clocks import WorkCalendar
from compliance.rulebook.models import CalendarDay

HEADINGS = (_("Ngày"), _("Loại"), _("Tên"), _("Văn bản"), _("Đã có văn bản"))
KINDS = {fold(label): value for value, label in CalendarDay.Kind.choices}
BY_LAW, IN_LIEU = (
    _("Bộ luật Lao động, Điều 112 (tính từ quy định)"),
    _("Bộ luật Lao động, Điều 111 khoản 3"),
)
MOST_DAYS = 120
CLOCKS_RUN = range(
    2008, 2061
)  # acts before the oldest rule set, and the longest limitation of a case opened today


@dataclass(frozen=True)
class Day:
    """One day that differs from the plain week, as a list names it. `kind` empty: a plain day
    again.
    """

    day: date
    kind: str
    name: str
    source: str
    official: bool = True

    @property
    def word(self) -> str:
        return CalendarDay.Kind(self.kind).label if self.kind else _("Ngày thường")

    @property
    def line(self) -> str:
        return joined(
            "; ",
            (
                f"{self.day:%d/%m/%Y}",
                self.word,
                self.name,
                self.source,
                "x" if self.official else "",
            ),
        )


@dataclass(frozen=True)
class Change:
    """What a list would do to the calendar: (fate, day as it was or None, day as it would be or
    None).
    """

    rows: list[tuple[str, Day | None, Day | None]] = field(default_factory=list)

    @property
    def counts(self) -> dict[str, int]:
        return {
            fate: sum(row[0] == fate for row in self.rows)
            for fate in ("added", "changed", "removed")
        }


def computed_days(year: int) -> list[Day]:
    """The days off of `year` as the law gives them, before any notice."""
    computed = []
    for day, name in sorted(holidays.Vietnam(years=year, language="vi").items()):
        if day.year != year or "thay cho" in name:
            continue
        lieu = "nghỉ bù" in name
        kind = CalendarDay.Kind.IN_LIEU if lieu else CalendarDay.Kind.HOLIDAY
        computed.append(
            Day(day, kind, name.split(";")[0].strip(), IN_LIEU if lieu else BY_LAW, official=False)
        )
    return computed


def day_of(row: CalendarDay) -> Day:
    return Day(row.day, row.kind, row.name, row.source, row.official)


def change_to(now: Iterable[Day], wanted: Iterable[Day], whole_year: int | None = None) -> Change:
    """The difference. With `whole_year` the list stands for the whole year: what it does not name
    becomes a plain day.
    """
    held, asked = {row.day: row for row in now}, {row.day: row for row in wanted}
    rows = []
    for day in sorted(set(held) | set(asked)):
        before, after = held.get(day), asked.get(day)
        if after is not None and not after.kind:
            after = None
        elif day not in asked and day.year != whole_year:
            continue
        if before != after:
            rows.append(
                (
                    "added" if before is None else "removed" if after is None else "changed",
                    before,
                    after,
                )
            )
    return Change(rows)


@cache
def _off_by_law(year: int) -> frozenset[date]:
    return frozenset(row.day for row in computed_days(year))


def calendar_of(days: Iterable[Day]) -> WorkCalendar:
    """The days as listed; a year that no list names has the days off the law gives, and does not
    count as announced.
    """
    days = list(days)
    listed = {row.day.year for row in days}
    by_law = frozenset().union(*(_off_by_law(year) for year in CLOCKS_RUN if year not in listed))
    worked = frozenset(row.day for row in days if row.kind == CalendarDay.Kind.SWAP_WORK)
    computed = {
        row.day.year for row in days if not row.official and row.kind != CalendarDay.Kind.SWAP_WORK
    }
    return WorkCalendar(
        (frozenset(row.day for row in days) | by_law) - worked, worked, frozenset(listed - computed)
    )


def after_change(now: Iterable[Day], change: Change) -> list[Day]:
    """The days once the change is made."""
    gone = {(before or after).day for __, before, after in change.rows}
    return [row for row in now if row.day not in gone] + [
        after for *__, after in change.rows if after
    ]


def read_lines(text: str) -> list[list[str]]:
    """A pasted list: one day a line, cells set apart by ; or a tab."""
    return [
        [cell.strip() for cell in line.replace("\t", ";").split(";")]
        for line in text.splitlines()
        if line.strip()
    ]


def read_days(rows: list[list], year: int) -> tuple[list[Day], list[str]]:
    """(days, errors by row and column). A heading line is left out; nothing is taken over while
    there is an error.
    """
    days, errors, seen = [], [], {}
    for number, row in enumerate(rows, 1):
        cells = [_text(cell) for cell in (*row, *[None] * len(HEADINGS))][: len(HEADINGS)]
        if not any(cells) or fold(cells[0]) == "ngay" or (not cells[1] and number < 4):
            continue
        day, wrong = _read_one(number, cells, year)
        errors += wrong
        if day and day.day in seen:
            errors.append(
                _("Dòng {number}, cột Ngày: {day:%d/%m/%Y} đã có ở dòng {seen}.").format(
                    number=number, day=day.day, seen=seen[day.day]
                )
            )
        elif day:
            seen[day.day] = number
            days.append(day)
    if not days and not errors:
        errors.append(
            _(
                "Danh sách không có ngày nào. Mỗi dòng ghi: ngày; loại; tên; văn bản; x nếu đã có "
                "văn bản."
            )
        )
    return (
        (days, errors)
        if len(days) <= MOST_DAYS
        else (
            [],
            [
                _("Một năm có nhiều nhất {most_days} ngày khác thường lệ.").format(
                    most_days=MOST_DAYS
                )
            ],
        )
    )


def _read_one(number: int, cells: list[str], year: int) -> tuple[Day | None, list[str]]:
    wrong = []
    day = _date(cells[0])
    if day is None:
        wrong.append(
            _("Dòng {number}, cột Ngày: “{cells}” không phải ngày; ghi dạng 05/11/{year}.").format(
                number=number, cells=cells[0], year=year
            )
        )
    elif day.year != year:
        wrong.append(
            _("Dòng {number}, cột Ngày: {day:%d/%m/%Y} không thuộc năm {year}.").format(
                number=number, day=day, year=year
            )
        )
    kind = KINDS.get(fold(cells[1]))
    if kind is None:
        wrong.append(
            _("Dòng {number}, cột Loại: “{cells}” phải là một trong: {labels}.").format(
                number=number, cells=cells[1], labels=joined(", ", CalendarDay.Kind.labels)
            )
        )
    elif day and kind == CalendarDay.Kind.SWAP_WORK and day.weekday() < 5:
        wrong.append(
            _(
                "Dòng {number}, cột Loại: {day:%d/%m/%Y} không phải thứ Bảy, Chủ nhật nên không "
                "phải ngày làm bù."
            ).format(number=number, day=day)
        )
    for column, most in ((2, 120), (3, 200)):
        if not cells[column]:
            wrong.append(
                _("Dòng {number}, cột {headings}: còn trống.").format(
                    number=number, headings=HEADINGS[column]
                )
            )
        elif len(cells[column]) > most:
            wrong.append(
                _("Dòng {number}, cột {headings}: dài quá {most} ký tự.").format(
                    number=number, headings=HEADINGS[column], most=most
                )
            )
    return (None if wrong else Day(day, kind, cells[2], cells[3], bool(cells[4]))), wrong


def _text(cell) -> str:
    if isinstance(cell, datetime | date):
        return f"{cell:%d/%m/%Y}"
    return "" if cell is None else str(cell).strip()


def _date(text: str) -> date | None:
    try:
        return (
            date.fromisoformat(text)
            if "-" in text
            else date(*(int(part) for part in reversed(text.split("/"))))
        )
    except (ValueError, TypeError):
        return None
