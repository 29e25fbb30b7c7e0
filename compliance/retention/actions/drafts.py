"""Drafts nobody came back to: their writer is warned, and a month later they go. Nobody else ever
saw them.
"""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse

from compliance.audit.actions import record
from compliance.core.language import _
from compliance.incidents.filters import start_of
from compliance.incidents.models import Incident
from compliance.incidents.workflow import Status
from compliance.outbox.actions import notify
from compliance.outbox.models import Notification
from compliance.retention.actions.disposal import empty_case
from compliance.retention.models import Kind
from compliance.retention.queries import held
from compliance.retention.terms import rules
from compliance.rulebook.clocks import add_months, local_day

WARNING = timedelta(days=30)
MOST = 100


def _abandoned(at: datetime) -> QuerySet:
    day = local_day(at)
    since = start_of(add_months(day, -rules(day)[Kind.DRAFT].months))
    return (
        Incident.objects.filter(status=Status.DRAFT, disposed_at=None, edited_at__lt=since)
        .exclude(pk__in=held(day))
        .order_by("edited_at", "pk")
    )


def _key(incident: Incident) -> str:
    """One warning for each state of the draft: an edit starts the time anew."""
    return f"draft_ends:{incident.pk}:{incident.version}"


@transaction.atomic
def warn_drafts(*, at: datetime) -> int:
    """Tell writers of abandoned drafts once; returns how many drafts."""
    rows = list(_abandoned(at).select_related("reporter")[: MOST * 5])
    last = local_day(at + WARNING)
    for incident in rows:
        text = _(
            "Bản nháp {code} lâu không sửa, sẽ bị xóa sau ngày {last:%d/%m/%Y}; mở và lưu lại nếu "
            "còn cần"
        ).format(code=incident.code, last=last)
        notify(
            users=[incident.reporter.user],
            kind="draft_ends",
            text=text,
            url=reverse("incidents:edit", args=[incident.code]),
            at=at,
            subject=incident,
            key=_key(incident),
            sealed=True,
        )
    return len(rows)


def remove_drafts(*, at: datetime) -> int:
    """Empty abandoned drafts whose writer was warned a month ago; one transaction each."""
    done = 0
    for incident in _abandoned(at)[: MOST * 5]:
        if Notification.objects.filter(
            dedup_key__startswith=f"{_key(incident)}:", at__lte=at - WARNING
        ).exists():
            with transaction.atomic():
                empty_case(incident, at)
                record(by=None, verb="remove_draft", obj=incident, at=at, label=incident.code)
            done += 1
    return done
