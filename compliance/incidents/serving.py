"""Evidence handed out: to the person concerned without hidden data, to readers as pictures drawn by
the server. The caller of a picture has asked whether this person may see it.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction
from django.http import FileResponse, HttpResponse

from compliance.audit.models import Event
from compliance.core import parameters
from compliance.core.language import _, joined
from compliance.core.refusals import Invisible, NotNow
from compliance.files import DRAWN, Refused, page_count, picture
from compliance.files.models import StoredFile
from compliance.files.serving import inert, require_intact, serve
from compliance.incidents import custody
from compliance.incidents.custody import Verb
from compliance.incidents.models import Evidence, Incident
from compliance.incidents.transitions import look, signature

ONE_LOOK = timedelta(
    minutes=10
)  # the picture a page shows, fetched again by the browser, is the same look


def serve_to_person(item: Evidence, *, by, at: datetime) -> FileResponse:
    """What the person concerned takes away: the same to read, without hidden data; its name says
    the number and no more.
    """
    name = f"CC-{item.number:02d}{'-ban-che' if item.copy else ''}"
    return serve(item.file, by=by, obj=item, at=at, bare_as=name)


def serve_paper(stored: StoredFile, *, by, at: datetime, incident: Incident) -> FileResponse:
    """An official paper to the person concerned: without hidden data, unless it is digitally
    signed; then whole, or the signature would be worth nothing.
    """
    return serve(stored, by=by, obj=incident, at=at, bare_as="van-ban", signed_whole=True)


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
    require_intact(item.file, by=by, obj=item, at=at)
    try:
        if not 1 <= page <= page_count(item.file):
            raise Invisible
        drawn = picture(item.file, page, large).read_bytes()
    except Refused as refused:
        raise NotNow(
            _("Không dựng được hình của tệp này ({refused}). Tải tệp về để xem.").format(
                refused=refused
            )
        ) from refused
    if not _just_shown(item, by=by, at=at, what=what, page=page, large=large):
        _looked(item, by=by, at=at, what=what, pages=[page], large=large)
    return inert(HttpResponse(drawn, content_type="image/jpeg"))


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
    stored = item.file
    if stored and not stored.sealed_at:
        require_intact(stored, by=by, obj=item, at=at)
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
    return joined(", ", (part for part in (which, _("phóng to") if large else "") if part))


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
