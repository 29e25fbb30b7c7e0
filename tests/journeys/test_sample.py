"""The sample shows every rule: each outcome, each state of a person's own page, the law of the day
of the act; and its past months are remembered (docs/decisions/0057-figures-that-remember.md).
"""

import json
import re

import pytest

from compliance.incidents.models import Outcome

pytestmark = pytest.mark.journey
PHONE = 360  # pixels
MONTHS = 24
# what a person's own page must be shown as: any of the states of case/own.py
STATES = {
    "asked, or told a second time": ("asked", "second"),
    "after the deadline": ("late", "late_again"),
    "after answering": ("answered", "complete", "heard"),
    "not answered, recorded": ("silent",),
    "in consultation": ("consulting",),
    "a draft was proposed": ("proposed",),
    "suspended": ("suspended",),
    "reopened": ("reopened",),
    "noted by the unit": ("noted",),
    "after the conclusion": ("concluded",),
    "while measures are carried out": ("enforcing",),
    "contested": ("contested",),
    "ended": ("closed",),
    "after the lapse": ("lapsed",),
}
HINT = "Có thể áp dụng quy định có lợi hơn"


@pytest.fixture(scope="module")
def sample(portal) -> dict:
    words = "from tests.journeys.sample_rows import show; show()"
    return json.loads(portal.manage("shell", "-v", "0", "-c", words).splitlines()[-1])


def test_every_past_period_says_what_its_summary_said_and_what_the_rows_say(portal, counted):
    said = portal.manage("check_rollups")
    months = int(re.search(r"(\d+) tháng", said)[1])
    assert months >= MONTHS, said
    counted(months, "months of the sample: rows, page and frozen summary")


def test_every_outcome_is_in_the_sample(sample, counted):
    assert set(sample["outcomes"]) == set(Outcome.values)
    counted(len(sample["outcomes"]), "outcomes of the sample")


@pytest.mark.parametrize("words", STATES)
def test_the_own_page_of_each_state_says_where_the_case_stands(sample, visit, words, counted):
    """On a telephone: what it is, what comes next, nothing broken and nothing too wide."""
    shown = [sample["states"][key] for key in STATES[words] if key in sample["states"]]
    assert shown, (words, sorted(sample["states"]))
    code, username, title = shown[0]
    person = visit(username=username, width=PHONE)
    person.open("/cua-toi/").says(code)
    person.open(f"/cua-toi/{code}/").says(title).sound()
    counted(1, "states of own pages walked in the sample")


def test_the_law_of_the_act_is_pointed_out_to_the_handler_and_to_the_person(sample, visit):
    code, handler, person = sample["older_law"][0]
    visit(username=handler).open(f"/ho-so/{code}/").says(HINT)
    visit(username=person).open(f"/cua-toi/{code}/").says(HINT)
