"""Whole stories in a real browser, against the portal as `make run` serves it: its own process, its
own data, the sample in it.
"""

import email
import email.policy
import fcntl
import json
import os
import signal
import socket
import sqlite3
import subprocess
import sys
import threading
import time
import urllib.request
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from types import SimpleNamespace

import pytest

from tests.journeys.line import Line
from tests.journeys.walk import Visitor

ROOT = Path(__file__).resolve().parent.parent.parent


def _free() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


PORT = int(os.environ.get("JOURNEY_PORT") or _free())


class Portal:
    """The running try-out: its address, its commands, its mail."""

    def __init__(self, data: Path, port: int):
        self.base, self.data = f"http://127.0.0.1:{port}", data
        self.env = {
            key: value
            for key, value in os.environ.items()
            if key not in ("DJANGO_SETTINGS_MODULE", "TESTING", "DATABASE_URL", "REDIS_URL")
        }
        self.env |= {
            "TRY_OUT": "1",
            "DATA_DIR": str(data),
            "PORT": str(port),
            "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
        }

    def manage(self, *arguments: str) -> str:
        return subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=ROOT,
            env=self.env,
            check=True,
            capture_output=True,
            text=True,
        ).stdout

    def letters(self) -> list[str]:
        """Address and text of every letter in the mail folder, decoded."""
        raw = b"".join(path.read_bytes() for path in sorted((self.data / "mail").glob("*.log")))
        parts = [
            email.message_from_bytes(part.strip(), policy=email.policy.default)
            for part in raw.split(b"-" * 79)
            if part.strip()
        ]
        return [
            f"{message['To']} {message['Subject']}\n{message.get_content()}" for message in parts
        ]

    def accounts(self) -> dict[str, tuple[str, str]]:
        """Of each account its address and the language it keeps, empty where it keeps none."""
        with closing(sqlite3.connect(self.data / "portal.sqlite3", timeout=30)) as rows:
            found = rows.execute("SELECT username, email, language FROM registry_user")
            return {username: (email, language) for username, email, language in found}


@contextmanager
def _users(folder: Path):
    """The file that says which port and process serve, and for how many workers; locked while it is
    held.
    """
    with (folder / "portal.json").open("a+") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        file.seek(0)
        state = json.loads(file.read() or "{}")
        yield state
        file.seek(0)
        file.truncate()
        file.write(json.dumps(state))


@pytest.fixture(scope="session")
def portal(tmp_path_factory):
    """`manage.py start`, as `make run` does: web and the ticker under one supervisor; started by
    the first worker that comes, stopped by the last.
    """
    shared = (
        tmp_path_factory.getbasetemp().parent
        if os.environ.get("PYTEST_XDIST_WORKER")
        else tmp_path_factory.mktemp("shared")
    )
    data = Path(os.environ.get("JOURNEY_DATA") or shared / "portal")
    data.mkdir(exist_ok=True)
    with _users(shared) as state:
        if not state.get("users"):
            running = Portal(data, state.setdefault("port", PORT))
            with (data / "run.log").open("a") as log:
                command = [sys.executable, "manage.py", "start"]
                process = subprocess.Popen(
                    command,
                    cwd=ROOT,
                    env=running.env,
                    stdout=log,
                    stderr=subprocess.STDOUT,
                    start_new_session=True,
                )
            state["process"] = process.pid
            threading.Thread(
                target=process.wait, daemon=True
            ).start()  # reaped here even when another worker stops it
            try:
                _wait(process, running)
            except BaseException:
                _stop(process.pid)
                raise
        state["users"] = state.get("users", 0) + 1
    yield Portal(data, state["port"])
    with _users(shared) as state:
        state["users"] -= 1
        if not state["users"]:
            _stop(state["process"])


def _stop(process: int, seconds: int = 30) -> None:
    """End the group and wait until nothing of it is left."""
    with suppress(ProcessLookupError):
        os.killpg(process, signal.SIGTERM)
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        try:
            os.killpg(process, 0)
        except ProcessLookupError:
            return
        time.sleep(0.2)
    with suppress(ProcessLookupError):
        os.killpg(process, signal.SIGKILL)


def _wait(process, running: Portal, seconds: int = 1500) -> None:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        assert process.poll() is None, (running.data / "run.log").read_text()[-2000:]
        try:
            with urllib.request.urlopen(f"{running.base}/readyz", timeout=2) as answer:
                if answer.status == 200:
                    return
        except OSError:
            time.sleep(1)
    raise AssertionError(
        "the portal did not come up:\n" + (running.data / "run.log").read_text()[-2000:]
    )


@pytest.fixture(scope="session")
def chromium():
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=os.environ.get("CHROMIUM", "/usr/bin/chromium"), args=["--no-sandbox"]
        )
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def logins(portal) -> dict[str, dict]:
    return {one["kind"]: one for one in json.loads(portal.manage("sample_logins", "--json"))}


@pytest.fixture
def line(portal):
    made = Line(int(portal.base.rsplit(":", 1)[1]))
    yield made
    made.close()


@pytest.fixture
def come(chromium, line, logins):
    """come('chairman') -> a visitor at the other end of the line."""
    opened = []

    def visit(kind: str, width: int = 1280) -> Visitor:
        who = logins[kind]
        through = SimpleNamespace(base=line.base)
        opened.append(Visitor(chromium, through, who["username"], who["password"], width))
        return opened[-1]

    yield visit
    for visitor in opened:
        visitor.close()


@pytest.fixture
def visit(chromium, portal, logins):
    """visit('lead') -> a visitor signed in with the printed login; or visit(username='…')."""
    opened = []

    def come(kind: str = "", username: str = "", width: int = 1280, **how) -> Visitor:
        one = (
            logins[kind]
            if kind
            else {"username": username, "password": next(iter(logins.values()))["password"]}
        )
        opened.append(Visitor(chromium, portal, one["username"], one["password"], width, **how))
        return opened[-1]

    yield come
    for visitor in opened:
        visitor.close()
