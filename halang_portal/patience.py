"""A database that takes the line and never answers holds no thread for ever: each wait of the
driver has an end, after which the line is cut and the request fails like one without a database.

A server that works ends a statement itself (statement_timeout); only one that is frozen, or behind
a dead network, is cut here. TCP keepalive does not see a frozen process: its machine still answers.
Used by the web alone. Knows no settings.
"""

import os
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar

from psycopg2 import extensions

from compliance.core.plans import PlanningCursor

LOOK = 0.25  # seconds between two looks of the watch
MORE = 5.0  # seconds after which a server that works would have ended the statement itself
most: ContextVar[float | None] = ContextVar("most", default=None)  # seconds a wait may take
_waits: dict[int, tuple[float, "PatientConnection"]] = {}  # thread: (until, its line)
_lock = threading.Lock()
_watch: dict[int, threading.Thread] = {}  # process: its watch; a fork has none


@contextmanager
def at_most(seconds: float) -> Iterator[None]:
    """Within, every wait of this thread ends after `seconds`."""
    before = most.set(seconds)
    try:
        yield
    finally:
        most.reset(before)


@contextmanager
def _wait(line: "PatientConnection") -> Iterator[None]:
    thread, seconds = threading.get_ident(), most.get() or line.patience
    _begin_to_watch()
    with _lock:
        _waits[thread] = (time.monotonic() + seconds, line)
    try:
        yield
    finally:
        with _lock:
            _waits.pop(thread, None)


def _begin_to_watch() -> None:
    if os.getpid() not in _watch:
        with _lock:
            if os.getpid() not in _watch:
                _waits.clear()
                watch = threading.Thread(target=_cut_overdue, name="patience", daemon=True)
                _watch[os.getpid()] = watch
                watch.start()


def _cut_overdue() -> None:
    while True:
        time.sleep(LOOK)
        now = time.monotonic()
        with _lock:  # whoever waits takes its wait away under the lock: no other line is cut
            for thread, (until, line) in list(_waits.items()):
                if now > until:
                    _cut(line)
                    del _waits[thread]


def _cut(line: "PatientConnection") -> None:
    """The driver wakes up with an OperationalError."""
    with suppress(OSError), socket.socket(fileno=os.dup(line.fileno())) as copy:
        copy.shutdown(socket.SHUT_RDWR)


class PatientCursor(extensions.cursor):
    def execute(self, *args, **kwargs):
        with _wait(self.connection):
            return super().execute(*args, **kwargs)

    def executemany(self, *args, **kwargs):
        with _wait(self.connection):
            return super().executemany(*args, **kwargs)

    def fetchmany(self, *args, **kwargs):  # a cursor with a name asks the server here
        with _wait(self.connection):
            return super().fetchmany(*args, **kwargs)


class PatientPlanningCursor(PatientCursor, PlanningCursor):
    """Whatever is prepared and carried out for one question is one wait."""


class PatientConnection(extensions.connection):
    """`patience`: seconds one wait may take."""

    patience = 30 + MORE

    def commit(self):
        with _wait(self):
            return super().commit()

    def rollback(self):
        with _wait(self):
            return super().rollback()


def patient(seconds: int) -> type[PatientConnection]:
    """A kind of line whose waits end MORE seconds after the server should have answered."""
    return type("PatientConnection", (PatientConnection,), {"patience": seconds + MORE})
