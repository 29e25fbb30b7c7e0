"""Rows of many tables in one question of the database: each row comes as one column of JSON, and is
made into its model as the question of its own table would have made it.
"""

import json
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from typing import Any, TypeVar
from uuid import UUID

from django.core.exceptions import EmptyResultSet
from django.db import DEFAULT_DB_ALIAS, connection
from django.db.models import JSONField, Model, QuerySet, prefetch_related_objects
from django.db.models.sql.where import WhereNode

from compliance.core.plans import Lasting

N = TypeVar("N")
Read = dict[str, list]  # {name of a part: its rows}
Given = Mapping[Any, Any]  # {what stands for a value in what is written once for all: the value}
# what stands for the key that is asked about; for its code; for whom it concerns and their account;
# for a day; for moments
OF, OF_CODE = -308_000_308, "HL-2000-OFCODE"
PERSON, ACCOUNT = -308_000_306, -308_000_307
DAY = date(1308, 1, 1)
SINCE, UNTIL, ENDED = (datetime(1308, 1, number, tzinfo=UTC) for number in (2, 3, 4))
AT_ONCE = 50  # columns in one array: a function of the database takes a hundred arguments at most

# what the driver of PostgreSQL gives as an object comes in JSON as text; SQLite knows text alone
_FROM_TEXT: dict[str, Callable[[Any], Any]] = {
    "date": date.fromisoformat,
    "timestamp with time zone": datetime.fromisoformat,
    "time": time.fromisoformat,
    "uuid": UUID,
    "json": json.dumps,
}
_NOT_IN_JSON = {"bytea", "BLOB", "numeric", "decimal", "interval"}
# a JSON that the question itself puts together is nested, one in a column is text
_IN_SQLITE = {"json": lambda value: value if isinstance(value, str) else json.dumps(value)}


class Part:
    """One queryset, written as SQL that gives each row as an array of arrays, in its order."""

    def __init__(self, rows: QuerySet):
        self.rows, self.sql = rows.all(), ""
        self.params: Sequence[Any] = ()
        self.compiler = self.rows.query.get_compiler(DEFAULT_DB_ALIAS)
        try:
            sql, self.params = self.compiler.as_sql(with_col_aliases=True)
        except EmptyResultSet:
            return
        service = connection.vendor == "postgresql"
        array = "json_build_array" if service else "json_array"
        names = [connection.ops.quote_name(alias) for __, __, alias in self.compiler.select]
        arrays = ", ".join(
            f"{array}({', '.join(names[start : start + AT_ONCE])})"
            for start in range(0, len(names), AT_ONCE)
        )
        self.sql = f"{array}({arrays}){'::text' * service} FROM ({sql}) AS asked"
        self.mended = [*self._mended(_FROM_TEXT if service else _IN_SQLITE)]
        self._lighten()

    def _lighten(self) -> None:
        """What is written is kept for long: the conditions stand in the SQL now, and rows are made
        without them.
        """
        self.rows.query.where = WhereNode()
        self.compiler.where = self.compiler.having = self.compiler.qualify = None

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Part) and (self.sql, self.params) == (other.sql, other.params)

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        return f"{self.sql} {self.params}"

    def _mended(self, by_type: dict[str, Callable]) -> Iterator[tuple[int, Callable[[Any], Any]]]:
        """(place of a column, how the driver would have given it)."""
        for place, (expression, __, __) in enumerate(self.compiler.select):
            of = expression.output_field
            name = "json" if isinstance(of, JSONField) else of.db_type(connection)
            if name in _NOT_IN_JSON:
                raise TypeError(f"JSON does not keep what is in {of}")
            if name in by_type:
                yield place, by_type[name]

    def made(self, answers: list[str]) -> list:
        """The rows as the queryset would have given them."""
        if not answers:
            return []
        rows = [[value for part in json.loads(text) for value in part] for text in answers]
        for place, mend in self.mended:
            for row in rows:
                if row[place] is not None:
                    row[place] = mend(row[place])
        iterable: Any = self.rows._iterable_class
        made = list(iterable(_Answered(self, rows)))
        if self.rows._prefetch_related_lookups:  # type: ignore[attr-defined]
            prefetch_related_objects(made, *self.rows._prefetch_related_lookups)  # type: ignore[attr-defined]
        return made


class _Answered:
    """What the iterables of Django ask of a queryset, its query and its compiler, of rows that were
    read; the rest as the queryset and the query have it.
    """

    db = DEFAULT_DB_ALIAS

    def __init__(self, part: Part, rows: list[list]):
        self.query, self.read = self, rows
        self.of, self.compiler = part.rows, part.compiler
        self.select, self.klass_info = self.compiler.select, self.compiler.klass_info
        self.annotation_col_map = self.compiler.annotation_col_map

    def __getattr__(self, name: str) -> Any:
        return getattr(self.of if hasattr(self.of, name) else self.of.query, name)

    def get_compiler(self, using: str) -> "_Answered":
        return self

    def execute_sql(self, **__: Any) -> None:
        return None

    def results_iter(
        self, results: None = None, tuple_expected: bool = False, **__: Any
    ) -> Iterator:
        rows: Iterator = self.compiler.results_iter([self.read], tuple_expected)
        return rows


@dataclass
class Together:
    """Parts of one question that follow from one key, written as SQL once for the process: `parts`
    is given what stands for the key, and gives {name: rows} of querysets that hold nothing else of
    a moment.
    """

    parts: Callable[[int], dict[str, QuerySet]]
    _written: dict[str, dict[str, Part]] = field(default_factory=dict)

    def written(self) -> dict[str, Part]:
        if connection.vendor not in self._written:
            rows = self.parts(OF)
            self._written[connection.vendor] = {name: Part(rows[name]) for name in rows}
        return self._written[connection.vendor]

    def read(self, key: int) -> Read:
        """The rows of every part."""
        return asked_together(self.written(), of_key(key))


def of_key(key: int) -> Given:
    """Of what is written with OF, also as text."""
    return {OF: key, str(OF): str(key)}


def of_keys(keys: Collection[int]) -> Given:
    """What stands for each of `keys`, in a question that asks for rows among them: as many as the
    next power of two, so that few questions are written for any number.
    """
    among = sorted(keys)
    places = 1 << max(len(among) - 1, 0).bit_length()
    return {OF - 1 - place: among[min(place, len(among) - 1)] for place in range(places)}


def fill(*rows: QuerySet) -> None:
    """Ask for the rows of all of these in one question: none of them asks for them any more."""
    parts = {str(place): Part(asked) for place, asked in enumerate(rows)}
    for asked, made in zip(rows, asked_together(parts).values(), strict=True):
        know(asked, made)


def know(asked: QuerySet, made: list) -> None:
    """Let a queryset know its rows: it asks for them no more."""
    asked._result_cache, asked._prefetch_done = made, True  # type: ignore[attr-defined]


def asked_together(parts: dict[N, Part], given: Given | None = None) -> dict[N, list]:
    """The rows of each of `parts`, in one question; what is `given` in the place of what stands for
    it. None: the parts are of this question alone, and PostgreSQL keeps no plan of it.
    """
    values = {_as_asked(stand_in): _as_asked(value) for stand_in, value in (given or {}).items()}
    names = [name for name, part in parts.items() if part.sql]
    answers: dict[N, list[str]] = {name: [] for name in parts}
    if names:
        sql = " UNION ALL ".join(
            f"SELECT {place} AS place, {parts[name].sql}" for place, name in enumerate(names)
        )
        written = [value for name in names for value in parts[name].params]
        params = [
            value if isinstance(value, list) else values.get(value, value) for value in written
        ]
        with connection.cursor() as cursor:
            cursor.execute(sql if given is None else Lasting(sql, written), params)
            for place, text in cursor.fetchall():
                answers[names[place]].append(text)
    return {name: part.made(answers[name]) for name, part in parts.items()}


def _as_asked(value: Any) -> Any:
    """As the ORM gives it to the driver."""
    if isinstance(value, datetime):
        return connection.ops.adapt_datetimefield_value(value)
    return connection.ops.adapt_datefield_value(value) if isinstance(value, date) else value


def give(parents: list, name: str, rows: list, column: str) -> None:
    """Let each of `parents` know those of `rows` that point at it by `column` as if they had been
    prefetched under `name`, and each row its parent.
    """
    by_parent: dict[Any, list[Model]] = {parent.pk: [] for parent in parents}
    of = {parent.pk: parent for parent in parents}
    for row in rows:
        parent = of.get(getattr(row, f"{column}_id"))
        if parent is not None:
            setattr(row, column, parent)
            by_parent[parent.pk].append(row)
    for parent in parents:
        remember(parent, name, by_parent[parent.pk])


def remember(parent: Model, name: str, rows: list) -> None:
    """Let `parent` know its rows `name`, as if they had been prefetched."""
    known: QuerySet = getattr(parent, name).get_queryset()
    known._result_cache, known._prefetch_done = rows, True  # type: ignore[attr-defined]
    vars(parent).setdefault("_prefetched_objects_cache", {})[name] = known
