"""One's own notices to answer."""

from datetime import date

from django.db.models import Q, QuerySet
from django.urls import reverse

from compliance.core.language import _
from compliance.core.work_list import Task, Wanted, provides
from compliance.incidents.models import Incident
from compliance.incidents.workflow import Status
from compliance.registry.models import User
from compliance.review.case.queries import in_round, with_round
from compliance.review.models import Answer


@provides
def to_answer(user: User, today: date) -> list[Wanted]:
    """Cases in which the person concerned may still answer and has not, in time or late."""
    return [
        Wanted(
            lambda: _unanswered(user),
            lambda rows: [_to_answer(incident, today) for incident in rows],
        )
    ]


def _unanswered(user: User) -> QuerySet:
    cases = with_round(Incident.objects.concerning(user))
    rows: QuerySet = cases.filter(
        ~Q(in_round(Answer)),
        status__in=(Status.AWAITING_ANSWER, Status.CONSULTING),
        suspended_at=None,
    )
    return rows.order_by("pk")


def _to_answer(incident: Incident, today: date) -> Task:
    return Task(
        _("Xem thông báo và giải trình")
        if not incident.due_on or today <= incident.due_on
        else _("Hết thời hạn giải trình, vẫn gửi được"),
        incident.code,
        reverse("review:my_case", args=[incident.code]),
        incident.due_on,
    )
