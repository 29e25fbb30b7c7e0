"""make upgrade: an empty database that goes through the squashed migrations ends as one that went
through those they replace, and so does one left half-way, on every engine at hand. Prints what
differs; ends with 1 when anything does. Then every later migration is undone and done again on a
database with rows (tests/back_and_forth.py).

How it is compared: tables by their columns and constraints (order aside), indexes, triggers and
functions by their text, rows of every table but the keys that depend on the order of creation.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
POSTGRES = os.environ.get("TEST_DATABASE_URL", "postgres://postgres@127.0.0.1:5432/postgres")
STOPS = (0.35, 0.6, 0.85)  # of the way through the replaced migrations
IN_ORDER = ("django_migrations", "django_content_type", "auth_permission", "sqlite_sequence")


def replaced_path(connection):
    """A loader that knows the migrations squashed ones replace, and not the squashed ones."""
    from django.db.migrations.loader import MigrationLoader

    class ReplacedPath(MigrationLoader):
        def load_disk(self):
            super().load_disk()
            for key, migration in list(self.disk_migrations.items()):
                if migration.replaces:
                    del self.disk_migrations[key]

    return ReplacedPath(connection)


def replaced_plan(executor) -> list[tuple]:
    """[(migration, backwards)] of an empty database, without the squashed ones."""
    executor.loader = replaced_path(executor.connection)
    return executor.migration_plan(executor.loader.graph.leaf_nodes(), clean_start=True)


def migrate_replaced(way: float) -> None:
    """Through the replaced migrations, up to this part of the way."""
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    plan = replaced_plan(executor)
    executor.migrate(None, plan[: round(len(plan) * way)])


def columns_of(sql: str) -> list[str]:
    """The columns and constraints of a CREATE TABLE of SQLite, sorted."""
    parts, depth, quote = [""], 0, ""
    for sign in sql[sql.index("(") + 1 : sql.rindex(")")]:
        if quote:
            quote = "" if sign == quote else quote
        elif sign in "'\"":
            quote = sign
        depth += 0 if quote else (sign == "(") - (sign == ")")
        if sign == "," and not depth and not quote:
            parts.append("")
        else:
            parts[-1] += sign
    return sorted(" ".join(part.split()) for part in parts)


CATALOG = (
    "SELECT 'column', table_name, column_name, data_type, character_maximum_length::text,"
    " is_nullable, column_default FROM information_schema.columns WHERE table_schema = 'public'",
    "SELECT 'constraint', conrelid::regclass::text, conname, pg_get_constraintdef(oid)"
    " FROM pg_constraint WHERE connamespace = 'public'::regnamespace",
    "SELECT 'index', tablename, indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'",
    "SELECT 'extension', extname FROM pg_extension",
)


def catalog() -> dict[str, object]:
    """{name of a thing: what it is} of the database, without its rows."""
    from django.db import connection

    from compliance.core.triggers import standing

    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL")
            return {
                f"{kind} {name}": columns_of(sql) if kind == "table" else " ".join(sql.split())
                for kind, name, sql in cursor.fetchall()
            }
        things = {}
        for question in CATALOG:
            cursor.execute(question)
            things |= {" ".join(row[:3]): row[3:] for row in cursor.fetchall()}
        return things | {
            f"trigger {table}.{name}": sql for (table, name), sql in standing(connection).items()
        }


def schema() -> dict[str, object]:
    """catalog(), and the rows of every table."""
    from django.db import connection

    things = catalog()
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            if table not in IN_ORDER:
                cursor.execute(f'SELECT * FROM "{table}"')
                things[f"rows of {table}"] = sorted(map(str, cursor.fetchall()))
    return things


def child(*words: str, of: str = "tests.upgrade", **env: str) -> str:
    command = [sys.executable, "-m", of, *words]
    done = subprocess.run(
        command, cwd=ROOT, env={**os.environ, **env}, capture_output=True, text=True, check=False
    )
    if done.returncode:
        sys.exit(f"{' '.join(words)}: {done.stderr[-3000:]}")
    return done.stdout


def databases():
    """One environment after another, each with a database of its own: [engine, environment]."""
    from tests.run import reachable

    engines = ["SQLite"] + (["PostgreSQL"] if reachable(POSTGRES) else [])
    for engine in engines:
        yield engine, lambda engine=engine: _empty(engine)


def _empty(engine: str) -> dict[str, str]:
    folder = tempfile.mkdtemp(prefix="cong308-upgrade-")
    env = {"TRY_OUT": "1", "TESTING": "1", "DATA_DIR": folder, "DATABASE_URL": ""}
    if engine == "SQLite":
        return {**env, "DATABASE_URL": f"sqlite:///{folder}/portal.sqlite3"}
    import psycopg2

    name = "cong308_upgrade_" + Path(folder).name[-8:].lower()
    server = psycopg2.connect(POSTGRES)
    server.autocommit = True
    server.cursor().execute(f'CREATE DATABASE "{name}"')
    server.close()
    return {**env, "DATABASE_URL": f"{POSTGRES.rpartition('/')[0]}/{name}"}


def _forget(env: dict[str, str]) -> None:
    if not env["DATABASE_URL"].startswith("postgres"):
        return
    import psycopg2

    server = psycopg2.connect(POSTGRES)
    server.autocommit = True
    server.cursor().execute(f'DROP DATABASE "{env["DATABASE_URL"].rpartition("/")[2]}"')
    server.close()


def built(empty, *steps: tuple[str, ...]) -> dict[str, object]:
    """The schema of a new database after these steps."""
    env = empty()
    started = time.monotonic()
    for step in steps:
        child(*step, **env)
    seconds, things = time.monotonic() - started, json.loads(child("schema", **env))
    _forget(env)
    print(f"  {seconds:6.1f} s  {len(things)} things  {' then '.join(map(' '.join, steps))}")
    return things


def walked(empty) -> int:
    """How much is amiss after every migration was undone and done again, with rows."""
    from tests.back_and_forth import LOST

    env, started = empty(), time.monotonic()
    child("migrate", **env)
    child("fill", of="tests.back_and_forth", **env)
    found = json.loads(child("walk", of="tests.back_and_forth", **env))
    _forget(env)
    amiss = found["told"] + [f"lost: {name}" for name in found["lost"] if name not in LOST]
    print(f"  {time.monotonic() - started:6.1f} s  {found['steps']} undone and done again")
    for line in amiss:
        print(f"  {line}")
    return len(amiss)


def main() -> int:
    different = 0
    for engine, empty in databases():
        print(engine, flush=True)
        expected = built(empty, ("replaced", "1"))
        ways = [(("migrate",),)] + [(("replaced", str(way)), ("migrate",)) for way in STOPS]
        for steps in ways:
            things = built(empty, *steps)
            for name in sorted(expected.keys() | things.keys()):
                if expected.get(name) != things.get(name):
                    different += 1
                    print(f"  {name}:\n    {expected.get(name)}\n    {things.get(name)}")
        different += walked(empty)
    print(f"{different} things differ")
    return min(different, 1)


def act(what: str, *rest: str) -> None:
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "halang_portal.settings")
    django.setup()
    from django.core.management import call_command

    if what == "replaced":
        migrate_replaced(float(rest[0]))
    elif what == "migrate":
        call_command("migrate", verbosity=0)
        call_command("check", databases=["default"], tags=["database"])
    else:
        print(json.dumps(schema()))


if __name__ == "__main__":
    sys.exit(act(*sys.argv[1:]) if sys.argv[1:] else main())
