"""States of the database that many tests begin from: reached once by the verbs a person would use,
then written back row by row.

A state is written back only when nothing but kept states was written since the test began;
otherwise the verbs are gone through again. So a
test never meets a state that its own steps would not have led to.
"""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from compliance.rulebook.clocks import local_day

ASIDE = {
    "django_session",
    "desk_formkey",
    "usersessions_usersession",
    "portal_cache",
}  # signing in says nothing about a case
READS = ("SELECT", "SAVEPO", "RELEAS", "EXPLAI", "SET CO")
WRITE = re.compile(r'\s*(?:INSERT(?: OR \w+)? INTO|UPDATE|DELETE FROM) "(\w+)"')
SIGNED_IN = 'UPDATE "registry_user" SET "last_login"'
TRIGGERED = {
    "incidents_incident": {"incidents_incidentstate", "reports_tally"}
}  # what the database itself writes when the first is written
BY_TRIGGER = set().union(*TRIGGERED.values())
EACH_OF_ITS_OWN = {"MEDIA_ROOT", "COUNTER_SPACE"}  # set by conftest for every test
UNKNOWN = "?"  # written in a way that cannot be followed


class Kept:
    """What one worker has reached so far; `at` is where the database of the running test stands,
    None when it is somewhere of its own.
    """

    def __init__(self) -> None:
        self.base: dict[str, dict] = {}
        self.states: dict[tuple, tuple] = {}
        self.at: tuple | None = ()
        self.since: set[str] = set()
        self.open: list[set[str]] = []

    def begin(self) -> None:
        """A test begins: the world and nothing else."""
        self.base = self.base or {table: self._rows(table) for table in self._columns()}
        self.at, self.since, self.open = (), set(), []

    def __call__(self, execute, sql, params, many, context):
        """The wrapper of every statement of the test."""
        if not sql.lstrip(" (\n")[:6].upper().startswith(READS) and not sql.startswith(SIGNED_IN):
            found = WRITE.match(sql)
            table = found[1] if found else UNKNOWN
            if table not in ASIDE:
                for written in (self.since, *self.open):
                    written |= {table, *TRIGGERED.get(table, ())}
        return execute(sql, params, many, context)

    def reach(self, name, build: Callable):
        """What `build()` returns, and the database as it leaves it. `name` says which state this
        is; the answer must be plain values.
        """
        before = self.at if not self.since else None
        key = (
            None
            if before is None or name is None
            else (*before, (name, local_day(timezone.now()), _overridden()))
        )
        if key in self.states:
            return self._write_back(key)
        written: set[str] = set()
        self.open.append(written)
        held = set(_files())
        told = build()
        self.open.pop()
        self.since, self.at = set(), None
        if key is not None and not {table for table in written if table not in self.base}:
            self._keep(key, before, written, told, held)
        return told

    @contextmanager
    def undone(self) -> Iterator[None]:
        """What is written inside is rolled back, its files too; the database stands where it stood,
        and the next state is written back from there.
        """
        at, since, held = self.at, set(self.since), set(_paths())
        with transaction.atomic():
            yield
            transaction.set_rollback(True)
        for path in set(_paths()) - held:
            path.unlink()
        self.at, self.since = at, since

    def _keep(self, key: tuple, before: tuple, written: set[str], told, held: set) -> None:
        earlier = self.states[before][0] if before else {}
        rows = {**earlier, **{table: self._rows(table) for table in written}}
        changes = {}
        for table in written:
            old, new = earlier.get(table, self.base[table]), rows[table]
            gone = [pk for pk in old if pk not in new]
            changed = [row for pk, row in new.items() if pk in old and old[pk] != row]
            changes[table] = (gone, changed, [row for pk, row in new.items() if pk not in old])
        files = [
            (path, content, mode) for path, (content, mode) in _files().items() if path not in held
        ]
        self.states[key] = (rows, changes, files, told)
        self.at = key

    def _write_back(self, key: tuple):
        rows, changes, files, told = self.states[key]
        with connection.cursor() as cursor:
            for table, (gone, changed, new) in sorted(
                changes.items(), key=lambda item: item[0] in BY_TRIGGER
            ):
                columns, pk = self._columns()[table]
                quoted = [f'"{column}"' for column in columns]
                if table in BY_TRIGGER:  # writing back has written here too
                    cursor.execute(f'DELETE FROM "{table}"')
                    gone, changed, new = [], [], list(rows[table].values())
                if gone:
                    cursor.executemany(
                        f'DELETE FROM "{table}" WHERE "{pk}" = %s', [(one,) for one in gone]
                    )
                if changed:
                    place = columns.index(pk)
                    sets = ", ".join(f"{column} = %s" for column in quoted)
                    cursor.executemany(
                        f'UPDATE "{table}" SET {sets} WHERE "{pk}" = %s',
                        [(*row, row[place]) for row in changed],
                    )
                if new:
                    cursor.executemany(
                        f'INSERT INTO "{table}" ({", ".join(quoted)}) VALUES'
                        f" ({', '.join(['%s'] * len(columns))})",
                        new,
                    )
        for path, content, mode in files:
            target = Path(settings.MEDIA_ROOT) / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content)
            target.chmod(mode)
        self.since, self.at = set(), key
        return told

    def _columns(self) -> dict[str, tuple[list[str], str]]:
        """{table: (columns, primary key)} of every model."""
        if not hasattr(self, "_tables"):
            self._tables = {
                model._meta.db_table: (
                    [f.column for f in model._meta.local_concrete_fields if not f.generated],
                    model._meta.pk.column,
                )
                for model in apps.get_models(include_auto_created=True)
                if model._meta.managed and model._meta.db_table not in ASIDE
            }
        return self._tables

    def _rows(self, table: str) -> dict:
        columns, pk = self._columns()[table]
        with connection.cursor() as cursor:
            quoted = ", ".join(f'"{column}"' for column in columns)
            cursor.execute(f'SELECT {quoted} FROM "{table}" ORDER BY "{pk}"')
            place = columns.index(pk)
            rows = [
                tuple(bytes(value) if isinstance(value, memoryview) else value for value in row)
                for row in cursor.fetchall()
            ]
        return {row[place]: row for row in rows}


def _paths() -> list[Path]:
    return [path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()]


def _files() -> dict[str, tuple[bytes, int]]:
    root = Path(settings.MEDIA_ROOT)
    return {
        str(path.relative_to(root)): (path.read_bytes(), path.stat().st_mode & 0o777)
        for path in _paths()
    }


def _overridden() -> tuple:
    """Settings the test has changed, innermost first, but for those of which each test has its own:
    with them no state would be met twice.
    """
    found, holder = [], settings._wrapped
    while hasattr(holder, "default_settings"):
        found += sorted(
            (name, repr(value))
            for name, value in vars(holder).items()
            if name.isupper() and name not in EACH_OF_ITS_OWN
        )
        holder = holder.default_settings
    return tuple(found)
