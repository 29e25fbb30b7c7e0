"""Acts on paper: each kind of paper has its page to enter it, and all have one to confirm them."""

from collections.abc import Callable, Iterable
from datetime import date

from django.db.models import Q, QuerySet

from compliance.core.access import may
from compliance.core.roles import Do
from compliance.incidents.models import Incident
from compliance.incidents.querysets import moved_up_to, taken_by
from compliance.incidents.workflow import STEPS, Status
from compliance.registry.models import User
from compliance.review.case.acts import Act, stored
from compliance.review.case.queries import last_notice
from compliance.review.case.standing import Standing
from compliance.review.contest.actions import contest_goes_above
from compliance.review.hearing.actions.paper import record_missed_delivery
from compliance.review.measures.progress import complaint_stages, last_decision, with_decision
from compliance.review.models import Answer, Completion, Contest, Delivery, Measure, PaperAct
from compliance.review.paperwork.actions import (
    FROM_ABOVE,
    confirm_paper,
    enter_paper,
    refuse_paper,
)
from compliance.review.paperwork.forms import (
    ConfirmPaperForm,
    DecisionAboveForm,
    DeliveryForm,
    PaperAcknowledgementForm,
    PaperAnswerForm,
    PaperComplaintForm,
    PaperContestForm,
    PaperExtensionForm,
    PaperReplacementForm,
    PaperRestartForm,
    PaperWordForm,
)


def enters(verb: str | Callable[[dict], str], *names: str) -> Callable:
    """`run` of a page that enters a paper for `verb`; `names` are the fields its action takes."""

    def run(incident: Incident, data: dict, common: dict) -> Incident:
        return _enter(
            incident,
            verb if isinstance(verb, str) else verb(data),
            {name: data[name] for name in names},
            data,
            common,
        )

    return run


def _enter(incident: Incident, verb: str, payload: dict, data: dict, common: dict) -> Incident:
    return enter_paper(
        incident=incident,
        verb=verb,
        received_on=data["received_on"],
        payload=payload,
        said=data["said"],
        scan=stored("paper_acts", incident, data, common),
        **common,
    )


def run_answer(incident: Incident, data: dict, common: dict) -> Incident:
    """An answer or a waiver, as the paper is."""
    if data["kind"] == Answer.Kind.WAIVER:
        return _enter(incident, "waive", {"text": data["text"]}, data, common)
    names = ("per_allegation", "text", "companion", "companion_as")
    return _enter(incident, "answer", {name: data[name] for name in names}, data, common)


def run_acknowledge(incident: Incident, data: dict, common: dict) -> Incident:
    return _enter(incident, "acknowledge", {"measure": data["measure"].pk}, data, common)


def run_complaint(incident: Incident, data: dict, common: dict) -> Incident:
    measure = with_decision(incident).first()
    payload = {
        "decision": last_decision(measure).pk if measure else 0,
        "filed_on": data["filed_on"].isoformat(),
        "text": data["text"],
    }
    return _enter(incident, "tell_complaint", payload, data, common)


def run_decision_above(incident: Incident, data: dict, common: dict) -> Incident:
    """A new outcome goes with an amendment alone."""
    payload = {name: data[name] for name in ("body", "number", "reasons")}
    if data["decision"] == Contest.Decision.AMEND:
        payload["new_outcome"] = data["new_outcome"]
    return _enter(incident, f"contest_{data['decision']}", payload, data, common)


def run_restart(incident: Incident, data: dict, common: dict) -> Incident:
    payload = {name: data[name] for name in ("body", "number", "kind", "reason")}
    payload["day"] = data["day"].isoformat()
    return _enter(incident, "restart_limitation", payload, data, common)


def run_delivery(incident: Incident, data: dict, common: dict) -> Incident:
    """A try that failed is a row of its own; what reached the person waits for the second one."""
    if data["how"] == Delivery.How.MISSED:
        measure = Measure.objects.filter(incident=incident, pk=data["measure"]).first()
        return record_missed_delivery(
            incident=incident,
            what=data["thing"],
            measure=measure,
            day=data["received_on"],
            handed_by=data["handed_by"],
            remark=data["remark"],
            **common,
        )
    names = ("how", "handed_by", "received_by", "witness", "remark", "measure")
    payload = {"what": data["thing"], **{name: data[name] for name in names}}
    return _enter(incident, "record_delivery", payload, data, common)


def run_confirm(incident: Incident, data: dict, common: dict) -> Incident:
    if data["decision"] == PaperAct.Decision.CONFIRMED:
        return confirm_paper(incident=incident, paper=data["paper"], **common)
    return refuse_paper(incident=incident, paper=data["paper"], reason=data["reason"], **common)


def _waits(standing: Standing, *verbs: str) -> bool:
    """Whether a paper of one of `verbs` is entered already."""
    return any(one.verb in verbs for one in standing.papers)


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
    """Nothing goes on before the paper has arrived."""
    if standing.incident.status == Status.AWAITING_ANSWER:
        return standing.unreached
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


def may_be_acknowledged(standing: Standing) -> bool:
    return _open("acknowledge")(standing) and any(
        row.kind == Measure.Kind.WRITTEN_REMINDER and row.carried_out_at and not row.acknowledged_at
        for row in standing.measures
    )


def complains(standing: Standing) -> bool:
    """A disciplinary decision stands against which a complaint may be filed."""
    if not _open("tell_complaint")(standing):
        return False
    measure = with_decision(standing.incident).first()
    stages = complaint_stages(last_decision(measure)) if measure else []
    return any(stage.startswith("file") for stage in stages)


def open_completion(incident: Incident) -> bool:
    """Whether a declaration that nothing more comes stands."""
    return Completion.objects.filter(incident=incident, reopened_at=None).exists()


def to_confirm(user: User, day: date) -> Iterable[tuple[str, QuerySet]]:
    """Cases with a paper that somebody else entered, for those who may confirm it."""
    papers = PaperAct.objects.for_another_than(user).order_by().values("incident")
    cases = (
        Incident.objects.visible_to(user)
        .filter(pk__in=papers)
        .exclude(taken_by(user, STEPS["confirm_paper"].never))
    )
    if not (may(user, Do.TRIAGE) or may(user, Do.GIVE_AFFAIRS_OPINION)):
        cases = cases.filter(Q(handler=user) | Q(pk__in=moved_up_to(user)))
    yield "Xác nhận bản giấy", cases


CONFIRM = Act(
    verb="confirm_paper",
    path="xac-nhan-ban-giay",
    title="Xác nhận bản giấy",
    intro=(
        "Đối chiếu nội dung đã nhập với bản chụp. Chưa xác nhận thì bản giấy chưa có giá trị; "
        "người nhập không tự xác nhận."
    ),
    button="Ghi nhận",
    done="Đã ghi nhận.",
    form=ConfirmPaperForm,
    run=run_confirm,
    covers=("refuse_paper",),
    template="review/confirm_paper.html",
    offered=lambda standing: standing.papers_to_confirm,
    while_suspended=True,
    precedence=5,
    waiting=to_confirm,
)
DELIVERY = Act(
    verb="enter_paper",
    paper=("record_delivery",),
    path="giao-thong-bao",
    title="Ghi nhận giao văn bản giấy",
    intro=(
        "Mỗi lần giao là một dòng, kể cả lần chưa giao được. Hạn của người được phản ánh tính từ "
        "ngày văn bản đến tay; việc giao có giá trị khi người thứ hai xác nhận."
    ),
    button="Ghi nhận",
    done="Đã ghi. Việc giao có giá trị khi người thứ hai xác nhận.",
    form=DeliveryForm,
    run=run_delivery,
    context=lambda incident, user, at: {"notice": last_notice(incident)},
    offered=hands_over,
    while_suspended=True,
    precedence=10,
    leads=is_awaited,
    handler_row="Giao văn bản giấy",
    awaits_handler=lambda incident, day: bool(vars(incident)["to_hand_over"]),
)
ANSWER = Act(
    verb="enter_paper",
    paper=("answer", "waive"),
    path="giai-trinh-giay",
    title="Nhập giải trình bằng giấy",
    intro=(
        "Nhập đúng lời trong bản giấy và kèm bản chụp có chữ ký. Giải trình tính từ ngày nhận, khi "
        "người thứ hai đã xác nhận."
    ),
    button="Ghi giải trình",
    done="Đã nhập. Giải trình có giá trị khi người thứ hai xác nhận.",
    form=PaperAnswerForm,
    run=run_answer,
    template="review/paper_answer.html",
    offered=_now("answer"),
)
COMPLETION = Act(
    verb="enter_paper",
    paper=("complete_answer",),
    path="khong-bo-sung-giay",
    title="Nhập lời báo không bổ sung giải trình bằng giấy",
    intro="Người được phản ánh báo giải trình đã đủ: hồ sơ không phải chờ hết thời hạn.",
    button="Ghi nhận",
    done="Đã nhập. Có giá trị khi người thứ hai xác nhận.",
    form=PaperWordForm,
    run=enters("complete_answer"),
    offered=lambda standing: _open("complete_answer")(standing) and standing.answered,
)
REOPENING = Act(
    verb="enter_paper",
    paper=("reopen_answer",),
    path="rut-loi-bao-giay",
    title="Nhập lời rút lại việc báo không bổ sung bằng giấy",
    intro="Người được phản ánh còn bổ sung: hồ sơ lại chờ đến hết thời hạn.",
    button="Ghi nhận",
    done="Đã nhập. Có giá trị khi người thứ hai xác nhận.",
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
    title="Nhập đề nghị gia hạn bằng giấy",
    intro="Đề nghị tính từ ngày nhận bản giấy, khi người thứ hai đã xác nhận.",
    button="Ghi đề nghị",
    done="Đã nhập. Đề nghị có giá trị khi người thứ hai xác nhận.",
    form=PaperExtensionForm,
    run=enters("ask_extension", "workdays", "reason"),
    offered=_open("ask_extension"),
)
REPLACEMENT = Act(
    verb="enter_paper",
    paper=("ask_replacement",),
    path="de-nghi-thay-nguoi-giay",
    title="Nhập đề nghị thay người xử lý bằng giấy",
    intro="Nhập đúng lời trong bản giấy; Tổ trưởng xem xét khi người thứ hai đã xác nhận.",
    button="Ghi đề nghị",
    done="Đã nhập. Đề nghị có giá trị khi người thứ hai xác nhận.",
    form=PaperReplacementForm,
    run=enters("ask_replacement", "reason"),
    offered=_open("ask_replacement"),
    while_suspended=True,
)
CONTEST = Act(
    verb="enter_paper",
    paper=("contest",),
    path="de-nghi-xem-xet-lai-giay",
    title="Nhập đơn đề nghị xem xét lại bằng giấy",
    intro="Hạn tính theo ngày nhận đơn; người chưa tham gia quyết định khi đơn đã được xác nhận.",
    button="Ghi đơn",
    done="Đã nhập. Đơn có giá trị khi người thứ hai xác nhận.",
    form=PaperContestForm,
    run=enters("contest", "text"),
    offered=may_be_contested,
    while_suspended=True,
)
DECISION_ABOVE = Act(
    verb="enter_paper",
    paper=("contest_keep", "contest_amend", "contest_annul"),
    path="quyet-dinh-cap-tren",
    title="Ghi quyết định xem xét lại của cấp trên",
    intro=(
        "Mọi Chủ tịch, Phó Chủ tịch đã tham gia hồ sơ hoặc có quan hệ liên quan: việc xem xét lại "
        "do cấp trên trực tiếp quyết định. Ghi đúng văn bản; có giá trị khi người thứ hai xác nhận."
    ),
    button="Ghi quyết định",
    done="Đã nhập. Quyết định có giá trị khi người thứ hai xác nhận.",
    form=DecisionAboveForm,
    run=run_decision_above,
    offered=goes_above,
    while_suspended=True,
)
ACKNOWLEDGEMENT = Act(
    verb="enter_paper",
    paper=("acknowledge",),
    path="da-nhan-van-ban-giay",
    title="Nhập xác nhận đã nhận văn bản bằng giấy",
    intro="Người được nhắc nhở ký đã nhận. Xác nhận không có nghĩa là đồng ý.",
    button="Ghi xác nhận",
    done="Đã nhập. Có giá trị khi người thứ hai xác nhận.",
    form=PaperAcknowledgementForm,
    run=run_acknowledge,
    offered=may_be_acknowledged,
    while_suspended=True,
)
COMPLAINT = Act(
    verb="enter_paper",
    paper=("tell_complaint",),
    path="bao-khieu-nai-giay",
    title="Nhập việc báo đã khiếu nại bằng giấy",
    intro="Người bị kỷ luật báo đã gửi đơn khiếu nại; các thời hạn được theo dõi từ ngày gửi.",
    button="Ghi nhận",
    done="Đã nhập. Có giá trị khi người thứ hai xác nhận.",
    form=PaperComplaintForm,
    run=run_complaint,
    offered=complains,
    while_suspended=True,
)
RESTART = Act(
    verb="enter_paper",
    paper=("restart_limitation",),
    path="moc-thoi-hieu",
    title="Đổi mốc tính thời hiệu",
    intro=(
        "Chỉ đổi theo kết luận bằng văn bản của cấp có thẩm quyền; thời hiệu tính lại từ ngày mới "
        "khi người thứ hai đã đối chiếu văn bản."
    ),
    button="Ghi kết luận",
    done="Đã nhập. Mốc tính đổi khi người thứ hai xác nhận.",
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
    ACKNOWLEDGEMENT,
    COMPLAINT,
    RESTART,
)
