"""Streaming stored bytes: re-hashed, as an attachment, inert; and pictures drawn from them. The
caller has already asked whether this person may have them.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from pathlib import Path

from django.db import transaction
from django.http import FileResponse, HttpResponse

from compliance.audit.actions import saw
from compliance.audit.models import Event
from compliance.core import parameters
from compliance.core.refusals import Invisible, NotNow
from compliance.files import DRAWN, MIME, Refused, Scan, bare, intact, page_count, picture, root
from compliance.files.models import StoredFile
from compliance.incidents import custody
from compliance.incidents.custody import Verb
from compliance.incidents.models import Evidence, Incident
from compliance.incidents.transitions import look, signature

_INERT = "default-src 'none'; sandbox; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
ONE_LOOK = timedelta(
    minutes=10
)  # the picture a page shows, fetched again by the browser, is the same look
HARMFUL = "Máy quét tìm thấy mã độc trong tệp này; tệp không mở được nữa. Báo quản trị hệ thống."
DAMAGED = "Tệp này không còn nguyên vẹn so với lúc nhận. Đã ghi vào nhật ký; báo quản trị hệ thống."


def serve_file(
    stored: StoredFile, *, by, obj, at: datetime, incident: Incident | None = None
) -> FileResponse:
    """The original bytes as a download. A file that no longer has its hash is not served, and that
    is an event.
    """
    require_intact(stored, by=by, obj=obj, at=at, incident=incident)
    _taken(obj, by=by, at=at, incident=incident)
    return _attachment(
        root() / stored.path, stored.name, MIME.get(stored.kind, "application/octet-stream")
    )


def serve_to_person(item: Evidence, *, by, at: datetime) -> FileResponse:
    """What the person concerned takes away: the same to read, without hidden data; its name says
    the number and no more.
    """
    require_intact(item.file, by=by, obj=item, at=at, incident=item.incident)
    _taken(item, by=by, at=at, incident=item.incident)
    name = f"CC-{item.number:02d}{'-ban-che' if item.copy else ''}"
    return _without_hidden(item.file, name)


def serve_paper(stored: StoredFile, *, by, at: datetime, incident: Incident) -> FileResponse:
    """An official paper to the person concerned: without hidden data, unless it is digitally
    signed; then whole, or the signature would be worth nothing.
    """
    require_intact(stored, by=by, obj=incident, at=at, incident=incident)
    _taken(incident, by=by, at=at, incident=incident)
    if stored.facts.get("signed"):
        return _attachment(root() / stored.path, f"van-ban.{stored.kind}", MIME[stored.kind])
    return _without_hidden(stored, "van-ban")


def _without_hidden(stored: StoredFile, name: str) -> FileResponse:
    try:
        copy = bare(stored)
    except Refused as refused:
        raise NotNow(f"{refused} Tệp chưa giao được; báo người phụ trách hồ sơ.") from refused
    return _attachment(copy, f"{name}{copy.suffix}", MIME[copy.suffix.lstrip(".")])


def serve_picture(
    item: Evidence,
    *,
    by,
    at: datetime,
    page: int = 1,
    large: bool = False,
    what: str = "viewed_evidence",
) -> HttpResponse:
    """One page drawn by the server, which may stand in a page of the portal. A look, unless it
    belongs to the look at the page that shows it.
    """
    if item.file.kind not in DRAWN:
        raise Invisible
    require_intact(item.file, by=by, obj=item, at=at, incident=item.incident)
    try:
        if not 1 <= page <= page_count(item.file):
            raise Invisible
        drawn = picture(item.file, page, large)
    except Refused as refused:
        raise NotNow(
            f"Không dựng được hình của tệp này ({refused}). Tải tệp về để xem."
        ) from refused
    if not _just_shown(item, by=by, at=at, what=what, page=page, large=large):
        _looked(item, by=by, at=at, what=what, pages=[page], large=large)
    return _inert(HttpResponse(drawn.read_bytes(), content_type="image/jpeg"))


def which_picture(request) -> tuple[int, bool]:
    """(page, large) of the address."""
    page = request.GET.get("trang", "1")
    return parameters.number(page, 1, 9999) or 0, request.GET.get("co") == "lon"


def show(
    item: Evidence,
    *,
    by,
    at: datetime,
    what: str = "viewed_evidence",
    pages: Iterable[int] = (),
    large: bool = False,
) -> None:
    """Somebody opens a page that shows these `pages` of one item: an event, and a row of custody. A
    damaged file is said to be damaged and is not shown.
    """
    if item.file_id:
        require_intact(item.file, by=by, obj=item, at=at, incident=item.incident)
    _looked(item, by=by, at=at, what=what, pages=list(pages), large=large)


@transaction.atomic
def _looked(item: Evidence, *, by, at: datetime, what: str, pages: list[int], large: bool) -> None:
    look(
        incident=item.incident,
        obj=item,
        by=by,
        at=at,
        what=what,
        after={"pages": pages, "large": large},
    )
    custody.write(
        item=item,
        verb=Verb.VIEWED,
        at=at,
        incident=item.incident,
        by=by,
        note=_in_words(pages, large),
    )


def _in_words(pages: list[int], large: bool) -> str:
    """Which pages, for the chain of custody; nothing of the only page in its usual size."""
    which = (
        ""
        if pages in ([], [1])
        else f"trang {pages[0]}"
        if len(pages) == 1
        else f"trang {pages[0]}–{pages[-1]}"
    )
    return ", ".join(part for part in (which, "phóng to" if large else "") if part)


def _just_shown(item: Evidence, *, by, at: datetime, what: str, page: int, large: bool) -> bool:
    """Whether the same person's look at this page of the item, at least as large, was written a
    moment ago.
    """
    who = signature(item.incident, by)
    named = who["by"]
    looks = Event.objects.about(item).filter(
        verb=what, at__gt=at - ONE_LOOK, actor_id=named.pk if named else None
    )
    looks = looks if named else looks.filter(actor_name=who["alias"])
    return any(
        page in look.get("pages", ()) and (look.get("large") or not large)
        for look in looks.values_list("after", flat=True)
    )


def require_intact(stored: StoredFile, *, by, obj, at: datetime, incident: Incident | None) -> None:
    """Not when it is known to be harmful. Hash it; when it is no longer what it was, write that
    down (in a transaction of its own: the refusal that follows must not undo it).
    """
    if stored.scan == Scan.INFECTED:
        raise NotNow(HARMFUL)
    if intact(stored):
        return
    with transaction.atomic():
        _seen(obj, by=by, at=at, what="evidence_damaged", incident=incident)
        if isinstance(obj, Evidence):
            custody.write(item=obj, verb=Verb.DAMAGED, at=at, incident=incident, by=None)
    raise NotNow(DAMAGED)


@transaction.atomic
def _taken(obj, *, by, at: datetime, incident: Incident | None) -> None:
    _seen(obj, by=by, at=at, what="downloaded", incident=incident)
    if isinstance(obj, Evidence):
        custody.write(item=obj, verb=Verb.DOWNLOADED, at=at, incident=incident, by=by)


def _seen(obj, *, by, at: datetime, what: str, incident: Incident | None) -> None:
    """A file that belongs to no case has no reporter and no person concerned to keep from the
    trail.
    """
    if incident is None:
        saw(by=by, obj=obj, at=at, what=what)
    else:
        look(incident=incident, obj=obj, by=by, at=at, what=what)


def _attachment(path: Path, name: str, kind: str) -> FileResponse:
    return _inert(
        FileResponse(path.open("rb"), as_attachment=True, filename=name, content_type=kind)
    )


def _inert(response):
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "no-store"
    response["Content-Security-Policy"] = _INERT
    return response
