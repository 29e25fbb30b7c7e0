"""The portal as it is served, for the bench: gunicorn with two workers, one client that keeps its
connection and its session.
"""

import http.client
import os
import socket
import subprocess
import sys
import time
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore

from compliance.registry.models import User

CSRF = "b" * 32


def session_of(user: User) -> str:
    """A session written once; every request reads it as a browser's would."""
    session = SessionStore()
    session.update(
        {
            SESSION_KEY: str(user.pk),
            BACKEND_SESSION_KEY: settings.AUTHENTICATION_BACKENDS[0],
            HASH_SESSION_KEY: user.get_session_auth_hash(),
        }
    )
    session.save()
    return session.session_key


class Served:
    """with Served(user) as served: served.get('/ho-so/') -> (status, bytes)."""

    def __init__(self, user: User):
        self.cookie = (
            f"{settings.SESSION_COOKIE_NAME}={session_of(user)}; {settings.CSRF_COOKIE_NAME}={CSRF}"
        )
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]

    def __enter__(self) -> "Served":
        command = [
            sys.executable,
            "-m",
            "gunicorn",
            "halang_portal.wsgi:application",
            "--bind",
            f"127.0.0.1:{self.port}",
            "--workers",
            "2",
            "--threads",
            "2",
        ]
        command += ["--no-control-socket", "--keep-alive", "60"]
        environment = {**os.environ, "LOG_LEVEL": "ERROR"}
        self.process = subprocess.Popen(  # noqa: S603
            command,
            cwd=settings.BASE_DIR,
            env=environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        until = time.monotonic() + 30
        while True:
            try:
                self.connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
                if self.get("/healthz")[0] == 200:
                    return self
            except OSError:
                if time.monotonic() > until:
                    raise
                time.sleep(0.3)

    def __exit__(self, *spare) -> None:
        self.process.terminate()
        self.process.wait(timeout=20)

    def get(self, path: str) -> tuple[int, bytes]:
        return self._ask("GET", path)

    def post(self, path: str, data: dict) -> tuple[int, bytes]:
        body = urlencode({**data, "csrfmiddlewaretoken": CSRF}, doseq=True)
        return self._ask("POST", path, body, {"Content-Type": "application/x-www-form-urlencoded"})

    def _ask(
        self, method: str, path: str, body: str | None = None, headers: dict | None = None
    ) -> tuple[int, bytes]:
        self.connection.request(method, path, body, {"Cookie": self.cookie, **(headers or {})})
        answer = self.connection.getresponse()
        return answer.status, answer.read()
