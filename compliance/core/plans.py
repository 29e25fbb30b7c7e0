"""Long questions that come again: PostgreSQL plans each once for a line, not once for an answer.

A question of fifty parts takes the server ten milliseconds to plan and one to answer. A statement
that is prepared keeps its plan: the server makes it for the values given five times, and from then
on for any values, unless that would cost more. What changes from reader to reader and from day to
day is handed over as values; words and truths, which partial indexes are chosen by, stay written.

Only where a line is the portal's own from one transaction to the next: pgbouncer gives no such
lines, and its cursors take this SQL as any other.
"""

from collections import OrderedDict
from collections.abc import Sequence
from datetime import date, datetime
from itertools import count
from typing import Any
from uuid import UUID
from weakref import WeakKeyDictionary

from psycopg2.extensions import AsIs, cursor

MOST = 400_000  # characters of the questions one line keeps plans of: some 30 MB of its server
Key = tuple[str, str]  # types of the values, the question


class Lasting(str):
    """SQL that is asked again and again, with other values. `written`: its parameters as they stand
    in what is kept, where some of them are only what stands for the values it is asked with.
    """

    written: Sequence[Any] | None

    def __new__(cls, sql: str, written: Sequence[Any] | None = None) -> "Lasting":
        lasting = super().__new__(cls, sql)
        lasting.written = written
        return lasting


class Plans:
    """Those of one line, the one not used for longest first."""

    def __init__(self) -> None:
        self.names: OrderedDict[Key, str] = OrderedDict()
        self.size, self.numbers = 0, count(1)


_of_lines: WeakKeyDictionary[Any, Plans] = WeakKeyDictionary()


class PlanningCursor(cursor):
    """A cursor that has `Lasting` SQL planned once; for everybody else `query` says what was asked
    as it would have been without.
    """

    _asked: tuple[str, Sequence[Any]] | None = None

    def execute(self, query: Any, vars: Any = None) -> None:
        self._asked = None
        if not isinstance(query, Lasting):
            return super().execute(query, vars)
        self._asked = (query, vars)
        types, values, written = _apart(vars, vars if query.written is None else query.written)
        name = self._name((", ".join(types), self.mogrify(query, written).decode()))
        places = ", ".join(["%s"] * len(values))
        return super().execute(f"EXECUTE {name}({places})" if values else f"EXECUTE {name}", values)

    def _name(self, key: Key) -> str:
        """Of the statement as this line knows it, prepared where it does not."""
        plans = _of_lines.setdefault(self.connection, Plans())
        if key in plans.names:
            plans.names.move_to_end(key)
            return plans.names[key]
        types, text = key
        name = f"lasting_{next(plans.numbers)}"
        declared = f"{name} ({types})" if types else name
        super().execute(f"PREPARE {declared} AS {text}")
        plans.names[key] = name
        plans.size += len(text)
        while plans.size > MOST and len(plans.names) > 1:
            (__, dropped), gone = plans.names.popitem(last=False)
            plans.size -= len(dropped)
            super().execute(f"DEALLOCATE {gone}")
        return name

    @property
    def query(self) -> bytes | None:
        return self.mogrify(*self._asked) if self._asked else super().query


def _apart(params: Sequence[Any], written: Sequence[Any]) -> tuple[list[str], list[Any], list[Any]]:
    """(types and values of what is handed over, what stands in the SQL in place of each parameter).

    What was written alike is handed over once: a part that is selected and grouped by stays the
    same for the server. Values that happen to be equal make no other statement.
    """
    places: dict[tuple[str, Any], AsIs] = {}
    types, values, stands = [], [], []
    for value, of in zip(params, written, strict=True):
        if not (kind := _type(value, given=value is not of)):
            stands.append(value)
            continue
        if (kind, of) not in places:
            types.append(kind)
            values.append(value)
            places[kind, of] = AsIs(f"${len(values)}")
        stands.append(places[kind, of])
    return types, values, stands


def _type(value: Any, *, given: bool) -> str:
    """Of a value as the driver would have written it; empty for what stays written. A text that is
    given is of the type of what it is held against.
    """
    if isinstance(value, bool):
        return ""
    if isinstance(value, int):
        return "integer" if -(2**31) <= value < 2**31 else "bigint"
    if isinstance(value, datetime):
        return "timestamptz" if value.tzinfo else "timestamp"
    if isinstance(value, date):
        return "date"
    if isinstance(value, UUID):
        return "uuid"
    return "unknown" if given and isinstance(value, str) else ""
