"""Acts on who takes part in a case."""

from compliance.incidents import actions as incident_actions
from compliance.review.case.acts import Act, fields
from compliance.review.case.forms import ReasonForm
from compliance.review.conclusion.checks.independence import notices_to_confirm
from compliance.review.participants.actions import (
    ask_replacement,
    confirm_notice,
    confirm_triage,
)
from compliance.review.participants.forms import (
    ConfirmTriageForm,
    EndInvitationForm,
    InviteForm,
    RecuseForm,
    ReplaceForm,
)
from compliance.review.triage.queries import triage_to_confirm

INVITE = Act(
    verb="invite",
    path="moi-tham-gia",
    title="Mời tham gia hồ sơ",
    intro="Người được mời chỉ xem được hồ sơ này, đến hết ngày ghi dưới đây.",
    button="Mời",
    done="Đã mời. Người được mời được báo.",
    form=InviteForm,
    run=fields(incident_actions.invite, "part", "until", "reason", user="who"),
    while_suspended=True,
)
END_INVITATION = Act(
    verb="end_invitation",
    path="thoi-moi",
    title="Thôi mời tham gia",
    intro="Người này không xem được hồ sơ từ lần mở trang tiếp theo.",
    button="Thôi mời",
    done="Đã thôi mời.",
    form=EndInvitationForm,
    run=fields(incident_actions.end_invitation, "invitation"),
    offered=lambda standing: bool(standing.invitations),
    while_suspended=True,
)
RECUSE = Act(
    verb="recuse",
    path="thoi-tham-gia",
    title="Thôi tham gia do có liên quan",
    intro=("Người thôi tham gia không xem được hồ sơ nữa, kể cả trong danh sách và số liệu."),
    button="Ghi nhận",
    done="Đã ghi nhận. Hồ sơ do người khác tiếp tục.",
    form=RecuseForm,
    run=fields(incident_actions.recuse, "who", "reason", "successor"),
    while_suspended=True,
)
ASK_REPLACEMENT = Act(
    verb="ask_replacement",
    path="de-nghi-thay-nguoi",
    title="Đề nghị thay người xử lý",
    intro="Tổ trưởng xem xét; người có liên quan sẽ thôi tham gia hồ sơ.",
    button="Gửi đề nghị",
    done="Đã gửi đề nghị thay người xử lý.",
    form=ReplaceForm,
    run=fields(ask_replacement, "reason"),
    own=True,
)
CONFIRM_TRIAGE = Act(
    verb="confirm_triage",
    path="xac-nhan-thu-ly",
    title="Xác nhận lại việc thụ lý",
    intro=(
        "Việc ghi nhận hoặc thụ lý có quan hệ liên quan với người được phản ánh. Đọc lại hồ sơ, trả"
        " lời từng mục của phạm vi như khi thụ lý. Người xác nhận không kết luận hồ sơ này."
    ),
    button="Xác nhận việc thụ lý",
    done="Đã xác nhận lại việc thụ lý.",
    form=ConfirmTriageForm,
    run=fields(confirm_triage, "scope", "reason"),
    offered=lambda standing: standing.once(triage_to_confirm),
    precedence=15,
)
CONFIRM_NOTICE = Act(
    verb="confirm_notice",
    path="xac-nhan-thong-bao",
    title="Xác nhận lại thông báo",
    intro=(
        "Thông báo do người có quan hệ liên quan gửi. Đọc lại nội dung và bộ chứng cứ đã gửi; cần"
        " bổ sung thì gửi thông báo hoặc cho xem thêm chứng cứ trước khi xác nhận."
    ),
    button="Xác nhận thông báo",
    done="Đã xác nhận lại thông báo.",
    form=ReasonForm,
    run=fields(confirm_notice, "reason"),
    offered=lambda standing: bool(standing.once(notices_to_confirm)),
    precedence=16,
)
ACTS = (
    CONFIRM_TRIAGE,
    CONFIRM_NOTICE,
    INVITE,
    END_INVITATION,
    RECUSE,
    ASK_REPLACEMENT,
)
