"""Whether both opinions are in, and what must be so before they are asked for."""

from compliance.core.language import _
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
        (Opinion.Side.UNIT, _("Thủ trưởng đơn vị")),
        (Opinion.Side.AFFAIRS, _("Đầu mối nội vụ")),
    ):
        opinion = opinion_of(incident, side)
        says = (
            _("{who} đã cho ý kiến").format(who=who)
            if not (opinion and opinion.overdue)
            else _("{who} không cho ý kiến đúng hạn (có ghi nhận)").format(who=who)
        )
        conditions.append(
            Check(
                opinion is not None,
                says,
                "" if opinion else _("{who} chưa cho ý kiến").format(who=who.lower()),
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
            _("Thông báo đã đến tay người được phản ánh"),
            ""
            if not late
            else _("chưa ghi nhận việc giao thông báo lần {number}").format(number=late[0].number),
            "giai-trinh",
        ),
        Check(
            wish is None,
            _("Không có đề nghị gia hạn chưa trả lời"),
            "" if wish is None else _("còn đề nghị gia hạn chưa trả lời"),
            "viec-tiep",
        ),
    ]
