"""Uploads are capped before the disk: a body that is too large is not read, a file that grows past
its limit is no longer written.
"""

import os
from urllib.parse import urlsplit

from django.conf import settings
from django.core.files.uploadhandler import TemporaryFileUploadHandler
from django.shortcuts import render
from django.urls import Resolver404, resolve, reverse
from django.utils.http import url_has_allowed_host_and_scheme

from compliance.core.answers import JsonResponse
from compliance.core.language import _
from compliance.desk import unsent
from compliance.files import pieces
from compliance.files.storage import most_bytes
from halang_portal.answering import wants_json
from halang_portal.errors import sign_in

SIGNED_OUT_MAX_BYTES = 256 * 1024
SLACK = 64 * 1024


class CappedUploadHandler(TemporaryFileUploadHandler):
    """Stops writing at the limit and gives the space back; the form still gets a file that says its
    true size, and refuses it at the field.
    """

    chunk_size = SLACK

    def new_file(self, *args, **kwargs):
        super().new_file(*args, **kwargs)
        self.over, self.most = False, settings.EVIDENCE_MAX_BYTES

    def receive_data_chunk(self, raw_data, start):
        if start == 0:
            self.most = most_bytes(raw_data)
        if self.over or start + len(raw_data) > self.most + SLACK:
            self._give_back()
            return None
        return super().receive_data_chunk(raw_data, start)

    def _give_back(self) -> None:
        if not self.over:
            self.over = True
            os.truncate(self.file.temporary_file_path(), 0)


class BodyCapMiddleware:
    """On the word of the header, before a byte of the body is read: 413 for what is too large.
    Whoever is not signed in sends no files, and is led to the sign-in page: their session ended
    while they chose, and no file is too large.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        try:
            length = int(request.META.get("CONTENT_LENGTH") or 0)
        except ValueError:
            length = 0
        if length <= most_of(request) + SLACK:
            return self.get_response(request)
        request._read_started = True  # the body stays unread
        ended = not request.user.is_authenticated and _asks_sign_in(request)
        return sign_in(request, _page_of(request)) if ended else self._refuse(request)

    def _refuse(self, request):
        reason = _(
            "Lần gửi này lớn hơn {upload_body_max_bytes} MB nên không được nhận. Mỗi tệp tối đa "
            "{evidence_max_bytes} MB, phim và ghi âm {evidence_film_max_bytes} MB; gửi từng tệp "
            "một."
        ).format(
            upload_body_max_bytes=settings.UPLOAD_BODY_MAX_BYTES // (1024 * 1024),
            evidence_max_bytes=settings.EVIDENCE_MAX_BYTES // (1024 * 1024),
            evidence_film_max_bytes=settings.EVIDENCE_FILM_MAX_BYTES // (1024 * 1024),
        )
        if wants_json(request):
            return JsonResponse({"detail": reason}, status=413)
        return render(request, "413.html", {"reason": reason}, status=413)


def most_of(request) -> int:
    """The bytes one request may bring."""
    if not request.user.is_authenticated:
        return SIGNED_OUT_MAX_BYTES
    if request.path_info == reverse("desk:keep"):
        return unsent.MOST_BYTES
    if request.path_info.startswith(reverse("files:uploads")):
        return pieces.LARGEST
    return settings.UPLOAD_BODY_MAX_BYTES


def _asks_sign_in(request) -> bool:
    try:
        return getattr(resolve(request.path_info).func, "login_required", True)
    except Resolver404:
        return False


def _page_of(request) -> str:
    """The page the form stood on: an address that only takes forms shows nothing."""
    came = request.headers.get("Referer", "")
    ours = url_has_allowed_host_and_scheme(came, {request.get_host()}, request.is_secure())
    parts = urlsplit(came if ours else "")
    return parts.path + (f"?{parts.query}" if parts.query else "") or request.path
