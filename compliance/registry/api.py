"""API of the registry: the person picker."""

from rest_framework.decorators import api_view
from rest_framework.response import Response

from compliance.core.access import require
from compliance.core.parameters import Asked
from compliance.core.roles import Do
from compliance.registry.models import StaffMember
from compliance.registry.search import search

MOST = 12


@api_view(["GET"])
def staff(request):
    """?q=words&page=1 -> {"results": [{"id", "code", "name", "post"}], "more", "count"}: of whom
    this person may see, the best first, twelve a page.
    """
    require(request.user, Do.SEE_REGISTRY)
    asked = Asked(request.query_params, known=("q", "page"))
    words, page = asked.text("q"), asked.page_number()
    rows = (
        StaffMember.objects.visible_to(request.user)
        .exclude(state=StaffMember.State.LEFT)
        .select_related("office")
    )
    found = search(rows if words else rows.none(), words, page=page, size=MOST)
    if page > 1 and not found.people:
        raise asked.refuse("page")
    results = [
        {"id": person.pk, "code": person.code, "name": person.full_name, "post": person.post}
        for person in found.people
    ]
    return Response({"results": results, "more": found.more, "count": found.count})


ROUTES = [("staff/", staff, "staff")]
