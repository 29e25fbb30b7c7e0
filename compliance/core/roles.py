"""The table of functions: what each may do everywhere. Roles are code; who holds one, and when, is
a dated row (registry.Function).
"""

from dataclasses import dataclass
from enum import StrEnum

from django.db import models

from compliance.core.language import _


class Kind(models.TextChoices):
    """Functions (docs/architecture.md#functions). A function is not an office: offices change,
    functions move.
    """

    UNIT_HEAD = "unit_head", _("Thủ trưởng đơn vị")
    DEPUTY_HEAD = "deputy_head", _("Cấp phó được giao")
    LEAD = "lead", _("Tổ trưởng Tổ kiểm tra giám sát")
    DEPUTY_LEAD = "deputy_lead", _("Tổ phó Tổ kiểm tra giám sát")
    MEMBER = "member", _("Thành viên Tổ kiểm tra giám sát")
    INTERNAL_AFFAIRS = "internal_affairs", _("Đầu mối nội vụ")
    CHAIRMAN = "chairman", _("Chủ tịch UBND")
    VICE_CHAIRMAN = "vice_chairman", _("Phó Chủ tịch được ủy quyền")
    AUDITOR = "auditor", _("Thanh tra, kiểm toán nội bộ")
    ADMINISTRATOR = "administrator", _("Quản trị hệ thống")


class Do(StrEnum):
    """What a function lets its holder do. Object rules (own office, assigned case) stand in the
    querysets and the workflow table.
    """

    LOG_INCIDENT = "log_incident"
    LOG_ANYWHERE = "log_anywhere"
    SEE_OWN_OFFICES = "see_own_offices"
    SEE_ALL_SUBMITTED = "see_all_submitted"
    SEE_ALL_ACCEPTED = "see_all_accepted"
    TRIAGE = "triage"
    HANDLE = "handle"
    CONCLUDE = "conclude"
    CONCLUDE_LEADERS = "conclude_leaders"
    DECIDE_CONTEST = "decide_contest"
    GIVE_UNIT_OPINION = "give_unit_opinion"
    GIVE_AFFAIRS_OPINION = "give_affairs_opinion"
    CARRY_OUT_MEASURE = "carry_out_measure"
    KEEP_REGISTRY = "keep_registry"
    SEE_REGISTRY = "see_registry"
    KEEP_RULEBOOK = "keep_rulebook"
    HOLD_BRIEFING = "hold_briefing"
    SEND_RETURN = "send_return"
    ACCEPT_RETURN = "accept_return"
    PREPARE_SUMMARY = "prepare_summary"
    APPROVE_SUMMARY = "approve_summary"
    READ_SUMMARY = "read_summary"
    DIRECT = "direct"
    SEE_DASHBOARD = "see_dashboard"
    READ_AUDIT = "read_audit"
    KEEP_FUNCTIONS = "keep_functions"
    HAND_OVER = "hand_over"
    RETAIN = "retain"
    HAND_TO_ARCHIVE = "hand_to_archive"
    CONFIRM_DISPOSAL = "confirm_disposal"
    KEEP_BREACHES = "keep_breaches"
    KEEP_COMMITTEE = "keep_committee"


@dataclass(frozen=True)
class Role:
    kind: str
    description: str
    may: frozenset
    sees_cases: bool = True


def _role(kind: Kind, description: str, *may: Do, sees_cases: bool = True) -> Role:
    return Role(kind, description, frozenset(may), sees_cases)


_HEAD = (
    Do.LOG_INCIDENT,
    Do.SEE_OWN_OFFICES,
    Do.GIVE_UNIT_OPINION,
    Do.CARRY_OUT_MEASURE,
    Do.HOLD_BRIEFING,
    Do.SEND_RETURN,
    Do.SEE_DASHBOARD,
    Do.SEE_REGISTRY,
)
_LEAD = (
    Do.LOG_INCIDENT,
    Do.LOG_ANYWHERE,
    Do.SEE_ALL_SUBMITTED,
    Do.TRIAGE,
    Do.CONCLUDE,
    Do.ACCEPT_RETURN,
    Do.PREPARE_SUMMARY,
    Do.READ_SUMMARY,
    Do.SEE_DASHBOARD,
    Do.SEE_REGISTRY,
    Do.KEEP_RULEBOOK,
    Do.HAND_OVER,
    Do.RETAIN,
    Do.HAND_TO_ARCHIVE,
    Do.KEEP_BREACHES,
)
_CHAIR = (
    Do.SEE_ALL_ACCEPTED,
    Do.CONCLUDE_LEADERS,
    Do.DECIDE_CONTEST,
    Do.READ_SUMMARY,
    Do.DIRECT,
    Do.SEE_DASHBOARD,
    Do.SEE_REGISTRY,
)

ROLES: dict[str, Role] = {
    role.kind: role
    for role in (
        _role(
            Kind.UNIT_HEAD,
            _(
                "Ghi nhận vụ việc, cho ý kiến của đơn vị, thực hiện biện pháp, quán triệt, gửi báo "
                "cáo của đơn vị mình và đơn vị trực thuộc."
            ),
            *_HEAD,
        ),
        _role(Kind.DEPUTY_HEAD, _("Làm thay thủ trưởng đơn vị khi được giao."), *_HEAD),
        _role(
            Kind.LEAD,
            _("Thụ lý, phân công, kết luận hồ sơ; duyệt báo cáo tổng hợp trước khi trình."),
            *_LEAD,
            Do.APPROVE_SUMMARY,
            Do.KEEP_COMMITTEE,
        ),
        _role(Kind.DEPUTY_LEAD, _("Thay Tổ trưởng khi Tổ trưởng vắng hoặc có liên quan."), *_LEAD),
        _role(
            Kind.MEMBER,
            _("Ghi nhận vụ việc ở mọi đơn vị; xử lý hồ sơ được giao."),
            Do.LOG_INCIDENT,
            Do.LOG_ANYWHERE,
            Do.HANDLE,
            Do.SEE_REGISTRY,
            Do.PREPARE_SUMMARY,
        ),
        _role(
            Kind.INTERNAL_AFFAIRS,
            _("Giữ danh sách cán bộ; cho ý kiến về từng hồ sơ."),
            Do.SEE_ALL_ACCEPTED,
            Do.GIVE_AFFAIRS_OPINION,
            Do.KEEP_BREACHES,
            Do.HAND_OVER,
            Do.HAND_TO_ARCHIVE,
            Do.KEEP_REGISTRY,
            Do.SEE_REGISTRY,
            Do.KEEP_RULEBOOK,
        ),
        _role(
            Kind.CHAIRMAN,
            _(
                "Đọc báo cáo, cho ý kiến chỉ đạo; kết luận hồ sơ liên quan thủ trưởng đơn vị; "
                "quyết định việc xem xét lại."
            ),
            *_CHAIR,
        ),
        _role(Kind.VICE_CHAIRMAN, _("Làm việc của Chủ tịch trong phạm vi được ủy quyền."), *_CHAIR),
        _role(
            Kind.AUDITOR,
            _(
                "Đọc và kiểm tra nhật ký; xác nhận việc giữ, tiêu hủy hồ sơ; không xem nội dung hồ "
                "sơ."
            ),
            Do.READ_AUDIT,
            Do.CONFIRM_DISPOSAL,
            sees_cases=False,
        ),
        _role(
            Kind.ADMINISTRATOR,
            _("Tài khoản, chức năng, dữ liệu dùng chung; không xem nội dung hồ sơ."),
            Do.KEEP_FUNCTIONS,
            Do.KEEP_COMMITTEE,
            Do.KEEP_BREACHES,
            Do.HAND_OVER,
            Do.KEEP_RULEBOOK,
            Do.SEE_REGISTRY,
            sees_cases=False,
        ),
    )
}

HEADS = (Kind.UNIT_HEAD, Kind.DEPUTY_HEAD)
LEADS = (Kind.LEAD, Kind.DEPUTY_LEAD)
CHAIRS = (Kind.CHAIRMAN, Kind.VICE_CHAIRMAN)
# Parts that somebody must always hold: leaving one empty would stop every case, every account or
# the second pair of eyes.
NEVER_EMPTY = (LEADS, CHAIRS, (Kind.INTERNAL_AFFAIRS,), (Kind.ADMINISTRATOR,), (Kind.AUDITOR,))


def group_of(kind: str) -> tuple[Kind, ...]:
    """The functions of which one must always be held, when `kind` is one of them; else nothing."""
    return next((kinds for kinds in NEVER_EMPTY if kind in kinds), ())


def kinds_that_may(do: Do) -> frozenset[str]:
    """The functions that carry permission `do`."""
    return frozenset(kind for kind, role in ROLES.items() if do in role.may)
