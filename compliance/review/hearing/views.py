"""The signed receipt of a notice handed over on paper."""

from django.utils import timezone

from compliance.core.refusals import Invisible
from compliance.files.serving import serve
from compliance.review.case.fetching import fetch
from compliance.review.models import Delivery


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
