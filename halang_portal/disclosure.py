"""For whoever finds a hole: how to tell it, what is promised, and a door for the browsers' own
reports.
"""

import json
import logging
from datetime import timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST

from compliance.core.language import joined

log = logging.getLogger(__name__)
VALID_DAYS = 180  # how long a copy of security.txt may be relied on (RFC 9116, 2.5.5)
REPORT_BYTES, REPORTS_A_MINUTE = 8 * 1024, 60


@login_not_required
@require_GET
def security_txt(request):
    """RFC 9116: where a finder turns to. The contact is a setting; without one, the page that says
    how.
    """
    policy = settings.PORTAL_URL + reverse("disclosure")
    lines = (
        f"Contact: {settings.SECURITY_CONTACT or policy}",
        f"Expires: {timezone.now() + timedelta(days=VALID_DAYS):%Y-%m-%dT00:00:00Z}",
        "Preferred-Languages: vi, en",
        f"Canonical: {settings.PORTAL_URL}{request.path}",
        f"Policy: {policy}",
    )
    return HttpResponse(joined("\n", lines) + "\n", content_type="text/plain; charset=utf-8")


@login_not_required
@require_GET
def robots(request):
    """No page is for a search engine; X-Robots-Tag says so again on every answer."""
    return HttpResponse("User-agent: *\nDisallow: /\n", content_type="text/plain; charset=utf-8")


@login_not_required
@require_GET
def policy(request):
    """How to report a hole, in both languages."""
    contact = settings.SECURITY_CONTACT.removeprefix("mailto:")
    return render(request, "portal/disclosure.html", {"contact": contact})


# a browser sends its report without a form and without a token; nothing is written but a log line
@csrf_exempt
@login_not_required
@require_POST
def csp_report(request):
    """One log line for what a browser blocked: the rule and the origin, never the address of the
    page.

    Always answers 204. At most REPORTS_A_MINUTE lines; a longer body is not read.
    """
    length = request.META.get("CONTENT_LENGTH") or "0"
    if length.isdigit() and int(length) <= REPORT_BYTES and _under_limit():
        for violation in _violations(request.body):
            log.warning("csp directive=%s blocked=%s", *violation)
    return HttpResponse(status=204)


def _under_limit() -> bool:
    key = f"csp-report:{timezone.now():%Y%m%d%H%M}"
    return cache.add(key, 1, 120) or cache.incr(key) <= REPORTS_A_MINUTE


def _violations(body: bytes) -> list[tuple[str, str]]:
    """(directive, origin) of a report in either of the two formats browsers send; [] for anything
    else.
    """
    try:
        data = json.loads(body)
    except ValueError:
        return []
    reports = data if isinstance(data, list) else [data]
    violations = []
    for report in reports[:10]:
        inner = report.get("csp-report") or report.get("body") if isinstance(report, dict) else None
        if isinstance(inner, dict):
            directive = inner.get("effective-directive") or inner.get("effectiveDirective") or ""
            blocked = inner.get("blocked-uri") or inner.get("blockedURL") or ""
            violations.append((_word(directive), _origin(blocked)))
    return violations


def _word(text) -> str:
    """Letters, digits, dashes and dots alone: a log line cannot be forged with it."""
    return "".join(
        sign for sign in str(text)[:80] if sign.isascii() and (sign.isalnum() or sign in "-.")
    )


def _origin(address) -> str:
    """Scheme and host of an address; a keyword such as inline as it is."""
    try:
        parts = urlsplit(str(address)[:500])
    except ValueError:
        return "unreadable"
    return (
        f"{_word(parts.scheme)}:{_word(parts.hostname or '')}" if parts.scheme else _word(address)
    )
