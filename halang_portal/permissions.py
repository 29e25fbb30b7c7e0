"""What the API asks of everybody, and which refusal is which status. (Apart from api.py: REST framework loads this with its settings.)"""

from rest_framework.permissions import BasePermission
from rest_framework.response import Response

from compliance.refusals import Invisible, NotAllowed, NotNow, Unreadable, as_refusal
from halang_portal.middleware import needs_second_factor


class SignedInWithSecondFactor(BasePermission):
    """The default of every API view: a signed-in, active user who is past the second factor where one is required."""

    message = "Cần đăng nhập và xác thực hai bước."

    def has_permission(self, request, view) -> bool:
        user = request.user
        return bool(user and user.is_authenticated and user.is_active and not needs_second_factor(user))


def refusal_to_response(exception, context):
    """Unreadable 400, NotAllowed 403, Invisible 404, NotNow 409."""
    from rest_framework.views import exception_handler

    refusal = as_refusal(exception)
    status = {Unreadable: 400, Invisible: 404, NotAllowed: 403, NotNow: 409}.get(type(refusal))
    if status:
        return Response({"detail": refusal.reason}, status=status)
    return exception_handler(exception, context)
