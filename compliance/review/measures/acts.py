"""Acts on measures, and what is recorded of the procedure outside."""

from compliance.core.language import _, in_sense
from compliance.core.presence import present
from compliance.core.refusals import NotNow
from compliance.incidents.models import Incident
from compliance.incidents.workflow import CaseRole
from compliance.review.case.acts import Act, fields, stored, with_paper
from compliance.review.case.forms import NoteForm
from compliance.review.case.standing import Standing
from compliance.review.conclusion.checks.outcomes import ADVERSE
from compliance.review.measures.actions.complaints import record_complaint, tell_complaint
from compliance.review.measures.actions.measures import (
    cancel_measure,
    carry_out,
    close,
    set_measure,
    verify,
)
from compliance.review.measures.actions.outside import (
    record_decision,
    record_milestone,
    record_reply,
)
from compliance.review.measures.actions.returning import return_measure
from compliance.review.measures.asked import (
    ended_but_open,
    not_reported,
    reported,
    reported_rows,
    to_carry_out,
    to_verify,
    who_carries_out,
    who_verifies,
)
from compliance.review.measures.checks import before_close
from compliance.review.measures.forms.measures import (
    CancelMeasureForm,
    CarryOutForm,
    MeasureForm,
    ReturnMeasureForm,
    VerifyForm,
)
from compliance.review.measures.forms.outside import (
    ComplaintForm,
    DecisionForm,
    MilestoneForm,
    ReplyForm,
    TellComplaintForm,
)
from compliance.review.measures.progress import (
    complaint_stages,
    first_awaiting,
    first_decided,
    last_decision,
    progress_of,
    with_decision,
)
from compliance.review.models import Measure


def run_set_measure(incident: Incident, data: dict, common: dict):
    optional = {name: data[name] for name in ("body", "sources") if name in data}
    return set_measure(
        incident=incident,
        kind=data["kind"],
        what=data["what"],
        office=data["office"],
        due_on=data["due_on"],
        **optional,
        **common,
    )


def run_carry_out(incident: Incident, data: dict, common: dict):
    return carry_out(
        incident=incident,
        measure=data["measure"],
        proof_file=stored("measures", incident, data, common),
        **data["execution"],
        **common,
    )


def run_record_complaint(incident: Incident, data: dict, common: dict):
    names = ("is_complex", "number", "result", "effect", "where")
    return record_complaint(
        incident=incident,
        decision=last_decision(with_decision(incident).get()),
        stage=data["stage"],
        day=data["day"],
        file=stored("complaints", incident, data, common),
        **{name: data[name] for name in names if name in data},
        **common,
    )


def run_tell_complaint(incident: Incident, data: dict, common: dict):
    """Raises NotNow while no decision is recorded that a complaint could be about."""
    measure = with_decision(incident).first()
    if measure is None:
        raise NotNow(_("Chưa ghi quyết định kỷ luật nào để khiếu nại."))
    return tell_complaint(
        incident=incident,
        decision=last_decision(measure),
        filed_on=data["filed_on"],
        text=data["text"],
        **common,
    )


def nothing_left(standing: Standing) -> bool:
    """Every precondition of closing is met."""
    return all(check.ok for check in standing.once(before_close))


def _recommended(standing: Standing) -> bool:
    """A recommendation of discipline was sent out."""
    return any(
        measure.kind == Measure.Kind.DISCIPLINE and measure.carried_out_at
        for measure in standing.measures
    )


def awaits_decision(standing: Standing) -> bool:
    """A recommendation was sent, and what was decided is not recorded."""
    return _recommended(standing) and bool(standing.once(first_awaiting))


def awaits_milestone(standing: Standing) -> bool:
    """A step outside is to come before the decision."""
    if not awaits_decision(standing):
        return False
    following = progress_of(standing.once(first_awaiting), standing.incident.rule_set).next
    return not (following and following.key == "decision")


def awaits_reply(standing: Standing) -> bool:
    """The body a case was referred to has not answered."""
    return any(
        measure.kind == Measure.Kind.REFERRAL and measure.carried_out_at and not measure.answered_on
        for measure in standing.measures
    )


def complaint_may_go_on(standing: Standing) -> bool:
    """A decision is recorded against which a complaint has a next stage."""
    if not _recommended(standing):
        return False
    decided = first_decided(standing.incident)
    return bool(decided and complaint_stages(last_decision(decided)))


CLOSE = Act(
    verb="close",
    path="ket-thuc",
    title=_("Kết thúc hồ sơ"),
    intro=_("Không còn việc phải làm."),
    button=in_sense("act", "Kết thúc"),
    done=_("Hồ sơ đã kết thúc."),
    way_back=(
        _(
            "Tổ trưởng hoặc Chủ tịch mở lại hồ sơ được, có lý do; hồ sơ khi ấy trở về bước thông "
            "báo."
        )
    ),
    form=NoteForm,
    run=fields(close, "note"),
    checks=lambda incident, at: before_close(incident),
    offered=nothing_left,
    precedence=190,
    asks=(CaseRole.HANDLER,),
    handler_row=_("Kết thúc hồ sơ"),
    awaits_handler=lambda incident, day: ended_but_open(incident),
)
SET_MEASURE = Act(
    verb="set_measure",
    path="giao-bien-phap",
    title=_("Giao thực hiện biện pháp"),
    intro=_("Cổng gợi ý biện pháp theo kết luận; chỉ chọn được biện pháp phù hợp."),
    button=_("Giao thực hiện"),
    done=_("Đã giao. Đơn vị được báo."),
    form=MeasureForm,
    run=run_set_measure,
    template="review/switch_act.html",
    offered=lambda standing: standing.incident.outcome in ADVERSE,
    precedence=200,
    leads=lambda standing: not standing.measures and not standing.contest,
    asks=(CaseRole.HANDLER,),
    handler_row=_("Giao biện pháp"),
    awaits_handler=lambda incident, day: (
        incident.outcome in ADVERSE and not vars(incident)["measured"]
    ),
)
CANCEL_MEASURE = Act(
    verb="set_measure",
    path="bo-bien-phap",
    title=_("Bỏ biện pháp giao nhầm"),
    intro=_("Chỉ bỏ được khi chưa thực hiện."),
    button=_("Bỏ biện pháp"),
    done=_("Đã bỏ biện pháp."),
    way_back=_("Giao lại được bằng một dòng mới."),
    form=CancelMeasureForm,
    run=fields(cancel_measure, "measure", "reason"),
    template="review/switch_act.html",
    danger=True,
    beside=True,
)
RECORD_DECISION = Act(
    verb="record_decision",
    path="ghi-quyet-dinh",
    title=_("Ghi quyết định của cấp có thẩm quyền"),
    intro=(_("Chép đúng văn bản đã ký. Cổng không đề xuất hình thức và không xử lý kỷ luật.")),
    button=_("Ghi quyết định"),
    done=_("Đã ghi quyết định. Người được phản ánh được báo."),
    way_back=_("Không sửa được sau khi ghi; người được phản ánh đọc thấy ngay."),
    final=True,
    form=DecisionForm,
    run=with_paper(
        record_decision,
        "decisions",
        "measure",
        "result",
        "form",
        "number",
        "issued_on",
        "signer",
        "effective_from",
        "party_decided_on",
        "received_on",
    ),
    template="review/switch_act.html",
    offered=awaits_decision,
    precedence=170,
)
RECORD_MILESTONE = Act(
    verb="record_milestone",
    path="ghi-buoc-ben-ngoai",
    title=_("Ghi bước xử lý của cấp có thẩm quyền"),
    intro=_("Ghi theo văn bản đã nhận. Cổng tính hạn bước sau, không quyết định thay."),
    button=_("Ghi bước này"),
    done=_("Đã ghi. Hạn bước sau đã tính."),
    form=MilestoneForm,
    run=with_paper(record_milestone, "milestones", "measure", "key", "done_on", "number", "note"),
    template="review/switch_act.html",
    offered=awaits_milestone,
    precedence=160,
)
RECORD_REPLY = Act(
    verb="record_reply",
    path="ghi-tra-loi",
    title=_("Ghi trả lời của cơ quan được chuyển"),
    intro=_("Ghi theo văn bản trả lời."),
    button=_("Ghi trả lời"),
    done=_("Đã ghi trả lời."),
    form=ReplyForm,
    run=with_paper(record_reply, "referral_answers", "measure", "answered_on", "number", "answer"),
    template="review/switch_act.html",
    offered=awaits_reply,
    precedence=180,
)
RECORD_COMPLAINT = Act(
    verb="record_complaint",
    path="ghi-khieu-nai",
    title=_("Ghi khiếu nại quyết định kỷ luật"),
    intro=(
        _(
            "Khiếu nại do người đã ký quyết định và cấp trên trực tiếp giải quyết; cổng ghi ngày "
            "và kết quả."
        )
    ),
    button=_("Ghi"),
    done=_("Đã ghi."),
    form=ComplaintForm,
    run=run_record_complaint,
    template="review/switch_act.html",
    offered=complaint_may_go_on,
    precedence=210,
)
VERIFY = Act(
    verb="verify",
    path="xac-nhan-bien-phap",
    title=_("Xác nhận biện pháp"),
    intro=_("Người thực hiện không tự xác nhận."),
    button=_("Xác nhận"),
    done=_("Đã xác nhận."),
    way_back=_("Không bỏ xác nhận được; hồ sơ mở lại được, có lý do."),
    final=True,
    form=VerifyForm,
    run=fields(verify, "measure", "note"),
    template="review/switch_act.html",
    offered=reported,
    precedence=140,
    asked=who_verifies,
    since=lambda standing: max(present(row.carried_out_at) for row in reported_rows(standing)),
    until=lambda standing: min(row.due_on for row in reported_rows(standing)),
    waiting=to_verify,
)
CARRY_OUT = Act(
    verb="carry_out",
    path="bao-thuc-hien",
    title=_("Báo đã thực hiện biện pháp"),
    intro=_("Ghi theo việc đã làm, văn bản đã ký; người khác sẽ xác nhận."),
    button=_("Báo đã thực hiện"),
    done=_("Đã báo. Chờ người khác xác nhận."),
    form=CarryOutForm,
    run=run_carry_out,
    template="review/switch_act.html",
    offered=lambda standing: bool(not_reported(standing)),
    precedence=150,
    asked=who_carries_out,
    since=lambda standing: max(row.set_at for row in not_reported(standing)),
    until=lambda standing: min(row.due_on for row in not_reported(standing)),
    waiting=to_carry_out,
)
RETURN_MEASURE = Act(
    verb="return_measure",
    path="tra-bao-cao-bien-phap",
    title=_("Trả lại báo cáo thực hiện"),
    intro=(
        _(
            "Dùng khi việc chưa làm, làm chưa đủ hoặc thiếu tài liệu. Người đã báo nhận lý do và "
            "báo lại; bản đã báo được giữ trong hồ sơ."
        )
    ),
    button=_("Trả lại"),
    done=_("Đã trả lại. Người đã báo được biết lý do."),
    form=ReturnMeasureForm,
    run=fields(return_measure, "measure", "reason"),
    template="review/switch_act.html",
    offered=reported,
)
TELL_COMPLAINT = Act(
    verb="tell_complaint",
    path="khieu-nai",
    title=_("Báo đã khiếu nại quyết định"),
    intro=(
        _(
            "Đơn khiếu nại gửi cho người đã ký quyết định, không gửi qua cổng này. Ông/bà báo ở "
            "đây để các thời hạn được theo dõi."
        )
    ),
    button=_("Ghi nhận"),
    done=_("Đã ghi. Đầu mối nội vụ theo dõi thời hạn giải quyết."),
    form=TellComplaintForm,
    run=run_tell_complaint,
    own=True,
)
ACTS = (
    CLOSE,
    SET_MEASURE,
    CANCEL_MEASURE,
    RECORD_DECISION,
    RECORD_MILESTONE,
    RECORD_REPLY,
    RECORD_COMPLAINT,
    VERIFY,
    RETURN_MEASURE,
    CARRY_OUT,
    TELL_COMPLAINT,
)
