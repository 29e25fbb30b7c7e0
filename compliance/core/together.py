"""Rows of many tables in one question of the database: each row comes as one column of JSON, and is
made into its model as the question of its own table would have made it.
"""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time
from operator import attrgetter
from typing import Any
from uuid import UUID

from django.core.exceptions import EmptyResultSet
from django.db import DEFAULT_DB_ALIAS, connection
from django.db.models import JSONField, Model, QuerySet, prefetch_related_objects
from django.db.models.query import ModelIterable, ValuesListIterable

Read = dict[str, list]  # {name of a part: its rows}
OF = -308_000_308  # stands for the key that is asked about, in what is written once for every key
AT_ONCE = 50  # columns in one array: a function of the database takes a hundred arguments at most

# what the driver of PostgreSQL gives as an object comes in JSON as text; SQLite knows text alone
_FROM_TEXT: dict[str, Callable[[Any], Any]] = {
    "date": date.fromisoformat,
    "timestamp with time zone": datetime.fromisoformat,
    "time": time.fromisoformat,
    "uuid": UUID,
    "json": json.dumps,
}
# a JSON that the question itself puts together is nested, one in a column is text
_IN_SQLITE = {"json": lambda value: value if isinstance(value, str) else json.dumps(value)}


class _Part:
    """One queryset, written as SQL that gives each row as an array of arrays."""

    def __init__(self, rows: QuerySet):
        sliced = rows.query.is_sliced
        self.model, self.db = rows.model, DEFAULT_DB_ALIAS
        self.order = rows.query.order_by or (
            rows.model._meta.ordering if rows.query.default_ordering else ()
        )
        self.prefetched = rows._prefetch_related_lookups  # type: ignore[attr-defined]
        self.values = issubclass(rows._iterable_class, ValuesListIterable)  # type: ignore[attr-defined]
        self.compiler = (rows if sliced else rows.order_by()).query.get_compiler(self.db)
        self.sql, self.params = "", ()
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

    def _mended(self, by_type: dict[str, Callable]) -> Iterator[tuple[int, Callable[[Any], Any]]]:
        """(place of a column, how the driver would have given it)."""
        for place, (expression, __, __) in enumerate(self.compiler.select):
            of = expression.output_field
            name = "json" if isinstance(of, JSONField) else of.db_type(connection)
            if name in by_type:
                yield place, by_type[name]

    def made(self, answers: list[str]) -> list:
        """The rows as models in the order of the queryset; those of values_list() as tuples, in no
        order.
        """
        rows = [[value for part in json.loads(text) for value in part] for text in answers]
        for place, mend in self.mended if rows else ():
            for row in rows:
                if row[place] is not None:
                    row[place] = mend(row[place])
        if self.values:
            return [*map(tuple, self.compiler.results_iter([rows]))] if rows else []
        models = list(ModelIterable(_Answered(self, rows))) if rows else []
        for name in reversed(self.order):
            models.sort(key=attrgetter(name.lstrip("-")), reverse=name.startswith("-"))
        if models and self.prefetched:
            prefetch_related_objects(models, *self.prefetched)
        return models


class _Answered:
    """What ModelIterable asks of a queryset, its query and its compiler, of rows that are here."""

    _known_related_objects: dict = {}

    def __init__(self, part: _Part, rows: list[list]):
        self.query, self.db, self.model, self.rows = self, part.db, part.model, rows
        self.compiler = part.compiler
        self.select, self.klass_info = self.compiler.select, self.compiler.klass_info
        self.annotation_col_map = self.compiler.annotation_col_map

    def get_compiler(self, using: str) -> "_Answered":
        return self

    def execute_sql(self, **__: Any) -> list[list[list]]:
        return [self.rows]

    def results_iter(self, results: list[list[list]]) -> Iterator[list]:
        rows: Iterator[list] = self.compiler.results_iter(results)
        return rows


@dataclass
class Together:
    """Parts of one question that follow from one key, written as SQL once for the process: `parts`
    is given what stands for the key, and gives {name: rows} of querysets that hold nothing else of
    a moment.
    """

    parts: Callable[[int], dict[str, QuerySet]]
    _written: dict[str, dict[str, _Part]] = field(default_factory=dict)

    def read(self, key: int, **more: QuerySet) -> Read:
        """The rows of every part, and of `more` which are written for this question alone."""
        if connection.vendor not in self._written:
            rows = self.parts(OF)
            self._written[connection.vendor] = {name: _Part(rows[name]) for name in rows}
        parts = {
            **self._written[connection.vendor],
            **{name: _Part(rows) for name, rows in more.items()},
        }
        return _asked(parts, key)


def read_together(**rows: QuerySet) -> Read:
    """The rows of each of these, all in one question."""
    return _asked({name: _Part(asked) for name, asked in rows.items()}, OF)


def _asked(parts: dict[str, _Part], key: int) -> Read:
    names = [name for name, part in parts.items() if part.sql]
    answers: dict[str, list[str]] = {name: [] for name in parts}
    if names:
        sql = " UNION ALL ".join(
            f"SELECT {place} AS place, {parts[name].sql}" for place, name in enumerate(names)
        )
        params = [key if value == OF else value for name in names for value in parts[name].params]
        with connection.cursor() as cursor:
            cursor.execute(sql, params)
            for place, text in cursor.fetchall():
                answers[names[place]].append(text)
    return {name: part.made(answers[name]) for name, part in parts.items()}


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
