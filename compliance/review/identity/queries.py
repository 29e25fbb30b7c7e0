"""Whether whoever reported is tied to anybody in the case: for those who may read the name, and for
nobody else.
"""

from compliance.incidents.models import Incident
from compliance.incidents.queries import is_apart
from compliance.registry.models import User
from compliance.review.case.queries import this_round
from compliance.review.models import Opinion
from compliance.review.triage.queries import tied_to_reporter


def ties_of_reporter(incident: Incident) -> list[tuple[str, str]]:
    """[(to whom, what can be done anew)] by declared relations; empty: none is known."""
    ties = []
    who = incident.reporter.user_id
    if who and not is_apart(incident, who):
        ties.append(("người được phản ánh", "việc thụ lý do Tổ trưởng, Tổ phó khác xem lại"))
    tied = set(User.objects.filter(tied_to_reporter(incident)).values_list("pk", flat=True))
    opinions = this_round(incident, Opinion).order_by("at")
    acted = [
        ("người thụ lý", incident.triaged_by_id, "Tổ trưởng, Tổ phó khác xem lại việc thụ lý"),
        ("người phụ trách", incident.handler_id, "giao người khác xử lý"),
        *(
            (
                f"người cho ý kiến ({row.get_side_display().lower()})",
                row.by_id,
                "hỏi ý kiến người khác",
            )
            for row in opinions
        ),
        ("người trình", incident.proposed_by_id, "trả lại dự thảo để người khác trình"),
        ("người kết luận", incident.concluded_by_id, "xem xét mở lại hồ sơ"),
    ]
    return ties + [(whom, what) for whom, key, what in acted if key in tied]
