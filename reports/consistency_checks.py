"""What reporting owes, looked for in its own rows: a summary and returns for every closed period, a
line for everybody who was to be told.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta

from compliance.core.language import _
from compliance.outbox.consistency_checks import OLD, finds_gaps
from compliance.outbox.models import Message, Notification
from reports.models import Delivery, DirectionTask, Summary, UnitReturn
from reports.owed import began_on, owed_periods

LOOKED_BACK = timedelta(days=60)


@finds_gaps
def periods_without_summary(now: datetime) -> Iterator[str]:
    since = began_on()
    if since is None:
        return
    known = set(Summary.objects.exclude(state=Summary.State.PLANNED).values_list("kind", "end"))
    for kind, period in owed_periods("summary_kinds", since, now - OLD):
        if (kind, period.end) not in known:
            yield _("{label} đã hết mà chưa có báo cáo tổng hợp.").format(label=period.label)
    returned = set(UnitReturn.objects.order_by().values_list("kind", "end").distinct())
    for kind, period in owed_periods("return_kinds", since, now - OLD):
        if (kind, period.end) not in returned:
            yield _("{label} đã hết mà chưa mở báo cáo của đơn vị.").format(label=period.label)


@finds_gaps
def people_not_told(now: datetime) -> Iterator[str]:
    """Whoever directs writes the lines of those who are to act in the same transaction: none may be
    missing, even when nobody heads the office.
    """
    tasks = DirectionTask.objects.filter(
        direction__at__gte=now - LOOKED_BACK, person__isnull=False
    ).exclude(person__is_active=False)
    for task in tasks.select_related("direction", "person"):
        key = f"direction_given:{task.direction_id}:{task.pk}:{task.person_id}"
        if (
            task.person_id != task.direction.by_id
            and not Notification.objects.filter(dedup_key=key).exists()
        ):
            yield (
                _(
                    "Ý kiến chỉ đạo số {direction_id}: một người được giao (phần việc số {pk}) "
                    "chưa được báo."
                ).format(direction_id=task.direction_id, pk=task.pk)
            )


@finds_gaps
def copies_owed_to_nobody(now: datetime) -> Iterator[str]:
    for copy in Delivery.objects.filter(state=Delivery.State.OWED).select_related("recipient"):
        if not Message.objects.filter(
            dedup_key=f"deliver_summary:{copy.pk}:{copy.number}", done_at=None
        ).exists():
            yield _("Bản gửi {name} chờ gửi mà không có việc nào gửi nó.").format(
                name=copy.recipient.name
            )
