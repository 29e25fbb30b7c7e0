"""What is done about somebody who leaves."""

from datetime import date

from compliance.incidents.models import Incident
from compliance.incidents.workflow import CONCLUDED, OPEN, Status
from compliance.registry.models import Departure, StaffMember
from compliance.review.case.receipt import may_contest

CONTESTABLE = (*CONCLUDED, Status.NOTED)


def about(person: StaffMember, day: date) -> list[Incident]:
    """The cases about them that run, a contest and its term included."""
    cases = Incident.objects.filter(person=person, status__in=(*OPEN, *CONTESTABLE))
    return [
        case
        for case in cases.with_people().select_related("rule_set", "person__user").order_by("pk")
        if case.status in OPEN or case.contested_at or may_contest(case, day)
    ]


def departed(person: StaffMember | None) -> Departure | None:
    """How and when they left, if they have; not who only changed their place."""
    user = person.user if person else None
    if user and user.is_active and user.own_door_since is None:
        return None
    rows = Departure.objects.filter(staff=person, finished_at__isnull=False)
    rows = rows.select_related("staff__user")
    last: Departure | None = rows.exclude(reason=Departure.Reason.TRANSFER).order_by("-pk").first()
    return last
