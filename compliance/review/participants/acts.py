"""Acts on who takes part in a case."""

from collections.abc import Iterable
from datetime import date

from django.db.models import QuerySet

from compliance.core.access import may
from compliance.core.language import _
from compliance.core.roles import Do
from compliance.incidents import actions as incident_actions
from compliance.incidents.models import Incident
from compliance.incidents.queries import People
from compliance.incidents.workflow import UNDER_REVIEW
from compliance.registry.models import User
from compliance.review.case.acts import Act, Waiting, fields
from compliance.review.case.forms import ReasonForm
from compliance.review.case.replacement import open_replacement, with_open_replacement
from compliance.review.conclusion.checks.independence import notices_to_confirm
from compliance.review.participants.actions import (
    answer_replacement,
    ask_replacement,
    confirm_notice,
    confirm_triage,
)
from compliance.review.participants.forms import (
    AnswerReplacementForm,
    ConfirmTriageForm,
    EndInvitationForm,
    InviteForm,
    RecuseForm,
    ReplaceForm,
)
from compliance.review.triage.queries import reopened_bare, triage_to_confirm, triager_tied


def not_taken_up(user: User, day: date) -> Iterable[Waiting]:
    """For the leads, or the chairs where no lead may: cases that were reopened without a triage, or
    whose intake turned out to be by somebody tied to the person concerned.
    """
    leads, words = may(user, Do.TRIAGE), _("Xác nhận lại việc thụ lý")
    if not (leads or may(user, Do.CONCLUDE_LEADERS)):
        return

    def candidates() -> QuerySet:
        seen = Incident.objects.visible_to(user).filter(status__in=UNDER_REVIEW, suspended_at=None)
        return seen.filter(pk__in=triager_tied(reopened_bare()))

    def narrowed(rows: list[Incident], people: People) -> list[int]:
        anew = [row for row in rows if triage_to_confirm(row)]
        return [row.pk for row in anew if user.pk in people.who_can(row, "confirm_triage")]

    yield Waiting(words, candidates, narrowed)


def asked_aside(user: User, day: date) -> Iterable[Waiting]:
    """For the leads, or the chairs where no lead may: cases where a replacement is asked for."""
    if not (may(user, Do.TRIAGE) or may(user, Do.CONCLUDE_LEADERS)):
        return

    def candidates() -> QuerySet:
        waiting_keys = with_open_replacement().order_by().values("pk")
        return Incident.objects.visible_to(user).filter(pk__in=waiting_keys)

    def narrowed(rows: list[Incident], people: People) -> list[int]:
        return [row.pk for row in rows if user.pk in people.who_can(row, "answer_replacement")]

    yield Waiting(_("Trả lời đề nghị thay người xử lý"), candidates, narrowed)


INVITE = Act(
    verb="invite",
    path="moi-tham-gia",
    title=_("Mời tham gia hồ sơ"),
    intro=_("Người được mời chỉ xem được hồ sơ này, đến hết ngày ghi dưới đây."),
    button=_("Mời"),
    done=_("Đã mời. Người được mời được báo."),
    form=InviteForm,
    run=fields(incident_actions.invite, "part", "until", "reason", user="who"),
    while_suspended=True,
)
END_INVITATION = Act(
    verb="end_invitation",
    path="thoi-moi",
    title=_("Thôi mời tham gia"),
    intro=_("Người này không xem được hồ sơ từ lần mở trang tiếp theo."),
    button=_("Thôi mời"),
    done=_("Đã thôi mời."),
    way_back=_("Mời lại được bất cứ lúc nào."),
    form=EndInvitationForm,
    run=fields(incident_actions.end_invitation, "invitation"),
    offered=lambda standing: bool(standing.invitations),
    while_suspended=True,
)
RECUSE = Act(
    verb="recuse",
    path="thoi-tham-gia",
    title=_("Thôi tham gia do có liên quan"),
    intro=(_("Người thôi tham gia không xem được hồ sơ nữa, kể cả trong danh sách và số liệu.")),
    button=_("Ghi nhận"),
    done=_("Đã ghi nhận. Hồ sơ do người khác tiếp tục."),
    way_back=_("Không tham gia lại được hồ sơ này."),
    final=True,
    form=RecuseForm,
    run=fields(incident_actions.recuse, "who", "reason", "successor"),
    while_suspended=True,
)
ASK_REPLACEMENT = Act(
    verb="ask_replacement",
    path="de-nghi-thay-nguoi",
    title=_("Đề nghị thay người xử lý"),
    intro=_("Tổ trưởng xem xét; người có liên quan sẽ thôi tham gia hồ sơ."),
    button=_("Gửi đề nghị"),
    done=_("Đã gửi đề nghị thay người xử lý."),
    form=ReplaceForm,
    run=fields(ask_replacement, "reason"),
    own=True,
)
ANSWER_REPLACEMENT = Act(
    verb="answer_replacement",
    path="tra-loi-thay-nguoi",
    title=_("Trả lời đề nghị thay người xử lý"),
    intro=(
        _(
            "Đồng ý thì giao hồ sơ cho người khác, hoặc ghi người có liên quan thôi tham gia, rồi "
            "trả lời ở đây; giữ nguyên thì nêu lý do. Người đề nghị đọc được câu trả lời này."
        )
    ),
    button=_("Gửi trả lời"),
    done=_("Đã trả lời. Người đề nghị đọc được câu trả lời."),
    form=AnswerReplacementForm,
    run=fields(answer_replacement, "reason"),
    context=lambda incident, user, at: {"asked_aside": open_replacement(incident)},
    template="review/answer_replacement.html",
    offered=lambda standing: bool(standing.replacement),
    while_suspended=True,
    precedence=9,
    since=lambda standing: standing.replacement.at if standing.replacement else None,
    waiting=asked_aside,
)
CONFIRM_TRIAGE = Act(
    verb="confirm_triage",
    path="xac-nhan-thu-ly",
    title=_("Xác nhận lại việc thụ lý"),
    intro=(
        _(
            "Việc ghi nhận hoặc thụ lý có quan hệ liên quan với người được phản ánh, hoặc hồ sơ mở "
            "lại chưa có quyết định thụ lý. Đọc lại hồ sơ, trả lời từng mục của phạm vi như khi "
            "thụ lý. Người xác nhận không kết luận hồ sơ này."
        )
    ),
    button=_("Xác nhận việc thụ lý"),
    done=_("Đã xác nhận lại việc thụ lý."),
    form=ConfirmTriageForm,
    run=fields(confirm_triage, "scope", "reason"),
    beside_file=True,
    offered=lambda standing: standing.once(triage_to_confirm),
    precedence=15,
    waiting=not_taken_up,
)
CONFIRM_NOTICE = Act(
    verb="confirm_notice",
    path="xac-nhan-thong-bao",
    title=_("Xác nhận lại thông báo"),
    intro=(
        _(
            "Thông báo do người có quan hệ liên quan gửi. Đọc lại nội dung và bộ chứng cứ đã gửi; "
            "cần bổ sung thì gửi thông báo hoặc cho xem thêm chứng cứ trước khi xác nhận."
        )
    ),
    button=_("Xác nhận thông báo"),
    done=_("Đã xác nhận lại thông báo."),
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
    ANSWER_REPLACEMENT,
)
