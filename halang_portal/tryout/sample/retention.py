"""Keeping in the try-out: a batch that two people let go, one that waits for the second, a case
held and one for which a hold is asked.
"""

from datetime import datetime, timedelta

from compliance.core.roles import Kind
from compliance.incidents.models import Incident
from compliance.incidents.queries import without_excluded
from compliance.registry.models import User
from compliance.registry.queries import holders
from compliance.retention import actions
from compliance.retention.queries import due_for_disposal
from compliance.rulebook.clocks import local_day

GONE, WAITING = 5, 3


def load_retention(*, now: datetime, cast) -> None:
    """Written as of this morning: first the batch that went, then what still waits."""
    at, day, lead = now - timedelta(hours=4), local_day(now), cast.lead
    auditor = holders(Kind.AUDITOR, day=day).first()
    due = [
        item.incident
        for item in due_for_disposal(Incident.objects.on_file_for(lead), day)
        if _free(item.incident, auditor)
    ]
    if auditor is None or len(due) < GONE + WAITING + 3:
        return
    gone, waiting, held, asked = due[:GONE], due[GONE : GONE + WAITING], due[-1], due[-2]
    hold = actions.ask_hold(
        incident=held,
        reason="Có đơn kiến nghị liên quan đang được Thanh tra xem xét.",
        until=day + timedelta(days=180),
        by=lead,
        at=at,
    )
    actions.decide_hold(hold=hold, agrees=True, by=auditor, at=at + timedelta(minutes=20))
    batch = actions.propose_disposal(
        incidents=gone,
        note="Rà soát hồ sơ hết thời hạn lưu theo quy chế nội bộ, đợt 1.",
        by=lead,
        at=at + timedelta(minutes=30),
    )
    actions.decide_batch(
        batch=batch, agrees=True, reason="", by=auditor, at=at + timedelta(minutes=50)
    )
    for item in batch.items.select_related("batch__proposed_by", "decided_by").order_by("pk"):
        actions.dispose(item=item, at=at + timedelta(minutes=55))
    actions.propose_disposal(
        incidents=waiting,
        note="Rà soát hồ sơ hết thời hạn lưu theo quy chế nội bộ, đợt 2.",
        by=lead,
        at=at + timedelta(hours=2),
    )
    actions.ask_hold(
        incident=asked,
        reason="Đơn vị đề nghị đối chiếu lại số liệu.",
        until=day + timedelta(days=60),
        by=lead,
        at=at + timedelta(hours=2),
    )


def _free(incident: Incident, auditor: User | None) -> bool:
    return (
        auditor is not None
        and without_excluded(incident, User.objects.filter(pk=auditor.pk)).exists()
    )
