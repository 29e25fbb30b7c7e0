"""A mistake is put right by two people: whom and what a case is about before the notice, and from
every state of the review a stop after which nothing adverse stands.
"""

from datetime import timedelta

import pytest
from django.db import transaction
from django.urls import reverse

from compliance.core.refusals import Invisible, NotAllowed, NotNow
from compliance.core.work_list import for_user
from compliance.files.attachments import PERMITS
from compliance.incidents import actions as incidents
from compliance.incidents.models import Evidence, Incident, KeptWall
from compliance.incidents.queries import who_can
from compliance.registry.person_sections import own_tables
from compliance.review import actions as review
from compliance.review.case.own import state_of
from compliance.review.models import Rectification, StoppedBecause
from compliance.rulebook.clocks import local_day
from compliance.rulebook.queries import citable
from tests.compliance.test_wall import text_of
from tests.world import PEOPLE

LIVE = ("in_review", "awaiting_answer", "consulting", "concluded", "enforcing")
REFERRED = {"referred_to": "Thanh tra", "reference": "05/PC"}


def more(story, because: str) -> dict:
    """What else this reason asks for."""
    if because == "duplicate":
        return {"duplicate_of": story("submitted").incident}
    return REFERRED if because in ("denunciation", "no_competence") else {}


@pytest.mark.parametrize("status", LIVE)
def test_from_every_state_of_the_review_every_reason_ends_it_and_nothing_adverse_stays(
    status, story, world, as_, counted
):
    made, rows = story(status), 0
    other = more(story, "duplicate")
    for because in StoppedBecause.values:
        sid = transaction.savepoint()
        made.fresh()
        made.stop(because, **(other if because == "duplicate" else more(story, because)))
        incident = made.fresh()
        assert (incident.status, incident.outcome, incident.concluded_at) == ("stopped", "", None)
        assert incident.first_ended_as == "stopped"
        assert incident.sealed is (because == "denunciation")
        assert not incident.measures.filter(cancelled_at=None).exists()
        assert not incident.conclusions.filter(state__in=("concluded", "proposed")).exists()
        assert incident.documents.standing().count() == 0 or status == "in_review"
        if incident.told_at:
            assert world.person.notifications.filter(kind="stopped").exists()
            assert state_of(incident, local_day(made.at)).key == "stopped"
        rows += 1
        transaction.savepoint_rollback(sid)
    counted(rows, "state of the review × reason to stop")


@pytest.mark.parametrize("asks", ["member", "lead", "deputy_lead"])
def test_who_asks_never_decides_and_somebody_always_can(asks, story, world, as_, counted):
    made = story("awaiting_answer")
    made.ask_stop(who=asks)
    incident, row = made.fresh(), made.incident.rectifications.get()
    able = {user.pk for user in who_can(incident, "stop", local_day(made.at))}
    assert able
    assert world.fresh(asks).pk not in able
    day = local_day(made.at)
    for who in PEOPLE:
        sid = transaction.savepoint()
        by = world.fresh(who)
        try:
            review.agree_rectification(incident=made.fresh(), row=row, by=by, at=made.step())
            got = True
        except (Invisible, NotAllowed, NotNow):
            got = False
        transaction.savepoint_rollback(sid)
        assert got == (by.pk in able), who
        lists = any(
            todo.title.startswith("Quyết định đề nghị") and incident.code in todo.meta
            for todo in for_user(by, day)
        )
        assert not lists or by.pk in able, who
    shown = {
        who
        for who in PEOPLE
        if any(
            todo.title.startswith("Quyết định đề nghị") and incident.code in todo.meta
            for todo in for_user(world.fresh(who), day)
        )
    }
    assert shown
    counted(len(PEOPLE), "who asks × who decides a stop")


def test_until_somebody_agrees_nothing_changes_and_it_can_be_taken_back_or_refused(story, world):
    made = story("consulting")
    before = made.fresh().status
    made.ask_stop()
    with pytest.raises(NotNow):
        made.ask_stop("deceased", who="lead")
    assert made.fresh().status == before
    incident = made.fresh()
    review.withdraw_rectification(incident=incident, by=world.fresh("member"), at=made.step())
    made.ask_stop()
    row = made.fresh().rectifications.waiting().get()
    common = {"row": row, "by": world.fresh("lead"), "at": made.step()}
    with pytest.raises(NotNow):
        review.refuse_rectification(incident=made.fresh(), comment=" ", **common)
    review.refuse_rectification(incident=made.fresh(), comment="Đúng người.", **common)
    told = made.fresh()
    assert (told.status, told.asked_by) == (before, None)
    decisions = list(told.rectifications.order_by("pk").values_list("decision", flat=True))
    assert decisions == ["withdrawn", "refused"]
    assert world.member.notifications.filter(kind="rectification_decided").exists()


def test_the_person_reads_that_it_was_a_mistake_and_nothing_of_what_it_was_about(story, as_):
    made = story("concluded")
    code = made.incident.code
    item = made.incident.evidence.first()
    made.stop()
    page = as_("person").get(f"/cua-toi/{code}/")
    text = text_of(page)
    assert page.status_code == 200
    assert "Việc xem xét đã dừng" in text
    assert "nhầm người" in text
    assert made.incident.narrative not in text
    for route, args in (("review:my_evidence", [code, item.pk]), ("review:my_notice", [code])):
        assert as_("person").get(reverse(route, args=args)).status_code == 404


def test_a_stop_waits_for_what_has_a_procedure_of_its_own(story, world):
    made = story("concluded")
    review.file_contest(
        incident=made.fresh(), text="Không phải tôi.", by=world.fresh("person"), at=made.step()
    )
    with pytest.raises(NotNow, match="xem xét lại"):
        made.ask_stop()


def test_a_stopped_case_is_reopened_by_a_triage_of_its_own_unless_it_was_sealed(story):
    made = story("stopped")
    made.reopen()
    assert made.fresh().status == "in_review"
    sealed = story("awaiting_answer")
    sealed.stop("denunciation", **REFERRED)
    with pytest.raises(NotNow):
        sealed.reopen()


def correction(made, who: str = "member", **changes) -> Incident:
    return review.ask_correction(
        incident=made.fresh(),
        changes=changes,
        said=[["Chỗ sửa", "cũ", "mới"]],
        reason="Chọn nhầm người cùng tên.",
        by=made.user(who),
        at=made.step(),
    )


def test_the_right_person_brings_their_wall_their_unit_and_their_law(story, world):
    made = story("in_review")
    other = world.other_head.staff
    correction(made, person=other.pk)
    assert made.fresh().person == world.person_staff, "nothing changes before a second one agrees"
    made.agree()
    incident = made.fresh()
    assert incident.person == other
    assert incident.office == other.office
    assert incident.staff_kind == other.staff_kind
    assert incident.concerns_head
    assert incident.rule_set.staff_kind == incident.staff_kind
    assert other.full_name.lower() not in incident.title.lower()
    visible = Incident.objects.visible_to(world.fresh("other_head")).filter(pk=incident.pk)
    assert not visible.exists(), "the right person does not read their own file as a head"
    line = incident.kept_walls.filter(reason=KeptWall.Reason.LINE)
    assert not line.filter(user=world.fresh("member")).exists()
    assert Incident.objects.matching(other.full_name).filter(pk=incident.pk).exists()
    assert not Incident.objects.matching(world.person_staff.code).filter(pk=incident.pk).exists()


def test_another_day_moves_the_limitation(story):
    made = story("in_review")
    before = made.fresh().limitation_ends
    earlier = made.incident.happened_at - timedelta(days=40)
    correction(made, happened_at=earlier.isoformat())
    made.agree()
    incident = made.fresh()
    assert incident.happened_at == earlier
    assert incident.limitation_ends < before


def test_a_correction_that_cannot_hold_is_refused_when_it_is_asked_for(story, world):
    made = story("in_review")
    day = local_day(made.incident.happened_at)
    kinds = {"cong_chuc", "vien_chuc", "nguoi_lao_dong"} - {made.incident.staff_kind}
    mine = set(citable(day, made.incident.staff_kind).values_list("pk", flat=True))
    foreign = next(
        (
            pk
            for kind in kinds
            for pk in citable(day, kind).values_list("pk", flat=True)
            if pk not in mine
        ),
        None,
    )
    assert foreign is not None
    with pytest.raises(NotNow, match="đính chính cả quy định"), transaction.atomic():
        correction(made, provisions=[foreign])
    with pytest.raises(NotNow, match="Chưa có gì khác"):
        correction(made)


def test_whoever_was_told_is_not_exchanged_for_somebody_else(story, world):
    made = story("closed")
    made.reopen()
    with pytest.raises(NotNow, match="nhầm người"), transaction.atomic():
        correction(made, person=world.other_head.staff.pk)


def test_the_correction_is_asked_for_and_decided_on_its_pages(story, world, as_):
    made = story("in_review")
    incident = made.fresh()
    url = f"/ho-so/{incident.code}/de-nghi-dinh-chinh/"
    page = as_("member").get(url)
    form = page.context["form"]
    data = {
        "version": incident.version,
        "person": incident.person_id,
        "office": "",
        "happened_at": form["happened_at"].value(),
        "title": "Tóm tắt đã sửa",
        "link": incident.link,
        "provisions": form["provisions"].value(),
        "reason": "Ghi sai.",
    }
    searched = as_("member").post(url, {**data, "person_q": world.other_head.staff.full_name})
    assert searched.status_code == 422
    assert world.other_head.staff.code in text_of(searched)
    done = as_("member").post(url, data)
    assert done.status_code == 302
    decide = f"/ho-so/{incident.code}/quyet-dinh-de-nghi/"
    assert as_("member").get(decide).status_code == 403
    page = as_("deputy_lead").get(decide)
    assert "Tóm tắt đã sửa" in text_of(page)
    row = Rectification.objects.get(incident=incident)
    agreed = {"version": made.fresh().version, "row": row.pk, "decision": "agreed", "comment": ""}
    assert as_("deputy_lead").post(decide, agreed).status_code == 302
    assert made.fresh().title == "Tóm tắt đã sửa"
    story_of_it = text_of(as_("lead").get(f"/ho-so/{incident.code}/"))
    assert "Tóm tắt đã sửa" in story_of_it
    assert "Ghi sai." in story_of_it


def test_with_one_lead_alone_the_chair_decides(story, world):
    made = story("awaiting_answer")
    for who in ("deputy_lead", "recused"):
        for row in world.fresh(who).functions.all():
            type(row).objects.filter(pk=row.pk).update(valid_to=local_day(made.at) - timedelta(1))
    made.ask_stop(who="lead")
    able = set(who_can(made.fresh(), "stop", local_day(made.at)))
    assert able == {world.chairman, world.vice}
    made.agree("chairman")
    assert made.fresh().status == "stopped"


def reads(world, who: str, incident: Incident) -> bool:
    return Incident.objects.visible_to(world.fresh(who)).filter(pk=incident.pk).exists()


def test_whoever_a_waiting_correction_names_is_shut_out_until_it_is_refused(story, world):
    made = story("in_review")
    watcher = world.deputy_lead
    assert reads(world, "deputy_lead", made.incident)
    correction(made, person=watcher.staff.pk)
    assert not reads(world, "deputy_lead", made.incident), "the right person, by their function"
    steps = made.incident.steps.order_by("-version")
    assert watcher.staff.full_name not in steps[0].note
    row = made.fresh().rectifications.waiting().get()
    common = {"row": row, "by": world.fresh("lead"), "at": made.step()}
    review.refuse_rectification(incident=made.fresh(), comment="Đúng người cũ.", **common)
    assert reads(world, "deputy_lead", made.incident)


def test_whoever_was_wrongly_named_never_reads_it_afterwards(story, world):
    made = story("in_review")
    correction(made, person=world.other_head.staff.pk)
    made.agree()
    walls = made.incident.kept_walls.filter(user=world.person)
    assert [row.reason for row in walls] == ["corrected"]
    assert not made.incident.kept_walls.filter(reason="named").exists()
    assert not reads(world, "person", made.incident)


def test_whoever_is_tied_to_the_right_person_does_not_ask_for_it(story, world):
    made = story("in_review")
    with pytest.raises(NotAllowed), transaction.atomic():
        correction(made, person=world.member.staff.pk)


def test_the_code_of_a_double_is_for_who_may_open_it(story, world, as_):
    made, other = story("awaiting_answer"), story("in_review").incident
    made.ask_stop("duplicate", duplicate_of=other)
    page = f"/ho-so/{made.incident.code}/"
    assert other.code in text_of(as_("lead").get(page))
    KeptWall.objects.create(incident=other, user=world.lead, reason="relation", at=made.at)
    page_of_the_shut_out = as_("lead").get(page)
    assert page_of_the_shut_out.status_code == 200
    assert other.code not in text_of(page_of_the_shut_out)


def test_of_a_stopped_case_the_person_gets_its_end_and_nothing_of_its_content(story, world, as_):
    made = story("concluded")
    item = made.incident.evidence.first()
    made.stop()
    assert as_("person").get(reverse("review:my_receipt", args=[made.incident.code])).url == (
        reverse("review:my_case", args=[made.incident.code])
    )
    assert not Incident.objects.told_to(world.fresh("person")).exists()
    tables = own_tables(world.fresh("person"), world.person_staff, local_day(made.at))
    mine = [row for table in tables if table.name == "Hồ sơ về tôi" for row in table.rows]
    assert [row[1] for row in mine] == ["Được thông báo"]
    assert not PERMITS[Evidence](world.fresh("person"), item, item.file)


def test_the_life_of_a_stopped_case_ends_where_it_was_stopped(story, as_):
    made = story("consulting")
    made.stop()
    steps = as_("lead").get(f"/ho-so/{made.incident.code}/").context["life"]
    assert [row["label"] for row in steps if row["ended"]] == ["Lấy ý kiến"]
    assert [row["label"] for row in steps if row["done"]] == ["Ghi nhận", "Thụ lý", "Giải trình"]


def test_a_copied_report_declares_its_scope_anew(story, world):
    made = story("stopped")
    reporter = world.fresh("unit_head")
    draft = incidents.copy_report(incident=made.fresh(), by=reporter, at=made.step())
    assert not draft.out_of_scope_declared
    assert made.fresh().out_of_scope_declared
