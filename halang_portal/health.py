"""What whoever watches the machine asks: is the process alive, and which part of the portal is
away. Tells strangers nothing else.

Both are answered before a session, a host name or a redirect to https is looked at: a load balancer
sends none of them, and a database that is away
must be said, not be an error page.
"""

import os
import shutil

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import Error, connection
from django.http import HttpResponse
from django.utils import timezone
from redis import Redis
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry

from compliance.core.answers import JsonResponse
from compliance.files.storage import shelf
from compliance.outbox.breaker import MAIL_SERVER, outage
from compliance.outbox.handlers import DEFAULT, LONG, MAIL
from compliance.outbox.heartbeat import late_lanes
from halang_portal.metrics import metrics
from halang_portal.patience import at_most
from halang_portal.replica import how_far

OK, AWAY, LATE, FULL, UNKNOWN = "ok", "away", "late", "full", "unknown"
# what is a 503: without Redis every page works, and a mail server that is away delays mail alone
MATTER = ("database", "files", "background", "long")
MOMENT = 0.3  # seconds a Redis may take to answer
PATIENCE = 3.0  # seconds the database may take to answer


@login_not_required
def healthz(request) -> HttpResponse:
    """The process answers. Asks nothing of anybody: what a load balancer should look at."""
    return HttpResponse("ok", content_type="text/plain; charset=utf-8")


@login_not_required
def readyz(request) -> JsonResponse:
    """Each part in one word; 503 when one of MATTER is not well: what a monitor should look at."""
    states = parts()
    return JsonResponse(states, status=503 if any(states[name] != OK for name in MATTER) else 200)


def parts() -> dict[str, str]:
    """{part: ok | away | late | full | unknown}. `background`, `mail`, `long`: whether that lane of
    the work beside the pages is heard of (compliance.outbox.heartbeat); `replica`, where there is
    one: no page waits for it.
    """
    states = {**_database(), "files": _files()}
    if settings.REDIS_URL:
        states["redis"] = redis_state()
    if states["database"] == OK and (replica := how_far()):
        states["replica"] = replica.state
    return states


def _database() -> dict[str, str]:
    try:
        with at_most(PATIENCE), connection.cursor() as cursor:
            cursor.execute("SELECT 1")
            late, away = late_lanes(timezone.now()), outage(MAIL_SERVER)
    except Error:
        return {"database": AWAY, **dict.fromkeys(("background", "mail", "long"), UNKNOWN)}
    heard = {lane: LATE if lane in late else OK for lane in (DEFAULT, MAIL, LONG)}
    return {
        "database": OK,
        "background": heard[DEFAULT],
        "mail": AWAY if away else heard[MAIL],
        "long": heard[LONG],
    }


def _files() -> str:
    """Whether evidence can be written: the folder, or the one it will be made in, and the bucket
    where there is one; room for the largest request at least.
    """
    folder = shelf().workplace()
    while not folder.exists():
        folder = folder.parent
    if not os.access(folder, os.W_OK | os.X_OK) or not shelf().answers():
        return AWAY
    return OK if shutil.disk_usage(folder).free > settings.UPLOAD_BODY_MAX_BYTES else FULL


def redis_state() -> str:
    """Whether it answers within MOMENT."""
    once = Retry(NoBackoff(), 0)
    try:
        with Redis.from_url(
            settings.REDIS_URL, socket_timeout=MOMENT, socket_connect_timeout=MOMENT, retry=once
        ) as asked:
            asked.ping()
    except (RedisError, OSError):
        return AWAY
    return OK


class HealthMiddleware:
    """Answers both, and /metrics where it is on, before anything else of the request is looked
    at.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        asked = {"/healthz": healthz, "/readyz": readyz}.get(request.path_info)
        if settings.METRICS_TOKEN and request.path_info == "/metrics":
            asked = metrics
        return asked(request) if asked else self.get_response(request)
