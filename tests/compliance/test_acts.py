"""Every step a person takes through the review is declared once, and its page opens for whoever may
take it.
"""

from collections import Counter

import pytest
from django.utils import timezone

from compliance.incidents.queries import open_verbs
from compliance.incidents.workflow import STEPS, CaseRole, Status
from compliance.review import actions as review
from compliance.review.acts import ACTS, BY_PATH, PAGES
from compliance.review.case.own import closed_to_owner
from compliance.review.paperwork.actions import ON_PAPER
from tests.world import PEOPLE

OF_INCIDENTS = {"submit", "withdraw"}  # before anything is reviewed


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


# status -> what happened then
BEFORE = (
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


@pytest.mark.dealt
def test_the_page_of_every_act_opens_for_whoever_may_take_it(story, world, as_, counted):
    """In every status: 200 for whom the gate would let, 403 or 409 for who sees the case and may
    not, or not now.
    """
    rows, opened = 0, set()
    for status, happened in BEFORE:
        made = story(status)
        if happened:
            happened(made)
        incident = made.fresh()
        for who in PEOPLE:
            user, client = world.fresh(who), as_(who)
            allowed = open_verbs(incident, user)
            sees = type(incident).objects.visible_to(user).filter(pk=incident.pk).exists()
            for act in ACTS:
                if act.own or not sees:
                    continue
                rows += 1
                answer = client.get(act.url(incident)).status_code
                expected = {200} if act.verb in allowed else {403, 409}
                assert answer in expected, (status, who, act.verb, answer)
                if answer == 200:
                    opened.add(act.verb)
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


def test_what_comes_next_is_an_act_the_gate_lets(story, world, as_, counted):
    """The button of the case page leads where its viewer may go, in every status."""
    rows = 0
    for status in Status.values:
        if status in ("draft", "returned", "withdrawn"):
            continue
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
