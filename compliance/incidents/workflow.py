"""The life of an incident as one table a clerk could read: verb -> from, to, who may, who never
may.
"""

from compliance.core.language import _, in_sense
from compliance.core.roles import CHAIRS, LEADS, Kind
from compliance.incidents.statuses import (
    CONCLUDED,
    ENDED,
    OPEN,
    UNDER_REVIEW,
    CaseRole,
    Status,
    Step,
)

__all__ = [
    "CONCLUDED",
    "ENDED",
    "LEVELS",
    "OPEN",
    "STEPS",
    "UNDER_REVIEW",
    "CaseRole",
    "Status",
    "Step",
    "label_of",
    "steps_from",
]


# Who plays a part, level by level: where the wall or a part already taken leaves nobody, the case
# moves one level up. A case about a head starts at the second.
LEVELS: dict[CaseRole, tuple[tuple[Kind, ...], ...]] = {
    CaseRole.LEAD: (LEADS, CHAIRS),
    CaseRole.DECIDER: (LEADS, CHAIRS),
}


S, P = Status, CaseRole
_NO_PART = (P.REPORTER, P.TRIAGER, P.PROPOSER, P.OPINED, P.CONCLUDER)
_LIVE = (S.IN_REVIEW, S.AWAITING_ANSWER, S.CONSULTING, S.CONCLUDED, S.ENFORCING)
_DECIDED = (S.SCREENED_OUT, S.NOTED, *_LIVE, S.CLOSED, S.STOPPED)  # a lead has taken it up once
# who decides what somebody else asked for: another lead, or a chair
_SECOND, _NOT_THE_FIRST = (P.LEAD, P.CHAIR), (P.REPORTER, P.ASKER)

STEPS: dict[str, Step] = {
    # logging
    "submit": Step(_("Gửi Tổ kiểm tra"), (S.DRAFT, S.RETURNED), S.SUBMITTED, (P.REPORTER,)),
    "withdraw": Step(
        _("Rút vụ việc"), (S.DRAFT, S.SUBMITTED, S.RETURNED), S.WITHDRAWN, (P.REPORTER,)
    ),
    "take_back": Step(_("Rút về để sửa"), (S.SUBMITTED,), S.RETURNED, (P.REPORTER,)),
    # triage
    "return": Step(
        in_sense("act", "Trả lại bổ sung"), (S.SUBMITTED,), S.RETURNED, (P.LEAD,), (P.REPORTER,)
    ),
    "screen_out": Step(
        in_sense("act", "Không thụ lý"), (S.SUBMITTED,), S.SCREENED_OUT, (P.LEAD,), (P.REPORTER,)
    ),
    "note": Step(
        in_sense("act", "Ghi nhận xử lý tại đơn vị"),
        (S.SUBMITTED,),
        S.NOTED,
        (P.LEAD,),
        (P.REPORTER,),
    ),
    "accept": Step(
        in_sense("act", "Thụ lý"), (S.SUBMITTED,), S.IN_REVIEW, (P.LEAD,), (P.REPORTER,)
    ),
    "reassign": Step(
        _("Giao người khác xử lý"), _LIVE, None, (P.LEAD,), (P.REPORTER,), while_suspended=True
    ),
    # on paper: nobody here may, and the level above takes the decision anew
    "confirm_triage": Step(
        _("Xác nhận lại việc thụ lý"), UNDER_REVIEW, None, (P.LEAD, P.PAPER), (P.REPORTER,)
    ),
    # notice and answer
    "notify": Step(
        _("Gửi thông báo"), (S.IN_REVIEW,), S.AWAITING_ANSWER, (P.HANDLER,), (P.REPORTER,)
    ),
    "notify_again": Step(
        _("Gửi thông báo lần hai"), (S.AWAITING_ANSWER,), None, (P.HANDLER,), (P.REPORTER,)
    ),
    "extend_answer": Step(
        _("Gia hạn giải trình"), (S.AWAITING_ANSWER,), None, (P.HANDLER, P.LEAD), (P.REPORTER,)
    ),
    "ask_extension": Step(_("Đề nghị gia hạn"), (S.AWAITING_ANSWER,), None, (P.PERSON, P.PAPER)),
    "answer": Step(
        _("Gửi giải trình"), (S.AWAITING_ANSWER, S.CONSULTING), None, (P.PERSON, P.PAPER)
    ),
    "waive": Step(
        in_sense("act", "Không giải trình"), (S.AWAITING_ANSWER,), None, (P.PERSON, P.PAPER)
    ),
    "complete_answer": Step(
        _("Báo không bổ sung giải trình nữa"),
        (S.AWAITING_ANSWER, S.CONSULTING),
        None,
        (P.PERSON, P.PAPER),
    ),
    "reopen_answer": Step(
        _("Rút lại lời báo không bổ sung"),
        (S.AWAITING_ANSWER, S.CONSULTING),
        None,
        (P.PERSON, P.PAPER),
    ),
    "record_silence": Step(
        _("Ghi nhận không giải trình"), (S.AWAITING_ANSWER,), None, (P.HANDLER,), (P.REPORTER,)
    ),
    "record_delivery": Step(
        _("Ghi nhận giao văn bản giấy"),
        (S.NOTED, S.AWAITING_ANSWER, S.CONSULTING, *CONCLUDED),
        None,
        (P.PAPER,),
        while_suspended=True,
    ),
    # what comes in or goes out on paper: entered by one, confirmed by another
    "enter_paper": Step(
        _("Nhập bản giấy"),
        (S.NOTED, *_LIVE, S.CLOSED),
        None,
        (P.HANDLER, P.AFFAIRS, P.RECORDER),
        (P.REPORTER,),
        while_suspended=True,
    ),
    "confirm_paper": Step(
        _("Xác nhận bản giấy"),
        (S.NOTED, *_LIVE, S.CLOSED),
        None,
        (P.LEAD, P.HANDLER, P.AFFAIRS, P.RECORDER),
        (P.REPORTER,),
        while_suspended=True,
    ),
    "refuse_paper": Step(
        _("Trả lại bản giấy"),
        (S.NOTED, *_LIVE, S.CLOSED),
        None,
        (P.LEAD, P.HANDLER, P.AFFAIRS, P.RECORDER),
        (P.REPORTER,),
        while_suspended=True,
    ),
    "confirm_notice": Step(
        _("Xác nhận lại thông báo"),
        (S.AWAITING_ANSWER, S.CONSULTING),
        None,
        (P.HANDLER,),
        (P.REPORTER,),
    ),
    "disclose_more": Step(
        _("Cho xem chứng cứ bổ sung"),
        (S.AWAITING_ANSWER, S.CONSULTING),
        None,
        (P.HANDLER,),
        (P.REPORTER,),
    ),
    # consultation
    "consult": Step(
        _("Chuyển lấy ý kiến"), (S.AWAITING_ANSWER,), S.CONSULTING, (P.HANDLER,), (P.REPORTER,)
    ),
    "give_opinion": Step(_("Cho ý kiến"), (S.CONSULTING,), None, (P.UNIT, P.AFFAIRS)),
    "record_overdue_opinion": Step(
        _("Ghi nhận quá hạn cho ý kiến"), (S.CONSULTING,), None, (P.HANDLER,), (P.REPORTER,)
    ),
    # conclusion
    "propose": Step(_("Trình kết luận"), (S.CONSULTING,), None, (P.HANDLER,), (P.REPORTER,)),
    "send_back": Step(
        _("Trả lại dự thảo"),
        (S.CONSULTING,),
        None,
        (P.DECIDER,),
        (P.REPORTER, P.TRIAGER, P.PROPOSER, P.OPINED),
    ),
    "conclude": Step(
        in_sense("act", "Kết luận"),
        (S.CONSULTING,),
        S.CONCLUDED,
        (P.DECIDER,),
        (P.REPORTER, P.TRIAGER, P.PROPOSER, P.OPINED),
    ),
    # the last resort: nobody here may conclude, and the level above names who does
    "name_decider": Step(
        _("Cử người kết luận theo quyết định của cấp trên"), (S.CONSULTING,), None, (P.PAPER,)
    ),
    # measures
    "set_measure": Step(
        _("Giao thực hiện biện pháp"), (S.CONCLUDED, S.ENFORCING), S.ENFORCING, (P.HANDLER, P.LEAD)
    ),
    "carry_out": Step(_("Báo đã thực hiện"), (S.ENFORCING,), None, (P.UNIT, P.HANDLER, P.AFFAIRS)),
    "verify": Step(_("Xác nhận đã thực hiện"), (S.ENFORCING,), None, (P.HANDLER, P.LEAD)),
    "return_measure": Step(
        _("Trả lại báo cáo thực hiện"), (S.ENFORCING,), None, (P.HANDLER, P.LEAD)
    ),
    "acknowledge": Step(
        _("Xác nhận đã nhận"),
        (S.CONCLUDED, S.ENFORCING, S.CLOSED),
        None,
        (P.PERSON, P.PAPER),
        while_suspended=True,
    ),
    # what competent bodies do outside, recorded here
    "record_milestone": Step(
        _("Ghi bước xử lý kỷ luật bên ngoài"),
        (S.ENFORCING,),
        None,
        (P.AFFAIRS, P.HANDLER),
        (P.REPORTER,),
        while_suspended=True,
    ),
    "record_decision": Step(
        _("Ghi quyết định của cấp có thẩm quyền"),
        (S.ENFORCING, S.CLOSED),
        None,
        (P.AFFAIRS, P.HANDLER),
        (P.REPORTER,),
        while_suspended=True,
    ),
    "record_reply": Step(
        _("Ghi trả lời của cơ quan được chuyển"),
        (S.ENFORCING, S.CLOSED),
        None,
        (P.AFFAIRS, P.HANDLER),
        while_suspended=True,
    ),
    "record_complaint": Step(
        _("Ghi khiếu nại quyết định kỷ luật"),
        (S.ENFORCING, S.CLOSED),
        None,
        (P.AFFAIRS, P.HANDLER),
        (P.REPORTER,),
        while_suspended=True,
    ),
    "tell_complaint": Step(
        _("Báo đã khiếu nại quyết định kỷ luật"),
        (S.ENFORCING, S.CLOSED),
        None,
        (P.PERSON, P.PAPER),
        while_suspended=True,
    ),
    "close": Step(_("Kết thúc hồ sơ"), (S.CONCLUDED, S.ENFORCING), S.CLOSED, (P.HANDLER, P.LEAD)),
    # contest
    "contest": Step(
        in_sense("act", "Đề nghị xem xét lại"),
        (S.NOTED, S.CONCLUDED, S.ENFORCING, S.CLOSED),
        None,
        (P.PERSON, P.PAPER),
        while_suspended=True,
    ),
    "contest_keep": Step(
        in_sense("act", "Giữ nguyên kết luận"),
        (S.NOTED, S.CONCLUDED, S.ENFORCING, S.CLOSED),
        None,
        (P.CHAIR, P.PAPER),
        _NO_PART,
    ),
    "contest_amend": Step(
        in_sense("act", "Sửa kết luận"),
        (S.CONCLUDED, S.ENFORCING, S.CLOSED),
        S.CONCLUDED,
        (P.CHAIR, P.PAPER),
        _NO_PART,
    ),
    "contest_annul": Step(
        in_sense("act", "Hủy kết luận"),
        (S.NOTED, S.CONCLUDED, S.ENFORCING, S.CLOSED),
        S.CLOSED,
        (P.CHAIR, P.PAPER),
        _NO_PART,
    ),
    # over the line
    "ask_replacement": Step(
        _("Đề nghị thay người xử lý"), _LIVE, None, (P.PERSON, P.PAPER), while_suspended=True
    ),
    "answer_replacement": Step(
        _("Trả lời đề nghị thay người xử lý"),
        _LIVE,
        None,
        (P.LEAD,),
        (P.REPORTER,),
        while_suspended=True,
    ),
    "suspend": Step(in_sense("act", "Tạm dừng"), _LIVE, None, (P.HANDLER, P.LEAD), (P.REPORTER,)),
    "resume": Step(
        in_sense("act", "Tiếp tục"),
        _LIVE,
        None,
        (P.HANDLER, P.LEAD),
        (P.REPORTER,),
        while_suspended=True,
    ),
    "extend_processing": Step(
        _("Gia hạn xử lý"),
        (S.IN_REVIEW, S.AWAITING_ANSWER, S.CONSULTING),
        None,
        (P.LEAD,),
        (P.REPORTER,),
    ),
    "restart_limitation": Step(_("Đổi mốc tính thời hiệu"), _LIVE, None, (P.PAPER,)),
    "choose_law": Step(
        _("Áp dụng quy định có lợi hơn"),
        (S.IN_REVIEW, S.AWAITING_ANSWER, S.CONSULTING),
        None,
        (P.HANDLER, P.LEAD),
        (P.REPORTER,),
    ),
    # a mistake in what was taken up, put right by two people
    "ask_correction": Step(
        _("Đề nghị đính chính"),
        (S.IN_REVIEW,),
        None,
        (P.HANDLER, P.LEAD),
        (P.REPORTER,),
        while_suspended=True,
    ),
    "correct": Step(
        in_sense("act", "Đính chính"),
        (S.IN_REVIEW,),
        None,
        _SECOND,
        _NOT_THE_FIRST,
        while_suspended=True,
    ),
    "ask_stop": Step(
        _("Đề nghị dừng xem xét"),
        _LIVE,
        None,
        (P.HANDLER, P.LEAD),
        (P.REPORTER,),
        while_suspended=True,
    ),
    "stop": Step(
        in_sense("act", "Dừng xem xét"),
        _LIVE,
        S.STOPPED,
        _SECOND,
        _NOT_THE_FIRST,
        while_suspended=True,
    ),
    "ask_seal": Step(
        _("Đề nghị niêm phong tệp"),
        _DECIDED,
        None,
        (P.HANDLER, P.LEAD),
        (P.REPORTER,),
        while_suspended=True,
    ),
    "seal": Step(
        _("Niêm phong tệp"), _DECIDED, None, _SECOND, _NOT_THE_FIRST, while_suspended=True
    ),
    "refuse_rectification": Step(
        _("Không chấp nhận đề nghị"),
        _DECIDED,
        None,
        _SECOND,
        _NOT_THE_FIRST,
        while_suspended=True,
    ),
    "withdraw_rectification": Step(
        _("Rút đề nghị"), _DECIDED, None, (P.ASKER,), while_suspended=True
    ),
    "reopen": Step(
        in_sense("act", "Mở lại hồ sơ"),
        (S.SCREENED_OUT, S.NOTED, S.CONCLUDED, S.ENFORCING, S.CLOSED, S.STOPPED),
        S.IN_REVIEW,
        (P.LEAD, P.CHAIR),
        (P.REPORTER,),
    ),
    "recuse": Step(
        _("Thôi tham gia do có liên quan"),
        (S.SUBMITTED, *_LIVE),
        None,
        (P.LEAD, P.HANDLER, P.UNIT, P.AFFAIRS, P.CHAIR),
        while_suspended=True,
    ),
    "invite": Step(
        _("Mời tham gia hồ sơ"),
        (S.SUBMITTED, *_LIVE),
        None,
        (P.LEAD,),
        (P.REPORTER,),
        while_suspended=True,
    ),
    "end_invitation": Step(
        _("Thôi mời tham gia"),
        (S.SUBMITTED, *_LIVE, S.CLOSED),
        None,
        (P.LEAD,),
        (P.REPORTER,),
        while_suspended=True,
    ),
    "redact": Step(
        _("Lập bản che chứng cứ"), UNDER_REVIEW, None, (P.HANDLER, P.LEAD), (P.REPORTER,)
    ),
    "update_evidence": Step(
        _("Cập nhật chứng cứ"), UNDER_REVIEW, None, (P.HANDLER,), (P.REPORTER,)
    ),
    "add_evidence": Step(
        _("Thêm chứng cứ"),
        (S.DRAFT, S.RETURNED, S.IN_REVIEW, S.AWAITING_ANSWER, S.CONSULTING),
        None,
        (P.REPORTER, P.HANDLER),
        while_suspended=True,
    ),
}

# parts that some step shuts to the reporter
BARRED = {part for step in STEPS.values() if P.REPORTER in step.never for part in step.by}

# steps the table no longer has, as the story of an older case names them
FORMER = {"answer_for": _("Nhập giải trình bằng giấy")}


def label_of(verb: str) -> str:
    """The words of a step that was taken, whether the table still has it or not."""
    return STEPS[verb].label if verb in STEPS else FORMER[verb]


def steps_from(status: str, suspended: bool = False) -> dict[str, Step]:
    """The verbs the table knows from `status`."""
    return {
        verb: step
        for verb, step in STEPS.items()
        if status in step.sources and (step.while_suspended or not suspended)
    }
