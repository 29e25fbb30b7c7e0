"""Breaches and reviews in the try-out: one breach seen through to its end, one whose clock runs,
reviews signed and one that waits.
"""

from datetime import datetime, timedelta

from compliance.assurance import actions
from compliance.assurance.models import Review
from compliance.assurance.periodic import month_before, year_before
from compliance.assurance.queries import reviewers
from compliance.core.roles import Kind
from compliance.registry.queries import holders
from compliance.rulebook.clocks import local_day

MONTHS = 4  # the last of them waits for a signature


def load_assurance(*, now: datetime, cast) -> None:
    day = local_day(now)
    admin = holders(Kind.ADMINISTRATOR, day=day).first()
    auditor = reviewers(day).first()
    if admin is None or auditor is None:
        return
    _ended(now - timedelta(days=70), admin, auditor)
    actions.record_breach(
        title="Danh sách ký xác nhận để quên tại phòng họp",
        what=(
            "Bản in danh sách ký xác nhận đọc văn bản của một đơn vị để lại trên bàn họp, đã thu"
            " hồi."
        ),
        data="Họ tên, vị trí công tác của 14 cán bộ.",
        people=14,
        measures="Đã thu hồi bản in, nhắc người mang tài liệu.",
        noticed_at=now - timedelta(hours=20),
        by=cast.lead,
        at=now - timedelta(hours=19),
    )
    _reviews(now, auditor)


def _ended(at: datetime, admin, auditor) -> None:
    breach = actions.record_breach(
        title="Thư báo cáo gửi nhầm địa chỉ",
        what=(
            "Thư báo có báo cáo tháng gửi tới địa chỉ cũ của một người đã chuyển công tác; thư chỉ"
            " có liên kết."
        ),
        data="Không có dữ liệu cá nhân trong thư; liên kết đã hết hiệu lực.",
        people=0,
        effects="Không.",
        measures="Đã hủy liên kết, sửa địa chỉ trong danh sách nơi nhận.",
        noticed_at=at - timedelta(hours=3),
        by=admin,
        at=at,
    )
    actions.ask_exemption(
        breach=breach,
        reason="Không có dữ liệu cá nhân bị lộ.",
        by=admin,
        at=at + timedelta(hours=1),
    )
    actions.decide_exemption(breach=breach, agrees=True, by=auditor, at=at + timedelta(hours=5))
    lesson = "Rà địa chỉ nơi nhận mỗi quý; báo cáo chỉ gửi bằng liên kết."
    actions.close_breach(breach=breach, lesson=lesson, by=auditor, at=at + timedelta(days=1))


def _reviews(now: datetime, auditor) -> None:
    day = local_day(now)
    periods = [("rights", *year_before(day))]
    for _ in range(MONTHS):
        day, last = month_before(day)
        periods.append(("logs", day, last))
    for number, (kind, first, last) in enumerate(sorted(periods, key=lambda period: period[2])):
        review = Review.objects.create(
            kind=kind, start=first, end=last, due_on=last + timedelta(days=10)
        )
        if number < len(periods) - 1:
            remarks = "Đã xem; không thấy việc bất thường."
            actions.sign_review(review=review, remarks=remarks, by=auditor, at=now)
