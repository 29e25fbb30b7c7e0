"""Who looked at the file of a case, as the person concerned is shown it."""

from django.db.models import QuerySet

from compliance.audit.models import Event
from compliance.core.language import _
from compliance.incidents.models import Incident
from compliance.review.case.queries import read_beside
from compliance.rulebook.clocks import local_day

VERBS = ("saw", "printed", "saw_history")


def looks_shown(incident: int) -> QuerySet[Event]:
    """The last looks at the file of the case (its key), newest first."""
    looks = Event.objects.about(Incident(pk=incident)).filter(verb__in=VERBS)
    return looks.exclude(actor_id=None)[:200]


def who_looked(incident: Incident) -> list[dict]:
    """Looks at the file by function and day, without names, and without the reporter."""
    read = read_beside(incident, "looked")
    parts = {
        incident.handler_id: _("Thành viên Tổ kiểm tra phụ trách"),
        incident.triaged_by_id: _("Tổ kiểm tra giám sát, người thụ lý"),
        incident.concluded_by_id: _("Người kết luận"),
    }
    days: dict[tuple, dict] = {}
    for event in looks_shown(incident.pk) if read is None else read:
        who = parts.get(event.actor_id, _("Người được giao tham gia hồ sơ"))
        row = days.setdefault((who, local_day(event.at)), {"at": event.at, "who": who, "times": 0})
        row["times"] += 1
    return list(days.values())[:12]
