"""The person's request that somebody stands aside waits for somebody, is answered in words the
person reads, and nothing adverse is concluded while it waits.
"""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from compliance.core.refusals import NotAllowed, NotNow
from compliance.core.work_list import for_user
from compliance.incidents import actions as incident_actions
from compliance.outbox.models import Notification
from compliance.review import actions as review
from compliance.review.case.replacement import open_replacement
from compliance.review.conclusion.checks.preconditions import before_conclusion
from compliance.rulebook.clocks import local_day
from tests.compliance.test_paper_hearing import (
    HANDED,
    by_two,
    confirm,
    enter,
    told_on_paper,
    without_account,
)
from tests.compliance.test_wall import text_of

REASONS = "Người phụ trách không có quan hệ với các bên."


def ask(made, reason="Người phụ trách là em họ người phản ánh."):
    return review.ask_replacement(
        incident=made.fresh(), reason=reason, by=made.user("person"), at=made.step()
    )


def keep(made, who="lead"):
    return review.answer_replacement(
        incident=made.fresh(), reason=REASONS, by=made.user(who), at=made.step()
    )


def give_to_another(made):
    return review.reassign(
        incident=made.fresh(),
        handler=made.user("other_member"),
        reason="Theo đề nghị.",
        by=made.user("lead"),
        at=made.step(),
    )


def stand_aside(made):
    return incident_actions.recuse(
        incident=made.fresh(),
        who=made.user("member"),
        successor=made.user("other_member"),
        reason="Có quan hệ.",
        by=made.user("lead"),
        at=made.step(),
    )


def rows_of(made, who: str) -> list[str]:
    tasks = for_user(made.user(who), local_day(made.step()))
    return [task.title for task in tasks if "thay người" in task.title]


def tasks_of(made, who: str) -> list:
    tasks = for_user(made.user(who), local_day(made.at))
    return [task for task in tasks if made.incident.code in task.meta]


@pytest.mark.parametrize("before", [None, give_to_another, stand_aside])
def test_a_request_is_a_task_until_it_is_answered_in_words(before, story, counted):
    """Another handler, or a recusal that may be of somebody else, answers nothing by itself."""
    made = story("consulting")
    assert not rows_of(made, "lead")
    ask(made)
    told = Notification.objects.filter(kind="replacement", read_at=None)
    assert told.exists()
    if before:
        before(made)
    assert rows_of(made, "lead") == rows_of(made, "deputy_lead") != []
    assert told.exists()
    keep(made)
    assert open_replacement(made.fresh()) is None
    assert not rows_of(made, "lead")
    assert not told.exists()
    with pytest.raises(NotNow):
        keep(made)
    ask(made)
    assert rows_of(made, "lead")
    counted(1, "requests that somebody stands aside, answered in words")


def test_nothing_adverse_is_concluded_while_it_waits(story):
    made = story("consulting")
    made.opine()
    made.propose()
    ask(made)

    def crosses():
        rows = before_conclusion(made.fresh(), made.step(), made.user("deputy_lead"))
        return [row.key for row in rows if not row.ok]

    assert "replacement" in crosses()
    with pytest.raises(NotNow):
        made.conclude()
    keep(made)
    assert "replacement" not in crosses()


def test_the_person_reads_that_it_waits_and_then_the_reasons(story, as_):
    made = story("awaiting_answer")
    own = reverse("review:my_case", args=[made.incident.code])
    ask(made)
    assert "chờ trả lời" in text_of(as_("person").get(own))
    page = as_("lead").get(f"/ho-so/{made.incident.code}/tra-loi-thay-nguoi/")
    assert "em họ người phản ánh" in text_of(page)
    assert "giao hồ sơ cho người khác" in text_of(page)
    answer = as_("lead").post(
        f"/ho-so/{made.incident.code}/tra-loi-thay-nguoi/",
        {"reason": REASONS, "version": made.fresh().version},
    )
    assert answer.status_code == 302
    text = text_of(as_("person").get(own))
    assert REASONS in text
    assert "chờ trả lời" not in text
    assert Notification.objects.filter(kind="replacement_answered").count() == 1


def test_the_answer_reaches_somebody_without_an_account_on_paper(story, as_, counted):
    """Asked for on the handler's list until it is handed over by two; a later answer anew."""
    made = story("in_review", start=timezone.now() - timedelta(days=9))
    made = told_on_paper(without_account(made))
    by_two(made, "record_delivery", HANDED)
    code, reply = made.incident.code, {**HANDED, "what": "reply"}

    def waits() -> bool:
        return any(task.title.startswith("Giao văn bản giấy") for task in tasks_of(made, "member"))

    assert not waits()
    with pytest.raises(NotNow, match="Không có trả lời"):
        enter(made, "record_delivery", reply)
    for times in (1, 2):
        by_two(made, "ask_replacement", {"reason": "Có quan hệ."})
        assert not waits(), "nothing to hand over before there is an answer"
        keep(made)
        assert waits()
        page = text_of(as_("member").get(f"/ho-so/{code}/giao-thong-bao/"))
        assert "Trả lời đề nghị thay người xử lý ngày" in page
        row = enter(made, "record_delivery", reply)
        assert not waits(), "it waits for the second person"
        receipts = made.incident.deliveries.filter(what="reply")
        assert receipts.count() == times - 1
        confirm(made, row)
        assert not waits()
        assert receipts.count() == times
        assert all(one.paper.decided_by != one.by for one in receipts)
    page = text_of(as_("lead").get(f"/ho-so/{code}/"))
    assert "Trả lời đề nghị thay người xử lý:" in page
    counted(2, "answers handed over on paper")


def test_who_reads_at_their_own_door_is_handed_no_answer(story, as_, world):
    made = story("awaiting_answer")
    made.user("person").__class__.objects.filter(pk=world.person.pk).update(
        last_login=timezone.now()
    )
    ask(made)
    keep(made)
    titles = [task.title for task in tasks_of(made, "member")]
    assert not [title for title in titles if title.startswith("Giao văn bản giấy")]


@pytest.mark.parametrize("who", ["member", "affairs", "person", "unit_head", "auditor"])
def test_only_a_lead_answers(who, story):
    made = story("awaiting_answer")
    ask(made)
    with pytest.raises(NotAllowed):
        keep(made, who)


def test_a_lead_who_reported_does_not_answer(story):
    made = story("awaiting_answer", reporter="deputy_lead")
    ask(made)
    with pytest.raises(NotAllowed):
        keep(made, "deputy_lead")
    keep(made, "lead")
