"""The door of files that arrive piece by piece: tus 1.0.0 with creation, termination and expiration
(https://tus.io/protocols/resumable-upload). What became of a file is a JSON answer to GET.
"""

import base64
import binascii
import tempfile
from typing import IO

from django.conf import settings
from django.http import HttpResponse, HttpResponseNotAllowed, UnreadablePostError
from django.middleware.csrf import get_token
from django.urls import reverse
from django.utils import timezone
from django.utils.http import http_date

from compliance.core.answers import JsonResponse
from compliance.core.language import _
from compliance.core.recalling import recalled
from compliance.core.refusals import Unreadable
from compliance.files import actions, arriving
from compliance.files.arriving import MOST_KEY, Parcel, Place, destination_of
from compliance.files.models import ArrivingFile
from compliance.files.parse import Refused
from compliance.files.pieces import LONGEST
from compliance.files.queries import own_arriving
from compliance.stores.away import STORE_AWAY, StoreAway

VERSION = "1.0.0"
PIECE = "application/offset+octet-stream"
IN_MEMORY = 1024 * 1024
CHUNK = 64 * 1024
State = ArrivingFile.State


def _answer(response: HttpResponse, row: ArrivingFile | None = None, **headers) -> HttpResponse:
    response["Tus-Resumable"] = VERSION
    response["Cache-Control"] = "no-store"
    if row is not None:
        response["Upload-Expires"] = http_date((row.touched_at + LONGEST).timestamp())
        # of one that is over nothing more is awaited, also when it was refused before its end
        over = row.state != State.OPEN
        response["Upload-Offset"] = str(row.length if over else row.offset)
        response["Upload-Length"] = str(row.length)
    for name, value in headers.items():
        response[name.replace("_", "-")] = value
    return response


def _said(status: int, detail: str = "", **more) -> HttpResponse:
    return _answer(JsonResponse({"detail": detail, **more}, status=status))


def _other_version(request) -> HttpResponse | None:
    if request.headers.get("Tus-Resumable") == VERSION:
        return None
    return _answer(HttpResponse(status=412), Tus_Version=VERSION)


def uploads(request):
    """POST begins a file, OPTIONS says what is spoken here. GET: the token of forms as it is now,
    for a page that is older than the session.
    """
    if request.method == "OPTIONS":
        return _answer(
            HttpResponse(status=204),
            Tus_Version=VERSION,
            Tus_Extension="creation,termination,expiration",
            Tus_Max_Size=str(settings.EVIDENCE_FILM_MAX_BYTES),
        )
    if request.method in ("GET", "HEAD"):
        return _answer(JsonResponse({"token": get_token(request)}))
    if request.method != "POST":
        return HttpResponseNotAllowed(["GET", "HEAD", "POST", "OPTIONS"])
    return _other_version(request) or _begin(request)


def _begin(request):
    length, given = _number(request, "Upload-Length"), _metadata(request)
    key = given.get("key", "")
    if len(key) > MOST_KEY:
        raise Unreadable
    parcel = Parcel(
        place=Place(request.user.pk, given.get("destination", ""), key),
        name=arriving.name_of(given.get("filename", "")),
        content_type=given.get("filetype", "")[:100],
        fingerprint=given.get("fingerprint", "")[:200],
        said=arriving.claims_of(given, length),
    )
    destination_of(parcel.place).admit(request, key)
    try:
        row = actions.begin(parcel=parcel, length=length, by=request.user, at=timezone.now())
    except Refused as refused:
        return _said(413 if length > settings.EVIDENCE_FILM_MAX_BYTES else 422, str(refused))
    return _answer(HttpResponse(status=201), row, Location=reverse("files:upload", args=[row.pk]))


def upload(request, pk):
    """HEAD: how far it came. PATCH: the next piece. DELETE: it is not wanted. GET: what became of
    it.
    """
    if request.method not in ("GET", "HEAD", "PATCH", "DELETE", "OPTIONS"):
        return HttpResponseNotAllowed(["GET", "HEAD", "PATCH", "DELETE", "OPTIONS"])
    row, parcel = own_arriving(request.user, pk, timezone.now())
    if request.method == "GET":
        return _told(row, parcel)
    if request.method == "OPTIONS":
        return _answer(HttpResponse(status=204), Tus_Version=VERSION)
    if other := _other_version(request):
        return other
    if request.method == "HEAD":
        return _answer(HttpResponse(), row)
    if request.method == "DELETE":
        actions.drop(row=row)
        return _answer(HttpResponse(status=204))
    return _receive(request, row, parcel)


def _told(row: ArrivingFile, parcel: Parcel) -> HttpResponse:
    far = {"state": row.state, "offset": row.offset, "length": row.length, "name": parcel.name}
    became = dict(parcel.answer)  # kept in Vietnamese with the parcel
    if "notes" in became:
        became["notes"] = [recalled(note) for note in became["notes"]]
    return _answer(JsonResponse({**far, **became}))


def _receive(request, row: ArrivingFile, parcel: Parcel):
    """What can be refused is refused before the body is read; it is read before any row is locked.
    A line that breaks in the middle leaves what came through.
    """
    if request.content_type != PIECE:
        return _said(415)
    offset, size = _number(request, "Upload-Offset"), _number(request, "Content-Length")
    if row.state != State.OPEN or row.offset != offset:
        return _said(409, offset=row.offset)
    if offset + size > row.length:
        return _said(400, _("Mảnh này dài hơn phần còn lại của tệp."))
    destination_of(parcel.place).find(request.user, parcel.place.key)
    with tempfile.SpooledTemporaryFile(IN_MEMORY, dir=settings.FILE_UPLOAD_TEMP_DIR) as piece:
        _read(request, piece)
        try:
            fresh = actions.receive(
                row=row,
                parcel=parcel,
                offset=offset,
                piece=piece,
                by=request.user,
                at=timezone.now(),
            )
        except actions.Misplaced as misplaced:
            return _said(409, offset=misplaced.offset)
        except StoreAway:
            return _said(503, STORE_AWAY)  # the piece is sent again
    if fresh.state == State.REFUSED:
        return _said(422, parcel.answer["detail"])
    return _answer(HttpResponse(status=204), fresh)


def _read(request, piece: IO[bytes]) -> None:
    try:
        while part := request.read(CHUNK):
            piece.write(part)
    except UnreadablePostError:
        return  # the line is gone; what came before is kept


def _number(request, header: str) -> int:
    text = request.headers.get(header, "")
    if not (text.isascii() and text.isdigit()) or len(text) > 15:
        raise Unreadable
    return int(text)


def _metadata(request) -> dict[str, str]:
    """Upload-Metadata: names, each with its value in base64."""
    given = {}
    for pair in request.headers.get("Upload-Metadata", "").split(","):
        name, __, value = pair.strip().partition(" ")
        try:
            given[name] = base64.b64decode(value, validate=True).decode("utf-8", "replace")
        except binascii.Error as unreadable:
            raise Unreadable from unreadable
    return given
