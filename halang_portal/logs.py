"""Log lines: the time with its zone, the request's id, and nothing personal. Used by the web, the
worker and gunicorn; knows no settings.

What drivers and libraries write is cut where it carries data: PostgreSQL's DETAIL (the whole row),
query strings, codes of cases, quoted values.
"""

import logging
import re
import traceback
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

    def format(self, record) -> str:
        message = record.getMessage()
        if request := getattr(record, "request", None):
            message = _without_address(message, request)
        line = (
            f"{self.formatTime(record)} {record.levelname} {record.name} request={REQUEST.get()}"
            f" {clean(message)}"
        )
        error = record.exc_info[1] if record.exc_info else None
        return f"{line}\n{describe(error)}" if error is not None else line


def _without_address(message: str, request) -> str:
    """Django names the path; the name of the route says the same without the code of a case."""
    path = getattr(request, "path", "")
    match = getattr(request, "resolver_match", None)
    return (
        message.replace(path, match.view_name or "-" if match else "-")
        if len(path) > 1
        else message
    )
