"""How far a replica is behind, asked of a real standby: two clusters of PostgreSQL of this test's
own, the second one made by pg_basebackup.
"""

import json
import os
import pwd
import shutil
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from pathlib import Path

import psycopg2
import pytest

from tests.chaos.machine import binary, free_port

ROOT = Path(__file__).resolve().parents[2]
LONG = 60  # seconds after which the state that is waited for has not come
ASK = """
import json, django
django.setup()
from halang_portal.replica import how_far
said = how_far()
print(json.dumps([said.state, said.seconds]))
"""


def _needed() -> bool:
    try:
        return bool(binary("initdb") and binary("pg_basebackup"))
    except SystemExit:
        return False


pytestmark = [
    pytest.mark.skipif(not _needed(), reason="PostgreSQL's programs are not installed"),
    pytest.mark.once,
]


class Cluster:
    """One server in `folder`, run as an account that PostgreSQL takes."""

    def __init__(self, folder: Path):
        self.folder, self.port, self.process = folder, free_port(), None
        postgres = pwd.getpwnam("postgres") if os.getuid() == 0 else None
        self.owner = (
            {"user": postgres.pw_uid, "group": postgres.pw_gid, "extra_groups": []}
            if postgres
            else {}
        )
        folder.mkdir(mode=0o700)
        if postgres:
            os.chown(folder, postgres.pw_uid, postgres.pw_gid)

    def run(self, *words: str) -> None:
        subprocess.run(words, check=True, cwd="/", stdout=subprocess.DEVNULL, **self.owner)

    def start(self) -> None:
        words = [binary("postgres"), "-D", str(self.folder), "-p", str(self.port), "-k", ""]
        words += ["-c", "fsync=off", "-c", "log_min_messages=panic"]
        self.process = subprocess.Popen(words, cwd="/", **self.owner)
        until = time.monotonic() + LONG
        while time.monotonic() < until:
            with suppress(psycopg2.OperationalError):
                self.does("SELECT 1")
                return
            time.sleep(0.1)
        raise AssertionError("PostgreSQL did not start")

    def does(self, sql: str) -> None:
        line = psycopg2.connect(
            host="127.0.0.1", port=self.port, user="postgres", dbname="postgres"
        )
        line.autocommit = True
        with line.cursor() as cursor:
            cursor.execute(sql)
        line.close()

    def stop(self) -> None:
        if self.process:
            self.process.terminate()
            self.process.wait(timeout=LONG)
            self.process = None

    @property
    def url(self) -> str:
        return f"postgres://postgres@127.0.0.1:{self.port}/postgres"


@pytest.fixture
def pair():
    """(primary, standby), both running, in a folder that the account of PostgreSQL may enter."""
    folder = Path(tempfile.mkdtemp(prefix="standby-"))
    folder.chmod(0o755)
    primary, standby = Cluster(folder / "primary"), Cluster(folder / "standby")
    try:
        primary.run(
            *(binary("initdb"), "-D", str(primary.folder), "-U", "postgres", "-A", "trust"),
            *("-E", "UTF8", "--locale=C.UTF-8", "--no-sync"),
        )
        primary.start()
        standby.run(
            *(binary("pg_basebackup"), "-D", str(standby.folder), "-h", "127.0.0.1"),
            *("-p", str(primary.port), "-U", "postgres", "-R", "-X", "stream", "--no-sync"),
        )
        standby.start()
        yield primary, standby
    finally:
        standby.stop()
        primary.stop()
        shutil.rmtree(folder)


def asked(primary: Cluster, url: str) -> tuple[str, float | None]:
    """What a process of the portal says of the replica at `url`."""
    environment = {
        **os.environ,
        "DATABASE_URL": primary.url,
        "REPLICA_URL": url,
        "REPLICA_PIN_SECONDS": "1",
        "DJANGO_SETTINGS_MODULE": "halang_portal.settings",
    }
    answer = subprocess.run(
        [sys.executable, "-c", ASK],
        check=True,
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
    )
    return tuple(json.loads(answer.stdout.strip().splitlines()[-1]))


def until(state: str, primary: Cluster, url: str) -> float | None:
    """Waits for it; how far behind it said to be."""
    end = time.monotonic() + LONG
    while time.monotonic() < end:
        said, seconds = asked(primary, url)
        if said == state:
            return seconds
    raise AssertionError(f"{state} did not come, but {said}")


def test_a_standby_says_how_far_it_is_behind(pair, counted):
    primary, standby = pair
    primary.does("CREATE TABLE t (n int)")
    assert until("ok", primary, standby.url) == 0, "nothing is left to replay"
    standby.does("SELECT pg_wal_replay_pause()")
    primary.does("INSERT INTO t VALUES (1)")
    assert until("late", primary, standby.url) > 1
    standby.does("SELECT pg_wal_replay_resume()")
    assert until("ok", primary, standby.url) == 0
    # the line between them is lost: what it has received it has replayed, and it is behind all the
    # same
    standby.does("ALTER SYSTEM SET primary_conninfo = ''")
    standby.does("SELECT pg_reload_conf()")
    standby.does("SELECT pg_sleep(1)")
    primary.does("INSERT INTO t VALUES (2)")
    assert until("late", primary, standby.url) > 1
    counted(5, "states of a real standby")
    standby.stop()
    assert asked(primary, standby.url) == ("away", None)


def test_what_replays_nothing_is_unknown(pair):
    primary, _ = pair
    assert asked(primary, primary.url) == ("unknown", None)
