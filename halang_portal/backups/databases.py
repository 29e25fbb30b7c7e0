"""A database as a stream of bytes, and back: pg_dump and pg_restore, or SQLite's own backup."""

import os
import shutil
import sqlite3
import subprocess
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from django.db import connection, connections

from compliance.core.language import _
from compliance.core.presence import present

PIECE = 16 * 1024 * 1024  # bytes held in memory at a time


class Failed(Exception):
    """The program of the database said no, in its words."""


def tables_of(cursor) -> list[str]:
    return sorted(connection.introspection.table_names(cursor))


def is_empty() -> bool:
    """Whether the database has no table at all."""
    with connection.cursor() as cursor:
        return not tables_of(cursor)


def counts(cursor, tables: Iterable[str]) -> dict[str, int]:
    """{table: rows}"""
    made = {}
    for table in tables:
        cursor.execute(f'SELECT count(*) FROM "{table}"')  # noqa: S608  names of the catalogue
        made[table] = cursor.fetchone()[0]
    return made


def dump(facts: dict[str, Any]) -> Iterator[bytes]:
    """The database as it stands at one moment, in pieces; `facts` is given 'engine', 'version' and
    'rows' of that moment. Raises Failed.
    """
    facts["engine"] = connection.vendor
    yield from (_dump_postgresql if connection.vendor == "postgresql" else _dump_sqlite)(facts)


def load(pieces: Iterator[bytes]) -> None:
    """Fill the empty database; all or nothing. Raises Failed."""
    connections.close_all()
    (_load_postgresql if connection.vendor == "postgresql" else _load_sqlite)(pieces)


def _pieces(source) -> Iterator[bytes]:
    while piece := source.read(PIECE):
        yield piece


# --- PostgreSQL


def _program(name: str) -> str:
    if path := shutil.which(name, path=f"{os.environ.get('PATH', '')}:/usr/local/bin:/usr/bin"):
        return path
    raise Failed(_("Không có chương trình {name}: cài gói postgresql-client.").format(name=name))


def _where() -> dict[str, str]:
    """The environment of libpq: no password stands on a command line that others can list."""
    given = connection.settings_dict
    options = given.get("OPTIONS", {})
    named = {
        "PGHOST": given["HOST"],
        "PGPORT": given["PORT"],
        "PGUSER": given["USER"],
        "PGPASSWORD": given["PASSWORD"],
        "PGDATABASE": given["NAME"],
        "PGSSLMODE": options.get("sslmode"),
        "PGSSLROOTCERT": options.get("sslrootcert"),
    }
    return {**os.environ, **{name: str(value) for name, value in named.items() if value}}


def _dump_postgresql(facts: dict[str, Any]) -> Iterator[bytes]:
    """Rows are counted inside the snapshot that pg_dump reads."""
    own = connection.get_new_connection(connection.get_connection_params())
    own.set_session(isolation_level="REPEATABLE READ", readonly=True, autocommit=False)
    try:
        with own.cursor() as cursor:
            cursor.execute("SELECT pg_export_snapshot(), current_setting('server_version')")
            snapshot, facts["version"] = cursor.fetchone()
            facts["rows"] = counts(cursor, tables_of(cursor))
            yield from _pg_dump(snapshot)
    finally:
        own.close()


def _pg_dump(snapshot: str) -> Iterator[bytes]:
    words = ["--format=custom", "--no-owner", "--no-privileges", f"--snapshot={snapshot}"]
    with tempfile.TemporaryFile() as said:
        with subprocess.Popen(  # noqa: S603  our own words
            [_program("pg_dump"), *words], env=_where(), stdout=subprocess.PIPE, stderr=said
        ) as run:
            yield from _pieces(run.stdout)
        if run.returncode:
            raise Failed(_words(said))


def _load_postgresql(pieces: Iterator[bytes]) -> None:
    words = ["--no-owner", "--no-privileges", "--single-transaction", "--exit-on-error"]
    to = f"--dbname={connection.settings_dict['NAME']}"
    with tempfile.TemporaryFile() as said:
        run = subprocess.Popen(  # noqa: S603  our own words
            [_program("pg_restore"), *words, to], env=_where(), stdin=subprocess.PIPE, stderr=said
        )
        source = present(run.stdin)
        try:
            for piece in pieces:
                source.write(piece)
            source.close()
        except BrokenPipeError:  # it has said why
            pass
        finally:
            run.wait()
        if run.returncode:
            raise Failed(_words(said))


def _words(said) -> str:
    """The last lines of a program, without the rows they may quote."""
    said.seek(0)
    lines = said.read().decode("utf-8", "replace").splitlines()
    return "\n".join(line for line in lines[-6:] if not line.startswith(("DETAIL", "CONTEXT")))


# --- SQLite


def _file() -> Path:
    return Path(connection.settings_dict["NAME"])


def _dump_sqlite(facts: dict[str, Any]) -> Iterator[bytes]:
    with tempfile.TemporaryDirectory(prefix="cong308-") as folder:
        copy = Path(folder) / "portal.sqlite3"
        source, target = sqlite3.connect(_file()), sqlite3.connect(copy)
        try:
            source.backup(target)
            cursor = target.cursor()
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
            names = [name for (name,) in cursor.fetchall() if not name.startswith("sqlite_")]
            facts.update(version=sqlite3.sqlite_version, rows=counts(cursor, sorted(names)))
        finally:
            source.close()
            target.close()
        with copy.open("rb") as plain:
            yield from _pieces(plain)


def _load_sqlite(pieces: Iterator[bytes]) -> None:
    path = _file()
    path.parent.mkdir(parents=True, exist_ok=True)
    for beside in ("", "-wal", "-shm"):
        Path(f"{path}{beside}").unlink(missing_ok=True)
    with path.open("wb") as out:
        for piece in pieces:
            out.write(piece)
        out.flush()
        os.fsync(out.fileno())
