"""The dates of one case, computed from its frozen rule set and its clock entries. Pure: rows and days go in, days come out."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from compliance.rulebook.clocks import WorkCalendar, add_working_days, workdays_between
from compliance.rulebook.explain import limitation, processing


@dataclass(frozen=True)
class Dates:
    """`None` where the rule set knows no such limit (staff outside the law's kinds)."""

    limitation_ends: date | None
    processing_ends: date | None


def case_dates(rule_set, happened_on: date, known_on: date, entries: Iterable, calendar: WorkCalendar, today: date) -> Dates:
    """Limitation runs from the act, processing from the day it became known; pauses are excluded from both (NĐ 234/2026, Điều 5 khoản 6)."""
    entries = list(entries)
    pauses = pauses_of(entries, today)
    extended = any(entry.kind == "extend_processing" for entry in entries)
    until, by = limitation(rule_set, happened_on, pauses, calendar), processing(rule_set, known_on, pauses, calendar, extended)
    return Dates(limitation_ends=until.date if until else None, processing_ends=by.date if by else None)


def pauses_of(entries: Iterable, today: date) -> list[tuple[date, date]]:
    """[(from, to)] of the clock entries; a pause that still lasts runs until `today`."""
    return [(entry.starts_on, entry.ends_on or today) for entry in entries if entry.kind == "pause"]


def due_after_pause(due_on: date | None, paused_on: date, resumed_on: date, calendar: WorkCalendar) -> date | None:
    """The step's deadline moved on by the working days that were left when the pause began."""
    if due_on is None:
        return None
    return add_working_days(resumed_on, max(workdays_between(paused_on, due_on, calendar), 0), calendar)
