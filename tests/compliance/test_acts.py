"""Every step a person takes through the review is declared once, and its page opens for whoever may
take it.
"""

from collections import Counter
from datetime import timedelta

import pytest
from django.utils import timezone

from compliance.incidents.actions import invite
from compliance.incidents.queries import open_verbs
from compliance.incidents.queries import parts as roles_of
from compliance.incidents.workflow import STEPS, CaseRole, Status
from compliance.review import actions as review
from compliance.review.acts import ACTS, BY_PATH, PAGES
from compliance.review.case import fetching
from compliance.review.case.offered import closed_to_owner
from compliance.review.case.standing import WITH_A_STEP
from compliance.review.paperwork.actions import ON_PAPER
from compliance.rulebook.clocks import local_day
from tests.engines import drawn
from tests.world import PEOPLE

OF_INCIDENTS = {"submit", "take_back", "withdraw"}  # before anything is reviewed


def test_every_step_of_the_review_has_one_act_and_every_act_its_step(counted):
    taken = Counter(act.verb for act in ACTS if not (act.beside or act.paper))
    taken.update(verb for act in ACTS for verb in act.covers)
    taken.update(PAGES.keys())
    entered = Counter(verb for act in ACTS for verb in act.paper)
    taken.update({act.verb for act in ACTS if act.paper} | (set(entered) - set(taken)))
    counted(len(taken), "steps of the review")
    assert {verb for verb, times in taken.items() if times > 1} == set()
    assert set(taken) == set(STEPS) - OF_INCIDENTS
    assert set(entered.values()) == {1}
    assert (
        set(entered)
        == set(ON_PAPER)
        == {verb for verb, step in STEPS.items() if CaseRole.PAPER in step.by}
    ), "what the table gives to papers can be entered and runs when confirmed"
    assert {act.verb for act in ACTS} <= set(STEPS)


def test_addresses_and_precedences_are_given_once(counted):
    counted(len(ACTS), "acts declared")
    assert len(BY_PATH) == len(ACTS)
    ranks = Counter(act.precedence for act in ACTS if act.precedence)
    assert set(ranks.values()) == {1}
    words = [act for act in ACTS if not (act.title and act.intro and act.button and act.done)]
    assert not words


def test_a_suspended_case_offers_only_steps_the_table_lets_through(counted):
    """`while_suspended` of an act shows fewer than the table lets through, never more."""
    paused = [act for act in ACTS if act.while_suspended]
    counted(len(paused), "acts offered while suspended")
    assert all(STEPS[act.verb].while_suspended for act in paused)


def _contested(made):
    review.file_contest(
        incident=made.fresh(), text="Đề nghị xem lại.", by=made.user("person"), at=made.step()
    )


def _suspended(made):
    review.suspend(
        incident=made.fresh(),
        reason="Chờ tài liệu.",
        code="noi_bo",
        by=made.user("member"),
        at=made.step(),
    )


def _asked(made):
    made.ask_stop(who="deputy_lead")


def test_rows_that_come_with_a_step_never_stand_without_it(story, counted):
    """The case page looks for them only where its story has the step."""
    ended, waiting = story("closed"), story("awaiting_answer")
    _contested(ended)
    wish = {"workdays": 2, "reason": "Cần thêm tài liệu."}
    waiting.by_paper("ask_extension", wish)
    review.record_missed_delivery(
        incident=waiting.fresh(),
        day=local_day(waiting.at),
        handed_by="Văn thư",
        remark="Đi vắng",
        by=waiting.user("member"),
        at=waiting.step(),
    )
    waiting.recuse()
    invite(
        incident=waiting.fresh(),
        user=waiting.user("other_member"),
        part="",
        until=local_day(waiting.at) + timedelta(days=9),
        reason="Cho ý kiến.",
        by=waiting.user("lead"),
        at=waiting.step(),
    )
    waiting.ask_stop()
    seen = 0
    for rows, verbs in WITH_A_STEP.items():
        cases = [
            made.incident for made in (ended, waiting) if getattr(made.incident, rows).exists()
        ]
        assert cases, f"no case of this test has {rows}"
        for incident in cases:
            seen += 1
            assert incident.steps.filter(verb__in=verbs).exists(), rows
            for verb in verbs:
                assert verb in STEPS
    counted(seen, "kinds of rows that come with a step, by case")


def test_the_case_page_shows_what_was_read_once(story, as_):
    """The notices, opinions and papers of the page are those of the case, with the step or without
    the whole story.
    """
    made = story("awaiting_answer")
    made.enter_paper("ask_extension", {"workdays": 2, "reason": "Cần thêm tài liệu."})
    page = as_("member").get(f"/ho-so/{made.incident.code}/")
    assert [row.verb for row in page.context["papers"]] == ["ask_extension"]
    assert len(page.context["notices"]) == 1
    assert page.context["bundle"]


# status -> what happened then
BEFORE = (
    ("in_review", _asked),
    ("stopped", None),
    ("submitted", None),
    ("in_review", None),
    ("in_review", _suspended),
    ("awaiting_answer", None),
    ("consulting", None),
    ("concluded", None),
    ("concluded", _contested),
    ("enforcing", None),
    ("closed", None),
    ("noted", None),
    ("screened_out", None),
)


@pytest.fixture
def parts_once(monkeypatch):
    """What somebody is to a case is asked once, until parts_once.clear(): the gate and the page of
    an act ask the same function.
    """
    parts, ask = {}, roles_of.case_roles

    def case_roles(incident, user):
        if (incident.pk, user.pk) not in parts:
            parts[incident.pk, user.pk] = ask(incident, user)
        return parts[incident.pk, user.pk]

    for module in (roles_of, fetching):
        monkeypatch.setattr(module, "case_roles", case_roles)
    return parts


def _opened_by_all(incident, world, as_, turn):
    """(who, verb, whether the gate lets them, status of the page) for everybody who sees the case
    and every act of its page they may take; of the acts they may not take, those that are drawn.
    """
    for row, who in enumerate(PEOPLE):
        user, client = world.fresh(who), as_(who)
        if not type(incident).objects.visible_to(user).filter(pk=incident.pk).exists():
            continue
        allowed = open_verbs(incident, user)
        for place, act in enumerate(ACTS):
            if not act.own and (act.verb in allowed or drawn(turn, row, place)):
                answer = client.get(act.url(incident)).status_code
                yield who, act.verb, act.verb in allowed, answer


@pytest.mark.dealt
def test_the_page_of_every_act_opens_for_whoever_may_take_it(
    story, world, as_, undone, counted, loaded_once, parts_once
):
    """In every status: 200 for whom the gate would let, 403 or 409 for who sees the case and may
    not, or not now.
    """
    rows, opened = 0, set()
    for turn, (status, happened) in enumerate(BEFORE):
        loaded_once.clear()
        parts_once.clear()
        with undone():
            made = story(status)
            if happened:
                happened(made)
            for who, verb, allowed, answer in _opened_by_all(made.fresh(), world, as_, turn):
                rows += 1
                expected = {200} if allowed else {403, 409}
                assert answer in expected, (status, who, verb, answer)
                opened |= {verb} if allowed else set()
    counted(rows, "status × person × act: the page opened")
    assert opened == {act.verb for act in ACTS if not act.own}


def test_the_acts_of_the_person_concerned_open_at_their_own_door(story, as_, counted):
    """Each where the case leaves it something to do; otherwise it says so instead of a form."""
    rows, opened = 0, set()
    for status in ("awaiting_answer", "consulting", "enforcing"):
        incident = story(status).fresh()
        for act in (act for act in ACTS if act.own):
            rows += 1
            leads = not closed_to_owner(incident, act.verb, timezone.now())
            page = as_("person").get(act.url(incident))
            assert page.status_code == (200 if leads else 409), (status, act.verb)
            opened |= {act.verb} if leads else set()
    counted(rows, "status × act at one's own door")
    assert opened >= {act.verb for act in ACTS if act.own} - {"complete_answer"}


def test_what_comes_next_is_an_act_the_gate_lets(story, world, as_, undone, counted):
    """The button of the case page leads where its viewer may go, in every status."""
    rows = 0
    for status in Status.values:
        if status in ("draft", "returned", "withdrawn"):
            continue
        with undone():
            incident = story(status).fresh()
            for who in PEOPLE:
                page = as_(who).get(f"/ho-so/{incident.code}/")
                if page.status_code != 200 or "others" not in (page.context or {}):
                    continue
                allowed = open_verbs(incident, world.fresh(who))
                shown = [*page.context["others"], page.context["next"]]
                rows += 1
                assert {act.verb for act in shown if act} <= allowed, (status, who)
    counted(rows, "status × person: buttons of the case")
