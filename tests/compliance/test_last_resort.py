"""Where nobody here may act, the level above does: entered on paper by two people."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction

from compliance.core.refusals import NotAllowed, NotNow
from compliance.core.roles import Kind
from compliance.core.work_list import for_user
from compliance.files.actions import store
from compliance.incidents import actions as incident_actions
from compliance.incidents.queries import deciders, goes_above, stuck, who_can
from compliance.outbox.models import Notification
from compliance.registry.models import Function
from compliance.review import actions as review
from compliance.review.case.queries import standing_conclusion
from compliance.review.models import PaperAct, Triage
from compliance.rulebook.clocks import local_day
from tests.compliance.test_liveness import the_gate_lets
from tests.world import PEOPLE, png, related


def enter(made, verb: str, who: str, payload: dict) -> PaperAct:
    common = {"by": made.user(who), "at": made.step()}
    scan = SimpleUploadedFile("qd.png", png(), "image/png")
    file = store(upload=scan, kind="paper_acts", owner=made.fresh(), **common)
    review.enter_paper(
        incident=made.fresh(),
        verb=verb,
        received_on=local_day(made.at),
        payload=payload,
        scan=file,
        **common,
    )
    return PaperAct.objects.get(incident=made.incident, verb=verb, decision="")


def confirm(made, row: PaperAct, who: str) -> None:
    review.confirm_paper(incident=made.fresh(), paper=row, by=made.user(who), at=made.step())


def naming(made, who: str) -> dict:
    until = local_day(made.at) + timedelta(days=20)
    return {
        "body": "UBND tỉnh Thử",
        "number": "14/QĐ-UBND",
        "user": made.user(who).pk,
        "until": until.isoformat(),
    }


def test_whom_the_level_above_names_concludes_what_nobody_here_may(story, world, as_, counted):
    made = story("consulting")
    made.opine()
    made.propose()
    with pytest.raises(NotNow, match="Còn người kết luận được"), transaction.atomic():
        enter(made, "name_decider", "affairs", naming(made, "other_head"))
    for who in ("deputy_lead", "recused", "chairman", "vice"):
        related(world.users[who].staff, made.staff)
    day = local_day(made.at)
    assert not deciders(made.fresh(), day).exists()
    assert goes_above(made.incident, day) == ["kết luận"]
    assert not stuck(made.incident, day), "the two who enter and confirm are there"
    page = f"/ho-so/{made.incident.code}/cu-nguoi-ket-luan/"
    assert as_("affairs").get(page).status_code == 200
    for who in ("unit_head", "member", "affairs", "person", "kin"):
        with pytest.raises(NotNow, match="chưa tham gia"), transaction.atomic():
            enter(made, "name_decider", "affairs", naming(made, who))
    row = enter(made, "name_decider", "affairs", naming(made, "other_head"))
    assert not deciders(made.fresh(), day).exists(), "nothing counts until it is confirmed"
    with pytest.raises(NotAllowed):
        confirm(made, row, "affairs")
    confirm(made, row, "member")
    lets = {who for who in PEOPLE if the_gate_lets(made.fresh(), "conclude", world.fresh(who))}
    assert lets == {"other_head"}
    assert {user.username for user in deciders(made.incident, day)} == lets
    assert [
        task
        for task in for_user(world.fresh("other_head"), day)
        if task.title.startswith("Kết luận") and made.incident.code in task.meta
    ]
    assert as_("other_head").get(f"/ho-so/{made.incident.code}/ket-luan/").status_code == 200
    review.conclude(incident=made.fresh(), by=made.user("other_head"), at=made.step())
    assert made.fresh().concluded_by == world.other_head
    note = made.incident.steps.get(verb="name_decider").note
    assert "Quyết định số 14/QĐ-UBND" in note
    counted(5, "people with a part who were refused")


def anew(made, **more) -> dict:
    said = {"body": "UBND tỉnh Thử", "number": "16/QĐ-UBND", "reason": "Đã đọc hồ sơ."}
    return {**said, "scope": made.scope(), **more}


def tie(made, *names: str) -> None:
    for name in names:
        related(made.user(name).staff, made.staff)


def test_a_triage_nobody_here_may_take_anew_is_taken_by_the_level_above(story, as_, counted):
    made = story("consulting")
    made.opine()
    made.propose()
    case = f"/ho-so/{made.incident.code}/"
    page = f"{case}thu-ly-lai-cap-tren/"
    tie(made, "lead", "deputy_lead", "recused", "chairman")
    with pytest.raises(NotNow, match="Còn người ở đây xác nhận lại"), transaction.atomic():
        enter(made, "confirm_triage", "affairs", anew(made))
    assert page not in as_("affairs").get(case).content.decode()
    tie(made, "vice")
    day = local_day(made.at)
    assert goes_above(made.incident, day) == ["kết luận", "xác nhận lại việc thụ lý"]
    assert not stuck(made.incident, day)
    assert page in as_("affairs").get(case).content.decode()
    assert as_("affairs").get(page).status_code == 200
    with pytest.raises(NotNow, match="nội dung được bảo vệ"), transaction.atomic():
        enter(made, "confirm_triage", "affairs", anew(made, scope=made.scope("press")))
    row = enter(made, "confirm_triage", "affairs", anew(made))
    assert not Triage.objects.filter(incident=made.incident, paper=row).exists()
    with pytest.raises(NotAllowed):
        confirm(made, row, "affairs")
    confirm(made, row, "member")
    triage = Triage.objects.get(incident=made.incident, paper=row)
    assert triage.reason.startswith("Quyết định số 16/QĐ-UBND ngày")
    assert goes_above(made.fresh(), day) == ["kết luận"]
    confirm(made, enter(made, "name_decider", "affairs", naming(made, "other_head")), "member")
    review.conclude(incident=made.fresh(), by=made.user("other_head"), at=made.step())
    rows = {row["key"]: row for row in standing_conclusion(made.fresh()).fairness["rows"]}
    assert rows["triager_apart"]["ok"]
    assert rows["triager_apart"]["part"] == "Người nhập quyết định của cấp trên"
    counted(2, "decisions of the level above in one case")


def test_the_last_one_left_confirms_the_triage_and_the_level_above_names_who_concludes(story):
    made = story("consulting")
    made.opine()
    made.propose()
    tie(made, "lead", "recused", "chairman", "vice")
    day = local_day(made.at)
    assert {user.username for user in deciders(made.fresh(), day)} == {"deputy_lead"}
    assert not goes_above(made.incident, day)
    given = {"scope": made.scope(), "reason": "Đã đọc hồ sơ."}
    Notification.objects.all().delete()
    review.confirm_triage(
        incident=made.fresh(), by=made.user("deputy_lead"), at=made.step(), **given
    )
    assert goes_above(made.fresh(), day) == ["kết luận"]
    told = Notification.objects.filter(kind="goes_above").values_list("user__username", flat=True)
    assert set(told) == {"affairs", "member"}


def test_a_draft_of_no_violation_does_not_ask_for_a_triage_taken_anew(story):
    made = story("consulting", outcome="no_violation")
    made.opine()
    made.propose()
    tie(made, "lead", "deputy_lead", "recused", "chairman", "vice")
    assert goes_above(made.fresh(), local_day(made.at)) == ["kết luận"]


def test_a_lead_asks_nobody_in_to_conclude(story, world):
    made = story("consulting")
    with pytest.raises(NotAllowed):
        incident_actions.invite(
            incident=made.fresh(),
            user=made.user("other_head"),
            part="decider",
            until=local_day(made.at),
            reason="Nhờ kết luận.",
            by=made.user("lead"),
            at=made.step(),
        )


def test_who_enters_what_the_level_above_decides_is_told_once(story, world):
    made = story("consulting")
    for who in ("deputy_lead", "recused", "chairman", "vice"):
        related(world.users[who].staff, made.staff)
    made.opine()
    made.propose()
    told = Notification.objects.filter(kind="goes_above")
    assert set(told.values_list("user__username", flat=True)) == {"affairs", "member"}


def test_where_nobody_else_is_left_the_chairs_enter_and_confirm_papers(story, world, as_, counted):
    made, rows = story("consulting"), 0
    for step in ("with everybody", "alone"):
        if step == "alone":
            related(world.member.staff, made.staff)
            Function.objects.filter(kind=Kind.INTERNAL_AFFAIRS).delete()
        incident, chairs = made.fresh(), {"chairman", "vice"}
        for verb in ("enter_paper", "confirm_paper"):
            lets = {who for who in PEOPLE if the_gate_lets(incident, verb, world.fresh(who))}
            asked = who_can(incident, verb, local_day(made.at))
            assert {user.username for user in asked} == lets, (step, verb)
            assert (chairs <= lets) == (step == "alone"), (step, verb, lets)
            rows += len(PEOPLE)
    row = enter(made, "ask_replacement", "chairman", {"reason": "Có mâu thuẫn."})
    with pytest.raises(NotAllowed):
        confirm(made, row, "chairman")
    assert [
        task
        for task in for_user(world.fresh("vice"), local_day(made.at))
        if task.title.startswith("Xác nhận bản giấy") and made.incident.code in task.meta
    ]
    confirm(made, row, "vice")
    counted(rows, "step × verb × person: gate, asked")
