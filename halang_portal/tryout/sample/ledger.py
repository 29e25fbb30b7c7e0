"""Cases about acts that lie far back: a clock was moved (the more favourable law chosen, more time
for a complex matter, the end of a long act found out), the law of the day of the act is only
pointed out, or every term but the heaviest has run out.
"""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from compliance.review import actions as review
from compliance.review.deadlines.queries import laws_for
from compliance.rulebook.clocks import local_day
from halang_portal.tryout.sample.hearing import enter_and_confirm

OLD_ACT, LONG_ACT = "old_act_now", "long_act_now"
MOVED = (OLD_ACT, LONG_ACT)
OLDER_LAW, OUT_OF_TIME = "older_law_now", "out_of_time"
# How many days before the report the act lies; that of OUT_OF_TIME past the 60 months of a
# reprimand, and within the 120 of the other forms.
DAYS_AGO = {OLD_ACT: 165, LONG_ACT: 40, OUT_OF_TIME: 1870}
# The reprimand of an act of that day was barred after 24 months by the rule set CC-2020, the other
# forms after 60; CC-2025, in force on the day of the report, says 60 and 120.
ACTED_ON = {OLDER_LAW: date(2022, 4, 12)}
# Where a case stops in the hearing: told a second time, silence recorded, heard and time is up.
SECOND, SILENT, HEARD = STOPS = ("second_now", "silent_now", "heard_now")
# Fates whose own page is to be looked at: somebody who has an account.
SHOWN = (
    *STOPS,
    "stuck_answer",
    "stuck_consulting",
    "suspended_now",
    "proposed_now",
    "concluded_now",
    "enforcing_now",
    "contested_now",
    "reopened_now",
)
KINDS = {OLD_ACT: "vien_chuc", OLDER_LAW: "cong_chuc", OUT_OF_TIME: "cong_chuc"}


def acted_about(fate: str, at: datetime) -> date:
    """The day an act reported at `at` lies about, or up to four days before."""
    return ACTED_ON.get(fate) or local_day(at - timedelta(days=DAYS_AGO.get(fate, 0)))


def lies_back(fate: str) -> bool:
    """Whether the act became known long after it happened."""
    return fate in DAYS_AGO or fate in ACTED_ON


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
