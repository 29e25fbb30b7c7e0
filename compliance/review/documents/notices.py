"""The notice on paper, for whoever hands it over and for the person concerned: to read, and as a
file to print.
"""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from compliance.audit.exports import as_file, keep
from compliance.core import committee, parameters
from compliance.core.parameters import Asked
from compliance.core.refusals import Invisible
from compliance.incidents.models import Incident
from compliance.incidents.transitions import look
from compliance.papers.writers import TYPES, WRITERS
from compliance.registry.actions import door
from compliance.registry.onetime import number_of
from compliance.review.case.fetching import fetch, fetch_own
from compliance.review.documents.composing.notice import notice_paper
from compliance.review.models import Notice
from compliance.rulebook.clocks import local_day


def notice(request, code: str):
    """The notice laid out for paper, for whoever hands it over."""
    incident = fetch(request, code)
    if incident.sealed:
        raise Invisible
    wanted = _asked_for(request, incident)
    look(incident=incident, by=request.user, at=timezone.now(), what="printed_notice")
    return _answer(request, incident, wanted, number=_number(incident, wanted))


def my_notice(request, code: str):
    """The person's own copy."""
    incident = fetch_own(request, code)
    return _answer(request, incident, _asked_for(request, incident), own=True)


def _asked_for(request, incident: Incident) -> Notice:
    """The notice asked for by `?lan=`, or the last one."""
    rows = incident.notices.order_by("-number")
    number = parameters.number(request.GET.get("lan", ""))
    wanted: Notice | None = rows.first() if number is None else rows.filter(number=number).first()
    if wanted is None:
        raise Invisible
    wanted.incident = incident
    return wanted


def _number(incident: Incident, wanted: Notice) -> str:
    """What the person types at their own door where no factor of theirs opens it; printed on the
    paper that is handed to them.
    """
    owner, now = incident.person.user, timezone.now()
    if owner is None or not owner.is_active or door.factor_counts(owner, now):
        return ""
    digits = number_of(door.paper_code(user=owner, about=f"notice:{wanted.pk}", at=now))
    return f"{digits[:4]} {digits[4:7]} {digits[7:]}"


def _answer(
    request, incident: Incident, wanted: Notice, *, number: str = "", own: bool = False
) -> HttpResponse:
    contact = committee.on(local_day(wanted.served_at)).help_contact
    paper = notice_paper(wanted, number=number, contact=contact)
    if form := Asked(request.GET).choice("dang", WRITERS):
        name = f"thong-bao-lan-{wanted.number}-{incident.code}.{form}"
        content = WRITERS[form](paper)
        keep(
            by=request.user,
            at=timezone.now(),
            what="downloaded_document",
            title=incident.code,
            name=name,
            content=content,
            event=False,
            about=incident,
        )
        return as_file(content, name, TYPES[form])
    context = {
        "incident": incident,
        "notice": wanted,
        "rows": incident.notices.order_by("-number"),
        "paper": paper,
        "own": own,
    }
    return render(request, "review/notice_sheet.html", context)
