"""Recipients and periods of a new portal (docs/decisions/0087-first-steps.md)."""

from datetime import date

from django.urls import reverse

from compliance.core import committee
from compliance.core.committee import WINDOWS
from compliance.core.first_steps import FIRST_STEPS, FirstStep
from compliance.core.language import _, joined, lower_first
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
        title=_("Nơi nhận"),
        why=_("Báo cáo và văn bản gửi đi đúng nơi, có bản lưu."),
        there=_("{count} nơi nhận").format(count=count) if count else _("Chưa có nơi nhận nào"),
        who=_("Tổ trưởng"),
        url=reverse("reports:recipients"),
        do=Do.APPROVE_SUMMARY,
        button=_("Xem nơi nhận") if count else _("Thêm nơi nhận"),
        lacking=() if count else (_("Thêm nơi nhận trong cơ quan và ngoài cơ quan."),),
        needed=False,
    )


def _periods(today: date) -> FirstStep:
    of = committee.on(today)
    current = period_of(PeriodKind.MONTH, today, of.period_windows)
    kinds = [lower_first(str(PeriodKind(kind).label)) for kind in of.summary_kinds]
    return FirstStep(
        order=90,
        title=_("Kỳ báo cáo"),
        why=_("Đơn vị biết khi nào phải gửi; Chủ tịch có báo cáo đúng kỳ."),
        there=_("Kỳ đang chạy: {start:%d/%m/%Y} đến {end:%d/%m/%Y}").format(
            start=current.start, end=current.end
        ),
        who=_("Tổ trưởng"),
        url=reverse("registry:committee"),
        button=_("Xem thông tin cơ quan"),
        facts=(
            (_("Báo cáo tổng hợp"), joined(", ", kinds)),
            (_("Cách tính kỳ"), dict(WINDOWS)[of.period_windows]),
        ),
        needed=False,
    )
