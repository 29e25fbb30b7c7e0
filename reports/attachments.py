"""Proofs of replies and scans of signed summaries as stored files."""

from datetime import datetime

from django.urls import reverse

from compliance.core.language import _
from compliance.core.roles import LEADS
from compliance.files.attachments import Attachment, attach, permits
from compliance.files.models import StoredFile
from compliance.outbox.actions import notify
from compliance.registry.models import User
from compliance.registry.queries import holders
from compliance.rulebook.clocks import local_day
from reports.models import Direction, Summary
from reports.periods import period_ending


def _reply_damaged(stored: StoredFile, at: datetime) -> None:
    """Whoever gave the direction asked for the proof."""
    for direction in (
        Direction.objects.filter(tasks__replies__files__stored=stored)
        .select_related("by")
        .distinct()
        .order_by("pk")
    ):
        notify(
            users=[direction.by],
            kind="damaged",
            text=_("Tệp trả lời ý kiến chỉ đạo số {direction} không còn nguyên vẹn").format(
                direction=direction
            ),
            url=reverse("reports:direction", args=[direction.pk]),
            at=at,
            subject=direction,
            key=f"damaged:{stored.pk}:direction:{direction.pk}",
        )


def _scan_damaged(stored: StoredFile, at: datetime) -> None:
    for summary in Summary.objects.filter(files__stored=stored).order_by("pk"):
        label = period_ending(summary.kind, summary.end).in_sentence
        notify(
            users=holders(*LEADS, day=local_day(at)),
            kind="damaged",
            text=_("Bản chụp báo cáo tổng hợp {label} không còn nguyên vẹn").format(label=label),
            url=reverse("reports:summary", args=[summary.pk]),
            at=at,
            subject=summary,
            key=f"damaged:{stored.pk}:summary:{summary.pk}",
        )


@permits(Direction)
def _reply(user: User, row: Direction, stored: StoredFile) -> bool:
    seen = Direction.objects.visible_to(user).order_by().values("pk")
    return Direction.objects.filter(
        pk=row.pk, pk__in=seen, tasks__replies__files__stored=stored
    ).exists()


@permits(Summary)
def _scan(user: User, row: Summary, stored: StoredFile) -> bool:
    seen = Summary.objects.visible_to(user).order_by().values("pk")
    return Summary.objects.filter(pk=row.pk, pk__in=seen, files__stored=stored).exists()


attach(
    Attachment(
        name="replies",
        lookups=("report_files__reply__task",),
        owner_words=_("Việc được giao này"),
        damaged=_reply_damaged,
    ),
    Attachment(
        name="summaries",
        lookups=("report_files__summary",),
        owner_words=_("Báo cáo này"),
        damaged=_scan_damaged,
    ),
)
