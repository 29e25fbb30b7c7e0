"""What the review asks of each person now: the rows of its acts, and a handler's own cases."""

from datetime import date

from django.db.models import Exists, OuterRef
from django.urls import reverse

from compliance.core.access import may
from compliance.core.roles import Do
from compliance.incidents.models import Incident
from compliance.incidents.work_list import Todo, provides
from compliance.incidents.workflow import OPEN, STEPS, Status
from compliance.registry.models import User
from compliance.review.acts import ACTS
from compliance.review.case.acts import Act
from compliance.review.case.queries import (
    in_round,
    opinion_in_round,
    paper_to_hand_over,
    with_round,
)
from compliance.review.measures.progress import undecided
from compliance.review.models import Answer, Conclusion, Extension, Opinion

MOST = 60  # rows of one kind
# statuses in which no single act comes next, and words for a step that is late
BETWEEN = {
    Status.CONCLUDED: "Giao biện pháp hoặc kết thúc",
    Status.ENFORCING: "Theo dõi biện pháp",
}
LATE = {
    Status.AWAITING_ANSWER: "Quá hạn giải trình",
    Status.CONSULTING: "Quá hạn cho ý kiến",
}
HANDLERS = sorted((act for act in ACTS if act.handler_row), key=lambda act: act.precedence)


def row(words: str, incident: Incident, act: Act | None = None) -> Todo:
    """A row that leads to the page of `act`, else to the case."""
    return Todo(
        f"{words}: {incident.title}",
        f"{incident.code} · {incident.person.full_name}, {incident.office.short_name}",
        act.url(incident) if act else reverse("review:case", args=[incident.code]),
        incident.due_on,
    )


@provides
def awaited_acts(user: User, today: date) -> list[Todo]:
    """The rows each act declares for whoever it waits for."""
    return [
        row(words, incident, act)
        for act in ACTS
        if act.waiting
        for words, cases in act.waiting(user, today)
        for incident in cases.as_rows().order_by("due_on", "pk")[:MOST]
    ]


@provides
def handled(user: User, today: date) -> list[Todo]:
    """A member's own cases whose next act is theirs."""
    if not may(user, Do.HANDLE):
        return []
    wish = Extension.objects.filter(incident=OuterRef("pk"), granted=None)
    proposal = Conclusion.objects.filter(incident=OuterRef("pk"), state=Conclusion.State.PROPOSED)
    # what is decided outside is awaited in compliance.review.measures.work_list
    outside = undecided().filter(verified_at__isnull=False).order_by().values("incident_id")
    cases = (
        with_round(Incident.objects.visible_to(user))
        .filter(handler=user, status__in=OPEN, suspended_at=None, contested_at=None)
        .exclude(pk__in=outside)
        .annotate(
            asks_for_time=Exists(wish),
            proposed=Exists(proposal),
            heard=in_round(Answer),
            to_hand_over=paper_to_hand_over(),
            **{f"said_{side}": opinion_in_round(side) for side in Opinion.Side.values},
        )
    )
    rows = (_handled(case, today) for case in cases.as_rows().order_by("due_on", "pk")[:MOST])
    return [todo for todo in rows if todo]


def _handled(incident: Incident, today: date) -> Todo | None:
    for act in HANDLERS:
        if incident.status in STEPS[act.verb].sources and act.awaits_handler(incident, today):
            return row(act.handler_row, incident, act)
    if incident.status in BETWEEN:
        return row(BETWEEN[incident.status], incident)
    late = bool(incident.due_on and incident.due_on < today)
    if late and incident.status in LATE and not incident.proposed:
        return row(LATE[incident.status], incident)
    return None
