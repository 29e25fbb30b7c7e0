"""API of incidents: the same list and the same wall as the pages, read only."""

from django.utils import timezone
from rest_framework.decorators import api_view
from rest_framework.response import Response

from compliance.core.parameters import Asked
from compliance.core.refusals import Invisible
from compliance.incidents.filters import COUNTED, PARAMETERS, narrow_list
from compliance.incidents.models import Incident
from compliance.incidents.paging import newest
from compliance.incidents.queries import require_declared
from compliance.incidents.transitions import look
from compliance.registry.models import Posting
from compliance.rulebook.clocks import local_day

PER_PAGE = 50


def _line(incident: Incident) -> dict:
    """One row of the list. A sealed one gives nothing but its code and status."""
    line = {
        "code": incident.code,
        "status": incident.status,
        "status_label": incident.get_status_display(),
    }
    if incident.sealed:
        return line
    return {
        **line,
        "title": incident.title,
        "person": incident.person.full_name,
        "position": incident.position,
        "second_post": incident.post_kind == Posting.Kind.SECOND,
        "office": incident.office.name,
        "category": incident.category,
        "outcome": incident.outcome,
        "submitted_at": incident.submitted_at.isoformat(),
        "due_on": incident.due_on.isoformat() if incident.due_on else None,
    }


@api_view(["GET"])
def incidents(request):
    """The filters of the list page and `after` -> {"count", "results": [...], "next"}, fifty at a
    time, the newest first. "count": cases, null beyond a thousand; "next": the `after` of those
    that follow, null where none do. 400 for a filter or a value that is not known.
    """
    asked = Asked(request.query_params, known=(*PARAMETERS, "after"))
    visible = Incident.objects.visible_to(request.user).with_people()
    filtered = narrow_list(visible, asked, request.user, local_day(timezone.now()))
    rows = filtered.rows.filter(submitted_at__isnull=False)
    number = rows.count_to(COUNTED, request.user)
    items, after = newest(rows, asked, "submitted_at", PER_PAGE)
    return Response(
        {
            "count": number if number <= COUNTED else None,
            "results": [_line(incident) for incident in items],
            "next": after or None,
        }
    )


@api_view(["GET"])
def incident(request, code: str):
    """One case; the look is an event."""
    row = (
        Incident.objects.visible_to(request.user)
        .with_people()
        .filter(code=code, submitted_at__isnull=False)
        .first()
    )
    if row is None:
        raise Invisible
    require_declared(row, request.user)
    look(incident=row, by=request.user, at=timezone.now())
    return Response(
        _line(row) if row.sealed else {**_line(row), "narrative": row.narrative, "link": row.link}
    )


ROUTES = [("incidents/", incidents, "incidents"), ("incidents/<str:code>/", incident, "incident")]
