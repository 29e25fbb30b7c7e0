"""Evidence, streamed through the permission check."""

from django.utils import timezone

from compliance.core.refusals import Invisible
from compliance.files.serving import serve
from compliance.incidents.custody import open_evidence
from compliance.incidents.models import Evidence, Incident
from compliance.incidents.queries import require_declared
from compliance.incidents.serving import serve_picture, which_picture


def _fetch(request, pk) -> Evidence:
    """An item that this person may open, of a case they see. A sealed case has no evidence for
    anybody.
    """
    cases = Incident.objects.visible_to(request.user).filter(sealed=False)
    item = (
        Evidence.objects.filter(
            pk=pk, incident__in=cases.values("pk"), removed_at=None, file__isnull=False
        )
        .select_related("file", "incident__reporter", "incident__person")
        .first()
    )
    if item is None or not open_evidence(item.incident, request.user).filter(pk=pk).exists():
        raise Invisible
    require_declared(item.incident, request.user)
    return item


def evidence_file(request, pk):
    item = _fetch(request, pk)
    return serve(item.file, by=request.user, obj=item, at=timezone.now())


def evidence_image(request, pk):
    """?trang=2 is the second page of a PDF, ?co=lon the larger picture."""
    page, large = which_picture(request)
    return serve_picture(
        _fetch(request, pk), by=request.user, at=timezone.now(), page=page, large=large
    )
