"""One's own notices to answer."""

from datetime import date

from django.db.models import OuterRef, Q, Subquery
from django.urls import reverse

from compliance.incidents.models import Incident
from compliance.incidents.work_list import Todo, provides
from compliance.incidents.workflow import Status
from compliance.registry.models import User
from compliance.review.case.queries import in_round, with_round
from compliance.review.models import Answer, Notice


@provides
def to_answer(user: User, today: date) -> list[Todo]:
    """Cases in which the person concerned may still answer and has not."""
    last = Notice.objects.filter(incident=OuterRef("pk")).order_by("-number").values("due_on")[:1]
    cases = with_round(Incident.objects.concerning(user)).annotate(until=Subquery(last))
    unanswered = cases.filter(
        ~Q(in_round(Answer)),
        status__in=(Status.AWAITING_ANSWER, Status.CONSULTING),
        until__gte=today,
    )
    return [
        Todo(
            "Xem thông báo và giải trình",
            incident.code,
            reverse("review:my_case", args=[incident.code]),
            incident.due_on,
        )
        for incident in unanswered.order_by("pk")
    ]
