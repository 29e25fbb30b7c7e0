"""Uploads are capped before the disk: a body that is too large is not read, a file that grows past
its limit is no longer written.
"""

import os

from django.conf import settings
from django.core.files.uploadhandler import TemporaryFileUploadHandler
from django.http import JsonResponse
from django.shortcuts import render

SIGNED_OUT_MAX_BYTES = 256 * 1024
SLACK = 64 * 1024


class CappedUploadHandler(TemporaryFileUploadHandler):
    """Stops writing at the limit and gives the space back; the form still gets a file that says its
    true size, and refuses it at the field.
    """

    chunk_size = SLACK

    def new_file(self, *args, **kwargs):
        super().new_file(*args, **kwargs)
        self.over = False

    def receive_data_chunk(self, raw_data, start):
        if self.over or start + len(raw_data) > settings.EVIDENCE_MAX_BYTES + SLACK:
            self._give_back()
            return None
        return super().receive_data_chunk(raw_data, start)

    def _give_back(self) -> None:
        if not self.over:
            self.over = True
            os.truncate(self.file.temporary_file_path(), 0)


class BodyCapMiddleware:
    """413 on the word of the header, before a byte of the body is read. Whoever is not signed in
    sends no files.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        try:
            length = int(request.META.get("CONTENT_LENGTH") or 0)
        except ValueError:
            length = 0
        most = (
            settings.UPLOAD_BODY_MAX_BYTES
            if request.user.is_authenticated
            else SIGNED_OUT_MAX_BYTES
        )
        return self._refuse(request) if length > most + SLACK else self.get_response(request)

    def _refuse(self, request):
        request._read_started = True  # the body stays unread
        reason = (
            f"Lần gửi này lớn hơn {settings.UPLOAD_BODY_MAX_BYTES // (1024 * 1024)} MB nên không"
            f" được nhận. Mỗi tệp tối đa {settings.EVIDENCE_MAX_BYTES // (1024 * 1024)} MB; gửi"
            " từng tệp một."
        )
        if request.path.startswith("/api/") or request.headers.get("Accept", "").startswith(
            "application/json"
        ):
            return JsonResponse({"detail": reason}, status=413)
        return render(request, "413.html", {"reason": reason}, status=413)
