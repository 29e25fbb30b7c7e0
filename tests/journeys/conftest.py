"""Whole stories in a real browser, against the portal as `make run` serves it: its own process, its own data, the sample in it."""

import email
import email.policy
import os
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent


def _free() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


PORT = int(os.environ.get("JOURNEY_PORT") or _free())
BASE = f"http://127.0.0.1:{PORT}"


class Portal:
    """The running try-out: its address, its commands, its mail."""

    def __init__(self, data: Path):
        self.base, self.data = BASE, data
        self.env = {key: value for key, value in os.environ.items() if key not in ("DJANGO_SETTINGS_MODULE", "TESTING", "DATABASE_URL", "REDIS_URL")}
        self.env |= {"TRY_OUT": "1", "DATA_DIR": str(data), "PORT": str(PORT), "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"}

    def manage(self, *arguments: str) -> str:
        return subprocess.run([sys.executable, "manage.py", *arguments], cwd=ROOT, env=self.env, check=True, capture_output=True, text=True).stdout

    def letters(self) -> list[str]:
        """Address and text of every letter in the mail folder, decoded."""
        raw = b"".join(path.read_bytes() for path in sorted((self.data / "mail").glob("*.log")))
        parts = [email.message_from_bytes(part.strip(), policy=email.policy.default) for part in raw.split(b"-" * 79) if part.strip()]
        return [f"{message['To']} {message['Subject']}\n{message.get_content()}" for message in parts]


@pytest.fixture(scope="session")
def portal(tmp_path_factory):
    """`manage.py start`, as `make run` does: web, worker and beat under one command."""
    data = Path(os.environ.get("JOURNEY_DATA") or tmp_path_factory.mktemp("portal"))
    running = Portal(data)
    log = (data / "run.log").open("w")
    process = subprocess.Popen([sys.executable, "manage.py", "start"], cwd=ROOT, env=running.env, stdout=log, stderr=subprocess.STDOUT, start_new_session=True)
    try:
        _wait(process, data)
        yield running
    finally:
        if process.poll() is None:
            os.killpg(process.pid, 15)
            process.wait(timeout=30)
        log.close()


def _wait(process, data: Path, seconds: int = 240) -> None:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        assert process.poll() is None, (data / "run.log").read_text()[-2000:]
        try:
            with urllib.request.urlopen(f"{BASE}/readyz", timeout=2) as answer:
                if answer.status == 200:
                    return
        except OSError:
            time.sleep(1)
    raise AssertionError("the portal did not come up:\n" + (data / "run.log").read_text()[-2000:])


@pytest.fixture(scope="session")
def chromium():
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=os.environ.get("CHROMIUM", "/usr/bin/chromium"), args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def logins(portal) -> dict[str, dict]:
    import json

    return {one["kind"]: one for one in json.loads(portal.manage("sample_logins", "--json"))}
