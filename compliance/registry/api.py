"""API of the registry: the person picker."""

from django.utils import timezone
from rest_framework.decorators import api_view
from rest_framework.response import Response

from compliance.core.access import require
from compliance.core.parameters import Asked
from compliance.core.roles import Do
from compliance.registry.capacities import capacities
from compliance.registry.models import StaffMember
from compliance.registry.search import Found, search
from compliance.rulebook.clocks import local_day

MOST = 12


@api_view(["GET"])
def staff(request):
    """?q=words&page=1 -> {"results": [{"id", "code", "name", "post"}], "more", "count"}: of whom
    this person may see, the best first, twelve a page.
    """
    require(request.user, Do.SEE_REGISTRY)
    asked = Asked(request.query_params, known=("q", "page"))
    people = _page(asked, StaffMember.objects.visible_to(request.user))
    results = [
        {"id": person.pk, "code": person.code, "name": person.full_name, "post": person.post}
        for person in people.people
    ]
    return Response({"results": results, "more": people.more, "count": people.count})


@api_view(["GET"])
def reportable(request):
    """?q=words&page=1&on=2026-11-09 -> the same of whom this person may report, a row for every
    post held on that day (today when none is given) in which they may: "value" is what the log
    form takes, "second" whether the post is held beside another. "count" counts people.
    """
    require(request.user, Do.LOG_INCIDENT)
    asked = Asked(request.query_params, known=("q", "page", "on"))
    today = local_day(timezone.now())
    day = min(asked.day("on") or today, today)
    people = _page(asked, StaffMember.objects.reportable_by(request.user, day))
    results = [
        {
            "id": row.person.pk,
            "value": row.value,
            "code": row.person.code,
            "name": row.person.full_name,
            "post": row.post,
            "second": row.second is not None,
        }
        for row in capacities(people.people, request.user, day)
        if row.person.user_id != request.user.pk
    ]
    return Response({"results": results, "more": people.more, "count": people.count})


def _page(asked: Asked, rows) -> Found:
    """The page of `rows` that the address asks for; nobody without words."""
    words, page = asked.text("q"), asked.page_number()
    rows = rows.exclude(state=StaffMember.State.LEFT).select_related("office")
    people = search(rows if words else rows.none(), words, page=page, size=MOST)
    if page > 1 and not people.people:
        raise asked.refuse("page")
    return people


ROUTES = [("staff/", staff, "staff"), ("staff/reportable/", reportable, "reportable")]
