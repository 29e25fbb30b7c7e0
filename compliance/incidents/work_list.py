"""What the log of incidents puts into people's work lists."""

from datetime import date

from django.db.models import QuerySet
from django.urls import reverse

from compliance.core.language import _
from compliance.core.work_list import MOST, Task, Wanted, provides
from compliance.incidents.models import Incident
from compliance.incidents.workflow import Status


@provides
def returned(user, today: date) -> list[Wanted]:
    """One's own reports that came back for more."""
    return [Wanted(lambda: _to_complete(user), lambda rows: [_returned(row) for row in rows])]


def _to_complete(user) -> QuerySet:
    rows = Incident.objects.own_reports(user).filter(status=Status.RETURNED)
    return rows.as_rows().order_by("edited_at", "pk")[:MOST]


def _returned(row: Incident) -> Task:
    url = reverse("incidents:edit", args=[row.code])
    return Task(_("Bổ sung vụ việc: {title}").format(title=row.title), row.code, url, row.due_on)
