"""A frozen database, and one that is merely slow or locked, holds the threads of the web for a
while and not for ever. Asked of PostgreSQL through a line that can be made to stand still.
"""

import select
import socket
import threading
import time
from contextlib import suppress

import psycopg2
import pytest
from django.db import connection
from environ import Env

from halang_portal.patience import PatientCursor, at_most, patient
from halang_portal.settings.database import with_lines

pytestmark = pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no line")
SOON = 0.4  # seconds of patience in these tests


class Line:
    """Carries everything between a client and PostgreSQL, until it is frozen: then it takes what it
    is sent, acknowledges it, and hands on nothing, as a stopped process does.
    """

    def __init__(self):
        place = connection.settings_dict
        self.target = (place["HOST"] or "127.0.0.1", int(place["PORT"] or 5432))
        self.listening = socket.create_server(("127.0.0.1", 0))
        self.port, self.frozen = self.listening.getsockname()[1], threading.Event()
        self.opened: list = []
        threading.Thread(target=self._take, daemon=True).start()

    def _take(self) -> None:
        with suppress(OSError):
            while True:
                near = self.listening.accept()[0]
                far = socket.create_connection(self.target)
                threading.Thread(target=self._carry, args=(near, far), daemon=True).start()

    def _carry(self, near: socket.socket, far: socket.socket) -> None:
        with suppress(OSError), near, far:
            while True:
                for ready in select.select([near, far], [], [])[0]:
                    if not (data := ready.recv(65536)):
                        return
                    if not self.frozen.is_set():
                        (far if ready is near else near).sendall(data)


@pytest.fixture
def line(db):
    line = Line()
    yield line
    for one in line.opened:
        one.close()
    line.listening.close()


def opened(line: Line, seconds: float = SOON):
    """A connection as the web opens it, through `line`."""
    kind = patient(30)
    kind.patience = seconds
    place = connection.settings_dict
    line.opened.append(
        psycopg2.connect(
            dbname=place["NAME"],
            user=place["USER"],
            password=place["PASSWORD"],
            host="127.0.0.1",
            port=line.port,
            connection_factory=kind,
            cursor_factory=PatientCursor,
            connect_timeout=2,
        )
    )
    return line.opened[-1]


def fetch_on(cursor) -> None:
    cursor.fetchmany(500)


WAITS = {
    "a statement": lambda opened, cursor: cursor.execute("SELECT 1"),
    "many statements": lambda opened, cursor: cursor.executemany("SELECT %s", [(1,)]),
    "rows that are read on": lambda opened, cursor: fetch_on(opened.named),
    "a commit": lambda opened, cursor: opened.commit(),
    "a rollback": lambda opened, cursor: opened.rollback(),
}


@pytest.mark.parametrize("what", WAITS)
def test_every_wait_for_a_frozen_database_ends_and_the_line_is_given_up(what, line, counted):
    held = opened(line)
    cursor = held.cursor()
    cursor.execute("SELECT 1")
    held.named = held.cursor("rows")
    held.named.execute("SELECT generate_series(1, 5000)")
    line.frozen.set()
    with pytest.raises(psycopg2.Error):  # without an end the test would never come here
        WAITS[what](held, cursor)
    assert held.closed
    counted(1, "waits for a frozen database")


def test_a_frozen_database_takes_no_new_line_and_says_so(line):
    line.frozen.set()
    with pytest.raises(psycopg2.OperationalError, match="timeout"):
        opened(line)


def test_who_waits_within_their_time_is_left_alone_and_others_too(line, counted):
    quick, slow = opened(line, SOON), opened(line, 60)
    with slow.cursor() as cursor:
        cursor.execute(f"SELECT pg_sleep({4 * SOON})")
        assert cursor.fetchone() is not None
    for _ in range(20):
        with quick.cursor() as cursor:
            cursor.execute("SELECT 1")
    time.sleep(2 * SOON)  # idle is no wait
    with quick.cursor() as cursor:
        cursor.execute("SELECT 2")
        assert cursor.fetchone() == (2,)
    with at_most(SOON), slow.cursor() as cursor, pytest.raises(psycopg2.OperationalError):
        cursor.execute(f"SELECT pg_sleep({4 * SOON})")
    time.sleep(4 * SOON)  # the server ends its side
    counted(23, "waits that end by themselves")


def test_only_whoever_serves_pages_has_limits(monkeypatch, db, counted):
    given = {**connection.settings_dict, "OPTIONS": {}}
    said = {}
    for serves in ("0", "1"):
        monkeypatch.setenv("SERVES_PAGES", serves)
        options = with_lines(given, Env())["OPTIONS"]
        line = psycopg2.connect(
            dbname=given["NAME"], user=given["USER"], host=given["HOST"] or "127.0.0.1", **options
        )
        with line.cursor() as cursor:
            for name in ("statement_timeout", "lock_timeout", "jit"):
                cursor.execute(f"SHOW {name}")
                said[serves, name] = cursor.fetchone()[0]
        line.close()
    counted(len(said), "settings of a line")
    assert said == {
        ("0", "statement_timeout"): "0",
        ("0", "lock_timeout"): "0",
        ("0", "jit"): "off",
        ("1", "statement_timeout"): "30s",
        ("1", "lock_timeout"): "10s",
        ("1", "jit"): "off",
    }
