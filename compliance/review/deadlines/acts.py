"""The act that measures a case by another law; another start of the limitation comes on paper."""

from datetime import datetime

from compliance.core.language import _
from compliance.incidents.models import Incident
from compliance.registry.models import User
from compliance.review.case.acts import Act, fields
from compliance.review.deadlines.actions.ledger import choose_law
from compliance.review.deadlines.forms.ledger import LawForm
from compliance.review.deadlines.laws import compared
from compliance.rulebook.clocks import local_day


def laws_side_by_side(incident: Incident, user: User, at: datetime) -> dict:
    return {"laws": compared(incident, local_day(at))}


CHOOSE_LAW = Act(
    verb="choose_law",
    path="quy-dinh-co-loi",
    title=_("Áp dụng quy định có lợi hơn"),
    intro=(
        _(
            "So sánh các bộ quy tắc có hiệu lực từ ngày xảy ra đến nay. Người có trách nhiệm chọn "
            "và nêu lý do; chọn lại bộ cũ được."
        )
    ),
    button=_("Áp dụng"),
    done=_("Đã áp dụng; các thời hạn đã tính lại."),
    form=LawForm,
    run=fields(choose_law, "rule_set", "reason"),
    context=laws_side_by_side,
    template="review/law.html",
)
ACTS = (CHOOSE_LAW,)
