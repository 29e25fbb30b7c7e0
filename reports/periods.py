"""Windows of the reporting periods. Pure.

By the rule of reports (NĐ 09/2019/NĐ-CP, Điều 12) the month runs from the 15th of the month before
to the 14th, and quarters, half-years and
years are made of such months. `windows="calendar"` takes calendar months instead. A week runs from
Friday to Thursday.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db import models

from compliance.core.language import _, lower_first
from compliance.rulebook.clocks import ZONE, add_months


class PeriodKind(models.TextChoices):
    WEEK = "week", _("Tuần")
    MONTH = "month", _("Tháng")
    QUARTER = "quarter", _("Quý")
    HALF_YEAR = "half_year", _("6 tháng")
    YEAR = "year", _("Năm")


MONTHS = {PeriodKind.MONTH: 1, PeriodKind.QUARTER: 3, PeriodKind.HALF_YEAR: 6, PeriodKind.YEAR: 12}
_SLUGS = {
    PeriodKind.WEEK: "tuan",
    PeriodKind.MONTH: "thang",
    PeriodKind.QUARTER: "quy",
    PeriodKind.HALF_YEAR: "6-thang",
    PeriodKind.YEAR: "nam",
}
_KINDS = {slug: kind for kind, slug in _SLUGS.items()}
_ROMAN = ("I", "II", "III", "IV")
CUT = 14
THURSDAY = 3


@dataclass(frozen=True)
class Period:
    """`year` and `number` name it (month 11 of 2018, quarter 3, half 1; ISO week for weeks); both
    days are inside.
    """

    kind: str
    year: int
    number: int
    start: date
    end: date

    @property
    def label(self) -> str:
        """'Tháng 11/2018', 'Quý III/2018', '6 tháng đầu năm 2018', 'Năm 2018', 'Tuần
        12/03–18/03/2018'
        """
        if self.kind == PeriodKind.MONTH:
            return _("Tháng {number:02d}/{year}").format(number=self.number, year=self.year)
        if self.kind == PeriodKind.QUARTER:
            return _("Quý {roman}/{year}").format(roman=_ROMAN[self.number - 1], year=self.year)
        if self.kind == PeriodKind.HALF_YEAR:
            return _("6 tháng {number} năm {year}").format(
                number=_("đầu") if self.number == 1 else _("cuối"), year=self.year
            )
        if self.kind == PeriodKind.YEAR:
            return _("Năm {year}").format(year=self.year)
        return _("Tuần {start:%d/%m}–{end:%d/%m/%Y}").format(start=self.start, end=self.end)

    @property
    def in_title(self) -> str:
        """As a document's title says it: 'tháng 11 năm 2018'."""
        words = {
            PeriodKind.MONTH: _("tháng {number} năm {year}").format(
                number=self.number, year=self.year
            ),
            PeriodKind.QUARTER: (
                _("quý {roman} năm {year}").format(roman=_ROMAN[self.number - 1], year=self.year)
                if self.kind == PeriodKind.QUARTER
                else ""
            ),
        }
        return words.get(self.kind) or self.in_sentence

    @property
    def in_sentence(self) -> str:
        """The label within a sentence: 'quý III/2018'; the numeral stays large."""
        return lower_first(self.label)

    @property
    def covers(self) -> str:
        """The days inside, as a paper says them: 'từ ngày 15/9/2026 đến hết ngày 14/10/2026'."""
        first, last = (f"{day.day}/{day.month}/{day.year}" for day in (self.start, self.end))
        return _("từ ngày {first} đến hết ngày {last}").format(first=first, last=last)

    @property
    def short(self) -> str:
        return f"{self.number:02d}/{self.year % 100:02d}"

    @property
    def slug(self) -> str:
        return f"{_SLUGS[self.kind]}-{self.year}-{self.number:02d}"

    @property
    def start_at(self) -> datetime:
        return datetime.combine(self.start, time(), ZONE)

    @property
    def end_at(self) -> datetime:
        """The first moment after the period."""
        return datetime.combine(self.end + timedelta(days=1), time(), ZONE)

    def closed(self, now: datetime, grace: timedelta = timedelta(minutes=5)) -> bool:
        return now >= self.end_at + grace


def period(kind: str, year: int, number: int, windows: str = "reporting") -> Period:
    """The `number`-th period of `kind` in `year`."""
    if kind == PeriodKind.WEEK:
        start = date.fromisocalendar(year, number, 5) - timedelta(days=7)
        return Period(kind, year, number, start, start + timedelta(days=6))
    length = MONTHS[kind]
    last_month = (
        date(year, 1, 1) if number < 1 else add_months(date(year, 1, 1), number * length - 1)
    )
    first_month = add_months(last_month, 1 - length)
    if windows == "calendar":
        return Period(
            kind, year, number, first_month, add_months(last_month, 1) - timedelta(days=1)
        )
    return Period(
        kind,
        year,
        number,
        add_months(first_month, -1).replace(day=CUT + 1),
        last_month.replace(day=CUT),
    )


def period_of(kind: str, day: date, windows: str = "reporting") -> Period:
    """The period of `kind` that holds `day`."""
    if kind == PeriodKind.WEEK:
        end = day + timedelta(days=(THURSDAY - day.weekday()) % 7)
        year, week, __ = end.isocalendar()
        return Period(kind, year, week, end - timedelta(days=6), end)
    month = day.replace(day=1)
    if windows != "calendar" and day.day > CUT:
        month = add_months(month, 1)
    return period(kind, month.year, (month.month - 1) // MONTHS[kind] + 1, windows)


def windows_of(end: date) -> str:
    """How the periods are counted of which one ends on `end`: by the rule on the 14th, in calendar
    months on their last day. Which way is in use today says nothing about it.
    """
    return "reporting" if end.day == CUT else "calendar"


def period_ending(kind: str, end: date) -> Period:
    """The period of `kind` whose last day is `end`."""
    return period_of(kind, end, windows_of(end))


def previous(period: Period, windows: str = "reporting") -> Period:
    return period_of(period.kind, period.start - timedelta(days=1), windows)


def year_before(of: Period, windows: str = "reporting") -> Period:
    """The same period of the year before."""
    if of.kind == PeriodKind.WEEK:
        return period_of(of.kind, of.end - timedelta(days=364), windows)
    return period(of.kind, of.year - 1, of.number, windows)


def back_from(period: Period, count: int, windows: str = "reporting") -> list[Period]:
    """`period` and the periods before it, `count` in all, the oldest first."""
    periods = [period]
    while len(periods) < count:
        periods.append(previous(periods[-1], windows))
    return periods[::-1]


def closed_since(
    kind: str, since: date, now: datetime, windows: str = "reporting"
) -> Iterator[Period]:
    """Every period of `kind` that began on or after `since` (the one that holds it included) and
    has closed.
    """
    current = period_of(kind, since, windows)
    while current.closed(now):
        yield current
        current = period_of(kind, current.end + timedelta(days=1), windows)


def from_slug(text: str, windows: str = "reporting") -> Period | None:
    """Read a slug; None when it names no period."""
    match = re.fullmatch(r"(tuan|thang|quy|6-thang|nam)-(20\d\d)-(\d\d)", text or "")
    if not match:
        return None
    kind, year, number = _KINDS[match[1]], int(match[2]), int(match[3])
    most = {
        PeriodKind.WEEK: date(year, 12, 28).isocalendar().week,  # 52, or 53 in a long ISO year
        PeriodKind.MONTH: 12,
        PeriodKind.QUARTER: 4,
        PeriodKind.HALF_YEAR: 2,
        PeriodKind.YEAR: 1,
    }[kind]
    return period(kind, year, number, windows) if 1 <= number <= most else None
