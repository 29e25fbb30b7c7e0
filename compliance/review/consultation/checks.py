"""Whether both opinions are in, and what must be so before they are asked for."""

from compliance.incidents.models import Incident
from compliance.review.case.checks import Check
from compliance.review.case.queries import (
    open_extension,
    opinion_of,
    unreached,
)
from compliance.review.hearing.checks import heard
from compliance.review.models import Opinion


def consulted(incident: Incident) -> list[Check]:
    """Both opinions are in, or overdue and recorded so."""
    conditions = []
    for side, who in (
        (Opinion.Side.UNIT, "Thủ trưởng đơn vị"),
        (Opinion.Side.AFFAIRS, "Đầu mối nội vụ"),
    ):
        opinion = opinion_of(incident, side)
        says = (
            f"{who} đã cho ý kiến"
            if not (opinion and opinion.overdue)
            else f"{who} không cho ý kiến đúng hạn (có ghi nhận)"
        )
        conditions.append(
            Check(
                opinion is not None,
                says,
                "" if opinion else f"{who.lower()} chưa cho ý kiến",
                "y-kien",
            )
        )
    return conditions


def before_consult(incident: Incident) -> list[Check]:
    """Heard, the notice in reach, and no wish for more time left unanswered."""
    late = unreached(incident)
    wish = open_extension(incident)
    return [
        *heard(incident),
        Check(
            not late,
            "Thông báo đã đến tay người được phản ánh",
            "" if not late else f"chưa ghi nhận việc giao thông báo lần {late[0].number}",
            "giai-trinh",
        ),
        Check(
            wish is None,
            "Không có đề nghị gia hạn chưa trả lời",
            "" if wish is None else "còn đề nghị gia hạn chưa trả lời",
            "viec-tiep",
        ),
    ]
