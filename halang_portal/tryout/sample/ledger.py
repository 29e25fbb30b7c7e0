"""Cases in which a clock was moved: the more favourable law chosen, more time for a complex matter,
the end of a long act found out.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta

from compliance.review import actions as review
from compliance.review.deadlines.queries import laws_for
from compliance.rulebook.clocks import local_day
from halang_portal.tryout.sample.hearing import enter_and_confirm

OLD_ACT, LONG_ACT = "old_act_now", "long_act_now"
DAYS_AGO = {OLD_ACT: 165, LONG_ACT: 40}  # how long before the report the act lies


def move_clocks(case) -> Iterator[datetime]:
    """Between the notice and the answer."""
    yield case.clock.after(1)
    incident = case.fresh()
    if case.fate == OLD_ACT:
        earlier = [
            rules
            for rules in laws_for(incident, local_day(case.clock.moment))
            if rules != incident.rule_set
        ]
        if earlier:
            reason = (
                "Hành vi xảy ra trước ngày luật mới có hiệu lực; quy định cũ còn trường hợp nghỉ"
                " phép là lý do chưa xem xét, có lợi hơn cho viên chức."
            )
            review.choose_law(
                incident=incident,
                rule_set=earlier[0],
                reason=reason,
                by=incident.handler,
                at=case.clock.moment,
            )
        yield case.clock.after(1)
        incident = case.fresh()
        reason = "Cần xác minh tại nhiều đơn vị."
        review.extend_processing(
            incident=incident, reason=reason, by=incident.triaged_by, at=case.clock.moment
        )
    else:
        ended = local_day(incident.happened_at) + timedelta(days=30)
        reason = "Bài viết còn hiển thị đến ngày được gỡ; ảnh chụp trong bộ chứng cứ."
        said = {
            "body": "Chủ tịch Ủy ban nhân dân huyện",
            "number": f"{10 + incident.pk % 80}/KL-UBND",
            "kind": "act_end",
            "day": ended.isoformat(),
            "reason": reason,
        }
        enter_and_confirm(case, "restart_limitation", said, "KẾT LUẬN")
