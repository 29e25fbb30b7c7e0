"""The dates of one case, computed from its frozen rule set and its clock entries. Pure: rows and days go in, days come out."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from compliance.rulebook.clocks import WorkCalendar, add_days, add_months, add_working_days, paused_days, workdays_between


@dataclass(frozen=True)
class Dates:
    """`None` where the rule set knows no such limit (staff outside the law's kinds)."""

    limitation_ends: date | None
    processing_ends: date | None


def case_dates(rule_set, happened_on: date, known_on: date, entries: Iterable, calendar: WorkCalendar, today: date) -> Dates:
    """Limitation runs from the act, processing from the day it became known; pauses are excluded from both (NĐ 234/2026, Điều 5 khoản 6)."""
    entries = list(entries)
    pauses = [(entry.starts_on, entry.ends_on) for entry in entries if entry.kind == "pause"]
    lost = paused_days(pauses, today)
    limitation = add_months(happened_on, rule_set.limitation_months, calendar) if rule_set.limitation_months else None
    extended = any(entry.kind == "extend_processing" for entry in entries)
    days = rule_set.processing_days_extended if extended else rule_set.processing_days
    return Dates(
        limitation_ends=add_days(limitation, lost, calendar) if limitation and lost else limitation,
        processing_ends=add_days(known_on, days + lost, calendar) if days else None,
    )


def due_after_pause(due_on: date | None, paused_on: date, resumed_on: date, calendar: WorkCalendar) -> date | None:
    """The step's deadline moved on by the working days that were left when the pause began."""
    if due_on is None:
        return None
    return add_working_days(resumed_on, max(workdays_between(paused_on, due_on, calendar), 0), calendar)
