"""Two years of returns, summaries and directions in the sample, made with the verbs of reports;
letter 308 is direction no. 1.
"""

import random
from datetime import datetime, timedelta

from compliance.registry.models import Office
from compliance.registry.queries import heads_of
from compliance.rulebook.clocks import ZONE, local_day
from compliance.rulebook.models import Instrument
from halang_portal.tryout.sample.cases import Cast
from halang_portal.tryout.sample.places import place
from reports.actions import (
    accept_reply,
    accept_return,
    approve,
    close_direction,
    distribute,
    draw,
    give_direction,
    hand_over,
    mark_read,
    open_copy,
    plan_returns,
    plan_summary,
    record_extract,
    record_signed,
    reply,
    submit_return,
)
from reports.actions.distribution import mark_sent
from reports.models import (
    Direction,
    DirectionTask,
    Extract,
    PeriodKind,
    Recipient,
    Summary,
    UnitReturn,
)
from reports.periods import Period, back_from, period_of, previous

# "Nơi nhận" of letter 308; those outside the committee receive the copy without names
RECIPIENTS = (
    ("Sở Nội vụ", "B/c", False, "vanthu@snv.example"),
    ("Sở Thông tin và Truyền thông", "B/c", False, "vanthu@stttt.example"),
    ("TT Huyện ủy", "B/c", False, ""),
    ("TT HĐND huyện", "B/c", False, ""),
    ("Chủ tịch, các PCT UBND huyện", "", True, ""),
    ("MTTQ huyện", "", False, "mttq@mttq.example"),
    ("Phòng Nội vụ huyện", "", True, "noivu@cong308.example"),
    ("Tổ Kiểm tra giám sát", "", True, ""),
)
LETTER_TASKS = {  # what the letter asks of single offices, beside what it asks of all
    "NV": (
        "Tổng hợp việc quán triệt Chỉ thị 26/CT-TTg, Chỉ thị 12/CT-UBND tại các đơn vị; tham mưu xử"
        " lý trường hợp vi phạm."
    ),
    "VHTT": "Hướng dẫn sử dụng mạng xã hội đúng quy định; giới thiệu nguồn thông tin chính thống.",
    "VP": (
        "Theo dõi, đôn đốc việc thực hiện Kế hoạch 09b/KH-UBND; báo cáo Chủ tịch UBND hằng tháng."
    ),
}
LETTER = (
    "Tiếp tục thực hiện Kế hoạch 09b/KH-UBND, Chỉ thị 26/CT-TTg và Chỉ thị 12/CT-UBND. Quán triệt"
    " cán bộ, công chức, viên chức, người lao động chấp hành nghiêm kỷ luật phát ngôn khi sử dụng"
    " mạng xã hội, sử dụng đủ và có hiệu quả thời giờ làm việc; kiểm tra, nhắc nhở, chấn chỉnh kịp"
    " thời; định kỳ báo cáo Ủy ban nhân dân huyện."
)
DIRECTIONS = (
    (
        420,
        20,
        ("GDDT", "TH-QL", "THCS-QL"),
        (
            "Công bố sớm thông tin chính thức về sắp xếp điểm trường trên trang thông tin của"
            " huyện; hướng dẫn giáo viên trả lời phụ huynh thống nhất."
        ),
    ),
    (
        300,
        15,
        ("VHTT", "TTVH"),
        (
            "Xây dựng tài liệu hướng dẫn sử dụng mạng xã hội đúng quy định, gửi các đơn vị dùng khi"
            " quán triệt."
        ),
    ),
    (
        215,
        15,
        ("VP", "X552", "X534"),
        (
            "Rà soát việc chấp hành thời giờ làm việc, bố trí trực tiếp công dân đủ người trong giờ"
            " hành chính."
        ),
    ),
    (
        120,
        12,
        ("YT", "TTVH"),
        "Đăng thông tin chính thống về tiêm chủng để cán bộ và người dân tra cứu, chia sẻ.",
    ),
    (
        40,
        14,
        ("X537", "X540"),
        "Báo cáo kết quả xử lý các vụ việc chia sẻ thông tin chưa kiểm chứng trong quý.",
    ),
    (
        9,
        20,
        ("NV", "TN"),
        "Đôn đốc người chưa xác nhận đã đọc Công văn 308/UBND-TH, báo cáo danh sách còn lại.",
    ),
)
REPLIES = (
    (
        "Đã thực hiện đầy đủ nội dung chỉ đạo: tổ chức họp đơn vị, phân công người chịu trách nhiệm"
        " và niêm yết công khai tại trụ sở."
    ),
    (
        "Đã hoàn thành. Đơn vị gửi kèm biên bản họp và danh sách người dự; tiếp tục theo dõi hằng"
        " tuần."
    ),
    (
        "Đã thực hiện; đề nghị cấp có thẩm quyền cung cấp thêm tài liệu hướng dẫn để quán triệt"
        " thường xuyên."
    ),
)
NARRATIVES = (
    (
        "Trong kỳ đơn vị tổ chức quán triệt Công văn 308/UBND-TH và quy tắc ứng xử; cán bộ chấp"
        " hành nghiêm giờ làm việc."
    ),
    (
        "Đơn vị đã nhắc nhở, hướng dẫn các trường hợp phát sinh; phối hợp với Tổ kiểm tra giám sát"
        " xử lý đúng quy trình."
    ),
    (
        "Tình hình chấp hành kỷ luật phát ngôn ổn định; vụ việc phát sinh đã được ghi nhận trên"
        " cổng và đang được xem xét."
    ),
)
LATE_UNITS = 3


def load_reporting(*, now: datetime, cast: Cast) -> None:
    rng = random.Random(15)
    Recipient.objects.bulk_create(
        [
            Recipient(name=place().here(name), purpose=why, inside=inside, email=email, order=order)
            for order, (name, why, inside, email) in enumerate(RECIPIENTS, 1)
        ]
    )
    _letter(cast)
    _directions(now, cast, rng)
    last = previous(period_of(PeriodKind.MONTH, local_day(now)))
    months = back_from(last, 24)
    for month in months:
        _returns(month, month == last, now, cast, rng)
    others = [
        period
        for kind in (PeriodKind.QUARTER, PeriodKind.YEAR)
        for period in _closed(kind, months[0], now)
    ]
    for period in sorted([*months, *others], key=lambda period: period.end):
        _summary(period, now, cast, waits=period == last, unread=period == months[-2])


def _closed(kind: str, first: Period, now: datetime) -> list[Period]:
    periods, period = [], previous(period_of(kind, local_day(now)))
    while period.end >= first.start:
        periods.append(period)
        period = previous(period)
    return periods


def _letter(cast: Cast) -> None:
    """Direction no. 1: the letter of 19/9/2017, to every commune and office; its standing tasks go
    on.
    """
    letter = Instrument.objects.filter(number__startswith="308").order_by("pk").first()
    offices = list(
        Office.objects.filter(
            kind__in=(Office.Kind.COMMUNE, Office.Kind.DEPARTMENT, Office.Kind.SERVICE)
        ).order_by("order")
    )
    at = datetime(2017, 9, 19, 15, tzinfo=ZONE)
    tasks = [
        {"office": office, "text": LETTER_TASKS[office.code]}
        for office in offices
        if office.code in LETTER_TASKS
    ]
    rest = [office for office in offices if office.code not in LETTER_TASKS]
    given = give_direction(
        text=place().here(LETTER),
        offices=rest,
        tasks=tasks,
        due_on=None,
        instrument=letter,
        by=cast.chairman,
        at=at,
    )
    for number, task in enumerate(
        given.tasks.select_related("office", "person", "direction__by").order_by("pk")
    ):
        _answer(task, at + timedelta(days=20 + number % 9, hours=number % 3), cast, number)


def _answer(
    task: DirectionTask, at: datetime, cast: Cast, number: int, judged: bool = True
) -> None:
    head = task.person if task.person_id else heads_of(task.office, local_day(at)).first()
    if head is None:
        return
    task = reply(task=task, text=REPLIES[number % len(REPLIES)], by=head, at=at)
    if judged and head.pk != cast.chairman.pk:
        accept_reply(task=task, by=cast.chairman, at=at + timedelta(days=2))


def _today(code: str) -> Office:
    """The office of that code, or the one that has taken over from it by now."""
    office = Office.objects.get(code=code)
    while office.valid_to:
        office = office.successions.select_related("to_office").order_by("pk").first().to_office
    return office


def _directions(now: datetime, cast: Cast, rng: random.Random) -> None:
    for index, (ago, days, codes, text) in enumerate(DIRECTIONS):
        at = (now - timedelta(days=ago)).astimezone(ZONE).replace(hour=9, minute=rng.randint(0, 50))
        given = give_direction(
            text=place().here(text),
            offices=list(dict.fromkeys(_today(code) for code in codes)),
            people=[cast.lead] if index == 3 else [],
            due_on=local_day(at) + timedelta(days=days),
            by=cast.chairman,
            at=at,
        )
        if ago > 60:
            for number, task in enumerate(
                given.tasks.select_related("office", "person", "direction__by").order_by("pk")
            ):
                _answer(task, at + timedelta(days=days - 4 + number, hours=2), cast, index + number)
            close_direction(
                direction=Direction.objects.get(pk=given.pk),
                by=cast.chairman,
                at=at + timedelta(days=days + 8),
            )
        elif ago > 20:  # one office has answered, the other is late
            _answer(
                given.tasks.select_related("office", "person", "direction__by")
                .order_by("pk")
                .first(),
                at + timedelta(days=5),
                cast,
                index,
                judged=False,
            )


def _returns(month: Period, last: bool, now: datetime, cast: Cast, rng: random.Random) -> None:
    """Nearly everybody sends; of the last month a few are missing and a few wait to be received."""
    plan_returns(period=month, at=month.end_at + timedelta(minutes=6), quiet=not last)
    rows = list(
        UnitReturn.objects.filter(kind=month.kind, end=month.end)
        .select_related("office")
        .order_by("pk")
    )
    missing = set(rng.sample(range(len(rows)), LATE_UNITS)) if last else set()
    for number, row in enumerate(rows):
        head = heads_of(row.office, month.end).first()
        at = month.end_at + timedelta(days=1, hours=8 + number % 8, minutes=number)
        if (
            number in missing
            or head is None
            or at > now
            or row.office.short_name == "Quang Long"
            and last
        ):
            continue
        received = row.office.incidents.filter(
            submitted_at__gte=month.start_at, submitted_at__lt=month.end_at
        ).exists()
        sent = submit_return(
            row=row,
            nil=not received,
            narrative="" if not received and number % 3 else NARRATIVES[number % len(NARRATIVES)],
            proposals="",
            by=head,
            at=at,
        )
        if head.pk != cast.lead.pk and not (last and number % 5 == 0):
            accept_return(row=sent, by=cast.lead, at=min(at + timedelta(days=1), now))


def _summary(period: Period, now: datetime, cast: Cast, waits: bool, unread: bool) -> None:
    """Drawn at the cut-off, approved two days later, read the day after; the newest month waits for
    the lead, the one before for the chairman.
    """
    at = period.end_at + timedelta(minutes=6)
    plan_summary(period=period, at=at)
    summary = draw(
        summary=Summary.objects.get(kind=period.kind, start=period.start, end=period.end), at=at
    )
    approved, read = at + timedelta(days=2, hours=9), at + timedelta(days=3, hours=14)
    if waits or approved > now:
        return
    summary = approve(summary=summary, by=cast.lead, at=approved)
    if not unread:
        summary = _signed(
            summary, cast, approved + timedelta(hours=5), recent=(now - approved).days < 120
        )
    if read <= now and not unread:
        mark_read(summary=summary, by=cast.chairman, at=read)


def _signed(summary: Summary, cast: Cast, at: datetime, recent: bool) -> Summary:
    """The number typed back; of the last months the copies that went out, most of them opened."""
    day = local_day(at)
    number = Summary.objects.filter(document_date__year=day.year).count() + 1
    summary = record_signed(
        summary=summary,
        number=f"{number:02d}/BC-TKTGS",
        day=day,
        signer=cast.lead.display_name,
        by=cast.lead,
        at=at,
    )
    if recent:
        if summary.kind != PeriodKind.WEEK:
            record_extract(
                summary=summary,
                number=f"{Extract.objects.filter(year=day.year).count() + 1:02d}/TrS-TKTGS",
                day=day,
                signer=cast.lead.display_name,
                by=cast.lead,
                at=at,
            )
        distribute(summary=summary, by=cast.lead, at=at)
        for order, copy in enumerate(
            summary.deliveries.select_related("recipient", "summary").order_by("pk")
        ):
            if not copy.recipient.email:
                hand_over(
                    delivery=copy, note="Văn thư ký nhận", by=cast.lead, at=at + timedelta(hours=18)
                )
                continue
            mark_sent(delivery=copy, number=copy.number, at=at + timedelta(minutes=1))
            if order % 3:
                open_copy(delivery=copy, at=at + timedelta(hours=3 + order))
    return Summary.objects.get(pk=summary.pk)
