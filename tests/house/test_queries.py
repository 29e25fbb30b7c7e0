"""A page asks the database as many questions with a few rows as with many: no list asks anything
row by row.
"""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from compliance.guidance.actions import hold_briefing, send_instrument
from compliance.incidents.workflow import Status
from compliance.registry.actions import ask_about_data
from compliance.retention.models import LegalHold
from compliance.review.documents.composing import compose
from compliance.review.models import CaseDocument, RevealRequest
from compliance.rulebook.models import Instrument
from reports import actions as reporting
from reports.models import Direction, PeriodKind, SavedView, Summary
from reports.periods import back_from, period_of
from tests.compliance.test_measures import send
from tests.house.test_routes import MIXED, PAGES, ours, status_of
from tests.world import Story, typed

FEW, MANY = 1, 3  # of everything
SLACK = 1  # some people appear on a page only with the second row
ASKED = ("unit_head", "lead", "member", "affairs", "chairman", "auditor", "administrator", "person")


def more_of_everything(world, first: int, last: int) -> None:
    """One more of what the lists show, for each number: cases in every status, recommendations
    outside, summaries, returns, directions, rules made known, requests, papers.
    """
    now, today, month = (
        timezone.now(),
        timezone.localdate(),
        period_of(PeriodKind.MONTH, timezone.localdate()),
    )
    instrument = Instrument.objects.filter(to_acknowledge=True, published_at__isnull=False).first()
    offices, soon = [world.offices["XA"], world.offices["XB"]], today + timedelta(days=9)
    for number in range(first, last):
        one = back_from(month, number + 3)[0]
        reporting.plan_summary(period=one, at=now)
        drawn = reporting.draw(summary=Summary.objects.order_by("pk").last(), at=now)
        reporting.approve(summary=drawn, by=world.fresh("lead"), at=now)
        reporting.plan_returns(period=one, at=now, quiet=True)
        reporting.give_direction(
            text="Báo cáo.", offices=offices, due_on=soon, by=world.fresh("chairman"), at=now
        )
        Direction.objects.filter(due_on=soon).update(due_on=today - timedelta(days=1))
        SavedView.objects.create(
            user=world.lead, name=f"Cách {number}", kind="month", created_at=now
        )
        send_instrument(
            instrument=instrument,
            offices=offices,
            due_on=soon,
            note="",
            by=world.lead,
            at=now,
            quiet=True,
        )
        meeting = {
            "office": offices[0],
            "held_on": today,
            "instruments": [instrument],
            "attendees": [world.person_staff],
            "minutes": "Đã phổ biến.",
        }
        hold_briefing(**meeting, by=world.fresh("unit_head"), at=now)
        ask_about_data(
            staff=world.person_staff,
            kind="correct",
            part="name",
            text="Sai tên đệm.",
            by=world.fresh("person"),
            at=now,
        )
        for status in Status.values:
            _case(world, number, status)
        proposed, recommended, referred = (
            _case(world, number, *how)
            for how in (("consulting",), ("concluded", "discipline"), ("concluded", "referred"))
        )
        proposed.opine()
        proposed.propose()
        send(recommended)
        send(referred, "referral")
        asked = _case(world, number, "consulting").incident
        words = compose(
            incident=asked,
            kind="invitation",
            issuer="team",
            given={"chair": "Tổ trưởng", "time": now, "day": today, "place": "Phòng họp"},
            day=today,
        )
        CaseDocument.objects.create(
            incident=asked,
            kind="invitation",
            issuer="team",
            words=words,
            drafted_by=world.member,
            drafted_at=now,
        )
        LegalHold.objects.create(
            incident=asked,
            reason="Có khiếu nại.",
            until=today + timedelta(days=90),
            asked_by=world.lead,
            asked_at=now,
        )
        RevealRequest.objects.create(
            incident=asked, asked_by=world.member, reason="Cần hỏi thêm.", asked_at=now
        )


def _case(world, number: int, status: str, outcome: str = "written_reminder") -> Story:
    eight = timezone.localtime().replace(
        hour=8, minute=0, second=0, microsecond=0
    )  # whatever the hour: the same days
    made = Story(world, start=eight - timedelta(days=4 + number), outcome=outcome)
    made.to(status)
    return made


def asked_by(as_, who: str, arguments) -> dict[str, int]:
    """{route: how many questions its page asks}, for the pages that open."""
    client, found = as_(who), {}
    client.get("/tai-khoan/")
    for name, pattern in ours():
        if name not in PAGES and name not in MIXED:
            continue
        with CaptureQueriesContext(connection) as asked:
            status = status_of(client.get(reverse(name, kwargs=arguments(name, pattern))))
        if status == 200:
            found[name] = sum(
                not query["sql"].startswith(("SAVEPOINT", "RELEASE"))
                for query in asked.captured_queries
            )
    return found


@pytest.mark.once  # how many questions a page asks is no matter of the engine
@pytest.mark.parametrize("who", ASKED)
def test_no_page_asks_more_where_there_is_more(
    who, arguments, as_, world, reached, undone, counted
):
    reached("a few of everything", lambda: more_of_everything(world, 0, FEW))
    with undone():
        few = asked_by(as_, who, arguments)
    reached("many of everything", lambda: more_of_everything(world, FEW, MANY))
    many = asked_by(as_, who, arguments)
    grown = {
        name: (few[name], many[name])
        for name in few
        if name in many and many[name] > few[name] + SLACK
    }
    counted(len(few), "pages × person, few rows and many")
    assert not grown, grown


# where nothing waits a home asks for nothing kind by kind: (who, page) and the most it may ask
QUIET = {
    ("unit_head", "incidents:unit_home"): 9,
    ("lead", "review:work"): 8,
    ("member", "review:work"): 9,
    ("affairs", "review:work"): 8,
    ("auditor", "review:work"): 7,
    ("chairman", "reports:dashboard"): 11,
    ("lead", "retention:due"): 8,
}


@pytest.mark.once
@pytest.mark.parametrize(("who", "page"), QUIET)
def test_where_nothing_waits_little_is_asked(who, page, as_, counted):
    client = as_(who)
    client.get(reverse(page))
    with CaptureQueriesContext(connection) as asked:
        assert client.get(reverse(page)).status_code == 200
    counted(len(asked), "questions of homes where nothing waits")
    assert len(asked) <= QUIET[who, page]


SENDING = 58  # questions of a report about one person, from the form to the page that follows


@pytest.mark.once
def test_a_report_is_sent_with_few_questions(as_, story, counted):
    made, client = story("draft"), as_("unit_head")
    address = reverse("incidents:edit", args=[made.incident.code])
    client.get(address)
    with CaptureQueriesContext(connection) as asked:
        answer = client.post(address, {**typed(made.fresh()), "submit": "1"})
    assert made.fresh().status == "submitted", answer.status_code
    none = re.compile("SAVEPOINT|RELEASE|BEGIN|COMMIT|.*portal_cache")  # limits are elsewhere
    questions = [row for row in asked.captured_queries if not none.match(row["sql"])]
    counted(len(questions), "questions of a report that is sent")
    assert len(questions) <= SENDING
