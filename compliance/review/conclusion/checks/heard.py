"""Rows of the fairness record on notice, evidence shown, answer and opinions."""

from datetime import datetime

from compliance.core.language import _, in_sense, joined, lower_first
from compliance.incidents.custody import in_file, items_read
from compliance.incidents.models import Incident
from compliance.review.case.queries import (
    hold_up,
    notices_of_round,
    opinion_of,
    read_of_round,
    read_with,
    this_round,
)
from compliance.review.case.replacement import open_replacement
from compliance.review.case.sightings import Sighting, sightings
from compliance.review.case.window import Window, nothing_before, window
from compliance.review.conclusion.checks.independence import opinion_is_tied
from compliance.review.conclusion.checks.precondition import INSIDE, Precondition, name_of, row_of
from compliance.review.models import Answer, Extension, Notice, Opinion
from compliance.rulebook.clocks import add_working_days, local_day
from compliance.rulebook.queries import calendar


def hearing(incident: Incident, at: datetime) -> list[Precondition]:
    notices, answers = _notices(incident), _answers(incident)
    answer = next(
        (row for kind in ("answer", "waiver", "silence") for row in answers if row.kind == kind),
        None,
    )
    bundle = sightings(incident)
    return [
        _told(notices),
        _delivered(notices),
        _disclosed(incident, bundle),
        _seen(incident, bundle),
        _window(incident, notices, window(incident, at)),
        _extension(incident),
        _answered(answer),
        *_replacement(incident),
        *_papers(incident),
    ]


def _notices(incident: Incident) -> list[Notice]:
    """Of this round, first to last, with sender and deliveries."""
    if read_with(incident, "notices") is not None:
        return notices_of_round(incident)
    rows = this_round(incident, Notice).select_related("by").prefetch_related("deliveries")
    return list(rows.order_by("number"))


def _answers(incident: Incident) -> list[Answer]:
    """Of this round, first to last, with who gave them."""
    read = read_of_round(incident, "answers", "at")
    if read is not None:
        return sorted(read, key=lambda row: row.at)
    return list(this_round(incident, Answer).select_related("by").order_by("at"))


def _replacement(incident: Incident) -> list[Precondition]:
    """A cross while the request that somebody stands aside waits; no row when none does."""
    if open_replacement(incident) is None:
        return []
    says = _("Đề nghị thay người xử lý đã được trả lời")
    note = _("còn đề nghị thay người xử lý chưa trả lời")
    return [row_of("hearing", "replacement", False, says, note, "viec-tiep")]


def _papers(incident: Incident) -> list[Precondition]:
    """A cross while a paper of the person waits to be confirmed; no row when none does."""
    says = _("Bản giấy của người được phản ánh đã được xác nhận")
    note = _("còn bản giấy của người được phản ánh chưa được người thứ hai xác nhận")
    return [
        row_of("hearing", "papers", False, says, note, "viec-tiep") for __ in hold_up(incident)[:1]
    ]


def _told(notices: list[Notice]) -> Precondition:
    first = notices[0] if notices else None
    how = _("giao giấy") if first and first.paper else _("qua tài khoản")
    return row_of(
        "hearing",
        "told",
        first,
        _("Đã gửi thông báo cho người được phản ánh ({how})").format(how=how),
        _("chưa gửi thông báo cho người được phản ánh"),
        "viec-tiep",
        day=local_day(first.served_at) if first else None,
        who=name_of(first.by) if first else "",
        part=_("Người gửi thông báo") if first else "",
    )


def _delivered(notices: list[Notice]) -> Precondition:
    """Opened on screen, or handed over on paper, or refused before a witness."""
    opened = next((local_day(row.opened_at) for row in notices if row.opened_at), None)
    handed = next(
        (
            delivery
            for row in notices
            for delivery in sorted(row.deliveries.all(), key=lambda delivered: delivered.at)
            if delivery.reached
        ),
        None,
    )
    says = (
        _("Người được phản ánh đã mở thông báo trên cổng ngày {opened:%d/%m/%Y}").format(
            opened=opened
        )
        if opened
        else (
            _("Thông báo giấy: {how}, {received_by}").format(
                how=lower_first(handed.get_how_display()),
                received_by=handed.received_by or handed.witness,
            )
            if handed
            else _("Thông báo đến tay người được phản ánh")
        )
    )
    return row_of(
        "hearing",
        "delivered",
        opened or handed,
        says,
        _("thông báo chưa được mở xem và chưa ghi nhận việc giao"),
        "giai-trinh",
        day=opened or (handed.day if handed else None),
        who=handed.handed_by if handed and not opened else "",
        part=_("Người giao") if handed and not opened else "",
    )


def relied_numbers(incident: Incident) -> set[int]:
    """Numbers of the evidence relied on; a redacted copy has the number of its original."""
    read = items_read(incident)
    if read is not None:
        return {item.number for item in in_file(read) if item.relied_on}
    rows = incident.evidence.filter(removed_at=None, relied_on=True)
    return set(rows.values_list("number", flat=True))


def _disclosed(incident: Incident, bundle: list[Sighting]) -> Precondition:
    """Nothing is relied on that the notices did not show."""
    relied = relied_numbers(incident)
    shown = [row for row in bundle if row.item.number in relied]
    hidden = joined(
        ", ", (f"CC-{number:02d}" for number in sorted(relied - {row.item.number for row in shown}))
    )
    return row_of(
        "hearing",
        "disclosed",
        bundle and not hidden,
        _("Mọi chứng cứ dùng làm căn cứ có trong thông báo đã gửi ({count} mục)").format(
            count=len(shown)
        ),
        (
            _("chứng cứ dùng làm căn cứ chưa cho xem: {hidden}").format(hidden=hidden)
            if hidden
            else _("chưa cho xem bộ chứng cứ")
        ),
        "chung-cu",
        day=max((row.shown_on for row in shown if row.shown_on), default=None),
    )


def _seen(incident: Incident, bundle: list[Sighting]) -> Precondition:
    """Each item relied on was opened by the person, or handed to them on paper."""
    relied = relied_numbers(incident)
    asked = [row for row in bundle if row.item.number in relied]
    unseen = [row for row in asked if not row.seen_on]
    names = joined(", ", (row.item.label for row in unseen))
    return row_of(
        "hearing",
        "seen",
        asked and not unseen,
        _(
            "Người được phản ánh đã mở xem hoặc được giao từng chứng cứ ấy ({asked}/{count} mục)"
        ).format(asked=len(asked) - len(unseen), count=len(asked)),
        (
            _(
                "người được phản ánh chưa mở xem {names}; đề nghị mở xem, hoặc giao bằng giấy và "
                "ghi nhận việc giao"
            ).format(names=names)
            if unseen
            else _("người được phản ánh chưa được xem chứng cứ nào")
        ),
        "chung-cu",
        day=max((row.seen_on for row in asked if row.seen_on), default=None),
        part=_("Người được phản ánh"),
        always=False,
    )


def _window(incident: Incident, notices: list[Notice], now: Window) -> Precondition:
    """Long enough, and past; or the person said that nothing more comes."""
    rules = incident.rule_set
    wanted = rules.answer_workdays if rules else 5
    short = [
        row
        for row in notices
        if row.due_on < add_working_days(local_day(row.served_at), wanted, calendar())
    ]
    early = now.completion if not now.over else None
    says = (
        _("Người được phản ánh báo không bổ sung giải trình nữa, trước khi hết thời hạn")
        if early
        else _("Đã hết thời hạn giải trình, đủ {wanted} ngày làm việc").format(wanted=wanted)
    )
    note = (
        _("thời gian giải trình ngắn hơn {wanted} ngày làm việc").format(wanted=wanted)
        if short
        else _("thời hạn giải trình còn đến hết {until:%d/%m/%Y}; {nothing_before}").format(
            until=now.until, nothing_before=nothing_before(now.until)
        )
        if now.until
        else _("chưa mở thời gian giải trình")
    )
    return row_of(
        "hearing",
        "window",
        notices and not short and now.ended,
        says if now.ended else _("Thời hạn giải trình"),
        note,
        "giai-trinh",
        day=local_day(early.at) if early else now.until if now.over else None,
        who=name_of(early.by) if early else "",
        part=_("Người được phản ánh") if early else "",
        rule=rules.step_basis if rules else INSIDE,
    )


def _wishes(incident: Incident) -> list[Extension]:
    """Every wish for more time, first to last."""
    read = read_with(incident, "extensions")
    if read is not None:
        return sorted(read, key=lambda row: row.asked_at)
    return list(incident.extensions.select_related("decided_by").order_by("asked_at"))


def _extension(incident: Incident) -> Precondition:
    wishes = _wishes(incident)
    waiting = [row for row in wishes if row.granted is None]
    last = wishes[-1] if wishes else None
    says = (
        _("Đề nghị gia hạn đã được trả lời ({granted})").format(
            granted=_("chấp nhận") if last.granted else _("không chấp nhận, có lý do")
        )
        if last and not waiting
        else _("Không có đề nghị gia hạn chưa trả lời")
    )
    return row_of(
        "hearing",
        "extension",
        not waiting,
        says,
        _("còn đề nghị gia hạn chưa trả lời"),
        "viec-tiep",
        day=local_day(last.decided_at) if last and last.decided_at else None,
        who=name_of(last.decided_by) if last else "",
        part=_("Người trả lời đề nghị") if last and last.decided_at else "",
    )


def _answered(answer: Answer | None) -> Precondition:
    words = {
        "answer": _("Người được phản ánh đã giải trình"),
        "waiver": _("Người được phản ánh không giải trình (có ghi nhận)"),
        "silence": _("Đã thông báo hai lần, không có trả lời (có ghi nhận)"),
    }
    says = (
        words[answer.kind]
        if answer
        else _("Có giải trình, hoặc việc không giải trình được ghi nhận")
    )
    entered = bool(answer and (answer.received_on or answer.kind == Answer.Kind.SILENCE))
    day = (answer.received_on or local_day(answer.at)) if answer else None
    return row_of(
        "hearing",
        "answered",
        answer,
        says,
        _("chưa có giải trình"),
        "giai-trinh",
        day=day,
        who=name_of(answer.by) if answer else "",
        part=(
            _("Người nhập bản giấy, ghi nhận")
            if entered
            else _("Người được phản ánh")
            if answer
            else ""
        ),
    )


def opinions(incident: Incident) -> list[Precondition]:
    return [
        _opinion(incident, side, who)
        for side, who in (
            (Opinion.Side.UNIT, in_sense("sentence", "Thủ trưởng đơn vị (hoặc cấp trên)")),
            (Opinion.Side.AFFAIRS, in_sense("sentence", "Đầu mối nội vụ")),
        )
    ]


def _opinion(incident: Incident, side: str, who: str) -> Precondition:
    row = opinion_of(incident, side)
    says = (
        _("{who} không cho ý kiến đúng hạn (có ghi nhận)").format(who=who)
        if row and row.overdue
        else _("{who} đã cho ý kiến").format(who=who)
    )
    return row_of(
        "opinions",
        f"opinion_{side}",
        row,
        says,
        (
            _(
                "ý kiến của {who} do người có quan hệ liên quan cho, không được tính: hỏi lại "
                "người thay"
            ).format(who=lower_first(who))
            if opinion_is_tied(incident, side)
            else _("{who} chưa cho ý kiến").format(who=lower_first(who))
        ),
        "y-kien",
        day=local_day(row.at) if row else None,
        who=name_of(row.by) if row else "",
        part=who,
    )
