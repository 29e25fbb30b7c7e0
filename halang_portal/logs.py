"""Log lines: the time with its zone, the request's id, and nothing personal; as text or as JSON.
Used by the web, the worker and gunicorn; knows no settings.

What drivers and libraries write is cut where it carries data: PostgreSQL's DETAIL (the whole row),
query strings, codes of cases, quoted values.
"""

import importlib
import json
import logging
import re
import threading
import traceback
from collections.abc import Callable
from contextvars import ContextVar
from datetime import datetime, timedelta, timezone

REQUEST: ContextVar[str] = ContextVar("request", default="-")
HOUSE_TIME = timezone(timedelta(hours=7))  # Viet Nam keeps no summer time
ROW_OF_THE_DRIVER = re.compile(r"\s*\b(DETAIL|CONTEXT|LINE \d+|QUERY|PARAMETERS):.*", re.S)
QUERY_STRING = re.compile(r"\?[^\s\"'<>?=&]+=[^\s\"'<>]*")
CASE_CODE = re.compile(r"\b[A-Z]{1,8}-(?:19|20)\d\d-[0-9A-Z]{6}\b")
QUOTED = re.compile(r"'[^']*'|\"[^\"]*\"")
NAME_OF_CODE = re.compile(r"[A-Za-z_][\w.]*", re.A)
SPEAK_OF_CODE = (
    AttributeError,
    KeyError,
    TypeError,
    NameError,
    ImportError,
)  # what they quote is ours: a field, a module, a class


def clean(text: str) -> str:
    """One line without what drivers, addresses and codes would tell of people."""
    text = ROW_OF_THE_DRIVER.sub("", text)
    text = CASE_CODE.sub("…", QUERY_STRING.sub("?…", text))
    return text.replace("\r", " ").replace("\n", " ⏎ ")


def describe(error: BaseException) -> str:
    """Where it happened and what kind it is, causes first; of the message what is not data."""
    before = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    context_lines = f"{describe(before)}\n" if before is not None else ""
    lines = "".join(traceback.format_tb(error.__traceback__))
    name = f"{type(error).__module__}.{type(error).__qualname__}"
    return f"{context_lines}{lines}{name}: {_message(error)}"


def _message(error: BaseException) -> str:
    text = clean(str(error))
    if type(error).__name__ == "NoReverseMatch":
        return text.partition(" with ")[0]  # the arguments that follow are what somebody typed
    if isinstance(error, SPEAK_OF_CODE):
        return QUOTED.sub(
            lambda quoted: quoted[0] if NAME_OF_CODE.fullmatch(quoted[0][1:-1]) else "'…'", text
        )
    return QUOTED.sub("'…'", text)


class Line(logging.Formatter):
    """`2026-11-28T09:00:00.123+07:00 INFO portal.access request=… message`."""

    def __init__(self, *args, **kwargs):  # gunicorn and dictConfig hand over formats of their own
        super().__init__()

    def formatTime(self, record, datefmt=None) -> str:
        return datetime.fromtimestamp(record.created, HOUSE_TIME).isoformat(timespec="milliseconds")

    def parts(self, record) -> dict:
        """What a line holds, cleaned, in its order. `fields`: what the record tells in columns."""
        message = record.getMessage()
        if request := getattr(record, "request", None):
            message = _without_address(message, request)
        error = record.exc_info[1] if record.exc_info else None
        return {
            "time": self.formatTime(record),
            "level": record.levelname,
            "logger": record.name,
            "request": REQUEST.get(),
            "message": clean(message),
            **getattr(record, "fields", {}),
            **({"error": describe(error)} if error is not None else {}),
        }

    def format(self, record) -> str:
        parts = self.parts(record)
        line = "{time} {level} {logger} request={request} {message}".format(**parts)
        return f"{line}\n{parts['error']}" if "error" in parts else line


class JsonLine(Line):
    """The same, one JSON object a line (LOG_FORMAT=json)."""

    def format(self, record) -> str:
        return json.dumps(self.parts(record), ensure_ascii=False)


FORMATS = {"text": Line, "json": JsonLine}


class ErrorHook(logging.Handler):
    """Hands every error, cleaned as a line is, to a function of the operator (ERROR_HOOK): for
    Sentry, OpenTelemetry or a pager. What the function raises ends nothing and is not logged again.

    `hook`: where it is, dotted. Raises ImportError or AttributeError at the start when it is not.
    """

    def __init__(self, hook: str, level: int | str = logging.ERROR):
        super().__init__(level)
        module, _, name = hook.rpartition(".")
        self.hook: Callable[[dict], None] = getattr(importlib.import_module(module), name)
        self.line, self.busy = Line(), threading.local()

    def emit(self, record) -> None:
        if getattr(self.busy, "now", False):
            return  # an error of the hook itself
        self.busy.now = True
        try:
            self.hook(self.line.parts(record))
        except Exception:
            self.handleError(record)
        finally:
            self.busy.now = False

    def handleError(self, record) -> None:
        """logging would print the record as it came, with what it says of people."""


def _without_address(message: str, request) -> str:
    """Django names the path; the name of the route says the same without the code of a case."""
    path = getattr(request, "path", "")
    match = getattr(request, "resolver_match", None)
    return (
        message.replace(path, match.view_name or "-" if match else "-")
        if len(path) > 1
        else message
    )
