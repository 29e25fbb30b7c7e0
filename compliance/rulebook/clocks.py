"""Pure date arithmetic: days and working days on the Vietnamese calendar. No database, no clock of
its own.

Days are calendar days in Asia/Ho_Chi_Minh. A term in days does not count the day of the event (Bộ
luật Dân sự 2015, Điều 147) and,
when its last day is no working day, ends at the end of the next working day (Điều 148).
"""

import calendar as month_lengths
from bisect import bisect_right
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import cached_property
from zoneinfo import ZoneInfo

from compliance.core.language import _

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
SATURDAY = 5
WORKDAY, DAY, MONTH, HOUR = "workday", "day", "month", "hour"
COUNTED = {
    WORKDAY: _("{number} ngày làm việc"),
    DAY: _("{number} ngày"),
    MONTH: _("{number} tháng"),
    HOUR: _("{number} giờ"),
}
UNITS = ((WORKDAY, _("ngày làm việc")), (DAY, _("ngày")), (MONTH, _("tháng")), (HOUR, _("giờ")))


@dataclass(frozen=True)
class WorkCalendar:
    """Days off that fall on weekdays, and weekend days on which people work (swapped days)."""

    days_off: frozenset[date] = field(default_factory=frozenset)
    days_worked: frozenset[date] = field(default_factory=frozenset)
    announced: frozenset[int] = field(
        default_factory=frozenset
    )  # years whose days off are all published; the others are computed from the law

    def is_working(self, day: date) -> bool:
        if day in self.days_worked:
            return True
        return day.weekday() < SATURDAY and day not in self.days_off

    @cached_property
    def _free_weekdays(self) -> list[date]:
        off = self.days_off - self.days_worked
        return sorted(day for day in off if day.weekday() < SATURDAY)

    @cached_property
    def _worked_weekends(self) -> list[date]:
        return sorted(day for day in self.days_worked if day.weekday() >= SATURDAY)

    def worked_until(self, day: date) -> int:
        """Working days up to and including `day`, since the beginning of the calendar."""
        weeks, rest = divmod(day.toordinal(), 7)  # the first day there is was a Monday
        weekdays = weeks * SATURDAY + min(rest, SATURDAY)
        free = bisect_right(self._free_weekdays, day)
        return weekdays - free + bisect_right(self._worked_weekends, day)


def local_day(moment: datetime) -> date:
    """The calendar day of an aware moment, in Viet Nam."""
    return moment.astimezone(ZONE).date()


def local_hour(moment: datetime) -> int:
    """The hour of an aware moment, in Viet Nam."""
    return moment.astimezone(ZONE).hour


def next_working_day(day: date, calendar: WorkCalendar) -> date:
    """`day` itself when it is worked, otherwise the first worked day after it."""
    while not calendar.is_working(day):
        day += timedelta(days=1)
    return day


def add_working_days(start: date, count: int, calendar: WorkCalendar) -> date:
    """The `count`-th working day after `start`; the day of the event is not counted."""
    day = start
    while count > 0:
        day = next_working_day(day + timedelta(days=1), calendar)
        count -= 1
    return day


def add_months(start: date, count: int, calendar: WorkCalendar | None = None) -> date:
    """The same day number `count` months on, or the month's last day where there is none; carried
    to a working day when a calendar is given.
    """
    index = start.year * 12 + start.month - 1 + count
    year, month = divmod(index, 12)
    day = min(start.day, month_lengths.monthrange(year, month + 1)[1])
    end = date(year, month + 1, day)
    return next_working_day(end, calendar) if calendar else end


def end_of_term(start: date, value: int, unit: str, calendar: WorkCalendar) -> date:
    """The last day of a term that an event on `start` begins; a term in hours is counted in whole
    days.
    """
    if unit == WORKDAY:
        return add_working_days(start, value, calendar)
    if unit == MONTH:
        return add_months(start, value, calendar)
    days = value if unit == DAY else -(-value // 24)
    return (
        next_working_day(start + timedelta(days=days), calendar)
        if unit == DAY
        else start + timedelta(days=days)
    )


def workdays_between(start: date, end: date, calendar: WorkCalendar) -> int:
    """Working days after `start` up to and including `end`; negative when `end` lies before
    `start`.
    """
    return calendar.worked_until(end) - calendar.worked_until(start)


# days between two reminders of what is late, and after which nobody is reminded any more
REMINDED_EVERY, REMINDED_FOR = 7, 90


def reminder_stage(due_on: date, today: date, calendar: WorkCalendar, *, before: int) -> str:
    """The stage of what was asked of an office or a person: "before" from `before` working days
    ahead, then "late0", "late1"… by the week; "" when there is nothing to say.

    A stage is the key under which one is told, once.
    """
    if today > due_on:
        late = (today - due_on).days
        return f"late{(late - 1) // REMINDED_EVERY}" if late <= REMINDED_FOR else ""
    return "before" if workdays_between(today, due_on, calendar) <= before else ""


OFFICE_HOURS = (time(7, 30), time(17, 0))


def office_hours(now: datetime, calendar: WorkCalendar) -> bool:
    """Whether people are at work at this moment."""
    local = now.astimezone(ZONE)
    return calendar.is_working(local.date()) and OFFICE_HOURS[0] <= local.time() < OFFICE_HOURS[1]
