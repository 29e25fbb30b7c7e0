"""/healthz and /readyz are answered by gunicorn while every thread of the pages waits."""

import http.client
import os
import socket
import subprocess
import sys
import time
from contextlib import ExitStack, closing, suppress

import pytest

from halang_portal.worker import BESIDE, _door

# an application whose pages wait until a file is there, as pages wait for a frozen database
WAITING = """
import time
from pathlib import Path

def application(environ, start_response):
    while environ["PATH_INFO"].startswith("/page") and not Path("go").exists():
        time.sleep(0.02)
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [environ["PATH_INFO"].encode()]
"""
THREADS = 2
LONG = 60  # seconds after which a question that waits for the pages has failed


@pytest.fixture
def served(tmp_path):
    """The port of one worker with THREADS threads."""
    (tmp_path / "waiting.py").write_text(WAITING)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    root = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
    command = [sys.executable, "-m", "gunicorn", "waiting:application", "--workers", "1"]
    command += ["--config", f"{root}/gunicorn.conf.py", "--threads", str(THREADS)]
    command += ["--bind", f"127.0.0.1:{port}", "--no-control-socket", "--log-level", "error"]
    environment = {**os.environ, "PYTHONPATH": f"{root}:{tmp_path}", "METRICS_TOKEN": ""}
    process = subprocess.Popen(command, cwd=tmp_path, env=environment)
    try:
        _until_it_answers(port)
        yield port
    finally:
        (tmp_path / "go").touch()
        process.terminate()
        assert process.wait(timeout=LONG) == 0


def _until_it_answers(port: int) -> None:
    until = time.monotonic() + LONG
    while time.monotonic() < until:
        with suppress(OSError):
            assert _asked(port, "/healthz") == b"/healthz"
            return
        time.sleep(0.1)
    raise AssertionError("gunicorn did not start")


def _asked(port: int, path: str, method: str = "GET") -> bytes:
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=LONG)) as line:
        return _on(line, path, method)


def _on(line: http.client.HTTPConnection, path: str, method: str = "GET") -> bytes:
    line.request(method, path)
    return _answer_on(line)


def _answer_on(line: http.client.HTTPConnection) -> bytes:
    with line.getresponse() as answer:
        assert answer.status == 200
        return answer.read()


def test_it_is_answered_while_every_thread_waits(served, tmp_path, counted):
    with ExitStack() as lines:
        pages = []
        for number in range(3 * THREADS):
            page = http.client.HTTPConnection("127.0.0.1", served, timeout=LONG)
            pages.append(lines.enter_context(closing(page)))
            page.request("GET", f"/page/{number}")
        for _ in range(THREADS):  # and some that say nothing
            lines.enter_context(socket.create_connection(("127.0.0.1", served)))
        time.sleep(0.2)  # so that the pages hold the threads
        for path in BESIDE:
            assert _asked(served, path) == path.encode()
            assert _asked(served, path, "HEAD") == b""
            assert _asked(served, f"{path}?x=1") == path.encode()
        (tmp_path / "go").touch()
        for number, page in enumerate(pages):
            assert _answer_on(page) == f"/page/{number}".encode()
    counted(3 * len(BESIDE), "answers beside threads that wait")


def test_a_line_that_is_kept_open_serves_both(served, tmp_path):
    (tmp_path / "go").touch()
    with closing(http.client.HTTPConnection("127.0.0.1", served, timeout=LONG)) as line:
        for path in ("/page", "/healthz", "/page", "/readyz", "/page"):
            assert _on(line, path) == path.encode()


def test_what_comes_in_pieces_goes_to_the_pages_and_is_answered(served):
    with socket.create_connection(("127.0.0.1", served), timeout=LONG) as line:
        line.sendall(b"GET /hea")
        time.sleep(0.2)
        line.sendall(b"lthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        with line.makefile("rb") as answer:
            assert b"/healthz" in answer.read()


@pytest.mark.parametrize(
    ("first", "door"),
    [
        (b"GET /healthz HTTP/1.1\r\nHost: x", "/healthz"),
        (b"HEAD /readyz?x HTTP/1.1", "/readyz"),
        (b"GET /healthz", "/healthz"),
        (b"GET /healthzz HTTP/1.1", ""),
        (b"POST /healthz HTTP/1.1", ""),
        (b"GET /", ""),
        (b"GET", ""),
        (b"", ""),
        (b"\x16\x03\x01\x02", ""),
    ],
)
def test_the_door_is_told_by_the_first_bytes(first, door):
    assert _door(first) == door
