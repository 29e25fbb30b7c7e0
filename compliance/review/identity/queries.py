"""Whether whoever reported is tied to anybody in the case: for those who may read the name, and for
nobody else.
"""

from compliance.core.language import _, lower_first
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
        ties.append((_("người được phản ánh"), _("việc thụ lý do Tổ trưởng, Tổ phó khác xem lại")))
    tied = set(User.objects.filter(tied_to_reporter(incident)).values_list("pk", flat=True))
    opinions = this_round(incident, Opinion).order_by("at")
    acted = [
        (
            _("người thụ lý"),
            incident.triaged_by_id,
            _("Tổ trưởng, Tổ phó khác xem lại việc thụ lý"),
        ),
        (_("người phụ trách"), incident.handler_id, _("giao người khác xử lý")),
        *(
            (
                _("người cho ý kiến ({side})").format(side=lower_first(row.get_side_display())),
                row.by_id,
                _("hỏi ý kiến người khác"),
            )
            for row in opinions
        ),
        (_("người trình"), incident.proposed_by_id, _("trả lại dự thảo để người khác trình")),
        (_("người kết luận"), incident.concluded_by_id, _("xem xét mở lại hồ sơ")),
    ]
    return ties + [(whom, what) for whom, key, what in acted if key in tied]
