"""Triggers on cases that add up what the dashboard counts, in the transaction of the change. They
only insert: nobody waits for anybody (reports/models/tallies.py says what a row means).
"""

from collections.abc import Callable
from dataclasses import dataclass

from compliance.core.language import joined
from compliance.core.triggers import Function, Trigger, Triggers, changed
from compliance.incidents.models import Incident

CASES = "incidents_incident"
WATCHED = (
    "status",
    "office_id",
    "handling_office_id",
    "category",
    "sealed",
    "submitted_at",
    "accepted_at",
    "first_concluded_at",
    "first_outcome",
    "first_term_ends",
    "first_ended_at",
    "first_ended_as",
)
INTO = "INSERT INTO reports_tally (what, half, seen, office_id, handled_by_id, label, n)"
SEEN = (
    "CASE WHEN {r}.sealed THEN 's' WHEN {r}.accepted_at IS NOT NULL OR {r}.status = 'noted' THEN "
    "'a' ELSE 'l' END"
)
IN_TIME = (
    "CASE WHEN {r}.first_term_ends IS NULL THEN '-' WHEN {day} <= {r}.first_term_ends THEN '1' "
    "ELSE '0' END"
)
OFFICES = ("{r}.office_id, {r}.handling_office_id", "0, 0")  # its own, and all together
COUNTED = (
    "{r}.submitted_at IS NOT NULL AND {r}.office_id IS NOT NULL AND {r}.handling_office_id IS NOT "
    "NULL"
)


@dataclass(frozen=True)
class Dialect:
    """SQL about days. `day`: of a moment, in Viet Nam; `days`: calendar days between two moments,
    as a text or number; the others take a day.
    """

    day: Callable[[str], str]
    days: Callable[[str, str], str]
    day_of_month: Callable[[str], str]
    first: Callable[[str], str]
    fifteenth: Callable[[str], str]

    def half(self, moment: str) -> str:
        """The 1st or the 15th of the month, whichever half the moment lies in."""
        day = self.day(moment)
        return (
            f"CASE WHEN {self.day_of_month(day)} < 15 THEN {self.first(day)}"
            f" ELSE {self.fifteenth(day)} END"
        )


def _pg_day(moment: str) -> str:
    return f"({moment} AT TIME ZONE 'Asia/Ho_Chi_Minh')::date"


def _sqlite_day(moment: str) -> str:
    """Viet Nam has kept UTC+7 since 1975. The fraction is cut off: SQLite would round
    23:59:59.9996 up into the next day.
    """
    return f"date(substr({moment}, 1, 19), '+7 hours')"


POSTGRES = Dialect(
    day=_pg_day,
    days=lambda a, b: f"({_pg_day(b)} - {_pg_day(a)})::text",
    day_of_month=lambda day: f"EXTRACT(day FROM {day})",
    first=lambda day: f"date_trunc('month', {day})::date",
    fifteenth=lambda day: f"(date_trunc('month', {day}) + interval '14 days')::date",
)
SQLITE = Dialect(
    day=_sqlite_day,
    days=lambda a, b: f"CAST(julianday({_sqlite_day(b)}) - julianday({_sqlite_day(a)}) AS INTEGER)",
    day_of_month=lambda day: f"CAST(strftime('%d', {day}) AS INTEGER)",
    first=lambda day: f"date({day}, 'start of month')",
    fifteenth=lambda day: f"date({day}, 'start of month', '+14 days')",
)

DIALECTS = {"postgresql": POSTGRES, "sqlite": SQLITE}


def _adds(row: str, sign: str, sql: Dialect, source: str = "") -> list[str]:
    """Six INSERTs: what a row of cases (NEW or OLD, or an alias in `source`) adds, or takes away,
    as received, concluded and ended, under its offices and under all together.
    """
    submitted, concluded = f"{row}.submitted_at", f"{row}.first_concluded_at"
    in_time = IN_TIME.format(r=row, day=sql.day(concluded))
    days = sql.days(submitted, concluded)
    flows = (
        ("r", submitted, f"{row}.category"),
        ("c", concluded, f"{row}.first_outcome || '|' || {days} || '|' || {in_time}"),
        ("e", f"{row}.first_ended_at", f"{row}.first_ended_as"),
    )
    seen, counted = (text.format(r=row) for text in (SEEN, COUNTED))
    return [
        f"{INTO} SELECT '{what}', {sql.half(moment)}, {seen}, {offices.format(r=row)}, {label},"
        f" {sign}1{source} WHERE {counted} AND {moment} IS NOT NULL;"
        for what, moment, label in flows
        for offices in OFFICES
    ]


def adding_up(vendor: str) -> list[str]:
    """Statements that add up the cases there are into an empty table, for connection.vendor."""
    return _adds("i", "+", DIALECTS[vendor], f" FROM {CASES} i")


def _tallied() -> Triggers:
    on_update = f"AFTER UPDATE OF {joined(', ', WATCHED)} ON {CASES}"
    differs = changed(Incident, WATCHED)
    parts: dict[str, tuple] = {}
    for (vendor, sql), when in zip(DIALECTS.items(), differs, strict=True):
        added, taken = joined(" ", _adds("NEW", "+", sql)), joined(" ", _adds("OLD", "-", sql))
        rows = (
            ("insert", "added", f"AFTER INSERT ON {CASES}", "", added),
            ("update", "changed", on_update, when, f"{taken} {added}"),
            ("delete", "taken", f"AFTER DELETE ON {CASES}", "", taken),
        )
        build = _in_postgres if vendor == "postgresql" else _in_sqlite
        parts[vendor] = tuple(part for row in rows for part in build(*row))
    return Triggers(**parts)


def _in_postgres(verb: str, done: str, on: str, when: str, inserts: str):
    name = f"reports_tally_{done}"
    when = f" WHEN ({when})" if when else ""
    yield Function(name, f"BEGIN {inserts} RETURN NULL; END")
    does = f"{on} FOR EACH ROW{when} EXECUTE FUNCTION {name}()"
    yield Trigger(f"reports_tally_{verb}", CASES, does)


def _in_sqlite(verb: str, done: str, on: str, when: str, inserts: str):
    when = f" WHEN {when}" if when else ""
    yield Trigger(f"reports_tally_{verb}", CASES, f"{on}{when} BEGIN {inserts} END")


TRIGGERS = _tallied()
