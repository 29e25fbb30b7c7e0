"""Where a case can be, and what somebody can be to it."""

from dataclasses import dataclass
from enum import StrEnum

from django.db import models

from compliance.core.language import _


class Status(models.TextChoices):
    DRAFT = "draft", _("Nháp")
    SUBMITTED = "submitted", _("Đã gửi")
    RETURNED = "returned", _("Trả lại bổ sung")
    SCREENED_OUT = "screened_out", _("Không thụ lý")
    NOTED = "noted", _("Ghi nhận xử lý tại đơn vị")
    IN_REVIEW = "in_review", _("Đang xem xét")
    AWAITING_ANSWER = "awaiting_answer", _("Chờ giải trình")
    CONSULTING = "consulting", _("Lấy ý kiến phối hợp")
    CONCLUDED = "concluded", _("Đã kết luận")
    ENFORCING = "enforcing", _("Đang thực hiện")
    CLOSED = "closed", _("Đã kết thúc")
    STOPPED = "stopped", _("Dừng xem xét")
    WITHDRAWN = "withdrawn", _("Đã rút")


OPEN = (
    Status.SUBMITTED,
    Status.RETURNED,
    Status.IN_REVIEW,
    Status.AWAITING_ANSWER,
    Status.CONSULTING,
    Status.CONCLUDED,
    Status.ENFORCING,
)
UNDER_REVIEW = (Status.IN_REVIEW, Status.AWAITING_ANSWER, Status.CONSULTING)
CONCLUDED = (Status.CONCLUDED, Status.ENFORCING, Status.CLOSED)
ENDED = (Status.SCREENED_OUT, Status.NOTED, Status.CLOSED, Status.STOPPED, Status.WITHDRAWN)


class CaseRole(StrEnum):
    """What a user is to one incident."""

    REPORTER = "reporter"  # logged it
    PERSON = "person"  # người được phản ánh
    LEAD = "lead"  # Tổ trưởng, Tổ phó; the chairs, for a case no lead may take up
    HANDLER = "handler"  # the member it is assigned to
    UNIT = "unit"  # head of the handling office
    AFFAIRS = "affairs"  # đầu mối nội vụ
    CHAIR = "chair"  # Chủ tịch, Phó Chủ tịch được ủy quyền
    # whose conclusion it is: a lead who did not triage; the chairman when a unit head is concerned
    # or no such lead is left
    DECIDER = "decider"
    TRIAGER = "triager"  # accepted it
    PROPOSER = "proposer"  # drew up the proposed conclusion
    OPINED = "opined"  # gave an opinion
    CONCLUDER = "concluder"  # concluded it
    ASKER = "asker"  # asked for what waits for a second person: a correction, a stop, a sealed file
    # a chair, where neither the handler nor internal affairs is left to enter and confirm papers
    RECORDER = "recorder"
    # nobody alone: a paper that one entered with its scan and another confirmed. What it may do on
    # a case is what the person concerned may do on screen, and delivery.
    PAPER = "paper"
    # may have reported it: the seal cannot be read, and they have not said that it was not them.
    # Gives nothing; shuts out of every step that is shut to the reporter
    UNSURE = "unsure"


@dataclass(frozen=True)
class Step:
    """`target` None: the status stays. `never` beats `by`: logger ≠ triager ≠ concluder ≠ who
    decides the contest; proposer ≠ approver.
    """

    label: str
    sources: tuple[Status, ...]
    target: Status | None
    by: tuple[CaseRole, ...]
    never: tuple[CaseRole, ...] = ()
    while_suspended: bool = False
