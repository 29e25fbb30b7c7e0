"""What waits for whom in the course of a hearing; after a reopening what was done before counts no more."""

import pytest
from django.utils import timezone

from compliance.incidents.todo import for_user
from compliance.review.models import Extension
from compliance.rulebook.clocks import local_day
from tests.compliance.test_fairness import begin_anew

EVERYBODY = ("person", "member", "unit_head", "other_head", "affairs", "lead", "deputy_lead", "chairman", "vice", "kin", "recused")
ANSWER, FORWARD, TIME, OPINION, PROPOSE, CONCLUDE = (
    "Xem thông báo và giải trình", "Chuyển lấy ý kiến", "Trả lời đề nghị gia hạn", "Cho ý kiến", "Trình kết luận", "Kết luận",
)  # fmt: skip


def asked_for_time(made):
    Extension.objects.create(incident=made.incident, workdays=5, reason="Đi công tác.", asked_at=timezone.now())


def both(*steps):
    def go(made):
        for step in steps:
            step(made)

    return go


def anew(made):
    begin_anew(made.fresh(), made.user("lead"))


# (status, what happened then): {what waits: for whom}
TABLE = [
    ("awaiting_answer", None, {ANSWER: {"person"}}),
    ("awaiting_answer", lambda made: made.answer(), {FORWARD: {"member"}}),
    ("awaiting_answer", both(lambda made: made.answer(), anew), {ANSWER: {"person"}}),
    ("awaiting_answer", asked_for_time, {ANSWER: {"person"}, TIME: {"member"}}),
    ("consulting", None, {OPINION: {"unit_head", "affairs"}}),
    ("consulting", lambda made: made.opine(), {PROPOSE: {"member"}}),
    ("consulting", both(lambda made: made.opine(), anew), {OPINION: {"unit_head", "affairs"}, ANSWER: {"person"}}),
    ("consulting", lambda made: (made.opine(), made.propose()), {CONCLUDE: {"deputy_lead"}}),
]


@pytest.mark.parametrize(("status", "then", "waits"), TABLE, ids=range(len(TABLE)))
def test_what_waits_for_whom(status, then, waits, story, world, counted):
    made = story(status)
    made.recuse()
    if then:
        then(made)
    today, found = local_day(timezone.now()), {}
    for who in EVERYBODY:
        for todo in for_user(world.fresh(who), today):
            about = next((words for words in (ANSWER, FORWARD, TIME, OPINION, PROPOSE, CONCLUDE) if todo.title.startswith(words)), None)
            if about and made.incident.code in todo.meta:
                found.setdefault(about, set()).add(who)
    counted(len(EVERYBODY), "stage × person on the work list")
    assert found == waits
