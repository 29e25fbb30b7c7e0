"""How much one person does in how long: a table of routes, one way to count, one answer (429).
Meant for machines; the figures are in settings.LIMITS.

Public pages are counted by address, all others by account. Anything that takes a form falls under
`write`, so that no new route is forgotten.
"""

import re
import time

from allauth.account.adapter import get_adapter
from django.conf import settings
from rest_framework.throttling import BaseThrottle

from halang_portal.counters import count_up
from halang_portal.errors import too_many

CREATES = {
    "incidents:log",
    "incidents:edit",
    "incidents:copy",
    "files:uploads",
    "registry:close_office",
    "reports:summary",
    "reports:recipient",
    "review:new_document",
    "review:ask_reveal",
    "review:redact",
    "review:change_calendar",
    "review:change_terms",
    "retention:propose",
    "retention:hold",
    "registry:new_person",
    "registry:staff_import",
    "registry:office_import",
    "registry:new_posting",
    "registry:declare_kin",
    "registry:ask",
    "registry:paper_request",
    "registry:new_office",
    "registry:change_committee",
    "registry:functions",
    "registry:account",
    "rulebook:new_instrument",
    "guidance:new_dispatch",
    "guidance:new_briefing",
    "guidance:sources",
    "reports:save_view",
    "reports:revise_summary",
    "reports:distribute",
    "reports:record_extract",
    "reports:resend",
    "reports:recipients",
    "reports:new_direction",
    "reports:reply_direction",
    "reports:remind_return",
    "guidance:remind",
    "review:departures",
    "assurance:new_breach",
    "assurance:breach",
    "registry:ask_access",
    "registry:new_accounts",
}
EXPORTS = {
    "incidents:export",
    "review:export_documents",
    "review:calendar_template",
    "review:download_document",
    "review:my_document",
    "review:sheet",
    "review:fairness",
    "review:my_fairness",
    "review:notice",
    "review:my_notice",
    "retention:due_book",
    "retention:minutes",
    "retention:register",
    "registry:export",
    "registry:template",
    "registry:office_template",
    "registry:import_download",
    "registry:own_copy",
    "guidance:sign_list",
    "reports:export",
    "reports:document",
    "reports:export_returns",
    "reports:export_directions",
    "audit:export",
    "audit:chain",
    "audit:verifier",
    "audit:export_ledger",
    "assurance:export_breaches",
    "registry:slip",
    "registry:slips",
    "registry:slip_numbers",
}
TYPES = {"desk:keep"}  # by itself, while somebody types
VERIFIES = {"reports:verify", "reports:verify_form", "reports:copy", "reports:copy_file"}
NOT_REPEATED = re.compile(r"csrfmiddlewaretoken|password|^code$|secret")
SAFE = ("GET", "HEAD", "OPTIONS", "TRACE")


def kinds_of(route: str, method: str, searches: bool = False) -> list[str]:
    """Under which limits a request falls. The API counts its own (AccountThrottle)."""
    if route.startswith("api:"):
        return []
    kinds = ["verify"] if route in VERIFIES else []
    kinds += ["export"] if route in EXPORTS else []
    kinds += ["search"] if searches and method in SAFE else []
    if method not in SAFE:
        kinds += ["write", *(["create"] if route in CREATES else [])]
        kinds += ["typing"] if route in TYPES else []
    return kinds


def wait_for(kind: str, who: str) -> int:
    """Count one more of `kind`; 0 when it may be done, else the seconds until it may."""
    now = time.time()
    for most, window in settings.LIMITS.get(kind, ()):
        number = count_up("limit", kind, window, who, int(now // window), seconds=window)
        if number > most:
            return max(1, int(window - now % window))
    return 0


def who_asks(request) -> str:
    if request.user is not None and request.user.is_authenticated:
        return f"user {request.user.pk}"
    return f"address {get_adapter().get_client_ip(request)}"


def typed(request) -> list[tuple[str, str]]:
    """The fields of a form that was sent, for a page that sends them again; what opens an account
    is not repeated.
    """
    if request.method != "POST":
        return []
    return [
        (name, value)
        for name, values in request.POST.lists()
        for value in values
        if not NOT_REPEATED.search(name)
    ]


class LimitsMiddleware:
    """Before the view, after the token of the form: a refused request has done nothing."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        route = request.resolver_match.view_name or ""
        kinds = kinds_of(route, request.method, bool(request.GET.get("q", "").strip()))
        if not request.user.is_authenticated and "verify" not in kinds:
            return None  # the sign-in page has limits of its own
        for kind in kinds:
            if seconds := wait_for(kind, who_asks(request)):
                return too_many(request, seconds=seconds, again=typed(request))
        return None


class AccountThrottle(BaseThrottle):
    """REST framework asks this of every view of the API."""

    def allow_request(self, request, view) -> bool:
        self.seconds = wait_for("api", who_asks(request))
        return self.seconds == 0

    def wait(self) -> int:
        return self.seconds
