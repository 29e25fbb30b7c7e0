"""Instruments made known in the sample: briefings held by the units, acknowledgements by most of the staff, official sources."""

import random
from datetime import datetime, timedelta

from compliance.guidance.actions import hold_briefing, keep_source
from compliance.guidance.models import Acknowledgement
from compliance.registry.models import Function, StaffMember
from compliance.roles import Kind
from compliance.rulebook.clocks import local_day
from compliance.rulebook.models import Instrument

SOURCES = (
    ("Cổng Thông tin điện tử Chính phủ", "chinhphu.vn", "Văn bản, thông báo của Chính phủ"),
    ("Công báo nước Cộng hòa xã hội chủ nghĩa Việt Nam", "congbao.chinhphu.vn", "Toàn văn văn bản quy phạm pháp luật"),
    ("Báo Nhân Dân điện tử", "nhandan.vn", "Thông tin chính thống"),
    ("Cổng Thông tin điện tử tỉnh Cao Bằng", "caobang.gov.vn", "Thông báo, chỉ đạo của tỉnh"),
    ("Báo Cao Bằng điện tử", "baocaobang.vn", "Tin tức địa phương"),
    ("Trung tâm Dự báo khí tượng thủy văn quốc gia", "nchmf.gov.vn", "Cảnh báo mưa lũ, thời tiết"),
)


def load_sources(at: datetime) -> None:
    """Before the first case: guidance measures point to them."""
    for name, url, note in SOURCES:
        keep_source(name=name, url=url, note=note, by=None, at=at)


def load_guidance(*, now: datetime, cast) -> None:
    rng = random.Random(9)
    asked = list(Instrument.objects.filter(to_acknowledge=True).order_by("pk"))
    rows = []
    lax = set(rng.sample(list(StaffMember.objects.values_list("office_id", flat=True).distinct()), 8))
    for person in StaffMember.objects.order_by("code"):
        for instrument in asked:
            if rng.random() < (0.72 if person.office_id in lax else 0.95):
                rows.append(Acknowledgement(instrument=instrument, staff=person, at=now - timedelta(days=rng.randint(1, 700), minutes=rng.randint(0, 600))))
    Acknowledgement.objects.bulk_create(rows, batch_size=500)
    for head in Function.objects.filter(kind=Kind.UNIT_HEAD).select_related("user", "office").order_by("pk"):
        for _ in range(rng.randint(2, 6)):
            at = now - timedelta(days=rng.randint(2, 720))
            total = head.office.staff_now.count()
            hold_briefing(
                office=head.office,
                held_on=local_day(at),
                instruments=rng.sample(asked, rng.randint(1, len(asked))),
                attended=max(total - rng.randint(0, 3), 1),
                minutes="Quán triệt nội dung văn bản, trao đổi tình huống thực tế tại đơn vị, thống nhất cách thực hiện.",
                by=head.user,
                at=at,
            )
