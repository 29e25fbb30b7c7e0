"""What a machine keeps of what was typed without a line is sealed with a key of the account on this
machine: half of it is a cookie that no script reads. Signing out takes the cookie away.
"""

import re
import secrets

from django.conf import settings
from django.urls import reverse

from compliance.desk import unsent

_SHAPE = re.compile(r"[\w-]{22}")


def device_of(request) -> str:
    """The half that this machine has; a new one is sent with the answer."""
    held = getattr(request, "new_device", "") or request.COOKIES.get(settings.UNSENT_COOKIE, "")
    if not _SHAPE.fullmatch(held):
        held = request.new_device = secrets.token_urlsafe(16)
    return held


class UnsentMiddleware:
    """Sends a new half, and takes it away from whoever signs out. A session that ends by itself
    leaves it: who signs in again has the text back.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if request.path == reverse("account_logout") and request.method == "POST":
            response.delete_cookie(settings.UNSENT_COOKIE, samesite="Lax")
        elif device := getattr(request, "new_device", ""):
            response.set_cookie(
                settings.UNSENT_COOKIE,
                device,
                max_age=unsent.LONGEST,
                secure=settings.SESSION_COOKIE_SECURE,
                httponly=True,
                samesite="Lax",
            )
        return response
