"""One page per act on a case: what it does, what stands in the way, its form, and afterwards what
comes next.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.contrib import messages
from django.db import transaction
from django.shortcuts import redirect, render
from django.utils import timezone

from compliance.core.refusals import Invisible, Stale
from compliance.files import Refused
from compliance.files.actions import store
from compliance.incidents import actions as logging
from compliance.incidents.models import Incident
from compliance.review import actions
from compliance.review.case.fetching import fetch, open_or_refuse, stale
from compliance.review.case.forms import NoteForm, ReasonForm
from compliance.review.case.queries import (
    open_contest,
    open_extension,
    open_proposal,
    standing_conclusion,
)
from compliance.review.conclusion.checks.preconditions import before_conclusion, before_proposal
from compliance.review.conclusion.consistency import comparable, prior_shown
from compliance.review.conclusion.forms import conclusion, proposal
from compliance.review.consultation.checks import before_consult
from compliance.review.consultation.forms import OpinionForm, OverdueForm
from compliance.review.contest.forms import DecideContestForm
from compliance.review.deadlines.forms import ledger
from compliance.review.deadlines.forms.ledger import RestartForm
from compliance.review.deadlines.laws import compared
from compliance.review.evidence import forms as evidence
from compliance.review.evidence.forms import EvidenceForm
from compliance.review.hearing import forms as hearing
from compliance.review.hearing.checks import before_silence
from compliance.review.interruptions import forms as line
from compliance.review.measures.checks import before_close
from compliance.review.measures.forms import measures, outside
from compliance.review.measures.progress import last_decision, with_decision
from compliance.review.models import ScreenedBecause, Triage
from compliance.review.triage import forms as triage
from compliance.review.triage.queries import duplicates, siblings, why_alike
from compliance.rulebook.clocks import local_day


@dataclass(frozen=True)
class Act:
    """`run(incident, data, common)` makes the one call; `common` = {"by": user, "at": now}."""

    verb: str
    title: str
    intro: str
    button: str
    form: type
    run: Callable
    done: str
    checks: Callable | None = None
    template: str = "review/act.html"
    danger: bool = False


def _triage(incident, data, common):
    decision = data["decision"]
    if decision == Triage.Decision.ACCEPTED:
        return actions.accept(
            incident=incident,
            scope=data["scope"],
            handler=data["handler"],
            urgency=data["urgency"],
            reason=data["reason"],
            due_on=data["due_on"],
            **common,
        )
    if decision == Triage.Decision.RETURNED:
        return actions.return_for_more(incident=incident, reason=data["reason"], **common)
    if decision == Triage.Decision.NOTED:
        return actions.note(incident=incident, scope=data["scope"], reason=data["reason"], **common)
    return actions.screen_out(
        incident=incident,
        scope=data["scope"],
        because=data["because"],
        reason=data["reason"],
        duplicate_of=data["duplicate_code"],
        referred_to=data["referred_to"],
        reference=data["reference"],
        **common,
    )


def _propose(incident, data, common):
    return actions.propose(
        incident=incident,
        findings=data["findings"],
        outcome=data["outcome"],
        reasons=data["reasons"],
        departure=data.get("departure", ""),
        **common,
    )


def _stored(kind, incident, data, common):
    """The paper that was sent along, stored as `kind` of the case; None without one."""
    if not data.get("upload"):
        return None
    return store(upload=data["upload"], kind=kind, owner=incident, **common)


def _carry_out(incident, data, common):
    return actions.carry_out(
        incident=incident,
        measure=data["measure"],
        proof_file=_stored("measures", incident, data, common),
        **data["told"],
        **common,
    )


def _complain(incident, data, common):
    more = {
        name: data[name]
        for name in ("is_complex", "number", "result", "effect", "where")
        if name in data
    }
    decision = last_decision(with_decision(incident).get())
    return actions.record_complaint(
        incident=incident,
        decision=decision,
        stage=data["stage"],
        day=data["day"],
        file=_stored("complaints", incident, data, common),
        **more,
        **common,
    )


def _set_measure(incident, data, common):
    more = {name: data[name] for name in ("body", "sources") if name in data}
    return actions.set_measure(
        incident=incident,
        kind=data["kind"],
        what=data["what"],
        office=data["office"],
        due_on=data["due_on"],
        **more,
        **common,
    )


def _filed(action, kind, *names):
    """As _plain(), with the paper that was sent along."""
    return lambda incident, data, common: action(
        incident=incident,
        file=_stored(kind, incident, data, common),
        **{name: data[name] for name in names},
        **common,
    )


def _add_evidence(incident, data, common):
    file = (
        logging.store_file(upload=data["upload"], incident=incident, **common)
        if data["upload"]
        else None
    )
    about = {name: data[name] for name in line.ABOUT}
    logging.add_evidence(
        incident=incident, file=file, url=data["url"], caption=data["caption"], **about, **common
    )
    return incident


def _record_delivery(incident, data, common):
    scan = _stored("deliveries", incident, data, common)
    said = {
        name: data[name] for name in ("how", "day", "handed_by", "received_by", "witness", "remark")
    }
    return actions.record_delivery(incident=incident, scan=scan, **said, **common)


def _answer_for(incident, data, common):
    scan = _stored("answers", incident, data, common)
    said = {
        name: data[name]
        for name in ("kind", "received_on", "per_allegation", "text", "companion", "companion_as")
    }
    return actions.answer_for(incident=incident, files=[scan], **said, **common)


def _plain(action, *names):
    """An action whose keyword arguments are form fields of the same names."""
    return lambda incident, data, common: action(
        incident=incident, **{name: data[name] for name in names}, **common
    )


A = Act
ACTS: dict[str, Act] = {
    "thu-ly": A(
        "accept",
        "Xem xét thụ lý",
        "Trả lời từng mục của phạm vi rồi chọn một quyết định. Nội dung được bảo vệ thì không"
        " thụ lý.",
        "Ghi quyết định",
        triage.TriageForm,
        _triage,
        "Đã ghi quyết định.",
        template="review/triage.html",
    ),
    "giao-lai": A(
        "reassign",
        "Giao người khác xử lý",
        "Người đang phụ trách sẽ không xem được hồ sơ nữa.",
        "Giao lại",
        line.HandlerForm,
        _plain(actions.reassign, "handler", "reason"),
        "Đã giao cho người khác. Người mới được báo.",
    ),
    "thong-bao": A(
        "notify",
        "Gửi thông báo và bộ chứng cứ",
        "Người được phản ánh xem các nội dung, đúng các chứng cứ được chọn, và có thời gian giải"
        " trình. Người ghi nhận không có trong thông báo.",
        "Gửi thông báo",
        hearing.NotifyForm,
        _plain(actions.notify, "bundle", "paper", "captions"),
        "Đã gửi thông báo. Bước tiếp theo: chờ giải trình.",
        template="review/notify.html",
    ),
    "thong-bao-lan-hai": A(
        "notify_again",
        "Gửi thông báo lần hai",
        "Dùng khi đã hết hạn mà chưa có giải trình. Hạn mới bắt đầu từ hôm nay.",
        "Gửi lần hai",
        hearing.PaperForm,
        _plain(actions.notify_again, "paper"),
        "Đã gửi thông báo lần hai.",
    ),
    "gia-han-giai-trinh": A(
        "extend_answer",
        "Trả lời đề nghị gia hạn",
        "Thời gian thêm tính bằng ngày làm việc, nối vào hạn đang có.",
        "Ghi quyết định",
        hearing.DecideExtensionForm,
        _plain(actions.decide_extension, "grant", "workdays", "reason"),
        "Đã trả lời đề nghị gia hạn.",
    ),
    "giao-thong-bao": A(
        "record_delivery",
        "Ghi nhận giao thông báo giấy",
        "Mỗi lần giao là một dòng, kể cả lần chưa giao được. Hạn giải trình tính từ ngày thông báo"
        " đến tay.",
        "Ghi nhận",
        hearing.DeliveryForm,
        _record_delivery,
        "Đã ghi nhận việc giao thông báo.",
    ),
    "giai-trinh-giay": A(
        "answer_for",
        "Nhập giải trình bằng giấy",
        "Nhập đúng lời trong bản giấy và kèm bản chụp có chữ ký. Hồ sơ ghi rõ ai nhập, ngày nhận.",
        "Ghi giải trình",
        hearing.PaperAnswerForm,
        _answer_for,
        "Đã nhập giải trình.",
        template="review/paper_answer.html",
    ),
    "bo-sung-chung-cu": A(
        "disclose_more",
        "Cho xem chứng cứ bổ sung",
        "Người được phản ánh được báo và có lại đủ thời gian giải trình kể từ hôm nay.",
        "Cho xem",
        hearing.MoreEvidenceForm,
        _plain(actions.disclose_more, "bundle", "reason", "captions"),
        "Đã cho xem chứng cứ bổ sung.",
        template="review/disclose_more.html",
    ),
    "khong-tra-loi": A(
        "record_silence",
        "Ghi nhận không giải trình",
        "Chỉ ghi được sau hai lần thông báo và khi cả hai hạn đã hết.",
        "Ghi nhận",
        NoteForm,
        lambda i, d, c: actions.record_silence(incident=i, text=d["note"], **c),
        "Đã ghi nhận. Bước tiếp theo: chuyển lấy ý kiến.",
        checks=lambda i: before_silence(i, local_day(timezone.now())),
    ),
    "lay-y-kien": A(
        "consult",
        "Chuyển lấy ý kiến phối hợp",
        "Thủ trưởng đơn vị và đầu mối nội vụ được báo, mỗi bên cho một ý kiến.",
        "Chuyển lấy ý kiến",
        NoteForm,
        _plain(actions.consult, "note"),
        "Đã chuyển lấy ý kiến của hai bên.",
        checks=before_consult,
    ),
    "cho-y-kien": A(
        "give_opinion",
        "Cho ý kiến về hồ sơ",
        "Ý kiến được ghi ngày và tên, không sửa được sau khi gửi.",
        "Gửi ý kiến",
        OpinionForm,
        _plain(actions.give_opinion, "side", "text", "suggests"),
        "Đã gửi ý kiến.",
    ),
    "qua-han-y-kien": A(
        "record_overdue_opinion",
        "Ghi nhận quá hạn cho ý kiến",
        "Hồ sơ đi tiếp, có ghi rõ bên nào không cho ý kiến đúng hạn.",
        "Ghi nhận",
        OverdueForm,
        _plain(actions.record_overdue_opinion, "side"),
        "Đã ghi nhận quá hạn.",
    ),
    "trinh-ket-luan": A(
        "propose",
        "Trình kết luận",
        "Nhận định từng nội dung, nêu đã xem xét giải trình thế nào, rồi đề nghị một kết quả. Người"
        " khác quyết định.",
        "Trình kết luận",
        proposal.ProposeForm,
        _propose,
        "Đã trình. Người có thẩm quyền kết luận được báo.",
        checks=before_proposal,
        template="review/propose.html",
    ),
    "tra-du-thao": A(
        "send_back",
        "Trả lại dự thảo",
        "Người trình sửa và trình lại.",
        "Trả lại",
        conclusion.SendBackForm,
        _plain(actions.send_back, "comment"),
        "Đã trả lại dự thảo.",
    ),
    "ket-luan": A(
        "conclude",
        "Kết luận",
        "Kết luận đúng như dự thảo. Người được phản ánh được báo ngay, kèm quyền đề nghị xem xét"
        " lại.",
        "Kết luận như dự thảo",
        conclusion.ConcludeForm,
        _plain(actions.conclude, "comment"),
        "Đã kết luận. Người được phản ánh đã được báo.",
        checks=lambda i: before_conclusion(i, timezone.now()),
        template="review/conclude.html",
    ),
    "giao-bien-phap": A(
        "set_measure",
        "Giao thực hiện biện pháp",
        "Cổng gợi ý biện pháp theo kết luận; chỉ chọn được biện pháp phù hợp.",
        "Giao thực hiện",
        measures.MeasureForm,
        _set_measure,
        "Đã giao. Đơn vị được báo.",
        template="review/switch_act.html",
    ),
    "bao-thuc-hien": A(
        "carry_out",
        "Báo đã thực hiện biện pháp",
        "Ghi theo việc đã làm, văn bản đã ký; người khác sẽ xác nhận.",
        "Báo đã thực hiện",
        measures.CarryOutForm,
        _carry_out,
        "Đã báo. Chờ người khác xác nhận.",
        template="review/switch_act.html",
    ),
    "ghi-buoc-ben-ngoai": A(
        "record_milestone",
        "Ghi bước xử lý của cấp có thẩm quyền",
        "Ghi theo văn bản đã nhận. Cổng tính hạn bước sau, không quyết định thay.",
        "Ghi bước này",
        outside.MilestoneForm,
        _filed(
            actions.record_milestone, "milestones", "measure", "key", "done_on", "number", "note"
        ),
        "Đã ghi. Hạn bước sau đã tính.",
        template="review/switch_act.html",
    ),
    "ghi-quyet-dinh": A(
        "record_decision",
        "Ghi quyết định của cấp có thẩm quyền",
        "Chép đúng văn bản đã ký. Cổng không đề xuất hình thức và không xử lý kỷ luật.",
        "Ghi quyết định",
        outside.DecisionForm,
        _filed(
            actions.record_decision,
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
        "Đã ghi quyết định. Người được phản ánh được báo.",
        template="review/switch_act.html",
    ),
    "ghi-tra-loi": A(
        "record_reply",
        "Ghi trả lời của cơ quan được chuyển",
        "Ghi theo văn bản trả lời.",
        "Ghi trả lời",
        outside.ReplyForm,
        _filed(
            actions.record_reply, "referral_answers", "measure", "answered_on", "number", "answer"
        ),
        "Đã ghi trả lời.",
        template="review/switch_act.html",
    ),
    "ghi-khieu-nai": A(
        "record_complaint",
        "Ghi khiếu nại quyết định kỷ luật",
        "Khiếu nại do người đã ký quyết định và cấp trên trực tiếp giải quyết; cổng ghi ngày và kết"
        " quả.",
        "Ghi",
        outside.ComplaintForm,
        _complain,
        "Đã ghi.",
        template="review/switch_act.html",
    ),
    "xac-nhan-bien-phap": A(
        "verify",
        "Xác nhận biện pháp",
        "Người thực hiện không tự xác nhận.",
        "Xác nhận",
        measures.VerifyForm,
        _plain(actions.verify, "measure", "note"),
        "Đã xác nhận.",
        template="review/switch_act.html",
    ),
    "bo-bien-phap": A(
        "set_measure",
        "Bỏ biện pháp giao nhầm",
        "Chỉ bỏ được khi chưa thực hiện.",
        "Bỏ biện pháp",
        measures.CancelMeasureForm,
        _plain(actions.cancel_measure, "measure", "reason"),
        "Đã bỏ biện pháp.",
        template="review/switch_act.html",
        danger=True,
    ),
    "ket-thuc": A(
        "close",
        "Kết thúc hồ sơ",
        "Không còn việc phải làm.",
        "Kết thúc",
        NoteForm,
        _plain(actions.close, "note"),
        "Hồ sơ đã kết thúc.",
        checks=before_close,
    ),
    "quyet-dinh-xem-xet-lai": A(
        "contest_keep",
        "Quyết định việc xem xét lại",
        "Người đã kết luận không quyết định. Kết luận cũ được giữ trong hồ sơ.",
        "Ghi quyết định",
        DecideContestForm,
        lambda i, d, c: actions.decide_contest(
            incident=i,
            decision=d["decision"],
            reasons=d["reasons"],
            new_outcome=d.get("new_outcome", ""),
            findings=d["findings"],
            **c,
        ),
        "Đã quyết định. Người đề nghị được báo.",
        template="review/contest.html",
    ),
    "tam-dung": A(
        "suspend",
        "Tạm dừng hồ sơ",
        "Lý do theo luật dừng mọi thời hạn. Lý do nội bộ chỉ dừng hạn của bước; thời hạn xử lý và"
        " thời hiệu vẫn chạy.",
        "Tạm dừng",
        line.SuspendForm,
        _plain(actions.suspend, "reason", "code", "evidence"),
        "Đã tạm dừng từ hôm nay.",
    ),
    "tiep-tuc": A(
        "resume",
        "Tiếp tục hồ sơ",
        "Các thời hạn được tính lại từ các lần tạm dừng.",
        "Tiếp tục",
        NoteForm,
        _plain(actions.resume, "note"),
        "Hồ sơ được tiếp tục; thời hạn đã tính lại.",
    ),
    "gia-han-xu-ly": A(
        "extend_processing",
        "Gia hạn xử lý",
        "Dùng cho vụ việc phức tạp, theo bộ quy tắc của hồ sơ.",
        "Gia hạn",
        ReasonForm,
        _plain(actions.extend_processing, "reason"),
        "Đã gia hạn xử lý.",
    ),
    "moc-thoi-hieu": A(
        "restart_limitation",
        "Đổi mốc tính thời hiệu",
        "Thời hiệu được tính lại từ ngày mới và ghi thành một dòng trong sổ thời hạn.",
        "Đổi mốc",
        RestartForm,
        _plain(actions.restart_limitation, "kind", "day", "reason"),
        "Đã đổi mốc; thời hiệu đã tính lại.",
    ),
    "quy-dinh-co-loi": A(
        "choose_law",
        "Áp dụng quy định có lợi hơn",
        "So sánh các bộ quy tắc có hiệu lực từ ngày xảy ra đến nay. Người có trách nhiệm chọn và"
        " nêu lý do; chọn lại bộ cũ được.",
        "Áp dụng",
        ledger.LawForm,
        _plain(actions.choose_law, "rule_set", "reason"),
        "Đã áp dụng; các thời hạn đã tính lại.",
        template="review/law.html",
    ),
    "mo-lai": A(
        "reopen",
        "Mở lại hồ sơ",
        "Hồ sơ trở lại bước thông báo. Kết luận cũ được giữ và ghi là đã được thay.",
        "Mở lại",
        line.HandlerForm,
        _plain(actions.reopen, "handler", "reason"),
        "Đã mở lại hồ sơ.",
        danger=True,
    ),
    "thoi-tham-gia": A(
        "recuse",
        "Thôi tham gia do có liên quan",
        "Người thôi tham gia không xem được hồ sơ nữa, kể cả trong danh sách và số liệu.",
        "Ghi nhận",
        line.RecuseForm,
        lambda i, d, c: logging.recuse(
            incident=i, who=d["who"], reason=d["reason"], successor=d["successor"], **c
        ),
        "Đã ghi nhận. Hồ sơ do người khác tiếp tục.",
    ),
    "moi-tham-gia": A(
        "invite",
        "Mời tham gia hồ sơ",
        "Người được mời chỉ xem được hồ sơ này, đến hết ngày ghi dưới đây.",
        "Mời",
        line.InviteForm,
        lambda i, d, c: logging.invite(
            incident=i, user=d["who"], part=d["part"], until=d["until"], reason=d["reason"], **c
        ),
        "Đã mời. Người được mời được báo.",
    ),
    "thoi-moi": A(
        "end_invitation",
        "Thôi mời tham gia",
        "Người này không xem được hồ sơ từ lần mở trang tiếp theo.",
        "Thôi mời",
        line.EndInvitationForm,
        _plain(logging.end_invitation, "invitation"),
        "Đã thôi mời.",
    ),
    "them-chung-cu": A(
        "add_evidence",
        "Thêm chứng cứ",
        "Chứng cứ đã thêm không gỡ được. Muốn người được phản ánh xem, phải thông báo.",
        "Thêm chứng cứ",
        EvidenceForm,
        _add_evidence,
        "Đã thêm chứng cứ.",
        template="review/add_evidence.html",
    ),
    "cap-nhat-chung-cu": A(
        "update_evidence",
        "Cập nhật chứng cứ",
        "Ghi tình trạng của nguồn (đã sửa, đã gỡ…) và chứng cứ này còn dùng làm căn cứ không. Lần"
        " cập nhật thành một bước trong diễn biến.",
        "Ghi cập nhật",
        evidence.UpdateEvidenceForm,
        lambda i, d, c: logging.update_evidence(
            incident=i,
            evidence=d["item"],
            later_status=d["later_status"],
            later_status_on=d["later_status_on"],
            relied_on=d["relied_on"],
            note=d["note"],
            **c,
        ),
        "Đã cập nhật chứng cứ.",
    ),
}


def act(request, code: str, slug: str):
    """GET shows the form with its preconditions, POST makes the call. The gate has the last word
    either way.
    """
    incident = fetch(request, code)
    if slug not in ACTS:
        raise Invisible
    chosen = ACTS[slug]
    open_or_refuse(incident, chosen.verb, request.user)
    posted = request.POST if request.method == "POST" else None
    form = chosen.form(
        posted,
        request.FILES or None,
        incident=incident,
        user=request.user,
        initial=_initial(request),
    )
    if posted is not None and form.is_valid():
        try:
            _run(request, incident, chosen, form)
            messages.success(request, chosen.done)
            still = Incident.objects.visible_to(request.user).filter(pk=incident.pk).exists()
            return redirect("review:case", code) if still else redirect("home")
        except Refused as refused:
            form.add_error("upload", str(refused))
    listed = chosen.checks(incident) if chosen.checks else []
    context = {
        "incident": incident,
        "act": chosen,
        "form": form,
        "checks": listed,
        **_context(chosen, incident, request.user),
    }
    return render(request, chosen.template, context, status=422 if posted is not None else 200)


def _initial(request) -> dict:
    """What another page has chosen already: a measure, its step, or the case this one doubles."""
    asked = {"measure": "bien-phap", "kind": "loai", "key": "buoc", "stage": "buoc", "item": "cc"}
    given = {name: request.GET[param] for name, param in asked.items() if request.GET.get(param)}
    if request.GET.get("trung"):
        given |= {
            "decision": Triage.Decision.SCREENED_OUT,
            "because": ScreenedBecause.DUPLICATE,
            "duplicate_code": request.GET["trung"][:20],
        }
    return given


@transaction.atomic
def _run(request, incident: Incident, chosen: Act, form) -> Incident:
    incident.version = form.cleaned_data["version"]
    try:
        return chosen.run(incident, form.cleaned_data, {"by": request.user, "at": timezone.now()})
    except Stale as refusal:
        raise stale(incident, form) from refusal


def _context(chosen: Act, incident: Incident, user) -> dict:
    if chosen.verb == "accept":
        return {
            "duplicates": [
                (row, why_alike(incident, row)) for row in duplicates(incident, user)[:5]
            ],
            "siblings": list(siblings(incident, user)[:5]),
            "evidence": _evidence(incident),
            "allegations": _allegations(incident),
        }
    if chosen.verb in ("send_back", "conclude"):
        proposal = open_proposal(incident)
        return {
            "proposal": proposal,
            "prior": prior_shown(incident, user, local_day(timezone.now())),
            "comparison": comparable(incident, user, local_day(timezone.now())),
            "findings": (
                proposal.findings.select_related("allegation__provision__instrument").order_by(
                    "allegation__number"
                )
                if proposal
                else []
            ),
        }
    if chosen.verb == "propose":
        return {
            "answers": (
                incident.answers.select_related("by").prefetch_related("files").order_by("-at")
            ),
            "opinions": incident.opinions.select_related("by").order_by("at"),
            "notices": incident.notices.prefetch_related("deliveries__scan").order_by("-number"),
        }
    if chosen.verb == "notify":
        return {"allegations": _allegations(incident)}
    if chosen.verb == "record_delivery":
        return {"notice": incident.notices.order_by("-number").first()}
    if chosen.verb == "extend_answer":
        return {"wish": open_extension(incident)}
    if chosen.verb == "choose_law":
        return {"laws": compared(incident, local_day(timezone.now()))}
    if chosen.verb == "contest_keep":
        return {
            "contest": open_contest(incident),
            "conclusion": standing_conclusion(incident),
            "answers": incident.answers.order_by("-at"),
            "triage": incident.triages.order_by("-at").first(),
        }
    return {}


def _evidence(incident: Incident):
    return (
        incident.evidence.filter(removed_at=None).select_related("file").order_by("number", "copy")
    )


def _allegations(incident: Incident):
    return incident.allegations.select_related("provision__instrument").order_by("number")
