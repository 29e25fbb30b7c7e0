"""pgbouncer as it is shipped (deploy/pgbouncer/pgbouncer.ini), in transaction mode with fewer lines
than there are people: the portal's own work goes through it.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psycopg2
import pytest
from django.db import connection

from tests.chaos.machine import free_port
from tests.tables import state_of_migrations, turn_of
from tests.upgrade import ROOT

SHIPPED = ROOT / "deploy" / "pgbouncer" / "pgbouncer.ini"
PLACES = os.pathsep.join((os.environ.get("PATH", ""), "/usr/sbin"))
NAME = f"cong308_pooled_{os.getpid()}"
LINES = 3


@pytest.fixture
def pooled(db, _tables):
    """The URL of the portal's database through pgbouncer."""
    program = shutil.which("pgbouncer", path=PLACES)
    if connection.vendor != "postgresql":
        pytest.skip("pgbouncer stands before PostgreSQL alone")
    if not program:
        pytest.skip("pgbouncer is not installed (apt-get install pgbouncer)")
    with connection._nodb_cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [turn_of(state_of_migrations())])
        cursor.execute(f"CREATE DATABASE {NAME} TEMPLATE {_tables.name}")
        cursor.execute("SELECT pg_advisory_unlock(%s)", [turn_of(state_of_migrations())])
    folder, port = Path(tempfile.mkdtemp(prefix="cong308-pool-")), free_port()
    folder.chmod(0o755)
    (folder / "pgbouncer.ini").write_text(_here(port))
    who = {"user": "nobody", "extra_groups": []} if os.geteuid() == 0 else {}  # it refuses root
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(
            [program, str(folder / "pgbouncer.ini")], stdout=log, stderr=log, cwd="/", **who
        )
    try:
        url = f"postgres://{connection.settings_dict['USER']}@127.0.0.1:{port}/{NAME}"
        _wait(url, folder / "log")
        yield url
    finally:
        process.terminate()
        process.wait()
        shutil.rmtree(folder)
        with connection._nodb_cursor() as cursor:
            cursor.execute(f"DROP DATABASE {NAME} WITH (FORCE)")


def _here(port: int) -> str:
    """What is shipped, on the ports and the database of this test."""
    to = connection.settings_dict
    text = SHIPPED.read_text(encoding="utf-8")
    text = text.replace("cong308", NAME).replace("/etc/" + NAME, "/etc/cong308")
    text = text.replace(
        "host=127.0.0.1 port=5432",
        f"host={to['HOST']} port={to['PORT'] or 5432}"
        + (f" password={to['PASSWORD']}" if to["PASSWORD"] else ""),
    )
    for old, new in (
        ("listen_port = 6432", f"listen_port = {port}"),
        ("auth_type = scram-sha-256", "auth_type = trust"),
        ("auth_file = /etc/pgbouncer/userlist.txt", f"auth_file = {_users()}"),
        ("default_pool_size = 20", f"default_pool_size = {LINES}"),
        ("reserve_pool_size = 5", "reserve_pool_size = 0"),
    ):
        assert old in text, old
        text = text.replace(old, new)
    return text + "unix_socket_dir =\n"


def _users() -> str:
    handle, name = tempfile.mkstemp(prefix="cong308-users-")
    os.write(handle, f'"{connection.settings_dict["USER"]}" ""\n'.encode())
    os.close(handle)
    Path(name).chmod(0o644)
    return name


def _wait(url: str, log: Path) -> None:
    for _ in range(100):
        try:
            psycopg2.connect(url).close()
        except psycopg2.OperationalError:
            time.sleep(0.1)
        else:
            return
    raise AssertionError(log.read_text())


def run(what: str, url: str, tmp_path, **env) -> dict:
    given = {**os.environ, "DATABASE_URL": url, "DATA_DIR": str(tmp_path), "TRY_OUT": "1"}
    done = subprocess.run(
        [sys.executable, "-m", "tests.pooled", what],
        cwd=ROOT,
        env={**given, "TESTING": "1", "PGBOUNCER": "1", **env},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    return json.loads(done.stdout.splitlines()[-1])


@pytest.mark.both
def test_the_portal_works_through_it(pooled, tmp_path, counted):
    filled = run("fill", pooled, tmp_path)
    assert filled["line"]["jit"] == "off"
    assert filled["line"]["statement_timeout"] == "0", "work beside the pages waits"
    seen = run("read", pooled, tmp_path, SERVES_PAGES="1")
    assert (seen["line"]["statement_timeout"], seen["line"]["lock_timeout"]) == ("30s", "10s")
    assert seen["line"]["TimeZone"] == filled["line"]["TimeZone"] == "UTC"
    assert set(seen["statuses"]) <= {200, 302, 403}
    assert seen["read"] == filled["read"] == ["verify_audit", "check_rollups"]
    counted(seen["pages"], "pages through pgbouncer, twice as many people as lines")


@pytest.mark.both
def test_without_the_setting_it_says_what_it_does_not_take(pooled):
    with pytest.raises(psycopg2.OperationalError, match="unsupported startup parameter"):
        psycopg2.connect(pooled, options="-c jit=off")
