"""Somebody who acted in a case turns out to be tied to the person concerned: what they did is done
anew by somebody else before a conclusion, and pointed out after one.
"""

from datetime import timedelta

import pytest
from django.utils import timezone

from compliance.core.refusals import Invisible, NotAllowed, NotNow
from compliance.incidents import actions as incidents
from compliance.incidents.models import Reporter
from compliance.incidents.queries import stuck, who_can
from compliance.outbox.models import Notification
from compliance.registry.actions import confirm_kinship, declare_kinship
from compliance.review import actions as review
from compliance.review.conclusion.checks.fairness import fairness
from compliance.review.models import Conclusion, Notice, Opinion, Triage
from compliance.rulebook.clocks import local_day
from tests.compliance.test_wall import text_of
from tests.world import related


def tie(made, who: str) -> None:
    """The relation becomes known now, declared by one side and confirmed by the other."""
    at, one = timezone.now(), made.user(who)
    said = declare_kinship(person=one.staff, relative=made.staff, relation="spouse", by=one, at=at)
    if said.relative_from is None:
        confirm_kinship(kinship=said, by=made.user("person"), at=at)


def crosses(made, decider: str = "deputy_lead") -> set[str]:
    proposal = made.incident.conclusions.filter(state="proposed").first()
    rows = fairness(made.fresh(), proposal, made.user(decider), timezone.now())
    return {row.key for row in rows if not row.ok}


def conclude(made, who: str = "deputy_lead"):
    return review.conclude(incident=made.fresh(), by=made.user(who), at=timezone.now())


@pytest.fixture
def proposed(story):
    made = story("consulting")
    made.opine()
    made.propose()
    return made


# who turns out to be tied: (the rows that fall, the acts done anew, who concludes then)
ANEW = {
    "lead": ({"triager_apart"}, ("triage",), "recused"),
    "unit_head": ({"triager_apart", "opinion_unit"}, ("triage", "unit"), "recused"),
    "affairs": ({"opinion_affairs"}, ("affairs",), "deputy_lead"),
    "member": (
        {"handler_apart", "notice_apart", "proposer_apart"},
        ("handler", "notice", "proposal"),
        "recused",
    ),
}


def do_anew(made, what: str, world) -> None:
    at = timezone.now()
    if what == "triage":  # by a lead who then has the triager's part
        for who in ("deputy_lead", "recused"):
            if "triager_apart" in crosses(made, "chairman"):
                review.confirm_triage(
                    incident=made.fresh(),
                    scope=made.scope(),
                    reason="Đã đọc lại hồ sơ.",
                    by=made.user(who),
                    at=at,
                )
        assert made.fresh().triaged_by == world.deputy_lead
    if what in ("unit", "affairs"):
        side, who = ("unit", "vice") if what == "unit" else ("affairs", "other_head")
        stand_in(made, side, who, at)
        review.give_opinion(
            incident=made.fresh(),
            side=side,
            text="Ý kiến của người thay.",
            suggests="guidance",
            by=made.user(who),
            at=at,
        )
    if what == "handler":
        review.reassign(
            incident=made.fresh(),
            handler=made.user("other_member"),
            reason="Có quan hệ.",
            by=made.user("lead"),
            at=at,
        )
    if what == "notice":
        review.confirm_notice(
            incident=made.fresh(), reason="Đã đọc lại.", by=made.user("other_member"), at=at
        )
    if what == "proposal":
        review.send_back(
            incident=made.fresh(), comment="Trình lại.", by=made.user("deputy_lead"), at=at
        )
        old = Conclusion.objects.get(incident=made.incident, state="sent_back")
        findings = [
            {
                "allegation": row.allegation,
                "standard": row.standard,
                "result": row.result,
                "severity": row.severity,
                "reasons": row.reasons,
                "answer_considered": row.answer_considered,
            }
            for row in old.findings.all()
        ]
        review.propose(
            incident=made.fresh(),
            findings=findings,
            outcome=old.outcome,
            reasons="Trình lại.",
            by=made.user("other_member"),
            at=at,
        )


def stand_in(made, part: str, who: str, at) -> None:
    incidents.invite(
        incident=made.fresh(),
        user=made.user(who),
        part=part,
        until=local_day(at) + timedelta(days=10),
        reason="Thay người có liên quan",
        by=made.user("deputy_lead"),
        at=at,
    )


@pytest.mark.parametrize("who", ANEW)
def test_what_a_tied_person_did_is_done_anew_before_the_conclusion(who, proposed, world, counted):
    fall, acts, decider = ANEW[who]
    made = proposed
    assert not crosses(made)
    tie(made, who)
    assert crosses(made) == fall
    with pytest.raises(NotNow):
        conclude(made)
    assert not stuck(made.fresh(), local_day(timezone.now()))
    for what in acts:
        do_anew(made, what, world)
    assert not crosses(made, decider)
    conclude(made, decider)
    assert made.fresh().status == "concluded"
    counted(len(fall), "rows that fell and were mended")


def test_no_violation_needs_nothing_anew_of_who_reported_or_took_it_up(story, world):
    made = story("consulting", outcome="no_violation")
    made.opine()
    made.propose()
    tie(made, "lead")
    conclude(made)
    assert made.fresh().outcome == "no_violation"


def test_only_a_free_lead_confirms_and_only_what_asks_for_it(proposed, world):
    made, at = proposed, timezone.now()
    given = {"scope": made.scope(), "reason": "x", "at": at}
    with pytest.raises(NotNow, match="không phải xác nhận lại"):
        review.confirm_triage(incident=made.fresh(), by=made.user("deputy_lead"), **given)
    tie(made, "lead")
    for who, refusal in (("member", NotAllowed), ("lead", Invisible), ("unit_head", NotAllowed)):
        with pytest.raises(refusal):
            review.confirm_triage(incident=made.fresh(), by=made.user(who), **given)
    with pytest.raises(NotNow, match="nội dung được bảo vệ"):
        review.confirm_triage(
            incident=made.fresh(),
            by=made.user("deputy_lead"),
            **{**given, "scope": made.scope("press")},
        )
    review.confirm_triage(incident=made.fresh(), by=made.user("deputy_lead"), **given)
    assert Triage.objects.filter(incident=made.incident).count() == 2
    with pytest.raises(NotAllowed, match="đã thụ lý"):
        conclude(made)


def test_the_record_says_of_a_tied_reporter_nothing_that_names_who_reported(proposed, as_):
    made = proposed
    tie(made, "unit_head")
    page = text_of(as_("person").get(f"/cua-toi/{made.incident.code}/phieu-cong-bang/"))
    assert "việc thụ lý phải xác nhận lại" in page.lower()
    assert "người ghi nhận có quan hệ" not in page.lower()
    Reporter.objects.filter(incident=made.incident).update(confidential=True)
    assert "triager_apart" not in crosses(made), "of a confidential report nothing is asked"


def test_an_opinion_that_does_not_count_is_asked_for_again(proposed, world, as_):
    made = proposed
    Notification.objects.all().delete()
    tie(made, "affairs")
    assert set(who_can(made.fresh(), "conclude", local_day(timezone.now()))) >= {world.deputy_lead}
    assert Opinion.objects.filter(incident=made.incident).count() == 2, "what was said stays"
    leads = Notification.objects.filter(kind="tied").values_list("user__username", flat=True)
    assert {"lead", "deputy_lead"} <= set(leads)
    refused = as_("deputy_lead").post(
        f"/ho-so/{made.incident.code}/ket-luan/",
        {"version": made.fresh().version, "comment": ""},
    )
    assert refused.status_code == 409
    assert "hỏi lại người thay" in text_of(refused)


@pytest.mark.parametrize("who", ["lead", "member", "affairs", "deputy_lead"])
def test_a_tie_known_after_the_conclusion_is_pointed_out_and_undoes_nothing(who, story, as_, world):
    made = story("enforcing")
    Notification.objects.all().delete()
    with pytest.raises(NotNow, match="chỉ mở lại sau khi kết thúc"):
        reopen(made, "chairman")
    tie(made, who)
    assert made.fresh().status == "enforcing"
    assert Conclusion.objects.filter(incident=made.incident, state="concluded").exists()
    told = Notification.objects.filter(kind="tied").values_list("user__username", flat=True)
    assert {"chairman", "vice"} <= set(told)
    page = text_of(as_("chairman").get(f"/ho-so/{made.incident.code}/"))
    assert "Người có quan hệ liên quan đã tham gia" in page
    assert "Mở lại hồ sơ" in page
    reopen(made, "chairman")
    assert made.fresh().status == "in_review"


def reopen(made, who: str) -> None:
    review.reopen(
        incident=made.fresh(),
        scope=made.scope(),
        handler=made.user("other_member"),
        reason="Người đã tham gia có quan hệ liên quan.",
        by=made.user(who),
        at=timezone.now(),
    )


def test_a_case_with_an_open_contest_is_not_reopened_over_it(story, world):
    made = story("closed")
    review.file_contest(
        incident=made.fresh(), text="Chưa đồng ý.", by=world.fresh("person"), at=made.step()
    )
    with pytest.raises(NotNow, match="quyết định việc đó trước"):
        reopen(made, "chairman")


def test_a_notice_is_stood_by_by_the_present_handler(story, world):
    made = story("awaiting_answer")
    related(world.member.staff, made.staff)
    review.reassign(
        incident=made.fresh(),
        handler=made.user("other_member"),
        reason="Có quan hệ.",
        by=made.user("lead"),
        at=made.step(),
    )
    review.confirm_notice(
        incident=made.fresh(), reason="Đúng.", by=made.user("other_member"), at=made.step()
    )
    assert Notice.objects.get(incident=made.incident).confirmed_by == world.other_member
    with pytest.raises(NotNow):
        review.confirm_notice(
            incident=made.fresh(), reason="Nữa.", by=made.user("other_member"), at=made.step()
        )
