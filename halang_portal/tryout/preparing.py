"""While the try-out is being prepared: every address answers with how far it is, so that the first
page comes at once and the sample goes on loading behind it.
"""

import json
import threading
import time
from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from socketserver import ThreadingMixIn
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation
from whitenoise import WhiteNoise

from compliance.core.language import _
from halang_portal.language import language_of_browser

HEADERS = [
    ("Cache-Control", "no-store"),
    ("Content-Security-Policy", "default-src 'self'; frame-ancestors 'none'"),
    ("Retry-After", "5"),
]


class _Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True  # an open connection does not hold the portal up


class _Quiet(WSGIRequestHandler):
    def log_message(self, *args) -> None:
        """The page asks every other second; the terminal is for whoever started the portal."""


class Preparing(AbstractContextManager):
    """Serves the page of progress on `port` while the block runs; the port is free after it."""

    def __init__(self, host: str, port: int, seconds: Callable[[], float] = time.monotonic):
        self.host, self.port, self._seconds = host, port, seconds
        self._begun, self._share = seconds(), 0.0

    def __enter__(self) -> "Preparing":
        # "fresh": what is collected while it serves is found too
        serve = WhiteNoise(self._answer, autorefresh=True)
        serve.add_files(settings.STATIC_ROOT, prefix=settings.STATIC_URL)
        self._server = make_server(self.host, self.port, serve, _Server, _Quiet)
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *raised) -> None:
        self._server.shutdown()
        self._server.server_close()

    def reached(self, share: float) -> None:
        """`share` of the work is done, 0 to 1; it never goes back."""
        self._share = max(self._share, min(share, 1.0))

    def state(self) -> dict[str, int | str]:
        """What the page shows: how far, in percent, and about how long it will take."""
        return {"percent": int(100 * self._share), "left": str(self._left())}

    def _left(self) -> str:
        gone = self._seconds() - self._begun
        if self._share < 0.1:
            return _("còn vài phút")
        minutes = round(gone * (1 - self._share) / self._share / 60)
        return (
            _("còn khoảng {minutes} phút").format(minutes=minutes)
            if minutes
            else _("còn chưa đến một phút")
        )

    def _answer(self, environ: dict, start_response: Callable) -> Iterable[bytes]:
        language = language_of_browser(environ.get("HTTP_ACCEPT_LANGUAGE", ""))
        with translation.override(language):
            kind, body = self._said(environ["PATH_INFO"])
        start_response(
            "503 Service Unavailable",
            [("Content-Type", kind), ("Content-Language", language), *HEADERS],
        )
        return [body.encode()]

    def _said(self, path: str) -> tuple[str, str]:
        state = self.state()
        if path in ("/readyz", "/healthz"):
            return "application/json", json.dumps({"ready": False, **state})
        return "text/html; charset=utf-8", render_to_string("portal/preparing.html", state)
