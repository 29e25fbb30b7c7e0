"""Pages of rules can be read from a replica (REPLICA_URL); nothing else ever is.

A replica is seconds behind. Who may see what (accounts, functions, offices, relations, recusals,
grants, sessions), every case and everything counted from cases are asked of the primary alone: a
wall put up a moment ago stands at once. So is the calendar, which this process keeps for a moment
and computes deadlines with. What is left is public to everybody who is signed in.
"""

import logging
import time
from contextvars import ContextVar
from dataclasses import dataclass

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, Error, connection, connections
from django.db.utils import OperationalError

from halang_portal.patience import at_most

log = logging.getLogger(__name__)
REPLICA = "replica"
PAGES = {
    "guidance:sources",
    "rulebook:instruments",
    "rulebook:rule_set",
    "rulebook:rule_sets",
}
MODELS = {
    "guidance.OfficialSource",
    "rulebook.Instrument",
    "rulebook.Provision",
    "rulebook.RuleChange",
    "rulebook.RuleChoice",
    "rulebook.RuleSet",
    "rulebook.RuleTerm",
}
SAFE = ("GET", "HEAD")
OK, LATE, AWAY, UNKNOWN = "ok", "late", "away", "unknown"
PATIENCE = 3.0  # seconds either of them may take to say how far it is
AGAIN = 30.0  # seconds until a replica that was away is tried again
reading: ContextVar[bool] = ContextVar("reading", default=False)  # this request may ask it
_away_until = [0.0]


class Router:
    """Says a database for every question: none is left to where a row was loaded from."""

    def db_for_read(self, model, **hints) -> str:
        return REPLICA if reading.get() and model._meta.label in MODELS else DEFAULT_DB_ALIAS

    def db_for_write(self, model, **hints) -> str:
        reading.set(False)  # what is read after it, in this request, has to know of it
        return DEFAULT_DB_ALIAS

    def allow_relation(self, first, second, **hints) -> bool:
        return True  # the same rows, seen in two places

    def allow_migrate(self, db, app_label, **hints) -> bool:
        return db == DEFAULT_DB_ALIAS


class ReplicaMiddleware:
    """For PAGES, read by somebody whose browser has not just sent anything: whoever wrote reads
    what they wrote.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        before = reading.set(False)
        try:
            answer = self.get_response(request)
        finally:
            reading.reset(before)
        if request.method not in SAFE:
            answer.set_cookie(
                settings.WROTE_COOKIE,
                "1",
                max_age=settings.REPLICA_PIN_SECONDS,
                secure=settings.SESSION_COOKIE_SECURE,
                httponly=True,
                samesite="Lax",
            )
        return answer

    def process_view(self, request, view, args, kwargs):
        asked = request.method in SAFE and request.resolver_match.view_name in PAGES
        if asked and settings.WROTE_COOKIE not in request.COOKIES and _answers():
            reading.set(True)


def _answers() -> bool:
    """A replica that is away costs one wait in AGAIN seconds, and no page."""
    if time.monotonic() < _away_until[0]:
        return False
    try:
        connections[REPLICA].ensure_connection()
    except OperationalError as error:
        log.warning("replica: %s", error)
        _away_until[0] = time.monotonic() + AGAIN
        return False
    return True


@dataclass(frozen=True)
class Replica:
    """`state`: ok, late (further behind than whoever wrote is kept from it), away or unknown;
    `seconds`: how far behind, None when it did not say.
    """

    state: str
    seconds: float | None = None


def how_far() -> Replica | None:
    """How the replica is; None where there is none. Asks the primary first how far it has written:
    what has replayed all of that is not behind, however long ago the last transaction was.
    """
    if REPLICA not in connections:
        return None
    try:
        with at_most(PATIENCE), connections[REPLICA].cursor() as cursor:
            seconds = _seconds_behind(cursor)
    except Error as error:
        log.warning("replica: %s", error)
        return Replica(AWAY)
    if seconds is None:
        return Replica(UNKNOWN)
    return Replica(LATE if seconds > settings.REPLICA_PIN_SECONDS else OK, seconds)


def _seconds_behind(replica) -> float | None:
    """By the clock of the primary; None of what replays no log: SQLite, a logical copy."""
    if connection.vendor != "postgresql":
        return None
    with connection.cursor() as primary:
        primary.execute("SELECT pg_current_wal_lsn()::text, clock_timestamp()")
        written, now = primary.fetchone()
    replica.execute(
        "SELECT pg_last_wal_replay_lsn() >= %s::pg_lsn, pg_last_xact_replay_timestamp()", [written]
    )
    level, last = replica.fetchone()
    if level is None:
        return None
    if level:
        return 0.0
    return max(0.0, (now - last).total_seconds()) if last else None
