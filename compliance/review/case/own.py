"""A case as the person concerned meets it: where it stands, what comes next, and which acts are
open to them, in every state. Their page and their home say nothing but this.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, F, Max, OuterRef, Q, QuerySet, Subquery

from compliance.core.language import _, lower_first
from compliance.incidents.models import Incident, Outcome
from compliance.incidents.workflow import Status
from compliance.review.case.queries import (
    in_round,
    with_round,
)
from compliance.review.case.window import (
    nothing_before,
)
from compliance.review.models import (
    Answer,
    Completion,
    Contest,
    Measure,
    Rectification,
    StoppedBecause,
)

_NO_DISCIPLINE = _("Nhắc nhở không phải là kỷ luật.")
WEIGHT = {  # what an outcome means for the person, and what it does not
    Outcome.NO_VIOLATION: _("Không có nội dung nào là vi phạm."),
    Outcome.OUT_OF_TIME: _("Đã hết thời hiệu nên kết luận này không kèm biện pháp nào."),
    Outcome.GUIDANCE: _("Hướng dẫn, rút kinh nghiệm không phải là kỷ luật."),
    Outcome.ORAL_REMINDER: _NO_DISCIPLINE,
    Outcome.WRITTEN_REMINDER: _NO_DISCIPLINE,
    Outcome.DISCIPLINE: (
        _("Đây là đề nghị: việc kỷ luật do cấp có thẩm quyền quyết định theo thủ tục riêng.")
    ),
    Outcome.REFERRED: _("Nội dung được chuyển đến cơ quan có thẩm quyền xem xét."),
}
OUTSIDE = (Measure.Kind.DISCIPLINE, Measure.Kind.REFERRAL)  # what others decide is not acknowledged


@dataclass(frozen=True)
class OwnState:
    """`short` is the line of the home; `says` what the page says under the title; `next`: the steps
    to come, the first of them first; `awaits`: the case waits for the person.
    """

    key: str
    title: str
    says: str
    short: str
    next: tuple[str, ...] = ()
    awaits: bool = False


def stated(cases: QuerySet[Incident]) -> QuerySet[Incident]:
    """The cases with what own_state() reads, asked of the whole list at once."""
    stop = Rectification.objects.filter(incident=OuterRef("pk")).agreed("stop")
    this_round = Q(notices__served_at__gte=F("round_began"))
    return (
        with_round(cases)
        .select_related("person")
        .annotate(
            until=Max("notices__due_on", filter=this_round),
            told_times=Count("notices", filter=this_round, distinct=True),
            said=in_round(Answer, kind=Answer.Kind.ANSWER),
            waived=in_round(Answer, kind=Answer.Kind.WAIVER),
            silent=in_round(Answer, kind=Answer.Kind.SILENCE),
            complete=in_round(Completion, reopened_at=None),
            stopped=Subquery(stop.values("because")[:1]),
            annulled=in_round(Contest, decision=Contest.Decision.ANNUL),
        )
    )


def state_of(incident: Incident, today: date) -> OwnState:
    return own_state(stated(Incident.objects.filter(pk=incident.pk)).get(), today)


def own_state(row: Any, today: date) -> OwnState:
    """`row` is a case of stated()."""
    who = row.person.spoken_to
    if row.suspended_at:
        return _suspended(row, who)
    states: dict[str, Callable[[Any, str, date], OwnState]] = {
        Status.IN_REVIEW: _reopened,
        Status.AWAITING_ANSWER: _heard if row.said or row.waived or row.silent else _asked,
        Status.CONSULTING: _consulting,
        Status.NOTED: _noted,
        Status.CONCLUDED: _concluded,
        Status.ENFORCING: _concluded,
        Status.CLOSED: _concluded,
        Status.STOPPED: _stopped,
    }
    return states.get(row.status, _ended)(row, who, today)


def _suspended(row: Any, who: str) -> OwnState:
    return OwnState(
        "suspended",
        _("Hồ sơ đang tạm dừng"),
        _("Thời hạn không chạy trong lúc tạm dừng; {who} chưa phải làm gì.").format(who=who),
        _("Tạm dừng, thời hạn không chạy"),
        (_("Khi hồ sơ được tiếp tục, thời hạn còn lại được tính lại và báo trên trang này."),),
    )


def _reopened(row: Any, who: str, today: date) -> OwnState:
    return OwnState(
        "reopened",
        _("Hồ sơ được mở lại, chờ thông báo mới"),
        _("Kết luận trước không còn hiệu lực. Lúc này {who} chưa phải làm gì.").format(who=who),
        _("Được mở lại, chờ thông báo mới"),
        (
            _(
                "Tổ kiểm tra gửi thông báo mới; {who} được xem chứng cứ và có thời hạn giải trình "
                "lại từ đầu."
            ).format(who=who),
        ),
    )


def _asked(row: Any, who: str, today: date) -> OwnState:
    """Told, and nothing said yet: in time or late, at the first notice or the second."""
    times = _("lần một") if row.told_times < 2 else _("lần hai")
    last = row.told_times >= 2
    after = _(
        "Nếu vẫn không có giải trình, việc không trả lời được ghi nhận và hồ sơ được xem xét theo "
        "chứng cứ hiện có."
    )
    if today <= row.until:
        return OwnState(
            "second" if last else "asked",
            _("Đề nghị {who} giải trình").format(who=who)
            + (_(", thông báo lần hai") if last else ""),
            _("Đây là bước hỏi ý kiến. Chưa có kết luận nào. {row}").format(row=_rule(row, who)),
            _("Chờ giải trình, đến hết {until:%d/%m/%Y}").format(until=row.until),
            (
                _(
                    "Xem chứng cứ và gửi giải trình, hoặc đề nghị gia hạn, đến hết "
                    "{until:%d/%m/%Y}. Sau khi gửi vẫn bổ sung được đến hết ngày ấy."
                ).format(until=row.until),
                after
                if last
                else _(
                    "Hết hạn mà chưa có giải trình: Tổ kiểm tra gửi thông báo lần hai, có thời hạn "
                    "mới."
                ),
                _("Đơn vị và đầu mối nội vụ cho ý kiến, rồi mới trình kết luận."),
            ),
            awaits=True,
        )
    return OwnState(
        "late_again" if last else "late",
        _("Thời hạn giải trình {times} đã hết").format(times=times),
        _(
            "Chưa có giải trình của {who}. Điều đó không có nghĩa là {who} thừa nhận. {who_2} vẫn "
            "gửi được ngay bây giờ."
        ).format(who=who, who_2=who.capitalize()),
        _("Hết thời hạn {times} ngày {until:%d/%m/%Y}, vẫn gửi được").format(
            times=times, until=row.until
        ),
        (
            (after,)
            if last
            else (
                _("Tổ kiểm tra gửi thông báo lần hai; từ đó có thêm một thời hạn giải trình."),
                after,
            )
        ),
        awaits=True,
    )


def _rule(row: Any, who: str) -> str:
    words = nothing_before(row.until, who)
    return f"{words[:1].upper()}{words[1:]}."


OPINIONS = _("Đơn vị và đầu mối nội vụ cho ý kiến.")
DRAFT = _(
    "Người phụ trách nhận định từng nội dung và trình người có thẩm quyền; có chứng cứ mới thì "
    "được xem và trả lời thêm trước khi kết luận."
)


def _heard(row: Any, who: str, today: date) -> OwnState:
    """Something was said, or recorded in its place; opinions are not asked yet."""
    return _answered(row, who, today, (OPINIONS, DRAFT)) or OwnState(
        "silent" if row.silent else "heard",
        _("Đã ghi nhận việc không giải trình")
        if row.silent
        else _("Đã nhận giải trình của {who}").format(who=who),
        _(
            "Thời hạn giải trình đã hết ngày {until:%d/%m/%Y}. Chưa có kết luận nào; {who} không "
            "còn việc phải làm lúc này."
        ).format(until=row.until, who=who),
        _("Đã hết thời hạn giải trình, chờ lấy ý kiến"),
        (OPINIONS, DRAFT),
    )


def _answered(row: Any, who: str, today: date, then: tuple[str, ...]) -> OwnState | None:
    """While the window runs; None when it has passed."""
    if today > row.until:
        return None
    until = f"{row.until:%d/%m/%Y}"
    if row.complete:
        return OwnState(
            "waived" if not row.said else "complete",
            _("{who} đã báo không giải trình").format(who=who.capitalize())
            if not row.said
            else _("{who} đã báo không bổ sung nữa").format(who=who.capitalize()),
            _(
                "Hồ sơ đi tiếp, không chờ đến hết {until}. {who} rút lại được cho đến khi trình "
                "kết luận."
            ).format(until=until, who=who.capitalize()),
            _("Không bổ sung nữa, hồ sơ đi tiếp"),
            (
                _("Có gì thêm, {who} vẫn gửi được đến hết {until}.").format(who=who, until=until),
                *then,
            ),
        )
    return OwnState(
        "answered",
        _("Đã nhận giải trình của {who}").format(who=who),
        _("{who} còn bổ sung được đến hết {until}. {row}").format(
            who=who.capitalize(), until=until, row=_rule(row, who)
        ),
        _("Đã nhận giải trình, còn bổ sung được đến hết {until}").format(until=until),
        (
            _("Bổ sung nếu cần, đến hết {until}, hoặc báo không bổ sung nữa.").format(until=until),
            *then,
        ),
    )


def _consulting(row: Any, who: str, today: date) -> OwnState:
    if row.proposed_by_id:
        more = (
            (
                _(
                    "Đến hết {until:%d/%m/%Y} {who} còn bổ sung được; có bổ sung thì dự thảo được "
                    "trả lại để xem xét."
                ).format(until=row.until, who=who),
            )
            if today <= row.until
            else ()
        )
        return OwnState(
            "proposed",
            _("Dự thảo kết luận đã được trình"),
            _(
                "Người có thẩm quyền xem xét. Chưa có kết luận nào; {who} không còn việc phải làm "
                "lúc này."
            ).format(who=who),
            _("Dự thảo kết luận đã trình, chưa có kết luận"),
            (
                *more,
                _(
                    "Khi có kết luận, {who} được báo ngay, kèm lý do và quyền đề nghị xem xét lại."
                ).format(who=who),
            ),
        )
    return _answered(
        row, who, today, (_("{opinions} (đang thực hiện)").format(opinions=OPINIONS), DRAFT)
    ) or OwnState(
        "consulting",
        _("Không còn việc {who} phải làm lúc này").format(who=who),
        _("Đang lấy ý kiến của đơn vị và đầu mối nội vụ. Chưa có kết luận nào."),
        _("Đang lấy ý kiến, chưa có kết luận"),
        (OPINIONS, DRAFT),
    )


def _noted(row: Any, who: str, today: date) -> OwnState:
    return OwnState(
        "contested" if row.contested_at else "noted",
        _("Đề nghị xem xét lại đang chờ quyết định")
        if row.contested_at
        else _("Đơn vị ghi nhận một vụ việc"),
        _("Mức độ nhẹ, đơn vị đã hướng dẫn hoặc nhắc nhở miệng. Không phải là kỷ luật."),
        _("Đang xem xét lại") if row.contested_at else _("Đơn vị ghi nhận, mức độ nhẹ"),
        _contest_next(row, who),
    )


def _contest_next(row: Any, who: str) -> tuple[str, ...]:
    if row.contested_at:
        return (_("Người chưa tham gia hồ sơ quyết định; kết quả không nặng hơn trước."),)
    return (_("Việc xem xét lại do người chưa tham gia hồ sơ làm; kết quả không nặng hơn trước."),)


def _concluded(row: Any, who: str, today: date) -> OwnState:
    if row.annulled and not row.contested_at:
        return OwnState(
            "annulled",
            _("Kết luận đã được hủy"),
            _("Sau khi xem xét lại, kết luận về {who} không còn hiệu lực.").format(who=who),
            _("Kết luận đã được hủy"),
            (_("{who} không phải làm gì.").format(who=who.capitalize()),),
        )
    outcome = lower_first(row.get_outcome_display())
    if row.contested_at:
        return OwnState(
            "contested",
            _("Đề nghị xem xét lại đang chờ quyết định"),
            _("Kết luận đang được xem xét lại: {outcome}. {weight}")
            .format(outcome=outcome, weight=WEIGHT.get(row.outcome, ""))
            .strip(),
            _("Đang xem xét lại"),
            _contest_next(row, who),
        )
    if row.spent_on and row.spent_on <= today:
        return OwnState(
            "lapsed",
            _("Nhắc nhở đã hết hiệu lực"),
            _(
                "Hết hiệu lực từ {spent_on:%d/%m/%Y}: không được dùng để xem xét {who} về sau."
            ).format(spent_on=row.spent_on, who=who),
            _("Đã hết hiệu lực từ {spent_on:%d/%m/%Y}").format(spent_on=row.spent_on),
            (_("Những người xử lý không còn thấy hồ sơ này; chỉ trang này còn ghi."),),
        )
    closed = row.status == Status.CLOSED
    ends = {
        Status.CONCLUDED: _("Người phụ trách giao biện pháp, nếu có, hoặc kết thúc hồ sơ."),
        Status.ENFORCING: _(
            "Biện pháp được thực hiện và xác nhận; {who} được báo trên trang này."
        ).format(who=who),
    }.get(row.status, _("Hồ sơ đã kết thúc, {who} không còn việc phải làm.").format(who=who))
    return OwnState(
        "closed" if closed else str(row.status),
        _("Kết luận: {outcome}").format(outcome=outcome),
        WEIGHT.get(row.outcome, ""),
        _("Kết luận: {outcome}").format(outcome=outcome),
        (ends, *_contest_next(row, who)),
    )


def _stopped(row: Any, who: str, today: date) -> OwnState:
    """Told once, and then stopped by two people: nothing stays on the person."""
    return OwnState(
        "stopped",
        _("Việc xem xét đã dừng"),
        _(
            "Lý do: {label}. Thông báo đã gửi không còn hiệu lực; không có kết luận hay biện pháp "
            "nào về {who}."
        ).format(label=lower_first(StoppedBecause(row.stopped).label), who=who),
        _("Đã dừng, không có kết luận"),
        (
            _("{who} không phải làm gì. Hồ sơ được giữ ngắn như hồ sơ không vi phạm.").format(
                who=who.capitalize()
            ),
        ),
    )


def _ended(row: Any, who: str, today: date) -> OwnState:
    """Told once, and then stopped: nothing is concluded."""
    return OwnState(
        "ended",
        _("Hồ sơ đã dừng, không có kết luận về {who}").format(who=who),
        _("{who} không phải làm gì.").format(who=who.capitalize()),
        _("Đã dừng, không có kết luận"),
    )
