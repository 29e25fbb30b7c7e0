"""At the door, not in chosen views: whatever answers 403 or 404 on a case, its evidence or the
trail leaves an event (decision 0043).
"""

import logging

from django.db import DatabaseError
from django.utils import timezone

from compliance.incidents.actions.refusals import record_many_refusals, record_refusal
from compliance.retention.models import LegalHold
from compliance.review.models import RevealRequest
from halang_portal.counters import count_up, first_time, undo_first_time

log = logging.getLogger(__name__)
HOUR = 3600
MOST = 60  # refusals of one person in an hour that are written one by one
REFUSED = (403, 404)
SPACES = ("incidents", "review", "retention", "api")
EVIDENCE = ("incidents:evidence_file", "incidents:evidence_image")
TRAIL = ("review:why",)  # who may see a case, and why
BY_KEY = {
    "review:vote_reveal": RevealRequest,
    "retention:decide_hold": LegalHold,
    "retention:release": LegalHold,
}


def named_by(match) -> tuple[str, str] | None:
    """(kind, key) of what the address names: a case, an item of evidence, the trail; None when it
    is none of them.
    """
    name, given = match.view_name or "", match.kwargs
    space = name.partition(":")[0]
    if space == "audit" or name in TRAIL:
        return "trail", ""
    if name in EVIDENCE:
        return "evidence", str(given["pk"])
    if name in BY_KEY:
        return (
            "case",
            BY_KEY[name]
            .objects.filter(pk=given["pk"])
            .values_list("incident__code", flat=True)
            .first()
            or f"{name}/{given['pk']}",
        )
    if space in SPACES and "code" in given:
        return "case", str(given["code"])
    return None


class RefusalTrailMiddleware:
    """One event for each person, object, route and kind of refusal in an hour; the same work for
    what is hidden and for what does not exist.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        match, user = (
            request.resolver_match,
            request.user,
        )  # REST framework leaves None for whoever is not signed in
        if (
            response.status_code in REFUSED
            and match is not None
            and user is not None
            and user.is_authenticated
            and (named := named_by(match))
        ):
            self._write(request, response.status_code, *named)
        return response

    def _write(self, request, status: int, kind: str, key: str) -> None:
        user, now, route = request.user, timezone.now(), request.resolver_match.view_name
        hour = int(now.timestamp()) // HOUR
        mark = ("refused", user.pk, hour, kind, key, route, status)
        if not first_time(*mark, seconds=HOUR):
            return
        number = count_up("refusals", user.pk, hour, seconds=HOUR)
        try:
            if number <= MOST:
                record_refusal(
                    key=key,
                    kind=kind,
                    route=route,
                    status=status,
                    method=request.method,
                    by=user,
                    at=now,
                )
            elif number == MOST + 1:
                record_many_refusals(by=user, at=now, most=MOST)
        except DatabaseError:
            undo_first_time(*mark)
            log.exception(
                "a refusal on %s was not recorded", route
            )  # the person is refused all the same
