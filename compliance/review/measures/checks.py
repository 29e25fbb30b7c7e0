"""What must be done before a case may be closed."""

from compliance.core.language import _
from compliance.incidents.models import Incident
from compliance.review.case.checks import Check
from compliance.review.case.queries import (
    measures_at_work,
    open_contest,
)
from compliance.review.conclusion.checks.outcomes import ADVERSE
from compliance.review.measures.progress import first_awaiting


def before_close(incident: Incident) -> list[Check]:
    """Nothing is left to do: measures verified, no contest open."""
    measures = measures_at_work(incident)
    needs = incident.outcome in ADVERSE
    done = bool(measures) if needs else True
    verified = all(measure.verified_at for measure in measures)
    contest = open_contest(incident)
    waiting = first_awaiting(incident) is not None
    return [
        Check(
            done,
            _("Đã giao biện pháp thực hiện") if needs else _("Không cần biện pháp"),
            "" if done else _("chưa giao biện pháp theo kết luận"),
            "bien-phap",
        ),
        Check(
            verified,
            _("Các biện pháp đã được xác nhận"),
            "" if verified else _("còn biện pháp chưa được xác nhận"),
            "bien-phap",
        ),
        *(
            [
                Check(
                    False,
                    _("Đã ghi kết quả của cấp có thẩm quyền"),
                    _("chưa ghi kết quả của cấp có thẩm quyền"),
                    "bien-phap",
                )
            ]
            if waiting
            else []
        ),
        Check(
            contest is None,
            _("Không có đề nghị xem xét lại đang mở"),
            "" if contest is None else _("đang có đề nghị xem xét lại"),
            "xem-xet-lai",
        ),
    ]
