"""Acts on who takes part in a case."""

from compliance.incidents import actions as incident_actions
from compliance.review.case.acts import Act, fields
from compliance.review.participants.actions import ask_replacement
from compliance.review.participants.forms import (
    EndInvitationForm,
    InviteForm,
    RecuseForm,
    ReplaceForm,
)

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
ACTS = (
    INVITE,
    END_INVITATION,
    RECUSE,
    ASK_REPLACEMENT,
)
