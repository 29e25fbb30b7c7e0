"""The page of the clock ledger: each date with its rule, each row that moved one."""

from django.shortcuts import render
from django.utils import timezone

from compliance.incidents.queries import case_roles
from compliance.incidents.transitions import look
from compliance.review.case.fetching import fetch
from compliance.review.deadlines.ledger import READERS, derived, told_rows
from compliance.review.deadlines.queries import opened_under
from compliance.rulebook.clocks import local_day


def ledger(request, code: str):
    """For whoever sees the case; reasons about health and family only for those who handle it."""
    incident = fetch(request, code)
    now = timezone.now()
    look(incident=incident, by=request.user, at=now, what="saw")
    today, open_to = local_day(now), bool(READERS & case_roles(incident, request.user))
    context = {
        "incident": incident,
        "dates": derived(incident, today),
        "rows": told_rows(incident, open_to),
        "opened_under": opened_under(incident),
    }
    return render(request, "review/ledger.html", context)
