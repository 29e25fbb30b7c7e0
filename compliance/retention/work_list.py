"""What keeping asks of each person now."""

from datetime import date

from django.urls import reverse

from compliance.core.access import may
from compliance.core.language import _
from compliance.core.roles import Do
from compliance.core.work_list import Task, provides
from compliance.incidents.models import Incident
from compliance.retention.models import DisposalBatch, DisposalItem, LegalHold
from compliance.retention.queries import something_due


@provides
def to_propose(user, today: date) -> list[Task]:
    """For the leads: whether anything is due."""
    if not may(user, Do.RETAIN) or not something_due(Incident.objects.on_file_for(user), today):
        return []
    return [
        Task(
            _("Xem hồ sơ đến hạn tiêu hủy"),
            _("Xem trước, chọn, đề nghị; thanh tra xác nhận"),
            reverse("retention:due"),
        )
    ]


@provides
def to_confirm(user, today: date) -> list[Task]:
    """For the inspectorate: batches and holds that wait for a second person."""
    if not may(user, Do.CONFIRM_DISPOSAL):
        return []
    waiting = (
        DisposalItem.objects.visible_to(user)
        .filter(state=DisposalItem.State.PROPOSED)
        .exclude(batch__proposed_by=user)
    )
    tasks = [
        Task(
            _("Xác nhận đề nghị tiêu hủy {batch}").format(batch=batch),
            _("Đề nghị chờ người thứ hai"),
            reverse("retention:batch", args=[batch.pk]),
        )
        for batch in DisposalBatch.objects.filter(
            pk__in=waiting.order_by().values("batch")
        ).order_by("pk")[:20]
    ]
    holds = (
        LegalHold.objects.visible_to(user)
        .filter(state__in=(LegalHold.State.PROPOSED, LegalHold.State.RELEASE))
        .count()
    )
    return tasks + (
        [
            Task(
                _("{holds} việc giữ hồ sơ chờ xác nhận").format(holds=holds),
                _("Giữ hoặc thôi giữ"),
                reverse("retention:holds"),
            )
        ]
        if holds
        else []
    )
