"""What keeping asks of each person now."""

from collections.abc import Iterator
from datetime import date

from django.db.models import QuerySet
from django.urls import reverse

from compliance.core.access import may
from compliance.core.language import _
from compliance.core.roles import Do
from compliance.core.work_list import MOST, Counted, Task, Wanted, provides
from compliance.incidents.models import Incident
from compliance.registry.models import User
from compliance.retention.models import DisposalBatch, DisposalItem, LegalHold
from compliance.retention.queries import is_due, perhaps_due
from compliance.retention.terms import rules


@provides
def to_propose(user, today: date) -> list[Wanted]:
    """For the leads: whether anything is due."""
    if not may(user, Do.RETAIN):
        return []
    known = rules(today)
    return [
        Wanted(
            lambda: perhaps_due(Incident.objects.on_file_for(user), today, known),
            lambda rows: _to_propose() if is_due(rows, today, known) else [],
            follows=tuple(known.values()),
            read=False,
        )
    ]


def _to_propose() -> list[Task]:
    words = _("Xem trước, chọn, đề nghị; thanh tra xác nhận")
    return [Task(_("Xem hồ sơ đến hạn tiêu hủy"), words, reverse("retention:due"))]


@provides
def to_confirm(user, today: date) -> Iterator[Wanted | Counted]:
    """For the inspectorate: batches and holds that wait for a second person."""
    if not may(user, Do.CONFIRM_DISPOSAL):
        return
    yield Wanted(lambda: _proposed(user), lambda rows: [_batch(batch) for batch in rows])
    states = (LegalHold.State.PROPOSED, LegalHold.State.RELEASE)
    yield Counted(
        lambda: LegalHold.objects.visible_to(user).filter(state__in=states),
        lambda number: [_holds(number)],
    )


def _proposed(user: User) -> QuerySet:
    """Batches that others proposed."""
    waiting = (
        DisposalItem.objects.visible_to(user)
        .filter(state=DisposalItem.State.PROPOSED)
        .exclude(batch__proposed_by=user)
    )
    batches = DisposalBatch.objects.filter(pk__in=waiting.order_by().values("batch"))
    return batches.order_by("pk")[:MOST]


def _batch(batch: DisposalBatch) -> Task:
    url = reverse("retention:batch", args=[batch.pk])
    return Task(
        _("Xác nhận đề nghị tiêu hủy {batch}").format(batch=batch),
        _("Đề nghị chờ người thứ hai"),
        url,
    )


def _holds(number: int) -> Task:
    words = _("{number} việc giữ hồ sơ chờ xác nhận").format(number=number)
    return Task(words, _("Giữ hoặc thôi giữ"), reverse("retention:holds"))
