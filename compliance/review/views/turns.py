"""Whom a case waits for, on its page, and a reminder to them."""

from typing import Any

from django.contrib import messages
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from compliance.core.language import _
from compliance.core.presence import present
from compliance.incidents.queries import fits
from compliance.incidents.workflow import STEPS, CaseRole
from compliance.review.asking import may_remind, remind, signs_of
from compliance.review.case.fetching import fetch
from compliance.review.case.standing import Standing
from compliance.review.turns import turns_of
from compliance.rulebook.clocks import local_day

NAMED = 3  # of more than these the rest is a number


def turn_rows(standing: Standing, mine: set[CaseRole]) -> list[dict[str, Any]]:
    """What the case asks of whom, the viewer's own first: the turn, who is at it already, and
    whether they may be reminded.
    """
    incident, viewer = standing.incident, present(standing.viewer)
    turns = turns_of(standing)
    reminded, busy = signs_of(incident, viewer, standing.at) if turns else ({}, {})
    rows = []
    for turn in turns:
        own = viewer in turn.people and fits(STEPS[turn.verb], mine)
        last = reminded.get(turn.key)
        rows.append(
            {
                "turn": turn,
                "own": own,
                "names": [user.display_name for user in turn.people[:NAMED]],
                "more": max(len(turn.people) - NAMED, 0),
                "may_remind": may_remind(turn, mine, viewer),
                "reminded_today": last is not None and local_day(last) == standing.today,
                "last": last,
                "busy": busy.get(turn.verb),
            }
        )
    return sorted(rows, key=lambda row: not row["own"])


@require_POST
def remind_them(request, code: str):
    """Tell whoever owes the act once more."""
    incident = fetch(request, code)
    count = remind(
        incident=incident,
        key=request.POST.get("key", "")[:60],
        by=request.user,
        at=timezone.now(),
    )
    messages.success(request, _("Đã nhắc {count} người.").format(count=count))
    return redirect("review:case", code)
