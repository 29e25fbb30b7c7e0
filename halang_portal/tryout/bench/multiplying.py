"""From some ten thousand cases to a million, by SQL over whole tables: every row that hangs on a
case is copied with its keys shifted, its codes made anew and its days moved back.

What is copied is read from the models (compliance/retention/removal.py lists what hangs on a case);
triggers and foreign keys are off meanwhile, so this is for the try-out on PostgreSQL alone. The
trail goes on in its own chain, the tallies are added up again by the product's own statements.

Left out: what no copy may have twice (directions with their number), entries of summaries already
drawn up, disposals and their tombstones, lines of the bell. A look at a summary of a period into
which copies fell therefore shows fewer cases than the dashboard. Texts inside JSON columns keep
their days, and copies share the files of evidence they name.
"""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

from django.db import connection, models, transaction

from compliance.audit.chain import link
from compliance.audit.models import ChainHead, Event
from compliance.core.figures import whole
from compliance.incidents.models import Incident
from compliance.incidents.workflow import ENDED, OPEN
from compliance.retention.removal import ASIDE, parts
from reports.actions.compaction import fold_tallies
from reports.models import SummaryEntry, Tally
from reports.triggers import adding_up

YEARS = 5  # copies lie so far back, at most
BATCH = 5000
CASES = Incident._meta.db_table
ROWS = "bench_rows_"  # begins the names of the tables that hold what is copied, for one connection


class Unfit(Exception):
    """This database is not one to multiply in; the sentence says why."""


def multiply(total: int, grow: bool, say: Callable[[str], None]) -> None:
    """Copy ended cases until there are at least `total`; with `grow` the open ones with them, on
    their own days. Raises Unfit.
    """
    _require_try_out_database()
    sets = ((ENDED, True), (OPEN, False)) if grow else ((ENDED, True),)
    there = Incident.objects.filter(disposed_at=None)
    size = sum(there.filter(status__in=statuses).count() for statuses, _ in sets)
    copies = -(-max(total - Incident.objects.count(), 0) // size) if size else 0
    with transaction.atomic(), connection.cursor() as cursor:  # all of it, or nothing
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # nothing waits while indexes change
        indexes = _take_indexes_off(cursor)
        for statuses, back in sets:
            _copy(cursor, statuses, copies, back, say)
        say("  chỉ mục, số cộng sẵn…")
        for index in indexes:
            cursor.execute(index)
        _follow_up(cursor)
    fold_tallies()
    if not connection.in_atomic_block:  # also which pages hold only rows that all may see
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")


def _take_indexes_off(cursor) -> list[str]:
    """Those that keep nothing unique, of every table rows are copied into: what makes them anew,
    which is much quicker at once than row by row.
    """
    written: list[Any] = [Incident, Event, *(model for model, __ in parts())]
    tables = [model._meta.db_table for model in written]
    cursor.execute(
        "SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid) FROM pg_index"
        " WHERE NOT indisunique AND indrelid = ANY(%s::regclass[])",
        [tables],
    )
    indexes = cursor.fetchall()
    for name, _ in indexes:
        cursor.execute(f"DROP INDEX {name}")
    cursor.execute("SET LOCAL maintenance_work_mem = '256MB'")
    return [made for _, made in indexes]


def _require_try_out_database() -> None:
    if connection.vendor != "postgresql":
        raise Unfit("Nhân số vụ việc chỉ làm trên PostgreSQL (DATABASE_URL).")
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user")
        if not cursor.fetchone()[0]:
            raise Unfit("Nhân số vụ việc cần tài khoản quản trị của PostgreSQL.")


def _copy(cursor, statuses, copies: int, back: bool, say: Callable[[str], None]) -> None:
    """So many copies of every case in `statuses`, each further back than the one before."""
    copied = _gather(cursor, statuses)
    cursor.execute(f"SELECT count(*) FROM {ROWS}{CASES}")
    size = cursor.fetchone()[0]
    events = list(_events(cursor))
    cursor.execute("SET LOCAL session_replication_role = replica")
    for number in range(1, copies + 1):
        days = 1 + number * YEARS * 365 // copies if back else 0
        for model in copied:
            cursor.execute(_insert(model, copied, number, days))
        _tell(events, copied[Incident] * number, timedelta(days=days))
        if number % 10 == 0:
            say(f"  {whole(number * size)} vụ việc")
    cursor.execute("SET LOCAL session_replication_role = origin")
    for model in copied:
        cursor.execute(f"DROP TABLE {ROWS}{model._meta.db_table}")


def _gather(cursor, statuses) -> dict[type[models.Model], int]:
    """Lay the rows that are copied aside. {model: how far a copy's keys lie from the last one's}, a
    case first and what hangs on it after it.
    """
    cursor.execute(
        f"CREATE TEMP TABLE {ROWS}{CASES} AS SELECT * FROM {CASES}"
        " WHERE status = ANY(%s) AND disposed_at IS NULL",
        [[str(status) for status in statuses]],
    )
    copied: dict[type[models.Model], int] = {Incident: _stride(cursor, Incident)}
    for model, _ in reversed(parts()):
        keys = [key for key in _keys(model) if key.remote_field.model in copied]
        if model is SummaryEntry or not keys or not _may_be_twice(model, keys):
            continue
        table, asked = model._meta.db_table, " OR ".join(_hangs(key) for key in keys)
        cursor.execute(f"CREATE TEMP TABLE {ROWS}{table} AS SELECT * FROM {table} WHERE {asked}")
        copied[model] = _stride(cursor, model)
    for model in copied:
        cursor.execute(f"ANALYZE {ROWS}{model._meta.db_table}")
    return copied


def _keys(model) -> list[models.ForeignKey]:
    """Those by which a row hangs on another one of the same case."""
    return [
        field
        for field in model._meta.local_concrete_fields
        if isinstance(field, models.ForeignKey) and f"{model._meta.label}.{field.name}" not in ASIDE
    ]


def _hangs(key: models.Field) -> str:
    relation: Any = key.remote_field
    parent = relation.model._meta
    return f"{key.column} IN (SELECT {parent.pk.column} FROM {ROWS}{parent.db_table})"


def _may_be_twice(model, keys: list[models.ForeignKey]) -> bool:
    """Whether everything unique in its rows is unique within one case."""
    own = {key.name for key in keys} | {
        field.name for field in model._meta.local_fields if isinstance(field, models.UUIDField)
    }
    sets = [{field.name} for field in model._meta.local_fields if field.unique]
    sets += [set(names) for names in model._meta.unique_together]
    sets += [
        set(constraint.fields)
        for constraint in model._meta.constraints
        if isinstance(constraint, models.UniqueConstraint)
    ]
    return all(names & (own | {model._meta.pk.name}) for names in sets)


def _stride(cursor, model) -> int:
    """Larger than every key there is; 0 where keys are no numbers."""
    if isinstance(model._meta.pk, models.UUIDField):
        return 0
    pk, table = model._meta.pk.column, model._meta.db_table
    cursor.execute(f"SELECT coalesce(max({pk}), 0) + 1 FROM {table}")
    return cursor.fetchone()[0]


def _insert(model, copied: dict, number: int, days: int) -> str:
    fields = [field for field in model._meta.local_concrete_fields if not field.generated]
    special = _of_a_case(copied[Incident] * number, days) if model is Incident else {}
    values = [
        special.get(field.name) or _value(model, field, copied, number, days) for field in fields
    ]
    columns, table = ", ".join(f'"{field.column}"' for field in fields), model._meta.db_table
    return f"INSERT INTO {table} ({columns}) SELECT {', '.join(values)} FROM {ROWS}{table}"


def _value(model, field: models.Field, copied: dict, number: int, days: int) -> str:
    """What stands in one column of a copy."""
    column, salt = f'"{field.column}"', f":{copied[Incident]}:{number}"
    parent: Any = field.remote_field.model if field.remote_field else model
    if field.primary_key or (field in _keys(model) and parent in copied):
        stride = copied[parent]
        moved = f"{column} + {stride * number}" if stride else _moved(column, salt)
        if field.primary_key:
            return moved
        return f"CASE WHEN {_hangs(field)} THEN {moved} ELSE {column} END"
    if isinstance(field, models.UUIDField):
        return _moved(column, salt)
    if isinstance(field, models.DateTimeField):
        return f"{column} - interval '{days} days'"
    return f"{column} - {days}" if isinstance(field, models.DateField) else column


def _length(field: str) -> int:
    column: Any = Incident._meta.get_field(field)
    return column.max_length


def _moved(column: str, salt: str) -> str:
    """Another UUID, the same wherever this one stands."""
    return f"md5({column}::text || '{salt}')::uuid"


def _of_a_case(shift: int, days: int) -> dict[str, str]:
    """A code of its own, also where it is searched for, and an address nobody else has."""
    letters = "regexp_replace(code, '-[0-9]{4}-.*$', '')"
    year = f"to_char(created_at - interval '{days} days', 'YYYY')"
    random = f"left(upper(md5((id + {shift})::text)), 14 - length({letters}))"
    code = f"{letters} || '-' || {year} || '-' || {random}"
    known = [_searched("code"), _searched(f"({code})")]
    short = "CASE WHEN {0} = '' THEN '' ELSE left({0}, {1}) || '/ban-" + str(shift) + "' END"
    return {
        "code": code,
        "folded": f"replace(folded, {', '.join(known)})",
        "link": short.format("link", _length("link") - 20),
        "link_key": short.format("link_key", _length("link_key") - 20),
    }


def _searched(code: str) -> str:
    """' 2026 7k3q9d hl20267k3q9d': the words of a code as search_text() lays them down."""
    tail = f"regexp_replace({code}, '^.*-([0-9]{{4}})-', '\\1 ')"
    return f"lower(' ' || {tail} || ' ' || replace({code}, '-', ''))"


def _events(cursor) -> Iterator[Event]:
    """The events about the cases that are copied."""
    cursor.execute(f"SELECT id FROM {ROWS}{CASES}")
    keys = [str(key) for (key,) in cursor.fetchall()]
    for first in range(0, len(keys), BATCH):
        yield from Event.objects.filter(
            subject_type="incident", subject_id__in=keys[first : first + BATCH]
        ).order_by("seq")


def _tell(events: list[Event], shift: int, back: timedelta) -> None:
    """The same of the copies, in the chain that is there: each event with its own link."""
    if not events:
        return
    keys = [int(event.subject_id) + shift for event in events]
    codes = dict(Incident.objects.filter(pk__in=set(keys)).values_list("pk", "code"))
    head = ChainHead.objects.select_for_update().get(pk=1)
    written = []
    for event, key in zip(events, keys, strict=True):
        copy = Event(
            **{
                field.attname: getattr(event, field.attname)
                for field in Event._meta.local_fields
                if field.name not in ("id", "hash")
            }
        )
        copy.seq, copy.prev_hash, copy.at = head.seq + 1, head.hash, event.at - back
        copy.subject_id, copy.subject_label = str(key), codes[key]
        copy.hash = link(copy)
        head.seq, head.hash = copy.seq, copy.hash
        written.append(copy)
    Event.objects.bulk_create(written, batch_size=BATCH)
    head.save()


def _follow_up(cursor) -> None:
    """Sequences go on after the last key, and the tallies say what the rows say."""
    written: list[Any] = [Incident, *(model for model, __ in parts())]
    for model in written:
        pk, table = model._meta.pk.column, model._meta.db_table
        if not isinstance(model._meta.pk, models.UUIDField):
            cursor.execute(
                f"SELECT setval(pg_get_serial_sequence('{table}', '{pk}'), max({pk}))"
                f" FROM {table} HAVING max({pk}) IS NOT NULL"
            )
    cursor.execute(f"DELETE FROM {Tally._meta.db_table}")
    for statement in adding_up(connection.vendor):
        cursor.execute(statement)
