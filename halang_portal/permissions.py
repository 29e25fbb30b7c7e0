"""What the API asks of everybody, and which refusal is which status. (Apart from api.py: REST
framework loads this with its settings.)
"""

from rest_framework.exceptions import Throttled
from rest_framework.permissions import BasePermission
from rest_framework.renderers import JSONRenderer
from rest_framework.response import Response

from compliance.core.answers import shown
from compliance.core.language import _
from compliance.core.refusals import Refusal, as_refusal
from halang_portal.errors import TOO_MANY
from halang_portal.middleware import needs_second_factor


class SignedInWithSecondFactor(BasePermission):
    """The default of every API view: a signed-in, active user who is past the second factor where
    one is required.
    """

    message = _("Cần đăng nhập và xác thực hai bước.")

    def has_permission(self, request, view) -> bool:
        user = request.user
        return bool(
            user and user.is_authenticated and user.is_active and not needs_second_factor(user)
        )


class ShownRenderer(JSONRenderer):
    """JSON whose sentences are in the language of whoever asked."""

    def render(self, data, accepted_media_type=None, renderer_context=None):
        return super().render(shown(data), accepted_media_type, renderer_context)


def refusal_to_response(exception, context):
    """Each refusal knows its status (compliance.core.refusals); too many is 429."""
    from rest_framework.views import exception_handler

    refusal = as_refusal(exception)
    if isinstance(refusal, Refusal):
        return Response({"detail": refusal.reason}, status=refusal.status)
    if isinstance(exception, Throttled):
        return Response(
            {"detail": TOO_MANY, "retry_after": exception.wait},
            status=429,
            headers={"Retry-After": str(exception.wait)},
        )
    return exception_handler(exception, context)
