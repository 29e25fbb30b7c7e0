"""A case taken up again passes a triage of its own, so that the new round can end in every way a
first one can: from each state it may be reopened from, to each outcome.
"""

import uuid
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import transaction
from django.utils import timezone

from compliance.core.refusals import NotNow
from compliance.core.work_list import for_user
from compliance.incidents.models import Incident, Outcome
from compliance.incidents.workflow import STEPS
from compliance.outbox.models import Notification
from compliance.registry.models import Function
from compliance.review import actions as review
from compliance.review.conclusion.checks.preconditions import before_conclusion
from compliance.review.interruptions.actions import RUNNING
from compliance.review.models import Protected, Triage
from compliance.rulebook.clocks import local_day
from compliance.rulebook.models import Provision
from tests.compliance.test_limitation import age
from tests.compliance.test_wall import text_of

# a running one is taken up again only where a tie was known late: test_independence.py
FROM = [str(status) for status in STEPS["reopen"].sources if status not in RUNNING]


def told(made) -> None:
    """From the notice to both opinions."""
    made.notify()
    made.hear()
    made.opine()


@pytest.mark.parametrize("status", FROM)
def test_from_every_end_a_new_round_reaches_every_outcome(status, story, world, counted):
    made = story(status)
    made.reopen()
    row = made.fresh().triages.order_by("-at").first()
    assert (row.decision, row.by, set(row.scope)) == (
        Triage.Decision.ACCEPTED,
        world.lead,
        set(Protected.values),
    )
    assert (made.incident.status, made.incident.triaged_by) == ("in_review", world.lead)
    told(made)
    for outcome in Outcome.values:
        sid = transaction.savepoint()
        if outcome == Outcome.OUT_OF_TIME:
            age(made)
        made.outcome = outcome
        made.propose()
        at = made.step()
        rows = before_conclusion(made.fresh(), at, world.fresh("deputy_lead"))
        assert [row.missing for row in rows if not row.ok] == [], (status, outcome)
        review.conclude(incident=made.fresh(), by=world.fresh("deputy_lead"), at=at)
        assert (made.fresh().status, made.incident.outcome) == ("concluded", outcome)
        transaction.savepoint_rollback(sid)
    counted(len(Outcome.values), f"outcomes of a case reopened from {status}")


def test_protected_speech_is_not_taken_up_again_and_every_question_is_answered(story, world, as_):
    made = story("screened_out")
    common = {"handler": world.member, "reason": "x", "by": world.lead, "at": timezone.now()}
    with pytest.raises(NotNow, match="nội dung được bảo vệ"):
        review.reopen(incident=made.fresh(), scope=made.scope("opinion"), **common)
    with pytest.raises(NotNow, match="trả lời đủ"):
        review.reopen(incident=made.fresh(), scope={"opinion": False}, **common)
    path = f"/ho-so/{made.incident.code}/mo-lai/"
    page = text_of(as_("lead").get(path))
    assert "Đây có phải là khiếu nại đúng pháp luật không?" in page
    typed = {"version": made.fresh().version, "handler": world.member.pk, "reason": "Tình tiết mới"}
    assert as_("lead").post(path, typed).status_code == 422
    scope = {f"scope_{kind}": "no" for kind in Protected.values}
    ticked = {**typed, **scope, "scope_opinion": "yes"}
    assert as_("lead").post(path, ticked).status_code == 422
    assert as_("lead").post(path, {**typed, **scope}).status_code == 302
    assert made.fresh().status == "in_review"


def test_who_would_leave_nobody_to_conclude_does_not_reopen(story, world):
    made = story("closed")
    Incident.objects.filter(pk=made.incident.pk).update(concerns_head=True)
    Function.objects.filter(user=world.vice).delete()
    with pytest.raises(NotNow, match="không còn ai kết luận"):
        made.reopen("chairman")
    made.reopen("lead")
    assert made.fresh().status == "in_review"


NOTED = [
    # the unit's measure, how many days after the act, its words, the category: noted
    ("oral_reminder", 0, "Đã nhắc nhở trong giao ban.", "", True),
    ("guidance", 1, "Đã hướng dẫn gỡ bài.", "", True),
    ("", 0, "Đã nhắc nhở trong giao ban.", "", False),
    ("other", 0, "Đã kiểm điểm trước tập thể, cảnh cáo toàn xã.", "", False),
    ("oral_reminder", None, "Đã nhắc nhở trong giao ban.", "", False),
    ("oral_reminder", 0, ".", "", False),
    ("oral_reminder", 0, "Đã nhắc nhở trong giao ban.", "internal_document", False),
]


@pytest.mark.parametrize("row", NOTED, ids=lambda row: f"{row[0]} {row[1]} {row[3]} {row[4]}")
def test_only_a_minor_act_met_with_guidance_or_an_oral_reminder_is_left_to_the_unit(
    row, story, counted
):
    measure, days, words, category, may = row
    made = story("submitted")
    happened = local_day(made.fresh().happened_at)
    Incident.objects.filter(pk=made.incident.pk).update(
        unit_measure=measure,
        unit_acted_on=None if days is None else happened + timedelta(days=days),
        unit_action=words,
    )
    if category:
        made.incident.allegations.update(provision=Provision.objects.filter(category=category)[0])
    if may:
        made.note()
        assert made.fresh().status == "noted"
    else:
        with pytest.raises(NotNow):
            made.note()
    counted(1, "things a unit did about a case")


def test_what_was_neither_shown_nor_relied_on_is_named_in_the_record(story, world):
    made = story("consulting")
    item = made.incident.evidence.get()
    item.pk, item.number, item.relied_on = uuid.uuid4(), item.number + 1, False
    item.save(force_insert=True)
    made.opine()
    made.propose()
    rows = before_conclusion(made.fresh(), made.step(), world.fresh("deputy_lead"))
    says = next(row.says for row in rows if row.key == "evidence")
    assert "không cho xem, không dùng làm căn cứ và không được viện dẫn: CC-02" in says


@pytest.mark.both
@pytest.mark.parametrize("status", ["noted", "screened_out"])
def test_a_case_reopened_before_there_was_a_triage_of_its_own_is_taken_up_on_its_page(
    status, story, world, as_, counted
):
    """Its only triage says that it was not taken up: the leads find it on their list, the command
    tells them, and afterwards every end is in reach.
    """
    made = story(status)
    made.reopen()
    made.fresh().triages.filter(decision=Triage.Decision.ACCEPTED).delete()
    told(made)
    made.outcome = Outcome.GUIDANCE
    made.propose()
    at, decider = made.step(), world.fresh("deputy_lead")
    with pytest.raises(NotNow, match="chưa có quyết định thụ lý"):
        review.conclude(incident=made.fresh(), by=decider, at=at)
    out = StringIO()
    for _ in range(2):
        call_command("repair_reopened", stdout=out)
    assert f"{made.incident.code}\n1 hồ sơ" in out.getvalue()
    asked = Notification.objects.filter(kind="not_taken_up")
    assert {row.user for row in asked} == {world.lead, world.deputy_lead, world.recused}
    assert asked.count() == 3, "each once, however often the command runs"
    rows = [task.title for task in for_user(world.fresh("recused"), local_day(at))]
    assert any(title.startswith("Xác nhận lại việc thụ lý") for title in rows)
    page = as_("recused").get(f"/ho-so/{made.incident.code}/xac-nhan-thu-ly/")
    assert page.status_code == 200
    review.confirm_triage(
        incident=made.fresh(),
        scope=made.scope(),
        reason="Đã đọc lại hồ sơ.",
        by=world.fresh("recused"),
        at=made.step(),
    )
    review.conclude(incident=made.fresh(), by=decider, at=made.step())
    assert made.fresh().status == "concluded"
    call_command("repair_reopened", stdout=(out := StringIO()))
    assert out.getvalue() == "0 hồ sơ mở lại chưa có quyết định thụ lý.\n"
    counted(1, "cases repaired that were reopened before")
