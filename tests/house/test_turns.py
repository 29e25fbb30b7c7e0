"""A thin slice of the portal at each of the ten moments of tests/moments.py, in one process: cases
on the way, the work the clock brings, pages, figures. Every run asks this, also in CI; every test
at a moment is `make moments`.

Each engine says the same, and the clock of a database server is its own: asked once, on SQLite.
"""

import re
from datetime import datetime, timedelta
from pathlib import Path

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from compliance.incidents.models import Incident
from compliance.incidents.workflow import OPEN, UNDER_REVIEW
from compliance.outbox.consistency_checks import gaps
from compliance.outbox.models import Message
from compliance.outbox.processing import process_due
from compliance.registry.periodic import TOPIC as TURN_OF_DAY
from compliance.rulebook.clocks import local_day
from compliance.rulebook.queries import calendar
from reports.periods import period_of
from reports.rollups import differences
from tests.house.test_routes import MIXED, PAGES, PEOPLE, routes, status_of
from tests.moments import DATED, MOMENTS, moment
from tests.pages import tight

pytestmark = pytest.mark.once
ROOT = Path(__file__).resolve().parents[2]
DOOR = re.compile(
    r'<a[^>]*href="(/ho-so/\?[^"]+)"[^>]*>(?:<span class="tile-value">)?\s*(\d+)\s*<(?!small>ngày)'
)
BEGUN = {"closed": 48, "consulting": 4, "awaiting_answer": 2, "submitted": 1, "draft": 1}  # hours
AT_WORK = {"made-up-day", "monday-morning", "leap-day"}  # the hours in which people are reminded
ASKED = 3  # every third page at a moment, each at three of them or four
OF_A_CASE = ("case", "history", "ledger", "fairness", "sheet", "notice", "compare")


def test_the_dated_tests_are_where_they_are_said_to_be(counted):
    counted(len(DATED), "files of dated tests")
    assert [path for path in DATED if not (ROOT / path).is_file()] == []


@pytest.fixture(params=MOMENTS)
def name(request) -> str:
    return request.param


@pytest.fixture
def now(name) -> datetime:
    """The clock of this process is set to the moment and goes on from there."""
    with time_machine.travel(moment(name), tick=True):
        yield timezone.now()


@pytest.fixture
def codes(now, story, reached) -> dict[str, str]:
    """{status: code} of cases that came there in the hours, or days, before the moment."""

    def build():
        return {
            status: story(status, start=now - timedelta(hours=hours)).incident.code
            for status, hours in BEGUN.items()
        }

    return reached(("cases before", f"{now:%d %H:%M}"), build)


def test_the_day_is_that_of_viet_nam(name, now, story, as_, counted):
    """Against the table of moments, which no function of the portal has turned into a day."""
    today = MOMENTS[name].date()
    process_due(now)
    owed = set(Message.objects.values_list("dedup_key", flat=True))
    assert f"{TURN_OF_DAY}:{today:%Y-%m-%d}" in owed
    assert (f"reminders:{today:%Y-%m-%d}" in owed) == (name in AT_WORK)
    assert f"-{today.year}-" in story("draft", start=now).incident.code
    closed = as_("chairman").get(reverse("reports:dashboard")).context["period"]
    running = period_of("month", closed.end + timedelta(days=1))
    assert running.start <= today <= running.end
    counted(4, "moment: days of Viet Nam")


def test_what_the_clock_brings_is_done_once_and_leaves_no_gap(now, codes, counted):
    rows = 0
    for at in (now, now + timedelta(minutes=1), now + timedelta(days=1), now + timedelta(days=3)):
        while (turn := process_due(at))["done"]:
            assert not turn["failed"], at
            rows += turn["done"]
        assert process_due(at) == {"planned": 0, "done": 0, "failed": 0}, at
    counted(rows, "moment: messages done")
    assert not Message.objects.exclude(last_error="").exists()
    assert gaps(now) == []
    assert differences() == []


def test_a_deadline_lies_ahead_on_a_worked_day(now, codes, counted):
    days, today, rows = calendar(), local_day(now), 0
    for case in Incident.objects.filter(status__in=OPEN, submitted_at__isnull=False):
        assert local_day(case.submitted_at) <= today, case.status
        assert case.due_on > today, case.status
        assert days.is_working(case.due_on), case.status
        rows += 1
        if case.status in UNDER_REVIEW:
            assert case.known_on <= today < case.processing_ends, case.status
            assert days.is_working(case.processing_ends), case.status
    counted(rows, "moment: deadlines")


def test_pages_open(name, now, codes, as_, counted):
    """Pages without a key by somebody who may; the case by its handler and its person."""
    wrong, rows = [], 0
    code, turn = codes["awaiting_answer"], list(MOMENTS).index(name)
    pages = [("member", reverse(f"review:{page}", args=[code])) for page in OF_A_CASE]
    pages.append(("person", reverse("review:my_case", args=[code])))
    for number, (route, pattern) in enumerate(routes()):
        if "<" not in pattern and (people := sorted(_may_open(route))):
            pages.append((people[number % len(people)], reverse(route)))
    for who, address in pages[turn % ASKED :: ASKED]:
        status = status_of(as_(who).get(address))
        rows += 1
        if status not in (200, 302):
            wrong.append((who, address, status))
    counted(rows, "moment: pages")
    assert not wrong, wrong


def _may_open(route: str) -> set[str]:
    """Who gets a page; nobody where the table has no row of people."""
    if route in MIXED:
        return MIXED[route].get(200, set())
    people, _ = PAGES.get(route, (set(), None))
    return set() if route == "readyz" else people & set(PEOPLE)


def test_a_figure_is_the_number_of_rows_behind_it(now, codes, as_, counted):
    client = as_("chairman")
    page = tight(client.get(reverse("reports:dashboard")).content.decode())
    doors = set(DOOR.findall(page))
    for link, number in doors:
        shown = client.get(link.replace("&amp;", "&")).context
        apart = [row.count for row in shown["unshown"]]
        if None in apart:  # of a narrowed list no number is told of what is shut to its reader
            assert shown["total"] <= int(number), link
        else:
            assert shown["total"] + sum(apart) == int(number), link
    counted(len(doors), "moment: figures opened")
