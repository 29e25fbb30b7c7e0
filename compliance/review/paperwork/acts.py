"""Acts on paper: each kind of paper has its page to enter it, and all have one to confirm them."""

from collections.abc import Callable

from compliance.core.language import _
from compliance.incidents.models import Incident
from compliance.incidents.queries import deciders
from compliance.incidents.workflow import STEPS, CaseRole, Status
from compliance.review.case.acts import Act
from compliance.review.case.queries import last_notice, read_with
from compliance.review.case.standing import Standing
from compliance.review.contest.actions import contest_goes_above
from compliance.review.measures.progress import complaint_stages, first_decided, last_decision
from compliance.review.models import Completion, Measure
from compliance.review.paperwork.actions import FROM_ABOVE
from compliance.review.paperwork.asked import (
    to_confirm,
    to_name_decider,
    to_send_above,
    to_take_up_above,
    who_may_confirm,
)
from compliance.review.paperwork.forms import (
    ConfirmPaperForm,
    DecisionAboveForm,
    DeliveryForm,
    NameDeciderForm,
    PaperAcknowledgementForm,
    PaperAnswerForm,
    PaperComplaintForm,
    PaperContestForm,
    PaperExtensionForm,
    PaperReplacementForm,
    PaperRestartForm,
    PaperWordForm,
    TriageAboveForm,
)
from compliance.review.paperwork.running import (
    enters,
    run_acknowledge,
    run_answer,
    run_complaint,
    run_confirm,
    run_decision_above,
    run_delivery,
    run_name_decider,
    run_restart,
    run_triage_above,
)
from compliance.review.triage.queries import triage_goes_above, triage_to_confirm


def _waits(standing: Standing, *verbs: str) -> bool:
    """Whether a paper of one of `verbs` is entered already."""
    return any(paper.verb in verbs for paper in standing.papers)


def _now(verb: str) -> Callable[[Standing], bool]:
    """The table has the step now, and no paper of it waits."""

    def offered(standing: Standing) -> bool:
        return standing.incident.status in STEPS[verb].sources and not _waits(standing, verb)

    return offered


def _open(verb: str) -> Callable[[Standing], bool]:
    """_now(), for a person who does not read on screen."""
    return lambda standing: standing.by_paper and _now(verb)(standing)


def hands_over(standing: Standing) -> bool:
    """Something is to be handed over on paper, or may be."""
    now = standing.incident.status in STEPS["record_delivery"].sources
    due = standing.on_paper or standing.unseen
    return now and due and not _waits(standing, "record_delivery")


def is_awaited(standing: Standing) -> bool:
    """Nothing goes on before the paper has arrived, or a reply is still to be handed over."""
    if standing.reply_on_paper:
        return True
    if standing.incident.status == Status.AWAITING_ANSWER:
        late = standing.overdue and standing.notices > 1
        return standing.unreached and (standing.on_paper or late)
    return standing.by_paper and standing.untold


def may_be_contested(standing: Standing) -> bool:
    return _open("contest")(standing) and standing.contestable


def goes_above(standing: Standing) -> bool:
    """A review is open that nobody here may decide, and no decision on it waits."""
    return (
        bool(standing.contest)
        and not _waits(standing, *FROM_ABOVE)
        and contest_goes_above(standing.incident, standing.today)
    )


def nobody_concludes(standing: Standing) -> bool:
    """A conclusion is proposed that nobody here may decide, and no decision on it waits."""
    return (
        bool(standing.proposal)
        and not _waits(standing, "name_decider")
        and not deciders(standing.incident, standing.today).exists()
    )


def nobody_takes_up(standing: Standing) -> bool:
    """The triage has to be taken anew, nobody here may, and no decision on it waits."""
    return (
        _now("confirm_triage")(standing)
        and standing.once(triage_to_confirm)
        and triage_goes_above(standing.incident, standing.today)
    )


def may_be_acknowledged(standing: Standing) -> bool:
    return _open("acknowledge")(standing) and any(
        row.kind == Measure.Kind.WRITTEN_REMINDER and row.carried_out_at and not row.acknowledged_at
        for row in standing.measures
    )


def complains(standing: Standing) -> bool:
    """A disciplinary decision stands against which a complaint may be filed."""
    if not _open("tell_complaint")(standing):
        return False
    measure = first_decided(standing.incident)
    stages = complaint_stages(last_decision(measure)) if measure else []
    return any(stage.startswith("file") for stage in stages)


def open_completion(incident: Incident) -> bool:
    """Whether a declaration that nothing more comes stands."""
    read = read_with(incident, "completions")
    if read is None:
        return Completion.objects.filter(incident=incident, reopened_at=None).exists()
    return any(row.reopened_at is None for row in read)


CONFIRM = Act(
    verb="confirm_paper",
    path="xac-nhan-ban-giay",
    title=_("Xác nhận bản giấy"),
    intro=(
        _(
            "Đối chiếu nội dung đã nhập với bản chụp. Chưa xác nhận thì bản giấy chưa có giá trị; "
            "người nhập không tự xác nhận."
        )
    ),
    button=_("Ghi nhận"),
    done=_("Đã ghi nhận."),
    way_back=_("Không sửa được sau khi ghi: bản giấy có giá trị như làm trên màn hình."),
    final=True,
    form=ConfirmPaperForm,
    run=run_confirm,
    covers=("refuse_paper",),
    template="review/confirm_paper.html",
    offered=lambda standing: standing.papers_to_confirm,
    while_suspended=True,
    precedence=5,
    asked=who_may_confirm,
    since=lambda standing: standing.papers[0].entered_at if standing.papers else None,
    waiting=to_confirm,
)
DELIVERY = Act(
    verb="enter_paper",
    paper=("record_delivery",),
    path="giao-thong-bao",
    title=_("Ghi nhận giao văn bản giấy"),
    intro=(
        _(
            "Mỗi lần giao là một dòng, kể cả lần chưa giao được. Hạn của người được phản ánh tính "
            "từ ngày văn bản đến tay; việc giao có giá trị khi người thứ hai xác nhận."
        )
    ),
    button=_("Ghi nhận"),
    done=_("Đã ghi. Việc giao có giá trị khi người thứ hai xác nhận."),
    form=DeliveryForm,
    run=run_delivery,
    context=lambda incident, user, at: {"notice": last_notice(incident)},
    offered=hands_over,
    while_suspended=True,
    precedence=10,
    leads=is_awaited,
    asks=(CaseRole.HANDLER,),
    handler_row=_("Giao văn bản giấy"),
    awaits_handler=lambda incident, day: bool(vars(incident)["to_hand_over"]),
)
ANSWER = Act(
    verb="enter_paper",
    paper=("answer", "waive"),
    path="giai-trinh-giay",
    title=_("Nhập giải trình bằng giấy"),
    intro=(
        _(
            "Nhập đúng lời trong bản giấy và kèm bản chụp có chữ ký. Giải trình tính từ ngày nhận, "
            "khi người thứ hai đã xác nhận."
        )
    ),
    button=_("Ghi giải trình"),
    done=_("Đã nhập. Giải trình có giá trị khi người thứ hai xác nhận."),
    form=PaperAnswerForm,
    run=run_answer,
    template="review/paper_answer.html",
    offered=_now("answer"),
)
COMPLETION = Act(
    verb="enter_paper",
    paper=("complete_answer",),
    path="khong-bo-sung-giay",
    title=_("Nhập lời báo không bổ sung giải trình bằng giấy"),
    intro=_("Người được phản ánh báo giải trình đã đủ: hồ sơ không phải chờ hết thời hạn."),
    button=_("Ghi nhận"),
    done=_("Đã nhập. Có giá trị khi người thứ hai xác nhận."),
    form=PaperWordForm,
    run=enters("complete_answer"),
    offered=lambda standing: _open("complete_answer")(standing) and standing.answered,
)
REOPENING = Act(
    verb="enter_paper",
    paper=("reopen_answer",),
    path="rut-loi-bao-giay",
    title=_("Nhập lời rút lại việc báo không bổ sung bằng giấy"),
    intro=_("Người được phản ánh còn bổ sung: hồ sơ lại chờ đến hết thời hạn."),
    button=_("Ghi nhận"),
    done=_("Đã nhập. Có giá trị khi người thứ hai xác nhận."),
    form=PaperWordForm,
    run=enters("reopen_answer"),
    offered=lambda standing: (
        _open("reopen_answer")(standing) and bool(standing.once(open_completion))
    ),
)
EXTENSION = Act(
    verb="enter_paper",
    paper=("ask_extension",),
    path="xin-gia-han-giay",
    title=_("Nhập đề nghị gia hạn bằng giấy"),
    intro=_("Đề nghị tính từ ngày nhận bản giấy, khi người thứ hai đã xác nhận."),
    button=_("Ghi đề nghị"),
    done=_("Đã nhập. Đề nghị có giá trị khi người thứ hai xác nhận."),
    form=PaperExtensionForm,
    run=enters("ask_extension", "workdays", "reason"),
    offered=_open("ask_extension"),
)
REPLACEMENT = Act(
    verb="enter_paper",
    paper=("ask_replacement",),
    path="de-nghi-thay-nguoi-giay",
    title=_("Nhập đề nghị thay người xử lý bằng giấy"),
    intro=_("Nhập đúng lời trong bản giấy; Tổ trưởng xem xét khi người thứ hai đã xác nhận."),
    button=_("Ghi đề nghị"),
    done=_("Đã nhập. Đề nghị có giá trị khi người thứ hai xác nhận."),
    form=PaperReplacementForm,
    run=enters("ask_replacement", "reason"),
    offered=_open("ask_replacement"),
    while_suspended=True,
)
CONTEST = Act(
    verb="enter_paper",
    paper=("contest",),
    path="de-nghi-xem-xet-lai-giay",
    title=_("Nhập đơn đề nghị xem xét lại bằng giấy"),
    intro=_(
        "Hạn tính theo ngày nhận đơn; người chưa tham gia quyết định khi đơn đã được xác nhận."
    ),
    button=_("Ghi đơn"),
    done=_("Đã nhập. Đơn có giá trị khi người thứ hai xác nhận."),
    form=PaperContestForm,
    run=enters("contest", "text"),
    offered=may_be_contested,
    while_suspended=True,
)
DECISION_ABOVE = Act(
    verb="enter_paper",
    paper=("contest_keep", "contest_amend", "contest_annul"),
    path="quyet-dinh-cap-tren",
    title=_("Ghi quyết định xem xét lại của cấp trên"),
    intro=(
        _(
            "Mọi Chủ tịch, Phó Chủ tịch đã tham gia hồ sơ hoặc có quan hệ liên quan: việc xem xét "
            "lại do cấp trên trực tiếp quyết định. Ghi đúng văn bản; có giá trị khi người thứ hai "
            "xác nhận."
        )
    ),
    button=_("Ghi quyết định"),
    done=_("Đã nhập. Quyết định có giá trị khi người thứ hai xác nhận."),
    form=DecisionAboveForm,
    run=run_decision_above,
    offered=goes_above,
    while_suspended=True,
    precedence=128,
    asks=(CaseRole.HANDLER,),
    waiting=to_send_above,
)
NAME_DECIDER = Act(
    verb="enter_paper",
    paper=("name_decider",),
    path="cu-nguoi-ket-luan",
    title=_("Ghi quyết định cử người kết luận của cấp trên"),
    intro=(
        _(
            "Không còn ai ở đây kết luận được: mọi người có thẩm quyền đã tham gia hồ sơ hoặc có "
            "quan hệ liên quan. Cấp trên trực tiếp cử người kết luận; có giá trị khi người thứ hai "
            "xác nhận."
        )
    ),
    button=_("Ghi quyết định"),
    done=_("Đã nhập. Người được cử kết luận được khi người thứ hai xác nhận."),
    form=NameDeciderForm,
    run=run_name_decider,
    offered=nobody_concludes,
    precedence=98,
    asks=(CaseRole.HANDLER,),
    waiting=to_name_decider,
)
TRIAGE_ABOVE = Act(
    verb="enter_paper",
    paper=("confirm_triage",),
    path="thu-ly-lai-cap-tren",
    title=_("Ghi quyết định thụ lý lại của cấp trên"),
    intro=(
        _(
            "Việc thụ lý phải xác nhận lại mà ở đây không còn ai xác nhận được: người có thẩm "
            "quyền đã ghi nhận vụ việc hoặc có quan hệ liên quan. Cấp trên trực tiếp quyết định; "
            "có giá trị khi người thứ hai xác nhận."
        )
    ),
    button=_("Ghi quyết định"),
    done=_("Đã nhập. Quyết định có giá trị khi người thứ hai xác nhận."),
    form=TriageAboveForm,
    run=run_triage_above,
    offered=nobody_takes_up,
    precedence=14,
    asks=(CaseRole.HANDLER,),
    waiting=to_take_up_above,
)
ACKNOWLEDGEMENT = Act(
    verb="enter_paper",
    paper=("acknowledge",),
    path="da-nhan-van-ban-giay",
    title=_("Nhập xác nhận đã nhận văn bản bằng giấy"),
    intro=_("Người được nhắc nhở ký đã nhận. Xác nhận không có nghĩa là đồng ý."),
    button=_("Ghi xác nhận"),
    done=_("Đã nhập. Có giá trị khi người thứ hai xác nhận."),
    form=PaperAcknowledgementForm,
    run=run_acknowledge,
    offered=may_be_acknowledged,
    while_suspended=True,
)
COMPLAINT = Act(
    verb="enter_paper",
    paper=("tell_complaint",),
    path="bao-khieu-nai-giay",
    title=_("Nhập việc báo đã khiếu nại bằng giấy"),
    intro=_("Người bị kỷ luật báo đã gửi đơn khiếu nại; các thời hạn được theo dõi từ ngày gửi."),
    button=_("Ghi nhận"),
    done=_("Đã nhập. Có giá trị khi người thứ hai xác nhận."),
    form=PaperComplaintForm,
    run=run_complaint,
    offered=complains,
    while_suspended=True,
)
RESTART = Act(
    verb="enter_paper",
    paper=("restart_limitation",),
    path="moc-thoi-hieu",
    title=_("Đổi mốc tính thời hiệu"),
    intro=(
        _(
            "Chỉ đổi theo kết luận bằng văn bản của cấp có thẩm quyền; thời hiệu tính lại từ ngày "
            "mới khi người thứ hai đã đối chiếu văn bản."
        )
    ),
    button=_("Ghi kết luận"),
    done=_("Đã nhập. Mốc tính đổi khi người thứ hai xác nhận."),
    form=PaperRestartForm,
    run=run_restart,
    offered=_now("restart_limitation"),
)
ACTS = (
    CONFIRM,
    DELIVERY,
    ANSWER,
    COMPLETION,
    REOPENING,
    EXTENSION,
    REPLACEMENT,
    CONTEST,
    DECISION_ABOVE,
    NAME_DECIDER,
    TRIAGE_ABOVE,
    ACKNOWLEDGEMENT,
    COMPLAINT,
    RESTART,
)
