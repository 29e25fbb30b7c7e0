"""Instruments made known in the sample: briefings held by the units, acknowledgements by most of
the staff, official sources.
"""

import random
from datetime import datetime, timedelta

from compliance.core.roles import Kind
from compliance.guidance.actions import (
    hold_briefing,
    keep_source,
    record_signatures,
    send_instrument,
)
from compliance.guidance.models import Acknowledgement, Dispatch
from compliance.guidance.queries import current_versions
from compliance.registry.models import Function, Office, StaffMember
from compliance.rulebook.clocks import local_day

SOURCES = (
    ("Cổng Thông tin điện tử Chính phủ", "chinhphu.vn", "Văn bản, thông báo của Chính phủ"),
    (
        "Công báo nước Cộng hòa xã hội chủ nghĩa Việt Nam",
        "congbao.chinhphu.vn",
        "Toàn văn văn bản quy phạm pháp luật",
    ),
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
    asked = list(current_versions(local_day(now)).order_by("pk"))
    lax = set(
        rng.sample(list(StaffMember.objects.values_list("office_id", flat=True).distinct()), 8)
    )
    people = list(StaffMember.objects.exclude(office=None).order_by("code"))
    rows = [
        Acknowledgement(
            instrument=instrument,
            staff=person,
            at=now - timedelta(days=rng.randint(1, 700), minutes=rng.randint(0, 600)),
        )
        for person in people
        for instrument in asked
        if person.user_id and rng.random() < (0.72 if person.office_id in lax else 0.95)
    ]
    Acknowledgement.objects.bulk_create(rows, batch_size=500)
    _send(asked, now, cast)
    _brief(asked, now, rng)
    _sign(now, cast)


def _send(asked: list, now: datetime, cast) -> None:
    """Everything asked for was sent once; the last of them is still running."""
    offices = list(Office.objects.on(local_day(now)).exclude(parent=None))
    for number, instrument in enumerate(asked):
        at = now - timedelta(days=400 - 390 * (number == len(asked) - 1), hours=number)
        sent = send_instrument(
            instrument=instrument,
            offices=offices,
            due_on=local_day(at) + timedelta(days=21),
            note="Tổ chức quán triệt và xác nhận trên cổng.",
            by=cast.lead,
            at=at,
            quiet=True,
        )
        if number < len(asked) - 1:
            Dispatch.objects.filter(pk=sent.pk).update(ended_at=at + timedelta(days=40))


def _brief(asked: list, now: datetime, rng: random.Random) -> None:
    for head in (
        Function.objects.filter(kind=Kind.UNIT_HEAD).select_related("user", "office").order_by("pk")
    ):
        there = list(StaffMember.objects.filter(office=head.office).order_by("code"))
        for _ in range(rng.randint(2, 6)):
            at = now - timedelta(days=rng.randint(2, 720))
            hold_briefing(
                office=head.office,
                held_on=local_day(at),
                place="Hội trường đơn vị",
                instruments=rng.sample(asked, rng.randint(1, len(asked))),
                attendees=rng.sample(there, max(len(there) - rng.randint(0, 3), 1)),
                minutes=(
                    "Quán triệt nội dung văn bản, trao đổi tình huống thực tế tại đơn vị, thống"
                    " nhất cách thực hiện."
                ),
                by=head.user,
                at=at,
            )


def _sign(now: datetime, cast) -> None:
    """In half of the offices those without an account have signed the printed list."""
    sent = Dispatch.objects.running().first()
    people = (
        StaffMember.objects.filter(user=None)
        .exclude(office=None)
        .select_related("office")
        .order_by("office", "code")
    )
    offices: dict = {}
    for person in people:
        offices.setdefault(person.office, []).append(person)
    for number, (office, signed) in enumerate(offices.items()):
        if sent and number % 2 == 0:
            record_signatures(
                dispatch=sent,
                office=office,
                people=signed,
                signed_on=local_day(now) - timedelta(days=3),
                by=cast.lead,
                at=now - timedelta(days=2),
            )
