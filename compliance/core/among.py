"""Whether a key is among many, or apart from some, so that the database finds it by an index."""

import json
from collections.abc import Iterable

from django.db.models import BooleanField, F, Func, Q, Value
from django.db.models.lookups import In

MOST_GAPS = 100  # between keys, each looked for by itself


class Among(Func):
    """`field IN (…)` for a list of keys that may be long, in a filter. PostgreSQL knows how long it
    is and begins with the list where that is less; a thousand parameters would each be written out.
    """

    output_field = BooleanField()

    def __init__(self, field: str | F, keys: Iterable[int]):
        self.keys = sorted(set(keys))
        super().__init__(F(field) if isinstance(field, str) else field)

    def __repr__(self) -> str:
        return f"Among({len(self.keys)})"

    @property
    def identity(self):
        return (self.__class__, *map(repr, self.source_expressions), tuple(self.keys))

    def as_sql(self, compiler, connection, **context):
        raise NotImplementedError(connection.vendor)

    def as_postgresql(self, compiler, connection, **context):
        column, params = compiler.compile(self.source_expressions[0])
        return f"{column} = ANY(%s::bigint[])", [*params, self.keys]

    def as_sqlite(self, compiler, connection, **context):
        column, params = compiler.compile(self.source_expressions[0])
        listed, written = compiler.compile(Value(json.dumps(self.keys)))
        named = "SELECT value FROM json_each"
        return f"{column} IN ({named}({listed}))", [*params, *written]


def apart_from(column: str, keys: Iterable[int]) -> Q:
    """Rows whose `column` is empty or none of `keys`, said as what lies before, between and after
    them: an index is read there alone, where NOT IN reads all of it. Of very many keys what lies
    between is one piece.
    """
    known = sorted(set(keys))
    if not known:
        return Q()
    apart = Q((f"{column}__isnull", True))
    apart |= Q((f"{column}__lt", known[0])) | Q((f"{column}__gt", known[-1]))
    gaps = [(low, high) for low, high in zip(known, known[1:], strict=False) if high - low > 1]
    if len(gaps) > MOST_GAPS:
        within = Q((f"{column}__gt", known[0]), (f"{column}__lt", known[-1]))
        return apart | within & ~Q((f"{column}__in", known))
    for low, high in gaps:
        apart |= Q((f"{column}__gt", low), (f"{column}__lt", high))
    return apart


class Listed(In):
    """`field IN (SELECT …)` whose few keys PostgreSQL reads first, as a list, and looks up one by
    one by an index of `field`: it would else read all of a large table to lay it beside them.
    """

    def get_rhs_op(self, connection, rhs: str) -> str:
        if connection.vendor == "postgresql":
            return f"= ANY(ARRAY{rhs})"
        op: str = super().get_rhs_op(connection, rhs)
        return op
