"""The worker of gunicorn, with a door beside its threads: whoever asks whether the portal lives is
answered also while every thread waits for a database that does not answer.

Read by gunicorn.conf.py. Knows no Django: the answers are those of halang_portal/health.py. A
connection is given to a thread only when its first bytes are there, which also tells what it asks.
"""

import socket
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import partial
from selectors import EVENT_READ
from typing import Any

from gunicorn.workers.gthread import ThreadWorker  # type: ignore[import-untyped]

# each with a thread of its own: /readyz waits a moment for the database, /healthz for nothing
BESIDE = ("/healthz", "/readyz")
ENOUGH = 32  # bytes: the method, the path and the blank after it


class Worker(ThreadWorker):
    def init_process(self) -> None:
        self.beside = {path: ThreadPoolExecutor(max_workers=1) for path in BESIDE}
        super().init_process()

    def enqueue_req(self, conn: Any) -> None:
        """To the thread of the door it asks for, else to those of the pages."""
        first = _first_bytes(conn.sock)
        if first is None and not conn.initialized:
            self._wait_for_bytes(conn)
            return
        pool: Any = self.beside.get(_door(first or b""), self.tpool)
        done = pool.submit(self.handle, conn)
        done.add_done_callback(
            lambda answered: self.method_queue.defer(self.finish_request, conn, answered)
        )

    def _wait_for_bytes(self, conn: Any) -> None:
        """As finish_request() lays a connection down that has sent nothing yet."""
        conn.sock.setblocking(False)
        conn.timeout = time.monotonic() + self.cfg.keepalive
        self.pending_conns.append(conn)
        read = partial(self.on_pending_socket_readable, conn)
        self.poller.register(conn.sock, EVENT_READ, read)

    def handle_quit(self, sig, frame) -> None:
        for pool in self.beside.values():
            pool.shutdown(wait=False)
        super().handle_quit(sig, frame)


def _first_bytes(sock: socket.socket) -> bytes | None:
    """What the other side has sent, left where it is; None: nothing yet."""
    with suppress(OSError):
        return sock.recv(ENOUGH, socket.MSG_PEEK | socket.MSG_DONTWAIT)
    return None


def _door(first: bytes) -> str:
    """The path of BESIDE that these first bytes of a request ask for, or ''."""
    words = first.decode("latin-1").split(" ")
    if len(words) < 2 or words[0] not in ("GET", "HEAD"):
        return ""
    path = words[1].split("?")[0]
    return path if path in BESIDE else ""
