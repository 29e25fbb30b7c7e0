"""What the log of incidents puts into people's work lists."""

from datetime import date

from django.urls import reverse

from compliance.core.language import _
from compliance.core.work_list import Task, provides
from compliance.incidents.models import Incident
from compliance.incidents.workflow import Status


@provides
def returned(user, today: date) -> list[Task]:
    """One's own reports that came back for more."""
    mine = (
        Incident.objects.visible_to(user)
        .reported_by(user)
        .filter(status=Status.RETURNED)
        .as_rows()
        .order_by("edited_at", "pk")[:20]
    )
    return [
        Task(
            _("Bổ sung vụ việc: {title}").format(title=row.title),
            row.code,
            reverse("incidents:edit", args=[row.code]),
            row.due_on,
        )
        for row in mine
    ]
