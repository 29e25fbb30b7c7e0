"""Whose turn it is: the page names exactly those whose work list shows the case, and never nobody
while it is open.
"""

from datetime import timedelta
from pathlib import Path

import pytest
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from compliance.core.work_list import for_user
from compliance.incidents.models import Incident
from compliance.incidents.settling import ASKED_FOR
from compliance.incidents.workflow import OPEN, STEPS
from compliance.review import actions as review
from compliance.review.case.standing import Standing
from compliance.review.models import Extension
from compliance.review.turns import turns_of
from compliance.rulebook.clocks import local_day
from tests.compliance.test_liveness import CASTS, arrive
from tests.world import PEOPLE


def asked_for_time(made):
    Extension.objects.create(
        incident=made.incident, workdays=5, reason="Đi công tác.", asked_at=timezone.now()
    )


def one_opinion(made):
    review.give_opinion(
        incident=made.fresh(),
        side="unit",
        text="Ý kiến.",
        suggests="guidance",
        by=made.user("unit_head"),
        at=made.step(),
    )


def suspended(made):
    incident = made.fresh()
    review.suspend(
        incident=incident,
        reason="Chờ lịch.",
        code="",
        evidence="",
        by=made.user("member"),
        at=made.step(),
    )


def sent_back(made):
    made.opine()
    made.propose()
    review.send_back(
        incident=made.fresh(), comment="Viết lại.", by=made.user("deputy_lead"), at=made.step()
    )


def paper_waits(made):
    made.enter_paper("ask_replacement", {"reason": "Có quan hệ."})


def asked_aside(made):
    review.ask_replacement(
        incident=made.fresh(), reason="Có quan hệ.", by=made.user("person"), at=made.step()
    )


def nobody_heard(made):
    late = local_day(timezone.now()) - timedelta(days=9)
    made.incident.notices.update(due_on=late)
    Incident.objects.filter(pk=made.incident.pk).update(due_on=late)


# where a case stands, and what then happened
PLACES = [
    *((stage, None) for stage in (*OPEN, "proposed", "contested")),
    ("awaiting_answer", asked_for_time),
    ("awaiting_answer", nobody_heard),
    ("awaiting_answer", lambda made: made.answer()),
    ("consulting", one_opinion),
    ("consulting", lambda made: made.opine()),
    ("consulting", sent_back),
    ("consulting", suspended),
    ("consulting", paper_waits),
    ("consulting", asked_aside),
    ("consulting", lambda made: made.ask_stop()),
    ("enforcing", lambda made: made.carry_out()),
    ("enforcing", lambda made: (made.carry_out(), made.verify())),
]


def named(incident: Incident, world) -> set[str]:
    turns = turns_of(Standing(incident, local_day(timezone.now())))
    return {user.username for turn in turns for user in turn.people}


def listed(incident: Incident, world) -> set[str]:
    day = local_day(timezone.now())
    return {
        who
        for who in PEOPLE
        if any(
            incident.code in task.meta or task.url == reverse("review:mine")
            for task in for_user(world.fresh(who), day)
        )
    }


@pytest.mark.dealt
@pytest.mark.parametrize("cast", CASTS, ids=lambda cast: cast.__name__)
def test_the_page_names_those_whose_list_shows_the_case(cast, story, world, counted):
    for number, (stage, then) in enumerate(PLACES):
        sid = transaction.savepoint()
        made, incident = arrive(story, stage, cast)
        if then and cast.__name__ == "everybody":
            then(made)
            incident = made.fresh()
        where = (cast.__name__, number, stage)
        turns = turns_of(Standing(incident, local_day(timezone.now())))
        assert turns, where
        # the reporter is found by their part alone, and named nowhere
        reporter = {"unit_head"} if stage == "returned" else set()
        assert named(incident, world) == listed(incident, world) - reporter, where
        assert len({turn.key for turn in turns}) == len(turns), where
        assert all(turn.title and turn.since for turn in turns), where
        transaction.savepoint_rollback(sid)
    counted(len(PLACES) * len(PEOPLE), "place × person: named by the page, on the list")


def page_of(as_, who: str, incident: Incident) -> str:
    return as_(who).get(f"/ho-so/{incident.code}/").content.decode()


def test_who_waits_reminds_once_a_day_and_nobody_presses_the_person(story, world, as_):
    made = story("consulting")
    incident = made.fresh()
    url, key = f"/ho-so/{incident.code}/nhac/", {"key": "give_opinion.unit"}
    assert as_("unit_head").post(url, key).status_code == 403, "who owes it waits for nobody"
    assert as_("member").post(url, key).status_code == 302
    assert as_("lead").post(url, key).status_code == 409, "once a day, whoever asks"
    lines = world.unit_head.notifications.filter(kind="reminder_give_opinion")
    assert lines.count() == 1
    assert world.member.display_name not in lines.get().text
    assert as_("member").post(url, {"key": "conclude.decider"}).status_code == 409
    one_opinion(made)
    lines = world.unit_head.notifications.filter(kind="reminder_give_opinion", read_at=None)
    assert not lines.exists(), "doing it clears what asked for it"
    waiting = story("awaiting_answer")
    url = f"/ho-so/{waiting.incident.code}/nhac/"
    assert as_("member").post(url, {"key": "answer.person"}).status_code == 403


def test_a_reporter_is_reminded_without_being_named(story, world, as_):
    made = story("returned")
    url = f"/ho-so/{made.incident.code}/nhac/"
    assert as_("lead").post(url, {"key": "submit.reporter"}).status_code == 302
    text = page_of(as_, "lead", made.fresh())
    assert "Bổ sung vụ việc" in text
    assert "Không hiện tên" in text


def test_doing_an_act_clears_what_asked_for_it_and_nothing_else(story, world):
    made = story("consulting")

    def unread(who: str) -> set[str]:
        lines = world.fresh(who).notifications.filter(read_at=None, subject_type="incident")
        return set(lines.filter(subject_id=str(made.incident.pk)).values_list("kind", flat=True))

    assert "opinion_unit" in unread("unit_head")
    assert "opinion_affairs" in unread("affairs")
    assert not unread("lead") & {"submitted"}, "taken up long ago"
    one_opinion(made)
    assert "opinion_unit" not in unread("unit_head")
    assert "opinion_affairs" in unread("affairs"), "the other side has still to speak"
    made = story("consulting")
    made.opine()
    made.propose()
    assert not unread("affairs") & {"opinion_affairs"}
    assert "proposed" in unread("deputy_lead")
    by = made.user("deputy_lead")
    review.conclude(incident=made.fresh(), by=by, at=made.step())
    assert "proposed" not in unread("deputy_lead") | unread("lead")


def test_whoever_opens_an_act_is_seen_by_the_others_who_may(story, world, as_):
    made = story("submitted")
    incident = made.fresh()
    assert as_("deputy_lead").get(f"/ho-so/{incident.code}/thu-ly/").status_code == 200
    name = world.deputy_lead.display_name
    assert f"{name} đang xử lý" in page_of(as_, "lead", incident)
    tasks = [task.meta for task in for_user(world.fresh("lead"), local_day(timezone.now()))]
    assert any(f"{name} đang xử lý" in meta and incident.code in meta for meta in tasks)
    assert "đang xử lý, mở" not in page_of(as_, "deputy_lead", incident)


def test_who_has_done_their_part_reads_what_it_waits_for_now(story, as_):
    made = story("consulting")
    one_opinion(made)
    text = page_of(as_, "unit_head", made.fresh())
    assert "Chưa đến lượt ông/bà" in text
    assert "Đầu mối nội vụ: cho ý kiến" in text


def test_every_kind_that_is_cleared_is_a_kind_that_is_sent(counted):
    """A notice nobody sends, or a verb the table has not, would clear nothing in silence."""
    sent = "\n".join(
        path.read_text(encoding="utf-8")
        for path in Path("compliance").rglob("*.py")
        if path.name != "settling.py" and "migrations" not in path.parts
    )
    for verb, kinds in ASKED_FOR.items():
        assert verb in STEPS, verb
        for kind in kinds:
            assert f'"{kind.partition("{")[0]}' in sent, kind
    counted(sum(map(len, ASKED_FOR.values())), "verb × kind of notice it clears")


def test_who_reported_is_named_among_those_who_are_asked(story, world, as_, counted):
    """Whoever is missing from the names would be known to have reported."""
    rows = 0
    for stage in ("submitted", "consulting"):
        plain, by_a_lead = story(stage), story(stage, reporter="deputy_lead")
        for made in (plain, by_a_lead):
            if stage == "consulting":
                made.enter_paper("ask_replacement", {"reason": "Có quan hệ."})
        asked = [
            {(turn.key, user.username) for turn in turns for user in turn.people}
            for turns in (
                turns_of(Standing(made.fresh(), local_day(timezone.now())))
                for made in (plain, by_a_lead)
            )
        ]
        assert asked[0] == asked[1], stage
        assert any(name == "deputy_lead" for _, name in asked[1]), stage
        rows += len(asked[0])
    counted(rows, "act × person asked, whoever reported")
    page = page_of(as_, "deputy_lead", story("submitted", reporter="deputy_lead").fresh())
    assert "turn-mine" not in page, "they know themselves that it is not theirs"
