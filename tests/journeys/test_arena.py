"""Many processes at once on either engine, in a database of their own: exactly as many win as may.
Needs no portal, so it runs while the sample is loaded.
"""

import json
import os
import subprocess
import sys
from contextlib import contextmanager
from urllib.parse import urlsplit

import psycopg2
import pytest

from tests.journeys.conftest import ROOT

pytestmark = pytest.mark.journey


def _arena(env: dict, *arguments: str) -> str:
    done = subprocess.run(
        [sys.executable, "tests/journeys/arena.py", *arguments],
        cwd=ROOT,
        env=env,
        capture_output=True,
        text=True,
        check=False,
        timeout=500,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout.strip()


@contextmanager
def _database(name: str, folder):
    """The environment of a fresh database; on PostgreSQL it is made here, and Redis keeps the
    cache.
    """
    if name == "SQLite":
        yield {"DATABASE_URL": f"sqlite:///{folder}/arena.sqlite3"}
        return
    server, redis = (
        os.environ.get("TEST_DATABASE_URL", "postgres://postgres@127.0.0.1:5432/postgres"),
        os.environ.get("TEST_REDIS_URL", "redis://127.0.0.1:6379/9"),
    )
    try:
        connection = psycopg2.connect(server)
    except psycopg2.OperationalError:
        if os.environ.get("CI"):
            raise
        pytest.skip("PostgreSQL is not reachable")
    connection.autocommit = True
    database = f"arena_{os.getpid()}"
    with connection.cursor() as cursor:
        cursor.execute(f"DROP DATABASE IF EXISTS {database} WITH (FORCE)")
        cursor.execute(f"CREATE DATABASE {database}")
        yield {
            "DATABASE_URL": urlsplit(server)._replace(path=f"/{database}").geturl(),
            "REDIS_URL": redis,
        }
        cursor.execute(f"DROP DATABASE IF EXISTS {database} WITH (FORCE)")
    connection.close()


@pytest.fixture(scope="session", params=["SQLite", "PostgreSQL"])
def arena(request, tmp_path_factory):
    """The environment of an engine with the world in it, prepared once for all races on it."""
    folder = tmp_path_factory.mktemp("arena")
    env = {
        key: value for key, value in os.environ.items() if key not in ("DATABASE_URL", "REDIS_URL")
    }
    env |= {
        "TRY_OUT": "1",
        "TESTING": "1",
        "RING_DOORBELL": "0",
        "DATA_DIR": str(folder),
        "PYTHONPATH": str(ROOT),
        "LOG_LEVEL": "ERROR",
    }
    with _database(request.param, folder) as database:
        env |= database
        _arena(env, "prepare")
        yield env


@pytest.mark.parametrize(
    ("what", "clients", "rounds", "expected"),
    [
        ("transitions", 12, 60, {"one winner": 60, "one step": 60}),
        ("totp", 10, 12, {"one winner": 12}),
        ("signin", 20, 30, {"ten tried": 30}),
        ("told", 8, 12, {"told once": 12}),
        ("pieces", 8, 12, {"one winner": 12, "all taken": 8, "numbers": 9, "bytes": True}),
        ("forms", 10, 6, {"directions": 6, "blank drafts": 1, "one answer": 12}),
    ],
)
def test_of_many_at_once_exactly_as_many_win_as_may(
    what, clients, rounds, expected, arena, request
):
    told = json.loads(_arena(arena, what, str(clients), str(rounds)).splitlines()[-1])
    print(f"{request.node.name}, {clients} clients: {what} {told}")
    assert told["odd"] == []
    assert {name: told[name] for name in expected} == expected
