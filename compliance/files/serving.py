"""The one way out: may this person, are the bytes what they were, an event, and then an inert
attachment.
"""

from datetime import datetime
from typing import IO

from django.db import transaction
from django.db.models import Model
from django.http import FileResponse

from compliance.audit.actions import saw
from compliance.core.language import _
from compliance.core.refusals import Invisible, NotNow
from compliance.files.attachments import PERMITS, TRAIL
from compliance.files.kinds import MIME, named_for
from compliance.files.models import StoredFile
from compliance.files.parse import Refused
from compliance.files.renditions import bare
from compliance.files.scan import Scan
from compliance.files.storage import intact, opened
from compliance.stores.away import STORE_AWAY, StoreAway

INERT = "default-src 'none'; sandbox; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
SEALED = _("Tệp đã niêm phong, không ai mở được nữa. Lý do: {}")
HARMFUL = _("Máy quét tìm thấy mã độc trong tệp này; tệp không mở được nữa. Báo quản trị hệ thống.")
DAMAGED = _(
    "Tệp này không còn nguyên vẹn so với lúc nhận. Đã ghi vào nhật ký; báo quản trị hệ thống."
)


def serve(
    stored: StoredFile, *, by, obj: Model, at: datetime, bare_as: str = "", signed_whole=False
) -> FileResponse:
    """A file that hangs on `obj`, as a download. Raises Invisible when the room of `obj` does not
    let `by` have it, NotNow when the file is sealed, and when the bytes are harmful or no longer
    what they were: that is an event.

    `bare_as`: a copy without hidden data under this name, for the person concerned. With
    `signed_whole` a digitally signed file goes whole under that name, or its signature would be
    worth nothing.
    """
    if not PERMITS[type(obj)](by, obj, stored):
        raise Invisible
    require_intact(stored, by=by, obj=obj, at=at)
    with transaction.atomic():
        record_look(obj, by=by, at=at, what="downloaded")
    if not bare_as:
        name = named_for(stored.name, stored.kind)
        return _attachment(opened(stored.path), name, stored.kind)
    if signed_whole and stored.facts.get("signed"):
        return _attachment(opened(stored.path), f"{bare_as}.{stored.kind}", stored.kind)
    try:
        copy = bare(stored)
        source = copy.open()
    except Refused as refused:
        raise NotNow(
            _("{refused} Tệp chưa giao được; báo người phụ trách hồ sơ.").format(refused=refused)
        ) from refused
    return _attachment(source, f"{bare_as}.{copy.ending}", copy.ending)


def require_intact(stored: StoredFile, *, by, obj: Model, at: datetime) -> None:
    """Raises NotNow when the file is sealed, known to be harmful, out of reach, or no longer what
    it was; the last is written down in a transaction of its own: the refusal must not undo it.
    """
    if stored.sealed_at:
        raise NotNow(SEALED.format(stored.sealed_because))
    if stored.scan == Scan.INFECTED:
        raise NotNow(HARMFUL)
    try:
        if intact(stored):
            return
    except StoreAway as away:
        raise NotNow(STORE_AWAY) from away
    with transaction.atomic():
        record_look(obj, by=by, at=at, what="evidence_damaged")
    raise NotNow(DAMAGED)


def record_look(obj: Model, *, by, at: datetime, what: str) -> None:
    """The event, as the room of `obj` writes it; where it has no way of its own, with the name."""
    TRAIL.get(type(obj), saw)(obj=obj, by=by, at=at, what=what)


def inert(response):
    """Nothing in it runs, nothing of it stays with the browser."""
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "no-store"
    response["Content-Security-Policy"] = INERT
    return response


def _attachment(source: IO[bytes], name: str, kind: str) -> FileResponse:
    content_type = MIME.get(kind, "application/octet-stream")
    return inert(FileResponse(source, as_attachment=True, filename=name, content_type=content_type))
