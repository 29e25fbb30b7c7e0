"""Pages of rules can be read from a replica (REPLICA_URL); nothing else ever is.

A replica is seconds behind. Who may see what (accounts, functions, offices, relations, recusals,
grants, sessions), every case and everything counted from cases are asked of the primary alone: a
wall put up a moment ago stands at once. So is the calendar, which this process keeps for a moment
and computes deadlines with. What is left is public to everybody who is signed in.
"""

import logging
import time
from contextvars import ContextVar

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.utils import OperationalError

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
