"""Acts that move the dates of a case: another law, another start of the limitation."""

from datetime import datetime

from compliance.incidents.models import Incident
from compliance.registry.models import User
from compliance.review.case.acts import Act, fields
from compliance.review.deadlines.actions.ledger import choose_law, restart_limitation
from compliance.review.deadlines.forms.ledger import LawForm, RestartForm
from compliance.review.deadlines.laws import compared
from compliance.rulebook.clocks import local_day


def laws_side_by_side(incident: Incident, user: User, at: datetime) -> dict:
    return {"laws": compared(incident, local_day(at))}


CHOOSE_LAW = Act(
    verb="choose_law",
    path="quy-dinh-co-loi",
    title="Áp dụng quy định có lợi hơn",
    intro=(
        "So sánh các bộ quy tắc có hiệu lực từ ngày xảy ra đến nay. Người có trách "
        "nhiệm chọn và nêu lý do; chọn lại bộ cũ được."
    ),
    button="Áp dụng",
    done="Đã áp dụng; các thời hạn đã tính lại.",
    form=LawForm,
    run=fields(choose_law, "rule_set", "reason"),
    context=laws_side_by_side,
    template="review/law.html",
)
RESTART_LIMITATION = Act(
    verb="restart_limitation",
    path="moc-thoi-hieu",
    title="Đổi mốc tính thời hiệu",
    intro=("Thời hiệu được tính lại từ ngày mới và ghi thành một dòng trong sổ thời hạn."),
    button="Đổi mốc",
    done="Đã đổi mốc; thời hiệu đã tính lại.",
    form=RestartForm,
    run=fields(restart_limitation, "kind", "day", "reason"),
)
ACTS = (
    CHOOSE_LAW,
    RESTART_LIMITATION,
)
