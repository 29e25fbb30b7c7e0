"""A review that the person concerned asks for: never heavier than what it reviews, written by who
decides it.
"""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction

from compliance.core.refusals import NotAllowed, NotNow
from compliance.files.actions import store
from compliance.incidents.models import Outcome
from compliance.incidents.queries import stuck, who_can
from compliance.review import actions as review
from compliance.review.models import Conclusion, Contest, Finding, PaperAct
from compliance.rulebook.clocks import local_day
from tests.compliance.test_wall import text_of
from tests.world import png, related

LADDER = ("no_violation", "guidance", "oral_reminder", "written_reminder", "discipline")
WAY = "mở lại hồ sơ với thông báo mới"


@pytest.fixture
def contested(story, world):
    """A concluded case of an outcome, contested."""

    def make(outcome: str):
        made = story("concluded", outcome=outcome)
        review.file_contest(
            incident=made.fresh(), text="Chưa đồng ý.", by=world.fresh("person"), at=made.step()
        )
        return made

    return make


def amend(made, outcome: str, who: str = "chairman", **finding):
    """Amend to `outcome`; `finding`: how the one finding reads."""
    allegation = made.incident.allegations.get()
    review.decide_contest(
        incident=made.fresh(),
        decision="amend",
        new_outcome=outcome,
        reasons="Lý do của người quyết định.",
        findings=[{"allegation": allegation, **finding}] if finding else [],
        by=made.user(who),
        at=made.step(),
    )
    return Conclusion.objects.get(incident=made.incident, state="concluded")


@pytest.mark.parametrize("old", LADDER)
def test_an_amendment_is_never_heavier_and_says_the_way(old, contested, as_, counted):
    made, client = contested(old), as_("chairman")
    heavier = [*LADDER[LADDER.index(old) + 1 :], "referred"]
    url = f"/ho-so/{made.incident.code}/quyet-dinh-xem-xet-lai/"
    form = client.get(url).context["form"]
    offered = {value for value, _ in form.fields["new_outcome"].choices if value}
    assert offered <= {*LADDER[: LADDER.index(old) + 1], "out_of_time"}
    for new in heavier:
        with pytest.raises(NotNow, match=WAY):
            amend(made, new, result="established")
        sent = {
            "version": made.fresh().version,
            "decision": "amend",
            "reasons": "Nặng hơn.",
            "new_outcome": new,
        }
        page = client.post(url, sent)
        assert page.status_code == 422
        assert WAY in text_of(page)
    counted(len(heavier), "heavier outcomes refused")
    assert Contest.objects.get(incident=made.incident).decision == ""
    assert made.fresh().outcome == old


def test_no_finding_becomes_heavier_under_the_same_or_a_lighter_outcome(contested):
    made = contested("no_violation")
    for result in ("not_established", "partly", "established"):
        with pytest.raises(NotNow, match=WAY):
            amend(made, "no_violation", result=result)


def test_the_words_alone_may_change_where_no_measure_hangs_on_them(contested, story, world):
    made = contested("no_violation")
    with pytest.raises(NotNow, match="đều như cũ"):
        amend(made, "no_violation")
    new = amend(made, "no_violation", reasons="Bài viết là của người khác.")
    assert [row.reasons for row in new.findings.all()] == ["Bài viết là của người khác."]
    measured = story("enforcing")
    review.file_contest(
        incident=measured.fresh(), text="Sửa câu chữ.", by=world.fresh("person"), at=measured.step()
    )
    with pytest.raises(NotNow, match="Biện pháp theo kết luận này đã được giao"):
        amend(measured, "written_reminder", reasons="Câu khác.")


def test_the_new_words_are_by_who_decides_and_the_old_ones_stay_with_who_wrote_them(
    contested, world, as_
):
    made = contested("written_reminder")
    new = amend(made, "oral_reminder", result="partly")
    old = new.amends
    assert (new.proposed_by, new.decided_by, new.proposed_at) == (
        world.chairman,
        world.chairman,
        new.decided_at,
    )
    assert (old.proposed_by, old.decided_by, old.state, old.replaced_because) == (
        world.member,
        world.deputy_lead,
        "replaced",
        "amended",
    )
    assert [row.result for row in old.findings.all()] == ["established"]
    wrote = [row for row in new.fairness["rows"] if row["group"] == "conclusion" and row["who"]]
    assert {row["who"] for row in wrote} == {world.chairman.display_name}
    assert {row["part"] for row in wrote} == {"Người quyết định xem xét lại"}
    page = text_of(as_("deputy_lead").get(f"/ho-so/{made.incident.code}/"))
    assert world.chairman.display_name in page
    assert "Sửa kết luận của" in page


def test_an_annulment_keeps_who_wrote_what_was_annulled(contested, world):
    made = contested("discipline")
    review.decide_contest(
        incident=made.fresh(),
        decision="annul",
        reasons="Không đủ căn cứ.",
        by=world.fresh("chairman"),
        at=made.step(),
    )
    new = Conclusion.objects.get(incident=made.incident, state="concluded")
    assert (new.outcome, new.proposed_by) == (Outcome.NO_VIOLATION, world.chairman)
    assert new.amends.replaced_because == "annulled"
    assert not Finding.objects.filter(conclusion=new).exists()


def test_what_nobody_here_may_decide_is_decided_above_and_recorded_by_two(contested, world, as_):
    """The chairman concluded and the only vice-chairman gave an opinion: the level above decides,
    with its paper.
    """
    made = contested("written_reminder")
    given = {
        "verb": "contest_amend",
        "received_on": local_day(made.at),
        "payload": {
            "body": "UBND tỉnh Thử",
            "number": "12/QĐ-UBND",
            "reasons": "Mức độ nhẹ.",
            "new_outcome": "oral_reminder",
        },
    }
    scan = SimpleUploadedFile("qd.png", png(), "image/png")
    with pytest.raises(NotNow, match="Còn người ở đây"):
        enter(made, scan, **given)
    for who in ("chairman", "vice"):
        related(world.users[who].staff, made.staff)
    assert not who_can(made.fresh(), "contest_keep", local_day(made.at)).exists()
    assert not stuck(made.fresh(), local_day(made.at))
    page = text_of(as_("affairs").get(f"/ho-so/{made.incident.code}/"))
    assert "Ghi quyết định xem xét lại của cấp trên" in page
    heavier = {**given["payload"], "new_outcome": "discipline"}
    with pytest.raises(NotNow, match=WAY):
        enter(made, scan, **{**given, "payload": heavier})
    enter(made, scan, **given)
    row = PaperAct.objects.get(incident=made.incident, verb="contest_amend")
    assert made.fresh().outcome == "written_reminder", "nothing counts until it is confirmed"
    with pytest.raises(NotAllowed):
        confirm(made, row, "affairs")
    confirm(made, row, "member")
    assert made.fresh().outcome == "oral_reminder"
    decided = Contest.objects.get(incident=made.incident)
    assert decided.decision_paper == row
    assert decided.reasons.startswith("Quyết định số 12/QĐ-UBND ngày ")
    assert "của UBND tỉnh Thử" in decided.reasons


def enter(made, scan, **given) -> None:
    scan.seek(0)
    common = {"by": made.user("affairs"), "at": made.step()}
    file = store(upload=scan, kind="paper_acts", owner=made.fresh(), **common)
    sid = transaction.savepoint()
    try:
        review.enter_paper(incident=made.fresh(), scan=file, **given, **common)
    except NotNow:
        transaction.savepoint_rollback(sid)
        raise


def confirm(made, row: PaperAct, who: str) -> None:
    review.confirm_paper(incident=made.fresh(), paper=row, by=made.user(who), at=made.step())


def test_the_last_chair_who_could_review_is_told_before_taking_part(story, world, as_, counted):
    """While a chair is left nothing is said; with none, whoever speaks or concludes reads that a
    later review goes to the level above.
    """
    made, words = story("consulting"), "cấp trên trực tiếp quyết định"
    path = f"/ho-so/{made.incident.code}/cho-y-kien/"
    assert words not in text_of(as_("unit_head").get(path))
    for who in ("chairman", "vice"):
        related(world.users[who].staff, made.staff)
    assert words in text_of(as_("unit_head").get(path))
    counted(2, "opinions asked with and without a chair left")
