"""Streaming stored bytes: re-hashed, as an attachment, inert. The caller has already asked whether this person may have them."""

from datetime import datetime

from django.http import FileResponse, HttpResponse

from compliance.audit.actions import record, saw
from compliance.incidents.files import IMAGES, MIME, intact, preview, root
from compliance.incidents.gate import signature
from compliance.incidents.models import Incident, StoredFile
from compliance.refusals import Invisible, NotNow

_INERT = "default-src 'none'; sandbox; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"


def serve_file(stored: StoredFile, *, by, obj, at: datetime, incident: Incident) -> FileResponse:
    """The original bytes as a download. A file that no longer has its hash is not served, and that is an event."""
    if not intact(stored):
        record(verb="evidence_damaged", obj=obj, at=at, label=str(obj), **signature(incident, by))
        raise NotNow("Tệp này không còn nguyên vẹn so với lúc nhận. Đã ghi vào nhật ký; báo quản trị hệ thống.")
    saw(obj=obj, at=at, what="downloaded", label=str(obj), **signature(incident, by))
    response = FileResponse(
        (root() / stored.path).open("rb"), as_attachment=True, filename=stored.name, content_type=MIME.get(stored.kind, "application/octet-stream")
    )
    return _inert(response)


def serve_image(stored: StoredFile) -> HttpResponse:
    """A re-drawn picture that may stand in a page."""
    if stored.kind not in IMAGES:
        raise Invisible
    return _inert(HttpResponse(preview(stored), content_type="image/jpeg"))


def _inert(response):
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "no-store"
    response["Content-Security-Policy"] = _INERT
    return response
