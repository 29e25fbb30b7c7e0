"""The notice on paper, for whoever hands it over and for the person concerned; its signed
receipt.
"""

from django.shortcuts import render
from django.utils import timezone

from compliance.core import parameters
from compliance.core.refusals import Invisible
from compliance.files.serving import serve
from compliance.incidents.models import Incident
from compliance.incidents.transitions import look
from compliance.registry.actions import door
from compliance.registry.onetime import number_of
from compliance.review.case.fetching import fetch, fetch_own
from compliance.review.case.window import nothing_before
from compliance.review.models import Delivery, Notice


def notice(request, code: str):
    """The notice laid out for paper, for whoever hands it over."""
    incident = fetch(request, code)
    if incident.sealed:
        raise Invisible
    sent = _notice(request, incident)
    look(incident=incident, by=request.user, at=timezone.now(), what="printed_notice")
    return render(
        request,
        "review/notice_sheet.html",
        {**sent, "own": False, "number": _number(incident, sent["notice"])},
    )


def _number(incident, notice: Notice) -> str:
    """What the person types at their own door where no factor of theirs opens it; printed on the
    paper that is handed to them.
    """
    owner, now = incident.person.user, timezone.now()
    if owner is None or not owner.is_active or door.factor_counts(owner, now):
        return ""
    digits = number_of(door.paper_code(user=owner, about=f"notice:{notice.pk}", at=now))
    return f"{digits[:4]} {digits[4:7]} {digits[7:]}"


def my_notice(request, code: str):
    """The person's own copy."""
    incident = fetch_own(request, code)
    return render(request, "review/notice_sheet.html", {**_notice(request, incident), "own": True})


def _notice(request, incident: Incident) -> dict:
    """The notice asked for by `?lan=`, or the last one. Nothing in it comes from who reported."""
    rows = incident.notices.order_by("-number")
    number = parameters.number(request.GET.get("lan", ""))
    wanted: Notice | None = rows.first() if number is None else rows.filter(number=number).first()
    if wanted is None:
        raise Invisible
    return {
        "incident": incident,
        "notice": wanted,
        "rows": rows,
        "rule": nothing_before(wanted.due_on, incident.person.get_salutation_display()),
        "allegations": (
            incident.allegations.select_related("provision__instrument").order_by("number")
        ),
        "bundle": wanted.bundle.select_related("file").order_by("number"),
    }


def delivery_scan(request, code: str, pk: int):
    """The signed receipt of a notice handed over on paper."""
    incident = fetch(request, code)
    row = (
        Delivery.objects.filter(notice__incident=incident, pk=pk, scan__isnull=False)
        .select_related("scan")
        .first()
    )
    if row is None or incident.sealed:
        raise Invisible
    return serve(row.scan, by=request.user, obj=incident, at=timezone.now())
