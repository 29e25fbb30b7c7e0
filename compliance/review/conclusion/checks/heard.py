"""Rows of the fairness record on notice, evidence shown, answer and opinions."""

from datetime import date

from compliance.incidents.models import Incident
from compliance.review.case.queries import active_account, opinion_of, this_round
from compliance.review.conclusion.checks.precondition import INSIDE, Precondition, name_of, row_of
from compliance.review.models import Answer, Notice, Opinion
from compliance.rulebook.clocks import add_working_days, local_day
from compliance.rulebook.queries import calendar


def hearing(incident: Incident, day: date) -> list[Precondition]:
    notices = list(
        this_round(incident, Notice)
        .select_related("by")
        .prefetch_related("bundle", "deliveries")
        .order_by("number")
    )
    answers = list(this_round(incident, Answer).select_related("by").order_by("at"))
    answer = next(
        (row for kind in ("answer", "waiver", "silence") for row in answers if row.kind == kind),
        None,
    )
    return [
        _told(notices),
        _delivered(incident, notices, answer),
        _disclosed(incident, notices),
        _window(incident, notices, answers, day),
        _extension(incident),
        _answered(answer),
    ]


def _told(notices: list[Notice]) -> Precondition:
    first = notices[0] if notices else None
    how = "giao giấy" if first and first.paper else "qua tài khoản"
    return row_of(
        "hearing",
        "told",
        first,
        f"Đã thông báo nội dung cho người được phản ánh ({how})",
        "chưa gửi thông báo cho người được phản ánh",
        "viec-tiep",
        day=local_day(first.served_at) if first else None,
        who=name_of(first.by) if first else "",
        part="Thành viên phụ trách",
    )


def _delivered(incident: Incident, notices: list[Notice], answer: Answer | None) -> Precondition:
    """Opened, or handed over; or sent twice to an account in use without being opened, and the
    silence recorded.
    """
    opened = next((local_day(row.opened_at) for row in notices if row.opened_at), None)
    handed = next(
        (
            delivery
            for row in notices
            for delivery in sorted(row.deliveries.all(), key=lambda one: one.at)
            if delivery.reached
        ),
        None,
    )
    unopened = bool(
        answer
        and answer.kind == Answer.Kind.SILENCE
        and len(notices) >= 2
        and active_account(incident)
    )
    says = (
        f"Người được phản ánh đã mở thông báo và chứng cứ trên cổng ngày {opened:%d/%m/%Y}"
        if opened
        else (
            f"Thông báo giấy: {handed.get_how_display().lower()},"
            f" {handed.received_by or handed.witness}"
            if handed
            else (
                "Đã gửi hai lần qua tài khoản, không được mở xem (có ghi nhận)"
                if unopened
                else "Thông báo đến tay người được phản ánh"
            )
        )
    )
    return row_of(
        "hearing",
        "delivered",
        opened or handed or unopened,
        says,
        "thông báo chưa được mở xem và chưa ghi nhận việc giao",
        "giai-trinh",
        day=opened or (handed.day if handed else None),
        who=handed.handed_by if handed and not opened else "",
        part="Người giao" if handed and not opened else "",
    )


def _disclosed(incident: Incident, notices: list[Notice]) -> Precondition:
    """Nothing is relied on that the person was not shown; a redacted copy stands under the number
    of its original.
    """
    shown = {item.number for row in notices for item in row.bundle.all()}
    relied = set(
        incident.evidence.filter(removed_at=None, relied_on=True).values_list("number", flat=True)
    )
    hidden = ", ".join(f"CC-{number:02d}" for number in sorted(relied - shown))
    return row_of(
        "hearing",
        "disclosed",
        shown and not hidden,
        f"Đã cho xem mọi chứng cứ dùng làm căn cứ ({len(shown)} mục)",
        (
            f"chứng cứ dùng làm căn cứ chưa cho xem: {hidden}"
            if hidden
            else "chưa cho xem bộ chứng cứ"
        ),
        "chung-cu",
    )


def _window(
    incident: Incident, notices: list[Notice], answers: list[Answer], day: date
) -> Precondition:
    """Long enough; and when more was disclosed, over again or answered again."""
    rules = incident.rule_set
    wanted = rules.answer_workdays if rules else 5
    short = [
        row
        for row in notices
        if row.due_on < add_working_days(local_day(row.served_at), wanted, calendar())
    ]
    last = notices[-1] if notices else None
    more = (
        incident.steps.filter(verb="disclose_more")
        .order_by("-version")
        .values_list("at", flat=True)
        .first()
    )
    running = bool(
        last
        and more
        and more >= last.served_at
        and day <= last.due_on
        and not any(row.at > more for row in answers)
    )
    note = (
        f"thời gian giải trình về chứng cứ bổ sung còn đến hết {last.due_on:%d/%m/%Y}"
        if running
        else (
            f"thời gian giải trình ngắn hơn {wanted} ngày làm việc"
            if notices
            else "chưa mở thời gian giải trình"
        )
    )
    return row_of(
        "hearing",
        "window",
        notices and not short and not running,
        f"Đủ {wanted} ngày làm việc để giải trình"
        + (f", đến hết {last.due_on:%d/%m/%Y}" if last else ""),
        note,
        "giai-trinh",
        day=last.due_on if last else None,
        rule=rules.step_basis if rules else INSIDE,
    )


def _extension(incident: Incident) -> Precondition:
    wishes = list(incident.extensions.select_related("decided_by").order_by("asked_at"))
    waiting = [row for row in wishes if row.granted is None]
    last = wishes[-1] if wishes else None
    says = (
        "Đề nghị gia hạn đã được trả lời"
        f" ({'chấp nhận' if last.granted else 'không chấp nhận, có lý do'})"
        if last and not waiting
        else "Không có đề nghị gia hạn chưa trả lời"
    )
    return row_of(
        "hearing",
        "extension",
        not waiting,
        says,
        "còn đề nghị gia hạn chưa trả lời",
        "viec-tiep",
        day=local_day(last.decided_at) if last and last.decided_at else None,
        who=name_of(last.decided_by) if last else "",
        part="Thành viên phụ trách" if last else "",
    )


def _answered(answer: Answer | None) -> Precondition:
    words = {
        "answer": "Người được phản ánh đã giải trình",
        "waiver": "Người được phản ánh không giải trình (có ghi nhận)",
        "silence": "Đã thông báo hai lần, không có trả lời (có ghi nhận)",
    }
    says = (
        words[answer.kind] if answer else "Có giải trình, hoặc việc không giải trình được ghi nhận"
    )
    entered = bool(answer and (answer.received_on or answer.kind == Answer.Kind.SILENCE))
    day = (answer.received_on or local_day(answer.at)) if answer else None
    return row_of(
        "hearing",
        "answered",
        answer,
        says,
        "chưa có giải trình",
        "giai-trinh",
        day=day,
        who=name_of(answer.by) if answer else "",
        part=(
            "Người nhập bản giấy, ghi nhận" if entered else "Người được phản ánh" if answer else ""
        ),
    )


def opinions(incident: Incident) -> list[Precondition]:
    return [
        _opinion(incident, side, who)
        for side, who in (
            (Opinion.Side.UNIT, "Thủ trưởng đơn vị (hoặc cấp trên)"),
            (Opinion.Side.AFFAIRS, "Đầu mối nội vụ"),
        )
    ]


def _opinion(incident: Incident, side: str, who: str) -> Precondition:
    row = opinion_of(incident, side)
    says = (
        f"{who} không cho ý kiến đúng hạn (có ghi nhận)"
        if row and row.overdue
        else f"{who} đã cho ý kiến"
    )
    return row_of(
        "opinions",
        f"opinion_{side}",
        row,
        says,
        f"{who[:1].lower()}{who[1:]} chưa cho ý kiến",
        "y-kien",
        day=local_day(row.at) if row else None,
        who=name_of(row.by) if row else "",
        part=who,
    )
