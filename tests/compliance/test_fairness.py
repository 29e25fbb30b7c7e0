"""Nothing adverse without every precondition: each is missing in turn, and the conclusion is
refused with that sentence, by the action and on the page.
"""

from datetime import datetime, timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from compliance.core.refusals import NotNow
from compliance.incidents.models import Evidence, Incident, Recusal, StepTaken
from compliance.incidents.workflow import STEPS, CaseRole
from compliance.review import actions as review
from compliance.review.conclusion.checks.fairness import fairness
from compliance.review.conclusion.checks.record import changed_since, intact
from compliance.review.conclusion.views import OWN_STEPS
from compliance.review.models import Answer, Conclusion, Extension, Finding, Notice, Opinion, Triage
from compliance.rulebook.clocks import ZONE, local_day
from tests.compliance.test_wall import text_of

YESTERDAY = timedelta(days=1)


def begin_anew(i, by):
    """A reopening: what was done before it counts no more."""
    StepTaken.objects.create(
        incident=i,
        verb="reopen",
        from_status="closed",
        to_status="in_review",
        version=i.version + 50,
        at=timezone.now(),
        by=by,
    )


def under_rules_without_contest(i):
    rules = i.rule_set
    rules.pk, rules.code, rules.contest_workdays = None, "X-0", 0
    rules.save()
    Incident.objects.filter(pk=i.pk).update(rule_set=rules)


# key of the precondition: (what is taken away, the sentence of the refusal)
MISSING = {
    "provision": (
        lambda i, w: Incident.objects.filter(pk=i.pk).update(
            happened_at=datetime(1990, 5, 4, 9, tzinfo=ZONE), limitation_ends=None
        ),
        "không có hiệu lực vào ngày 04/05/1990",
    ),
    "evidence": (
        lambda i, w: Evidence.objects.filter(incident=i).update(removed_at=timezone.now()),
        "không có chứng cứ",
    ),
    "protected": (
        lambda i, w: Triage.objects.filter(incident=i).update(scope={"opinion": True}),
        "chỉ là ý kiến",
    ),
    "limitation": (
        lambda i, w: Incident.objects.filter(pk=i.pk).update(
            limitation_ends=local_day(timezone.now()) - YESTERDAY
        ),
        "đã hết thời hiệu",
    ),
    "triager_apart": (
        lambda i, w: Triage.objects.filter(incident=i).update(by=w.unit_head),
        "người thụ lý chính là người ghi nhận",
    ),
    "handler_apart": (
        lambda i, w: Recusal.objects.create(
            incident=i, user=w.member, reason="x", by=w.lead, at=timezone.now()
        ),
        "người phụ trách là người ghi nhận hoặc có quan hệ",
    ),
    "notice_apart": (
        lambda i, w: Notice.objects.filter(incident=i).update(by=w.kin),
        "thông báo do người có quan hệ liên quan gửi",
    ),
    "proposer_apart": (
        lambda i, w: Conclusion.objects.filter(incident=i).update(proposed_by=w.kin),
        "dự thảo do người có quan hệ liên quan trình",
    ),
    "decider_apart": (
        lambda i, w: Triage.objects.filter(incident=i).update(by=w.deputy_lead),
        "người kết luận đã ghi nhận, thụ lý",
    ),
    "told": (lambda i, w: begin_anew(i, w.lead), "chưa gửi thông báo"),
    "delivered": (
        lambda i, w: Notice.objects.filter(incident=i).update(opened_at=None),
        "chưa được mở xem",
    ),
    "disclosed": (
        lambda i, w: Notice.objects.get(incident=i).bundle.clear(),
        "dùng làm căn cứ chưa cho xem: cc-01",
    ),
    "seen": (
        lambda i, w: Notice.objects.get(incident=i).bundle.add(
            Evidence.objects.create(
                incident=i,
                number=2,
                caption="Bài thứ hai",
                url="https://mang.example/2",
                at=timezone.now(),
            )
        ),
        "chưa mở xem cc-02",
    ),
    "window": (
        lambda i, w: Notice.objects.filter(incident=i).update(due_on=local_day(timezone.now())),
        "ngắn hơn 5 ngày làm việc",
    ),
    "extension": (
        lambda i, w: Extension.objects.create(
            incident=i, workdays=3, reason="x", asked_at=timezone.now()
        ),
        "đề nghị gia hạn chưa trả lời",
    ),
    "answered": (lambda i, w: Answer.objects.filter(incident=i).delete(), "chưa có giải trình"),
    "opinion_unit": (
        lambda i, w: Opinion.objects.filter(incident=i, side="unit").delete(),
        "thủ trưởng đơn vị (hoặc cấp trên) chưa cho ý kiến",
    ),
    "opinion_affairs": (
        lambda i, w: Opinion.objects.filter(incident=i, side="affairs").delete(),
        "đầu mối nội vụ chưa cho ý kiến",
    ),
    "findings": (
        lambda i, w: Finding.objects.filter(conclusion__incident=i).update(answer_considered=" "),
        "chưa có nhận định, lý do hoặc việc xem xét giải trình",
    ),
    "standard": (
        lambda i, w: Finding.objects.filter(conclusion__incident=i).update(standard=""),
        "chưa nêu tiêu chuẩn",
    ),
    "outcome": (
        lambda i, w: Finding.objects.filter(conclusion__incident=i).update(result="no_violation"),
        "không phù hợp với nhận định",
    ),
    "compared": (
        lambda i, w: Conclusion.objects.filter(incident=i).update(compared=None),
        "chưa xem các hồ sơ tương tự",
    ),
    "contest_told": (
        lambda i, w: under_rules_without_contest(i),
        "không có thời hạn đề nghị xem xét lại",
    ),
}
SEVERAL = (
    "handler_apart",
    "told",
    "protected",
    "outcome",
    "evidence",
    "disclosed",
    "provision",
)  # more than one sentence falls with these


@pytest.fixture
def proposed(story):
    made = story("consulting")
    made.opine()
    made.propose()
    return made


def test_each_precondition_missing_in_turn_refuses_the_conclusion(proposed, world, as_, counted):
    rows = fairness(
        proposed.fresh(), proposed.incident.conclusions.get(), world.deputy_lead, timezone.now()
    )
    assert [row.key for row in rows if not row.ok] == []
    assert {row.key for row in rows} == set(MISSING), (
        "every precondition has its case, and every case its precondition"
    )
    client, url = as_("deputy_lead"), f"/ho-so/{proposed.incident.code}/ket-luan/"
    for key, (take_away, says) in MISSING.items():
        sid = transaction.savepoint()
        take_away(proposed.fresh(), world)
        incident = proposed.fresh()
        with pytest.raises(NotNow) as refused:
            review.conclude(incident=incident, by=world.fresh("deputy_lead"), at=timezone.now())
        assert says in refused.value.reason.lower(), (key, refused.value.reason)
        if key not in SEVERAL:
            assert len(refused.value.details["links"]) == 1, (key, refused.value.reason)
        answer = client.post(url, {"version": incident.version, "comment": ""})
        assert answer.status_code == 409, key
        assert says in text_of(answer).lower(), key
        assert Incident.objects.get(pk=incident.pk).status == "consulting"
        transaction.savepoint_rollback(sid)
    counted(len(MISSING), "preconditions missing in turn")


def test_with_all_of_them_it_is_concluded_and_the_record_is_frozen_under_its_hash(
    proposed, world, as_
):
    answer = as_("deputy_lead").post(
        f"/ho-so/{proposed.incident.code}/ket-luan/",
        {"version": proposed.fresh().version, "comment": ""},
    )
    assert answer.status_code == 302
    conclusion = Conclusion.objects.get(incident=proposed.incident)
    assert intact(conclusion)
    assert len(conclusion.fairness["rows"]) == len(MISSING)
    from compliance.audit.models import Event

    assert (
        Event.objects.filter(verb="conclude", after__fairness=conclusion.fairness_sha256).count()
        == 1
    ), "the trail holds the hash too"
    assert changed_since(proposed.fresh(), conclusion) == []
    Opinion.objects.filter(incident=proposed.incident, side="unit").delete()
    assert len(changed_since(proposed.fresh(), conclusion)) == 1, (
        "a row taken away afterwards shows"
    )
    conclusion.fairness["rows"][0]["ok"] = False
    conclusion.save(update_fields=["fairness"])
    assert not intact(Conclusion.objects.get(pk=conclusion.pk))
    page = text_of(as_("lead").get(f"/ho-so/{proposed.incident.code}/phieu-cong-bang/"))
    assert "Không khớp" in page
    assert "Khác ở:" in page


def test_a_breach_is_not_put_before_the_decider_on_no_evidence(story):
    """Refused where it is drafted, in words, not first when somebody else decides."""
    made = story("consulting")
    made.opine()
    Evidence.objects.filter(incident=made.incident).update(relied_on=False)
    with pytest.raises(NotNow, match="chưa chứng cứ nào được dùng làm căn cứ"):
        made.propose()
    made.outcome = "no_violation"
    made.propose()


def test_finding_no_violation_needs_the_core_but_not_what_only_protects_against_adversity(
    story, world
):
    made = story("consulting", outcome="no_violation")
    made.opine()
    made.propose()
    Incident.objects.filter(pk=made.incident.pk).update(
        limitation_ends=local_day(timezone.now()) - YESTERDAY
    )
    review.conclude(incident=made.fresh(), by=world.deputy_lead, at=timezone.now())
    assert made.fresh().status == "concluded"


def test_the_person_reads_the_record_with_parts_instead_of_names_and_nobody_elses(
    proposed, world, as_
):
    review.conclude(incident=proposed.fresh(), by=world.deputy_lead, at=timezone.now())
    page = text_of(as_("person").get(f"/cua-toi/{proposed.incident.code}/phieu-cong-bang/"))
    assert "Đủ các điều kiện" in page
    names = [
        world.users[who].display_name
        for who in ("unit_head", "lead", "deputy_lead", "member", "affairs")
    ]
    assert not [name for name in names if name in page]


def test_a_contest_that_amends_freezes_a_record_of_its_own(story, world):
    made = story("concluded")
    review.file_contest(
        incident=made.fresh(), text="Chưa đồng ý.", by=world.person, at=timezone.now()
    )
    review.decide_contest(
        incident=made.fresh(),
        decision="amend",
        new_outcome="guidance",
        reasons="Mức độ nhẹ.",
        by=world.chairman,
        at=timezone.now(),
    )
    old, new = Conclusion.objects.filter(incident=made.incident).order_by("decided_at")
    assert (old.state, new.state, intact(old), intact(new)) == (
        "replaced",
        "concluded",
        True,
        True,
    )
    assert new.fairness_sha256 != old.fairness_sha256


def test_the_person_reads_every_step_of_their_own_in_the_record(counted):
    own = {verb for verb, step in STEPS.items() if CaseRole.PERSON in step.by}
    counted(len(own), "steps of the person concerned")
    assert own <= set(OWN_STEPS)
