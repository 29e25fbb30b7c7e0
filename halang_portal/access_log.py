"""One line for every request: who by a keyed tag, which route by its name, how it ended, how long
it took. No path, no query, no address, no name.
"""

import logging
import re
import time
import uuid

from django.conf import settings
from django.core.signals import request_finished
from django.utils.crypto import salted_hmac
from django.utils.functional import LazyObject, empty

from halang_portal import metrics
from halang_portal.logs import REQUEST

log = logging.getLogger("portal.access")
WELL_FORMED = re.compile(
    r"[0-9a-fA-F][0-9a-fA-F-]{14,62}[0-9a-fA-F]"
)  # what proxies make: hexadecimal, a UUID; never words
LINE = "user=%s route=%s method=%s status=%s ms=%s"
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"})
REPORTING = "incidents:"  # the pages on which one reports, and lists


def request_id(request) -> str:
    """The proxy's, when it is well-formed; else a new one."""
    given = request.META.get("HTTP_X_REQUEST_ID", "")
    return given.lower() if WELL_FORMED.fullmatch(given) else uuid.uuid4().hex


def user_key(pk: int, route: str = "") -> str:
    """Twelve hexadecimal digits that only the holder of SECRET_KEY can tie to an account.

    The pages of reporting have a tag of their own: the line of a sign-in (the trail knows its
    minute and its name) does not resolve them.
    """
    return salted_hmac(
        "portal.access-log", f"{route.startswith(REPORTING)}:{pk}", algorithm="sha256"
    ).hexdigest()[:12]


def _user_of(request, route: str) -> str:
    """Only who is known already: the log asks the database nothing."""
    user = request.__dict__.get("user")
    if (
        user is None
        or (isinstance(user, LazyObject) and user._wrapped is empty)
        or not user.is_authenticated
    ):
        return "-"
    return user_key(user.pk, route)


def _route_of(request) -> str:
    match = request.resolver_match
    if match is not None:
        return match.view_name or "-"
    return "static" if request.path_info.startswith(f"/{settings.STATIC_URL.strip('/')}/") else "-"


class AccessLogMiddleware:
    """The outermost: whatever ends a request inside, its line is written and the answer carries
    X-Request-ID.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        began = time.perf_counter()
        request.request_id = request_id(request)
        REQUEST.set(request.request_id)
        response = self.get_response(request)
        response.headers["X-Request-ID"] = request.request_id
        spent = time.perf_counter() - began
        fields = {
            "user": _user_of(request, route := _route_of(request)),
            "route": route,
            "method": request.method if request.method in METHODS else "OTHER",
            "status": response.status_code,
            "ms": round(spent * 1000),
        }
        log.info(LINE, *fields.values(), extra={"fields": fields})
        metrics.count(route, fields["method"], response.status_code, spent)
        return response


def _forget(**signal) -> None:
    """What this thread logs between two requests belongs to neither."""
    REQUEST.set("-")


request_finished.connect(_forget, dispatch_uid="portal.access-log")
