"""The dates of one case, computed from its frozen rule set and its clock entries. Pure: rows and
days go in, days come out.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from compliance.core.language import _
from compliance.rulebook.clocks import (
    WorkCalendar,
    add_working_days,
    next_working_day,
    workdays_between,
)
from compliance.rulebook.explain import REPRIMAND, Explained, limitation, processing

INTERNAL = (  # a pause without a reason in law: the step waits, limitation and processing run on
    "noi_bo"
)
SINCE = {
    "": _("ngày xảy ra"),
    "restart": _("ngày có vi phạm mới"),
    "act_end": _("ngày kết thúc hành vi"),
}


@dataclass(frozen=True)
class Dates:
    """`None` where the rule set knows no such limit (staff outside the law's kinds)."""

    limitation_ends: date | None
    processing_ends: date | None


@dataclass(frozen=True)
class Read:
    """What the rows of the ledger say together."""

    pauses: list[tuple[date, date]]
    extended: bool
    counted_from: date
    since: str

    def limitation(
        self,
        rule_set: Any,
        calendar: WorkCalendar,
        form: str = REPRIMAND,
        *,
        extension: int | None,
    ) -> Explained | None:
        """`extension`: what limitation_extension() says of the rule set."""
        return limitation(
            rule_set,
            self.counted_from,
            self.pauses,
            calendar,
            form,
            since=self.since,
            extension=extension,
        )

    def processing(
        self, rule_set: Any, known_on: date, calendar: WorkCalendar, extended: bool | None = None
    ) -> Explained | None:
        return processing(
            rule_set,
            known_on,
            self.pauses,
            calendar,
            self.extended if extended is None else extended,
        )


def read(entries: Iterable, happened_on: date, today: date) -> Read:
    """Pauses by law, an extension, and the day the limitation counts from: the last such row wins,
    the act itself without one.
    """
    entries = sorted(entries, key=lambda entry: (entry.at, entry.pk or 0))
    marks = [entry for entry in entries if entry.kind in ("restart", "act_end")]
    last = marks[-1] if marks else None
    return Read(
        pauses=pauses_of(entries, today),
        extended=any(entry.kind == "extend_processing" for entry in entries),
        counted_from=last.starts_on if last else happened_on,
        since=SINCE[last.kind if last else ""],
    )


def case_dates(
    rule_set: Any,
    happened_on: date,
    known_on: date,
    entries: Iterable,
    calendar: WorkCalendar,
    today: date,
    *,
    extension: int | None,
) -> Dates:
    """Limitation runs from the act, processing from the day it became known; pauses are excluded
    from both (NĐ 234/2026, Điều 5 khoản 6), but prolong the limitation of a labour contract by at
    most `extension` days.
    """
    periods = read(entries, happened_on, today)
    until = periods.limitation(rule_set, calendar, extension=extension)
    by = periods.processing(rule_set, known_on, calendar)
    return Dates(
        limitation_ends=until.date if until else None, processing_ends=by.date if by else None
    )


def pauses_of(entries: Iterable, today: date) -> list[tuple[date, date]]:
    """[(from, to)] of the pauses the law knows; one that still lasts runs until `today`."""
    return [
        (entry.starts_on, entry.ends_on or today)
        for entry in entries
        if entry.kind == "pause" and entry.code != INTERNAL
    ]


def due_after_pause(
    due_on: date | None, paused_on: date, resumed_on: date, calendar: WorkCalendar
) -> date | None:
    """The step's deadline moved on by the working days that were left when the pause began."""
    if due_on is None:
        return None
    return add_working_days(
        resumed_on, max(workdays_between(paused_on, due_on, calendar), 0), calendar
    )


def due_on_another_calendar(
    due_on: date | None, begun_on: date, before: WorkCalendar, after: WorkCalendar
) -> date | None:
    """The same number of working days from the start of the step, on the new calendar; a date set
    otherwise only leaves days off.
    """
    if due_on is None or due_on < begun_on:
        return due_on
    count = workdays_between(begun_on, due_on, before)
    if count and add_working_days(begun_on, count, before) == due_on:
        return add_working_days(begun_on, count, after)
    return next_working_day(due_on, after)


SENSITIVE = ("om_nang", "thai_san")  # health and family: the story of the case names the rule alone
