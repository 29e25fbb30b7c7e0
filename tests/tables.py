"""Empty tables, migrated once for one state of the migration files and copied by every process
after.

Replaying the migrations takes seconds of processor time. SQLite: a file under DATA_DIR is read into
memory. PostgreSQL: a template database of the server under test is cloned; tests/run.py drops it
again. One process at a time: whoever uses the same file, or the same template, waits.
"""

import fcntl
import hashlib
import sqlite3
from contextlib import ExitStack, closing
from pathlib import Path

import django
from django.conf import settings
from django.db import connection

ROOT = Path(__file__).resolve().parent.parent
TEMPLATES = "cong308_tables_"


def state_of_migrations() -> str:
    """A digest of every migration file of the house, of what they install, and of the pinned
    packages, which bring their own.
    """
    digest = hashlib.sha256(django.__version__.encode())
    files = sorted(
        path
        for app in ("compliance", "reports", "halang_portal")
        for pattern in ("migrations/*", "triggers.py", "operations.py")
        for path in (ROOT / app).rglob(pattern)
    )
    files += sorted((ROOT / "compliance").rglob("*.sql")) + [ROOT / "requirements.txt"]
    for path in files:
        if path.is_file() and path.suffix in (".py", ".sql", ".txt"):
            digest.update(path.relative_to(ROOT).as_posix().encode() + path.read_bytes())
    return digest.hexdigest()[:16]


def turn_of(state: str) -> int:
    """The advisory lock of that template on its server: runs in several folders may share it."""
    return int(state[:15], 16)


class Tables:
    """lay() before the test database is made, keep() right after. One process migrates, the others
    wait for it.
    """

    def __init__(self):
        folder = Path(settings.DATA_DIR) / "tables"
        folder.mkdir(parents=True, exist_ok=True)
        self.state = state_of_migrations()
        self.name = f"{TEMPLATES}{self.state}"
        self.file = folder / f"{self.name}.sqlite3"
        self._lock_file = folder / "sqlite.lock"
        self._turn = ExitStack()
        self._memory = None  # a database in memory lives as long as somebody is connected to it
        self._laid = False

    def lay(self) -> None:
        """Give the test database its tables where they were made before. The lock is held until
        keep(), when the test database stands.
        """
        self._wait()
        if not self._made():
            return
        connection.settings_dict["TEST"]["MIGRATE"] = False
        if connection.vendor == "sqlite":
            name = connection.creation._get_test_db_name()
            self._memory = sqlite3.connect(name, uri=True)
            with closing(sqlite3.connect(self.file)) as copy:
                copy.backup(self._memory)
        else:
            connection.settings_dict["TEST"]["TEMPLATE"] = self.name
        self._laid = True

    def keep(self) -> None:
        """Put freshly migrated tables aside for the processes that wait, and let them go on. Where
        no test asks for a database none was made: nothing is put aside.
        """
        if "django_migrations" not in connection.introspection.table_names():
            raise LookupError("no test of this run asks for `db`: ask for it beside `migrated`")
        if not self._laid and connection.vendor == "sqlite":
            self._keep_file()
        elif not self._laid:
            self._keep_template()
        self._turn.close()

    def close(self) -> None:
        """Let the waiting go on whatever happened, and let go of the memory."""
        self._turn.close()
        if self._memory is not None:
            self._memory.close()

    def _wait(self) -> None:
        if connection.vendor == "sqlite":
            file = self._turn.enter_context(self._lock_file.open("w"))
            fcntl.flock(file, fcntl.LOCK_EX)
        else:  # held by a connection of its own until that is closed
            cursor = self._turn.enter_context(connection._nodb_cursor())
            cursor.execute("SELECT pg_advisory_lock(%s)", [turn_of(self.state)])

    def _made(self) -> bool:
        if connection.vendor == "sqlite":
            return self.file.exists()
        with connection._nodb_cursor() as cursor:
            cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [self.name])
            return cursor.fetchone() is not None

    def _keep_file(self) -> None:
        connection.ensure_connection()
        half = self.file.with_suffix(".half")
        half.unlink(missing_ok=True)
        with closing(sqlite3.connect(half)) as copy:
            connection.connection.backup(copy)
        half.rename(self.file)

    def _keep_template(self) -> None:
        quote = connection.ops.quote_name
        source = connection.settings_dict["NAME"]
        connection.close()  # a database with somebody connected to it cannot be cloned
        with connection._nodb_cursor() as cursor:
            cursor.execute(f"CREATE DATABASE {quote(self.name)} TEMPLATE {quote(source)}")
