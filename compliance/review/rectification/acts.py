"""Acts that put a mistake right: ask to correct, to stop, to seal a file; decide or take back."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db.models import Q, QuerySet

from compliance.core.access import may
from compliance.core.language import _
from compliance.core.roles import LEADS, Do
from compliance.incidents.models import Incident
from compliance.incidents.queries import leads_of, who_is_asked
from compliance.incidents.querysets import moved_up_to, taken_by
from compliance.incidents.workflow import STEPS, CaseRole
from compliance.registry.models import User
from compliance.registry.queries import holders
from compliance.review.case.acts import Act, Waiting, fields
from compliance.review.case.forms import NoteForm
from compliance.review.case.standing import Standing
from compliance.review.models import Rectification
from compliance.review.rectification.actions import (
    agree_rectification,
    ask_correction,
    ask_seal,
    ask_stop,
    refuse_rectification,
    withdraw_rectification,
)
from compliance.review.rectification.actions.stopping import why_not_stopped
from compliance.review.rectification.forms import (
    AskSealForm,
    AskStopForm,
    CorrectionForm,
    DecideRectificationForm,
)
from compliance.review.rectification.queries import has_files


def run_decision(incident: Incident, data: dict, common: dict) -> Incident:
    given = {"row": data["row"], "comment": data["comment"], **common}
    if data["decision"] == Rectification.Decision.AGREED:
        return agree_rectification(incident=incident, **given)
    return refuse_rectification(incident=incident, **given)


def stoppable(standing: Standing) -> bool:
    """Nothing waits that has to be decided first."""
    return not standing.incident.asked_by_id and not standing.once(why_not_stopped)


def sealing_is_open(standing: Standing) -> bool:
    """Nothing waits, and a file is there to be sealed."""
    incident = standing.incident
    free = not incident.asked_by_id and not incident.sealed
    return free and standing.once(has_files)


def asked(standing: Standing) -> bool:
    return bool(standing.incident.asked_by_id)


def to_decide(user: User, day: date) -> Iterable[Waiting]:
    """For the leads what others asked for; for the chairs what a lead asked for, or what no lead
    may take up.
    """

    def waiting() -> QuerySet:
        asked = Incident.objects.visible_to(user).filter(asked_by__isnull=False)
        return asked.exclude(taken_by(user, STEPS["stop"].never))

    def of_the_leads() -> QuerySet:
        leads = holders(*LEADS, day=day).order_by().values("pk")
        return waiting().filter(Q(asked_by__in=leads) | Q(pk__in=moved_up_to(user)))

    words = _("Quyết định đề nghị đính chính, dừng xem xét, niêm phong")
    if may(user, Do.TRIAGE):
        yield Waiting(words, waiting)
    elif may(user, Do.CONCLUDE_LEADERS):
        yield Waiting(words, of_the_leads)


def who_decides(standing: Standing) -> list[tuple[CaseRole, QuerySet]]:
    """The leads but who asked; the chairs where none of them is left."""
    incident, day = standing.incident, standing.today
    able = who_is_asked(incident, "stop", day)
    leads = able.filter(pk__in=leads_of(incident, day).order_by().values("pk"))
    return [(CaseRole.LEAD, leads)] if leads.exists() else [(CaseRole.CHAIR, able)]


def asked_since(standing: Standing) -> datetime | None:
    row = standing.incident.rectifications.waiting().first()
    return row.asked_at if row else None


ASK_CORRECTION = Act(
    verb="ask_correction",
    path="de-nghi-dinh-chinh",
    title=_("Đề nghị đính chính"),
    intro=(
        _(
            "Sửa người, ngày, đơn vị, quy định, tóm tắt, liên kết khi người được phản ánh chưa "
            "nhận thông báo. Người thứ hai quyết định; chỗ cũ được giữ trong diễn biến."
        )
    ),
    button=_("Gửi đề nghị"),
    done=_("Đã gửi đề nghị. Hồ sơ được đính chính khi người thứ hai đồng ý."),
    form=CorrectionForm,
    run=fields(ask_correction, "changes", "said", "reason"),
    offered=lambda standing: not standing.incident.asked_by_id,
    while_suspended=True,
)
ASK_STOP = Act(
    verb="ask_stop",
    path="de-nghi-dung",
    title=_("Đề nghị dừng xem xét"),
    intro=(
        _(
            "Dùng khi hồ sơ không nên đi tiếp: nhầm người, trùng, thuộc nội dung được bảo vệ, "
            "không thuộc thẩm quyền. Người thứ hai quyết định; khi đã dừng, không còn kết luận hay "
            "biện pháp nào về người được phản ánh."
        )
    ),
    button=_("Gửi đề nghị"),
    done=_("Đã gửi đề nghị. Hồ sơ dừng khi người thứ hai đồng ý."),
    form=AskStopForm,
    run=fields(
        ask_stop, "because", "reason", "referred_to", "reference", duplicate_of="duplicate_code"
    ),
    offered=stoppable,
    while_suspended=True,
)
ASK_SEAL = Act(
    verb="ask_seal",
    path="de-nghi-niem-phong",
    title=_("Đề nghị niêm phong tệp"),
    intro=(
        _(
            "Dùng khi tệp được nộp nhầm: giấy tờ của người thứ ba, tài liệu mật. Người thứ hai "
            "quyết định; khi đồng ý, nội dung tệp và các bản che, bản giao lập từ nó bị xóa, không "
            "lấy lại được. Hồ sơ giữ mã kiểm tra, cỡ tệp, lý do, ai và khi nào."
        )
    ),
    button=_("Gửi đề nghị"),
    done=_("Đã gửi đề nghị. Tệp được niêm phong khi người thứ hai đồng ý."),
    form=AskSealForm,
    run=fields(ask_seal, "file", "reason"),
    offered=sealing_is_open,
    while_suspended=True,
)
DECIDE = Act(
    verb="refuse_rectification",
    covers=("stop", "correct", "seal"),
    path="quyet-dinh-de-nghi",
    title=_("Quyết định đề nghị đính chính, dừng xem xét, niêm phong"),
    intro=_(
        "Đọc đề nghị của người kia rồi quyết định; việc được thực hiện ngay khi ông/bà đồng ý."
    ),
    button=_("Ghi quyết định"),
    done=_("Đã ghi quyết định. Người đề nghị được báo."),
    way_back=(
        _(
            "Đính chính được giữ cả chỗ cũ; hồ sơ đã dừng mở lại được, có lý do; tệp đã niêm phong "
            "không lấy lại được."
        )
    ),
    final=True,
    form=DecideRectificationForm,
    run=run_decision,
    template="review/decide_rectification.html",
    offered=asked,
    while_suspended=True,
    precedence=3,
    asked=who_decides,
    since=asked_since,
    waiting=to_decide,
)
WITHDRAW = Act(
    verb="withdraw_rectification",
    path="rut-de-nghi",
    title=_("Rút đề nghị đính chính, dừng xem xét, niêm phong"),
    intro=_("Đề nghị chưa được quyết định thì người đề nghị rút lại được; hồ sơ giữ nguyên."),
    button=_("Rút đề nghị"),
    done=_("Đã rút đề nghị."),
    form=NoteForm,
    run=fields(withdraw_rectification, "note"),
    offered=asked,
    while_suspended=True,
)
ACTS = (
    ASK_CORRECTION,
    ASK_STOP,
    ASK_SEAL,
    DECIDE,
    WITHDRAW,
)
