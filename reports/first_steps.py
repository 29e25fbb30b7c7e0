"""Recipients and periods of a new portal (docs/decisions/0087-first-steps.md)."""

from datetime import date

from django.urls import reverse

from compliance.core import committee
from compliance.core.committee import WINDOWS
from compliance.core.first_steps import FIRST_STEPS, FirstStep
from compliance.core.roles import Do
from reports.models import PeriodKind, Recipient
from reports.periods import period_of


@FIRST_STEPS.register
def report_steps(today: date) -> list[FirstStep]:
    return [_recipients(), _periods(today)]


def _recipients() -> FirstStep:
    count = Recipient.objects.filter(ended_at=None).count()
    return FirstStep(
        order=80,
        title="Nơi nhận",
        why="Báo cáo và văn bản gửi đi đúng nơi, có bản lưu.",
        there=f"{count} nơi nhận" if count else "Chưa có nơi nhận nào",
        who="Tổ trưởng",
        url=reverse("reports:recipients"),
        do=Do.APPROVE_SUMMARY,
        button="Xem nơi nhận" if count else "Thêm nơi nhận",
        lacking=() if count else ("Thêm nơi nhận trong cơ quan và ngoài cơ quan.",),
        needed=False,
    )


def _periods(today: date) -> FirstStep:
    of = committee.on(today)
    current = period_of(PeriodKind.MONTH, today, of.period_windows)
    kinds = [str(PeriodKind(kind).label).lower() for kind in of.summary_kinds]
    return FirstStep(
        order=90,
        title="Kỳ báo cáo",
        why="Đơn vị biết khi nào phải gửi; Chủ tịch có báo cáo đúng kỳ.",
        there=f"Kỳ đang chạy: {current.start:%d/%m/%Y} đến {current.end:%d/%m/%Y}",
        who="Tổ trưởng",
        url=reverse("registry:committee"),
        button="Xem thông tin cơ quan",
        facts=(
            ("Báo cáo tổng hợp", ", ".join(kinds)),
            ("Cách tính kỳ", dict(WINDOWS)[of.period_windows]),
        ),
        needed=False,
    )
