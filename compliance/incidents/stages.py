"""What each stage of a case waits for."""

from compliance.core.language import _
from compliance.incidents.statuses import Status


def stages(status: str, *, proposed: bool, contested: bool) -> dict[str, tuple[str, ...]]:
    """{what is awaited: the verbs any of which moves an open case on}. Every one of them must have
    somebody who can.
    """
    if contested:
        return {_("quyết định việc xem xét lại"): ("contest_keep", "enter_paper")}
    return {
        Status.SUBMITTED: {_("thụ lý"): ("accept",)},
        Status.RETURNED: {_("bổ sung"): ("submit",)},
        Status.IN_REVIEW: {_("xử lý"): ("notify", "reassign")},
        Status.AWAITING_ANSWER: {_("xử lý"): ("consult", "reassign")},
        Status.CONSULTING: (
            {_("kết luận"): ("conclude", "enter_paper")}
            if proposed
            else {
                _("xử lý"): ("propose", "reassign"),
                _("cho ý kiến"): ("give_opinion", "record_overdue_opinion"),
            }
        ),
        Status.CONCLUDED: {_("thực hiện"): ("set_measure", "close")},
        Status.ENFORCING: {_("thực hiện"): ("verify", "close")},
    }.get(Status(status), {})
