"""The scan of a paper, for those who see the case."""

from django.utils import timezone

from compliance.core.refusals import Invisible
from compliance.files.serving import serve
from compliance.review.case.fetching import fetch


def paper_scan(request, code: str, pk: int):
    """What was entered is compared with this."""
    incident = fetch(request, code)
    row = incident.paper_acts.filter(pk=pk).select_related("scan").first()
    if row is None or incident.sealed:
        raise Invisible
    return serve(row.scan, by=request.user, obj=incident, at=timezone.now())
