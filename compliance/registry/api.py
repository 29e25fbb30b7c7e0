"""API of the registry: the person picker."""

from rest_framework.decorators import api_view
from rest_framework.response import Response

from compliance.access import require
from compliance.registry.models import StaffMember
from compliance.roles import Do

MOST = 12


@api_view(["GET"])
def staff(request):
    """?q=words -> {"results": [{"id", "code", "name", "post"}]}, at most twelve, of whom this person may see."""
    require(request.user, Do.SEE_REGISTRY)
    words = request.query_params.get("q", "").strip()[:100]
    rows = StaffMember.objects.visible_to(request.user).matching(words).select_related("office").by_name()[:MOST] if len(words) > 1 else []
    return Response({"results": [{"id": person.pk, "code": person.code, "name": person.full_name, "post": person.post} for person in rows]})


ROUTES = [("staff/", staff, "staff")]
