"""The page of a case reads its rows once, however much of it asks after them."""

import re
from collections import Counter

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from compliance.core.addresses import case_url

pytestmark = pytest.mark.once  # how often a page asks is no matter of the engine
ROWS = (
    "incidents_allegation",
    "incidents_custodyevent",
    "incidents_steptaken",
    "review_answer",
    "review_completion",
    "review_conclusion",
    "review_contest",
    "review_extension",
    "review_finding",
    "review_measure",
    "review_opinion",
    "review_triage",
)
TABLE = re.compile(r'^SELECT .*? FROM "(\w+)"', re.DOTALL)


@pytest.mark.parametrize("status", ["awaiting_answer", "consulting", "concluded", "closed"])
@pytest.mark.parametrize("who", ["lead", "member"])
def test_the_rows_of_a_case_are_read_once_with_its_page(who, status, story, as_, counted):
    address = case_url(story(status).incident.code)
    client = as_(who)
    client.get(address)
    with CaptureQueriesContext(connection) as asked:
        assert client.get(address).status_code == 200
    tables = [TABLE.match(query["sql"]) for query in asked.captured_queries]
    times = Counter(found[1] for found in tables if found)
    counted(sum(times[name] for name in ROWS), "rows of a case, read with its page")
    assert not {name: times[name] for name in ROWS if times[name] > 1}


# {status: the most its page may ask of the database, whoever reads it}: every page asks for
# session, account, wall and bell, the look is three for the trail, everything the page shows is
# one, and of a chair it is asked who else is left to act
AT_MOST = {
    "submitted": 15,
    "awaiting_answer": 17,
    "consulting": 17,
    "concluded": 16,
    "enforcing": 17,
    "closed": 16,
}


@pytest.mark.parametrize("status", AT_MOST)
def test_the_page_of_a_case_asks_little(status, story, as_, counted):
    address = case_url(story(status).incident.code)
    asked = {}
    for who in ("unit_head", "lead", "deputy_lead", "member", "affairs", "chairman"):
        client = as_(who)
        if client.get(address).status_code != 200:
            continue
        with CaptureQueriesContext(connection) as queries:
            client.get(address)
        asked[who] = sum(
            not query["sql"].startswith(("SAVEPOINT", "RELEASE"))
            for query in queries.captured_queries
        )
    counted(len(asked), "people who open the page of a case")
    assert {who: times for who, times in asked.items() if times > AT_MOST[status]} == {}


OWN, SENT = 15, 9  # the page of the person concerned, the receipt of who reported


@pytest.mark.parametrize("status", AT_MOST)
def test_the_other_pages_of_a_case_ask_little(status, story, as_, counted):
    code, asked = story(status).incident.code, {}
    for who, route in (("person", "review:my_case"), ("unit_head", "incidents:submitted")):
        client, address = as_(who), reverse(route, args=[code])
        if client.get(address).status_code != 200:
            continue
        with CaptureQueriesContext(connection) as queries:
            client.get(address)
        asked[route] = sum(
            not query["sql"].startswith(("SAVEPOINT", "RELEASE"))
            for query in queries.captured_queries
        )
    counted(len(asked), "other pages of a case")
    assert asked.get("review:my_case", 0) <= OWN
    assert asked.get("incidents:submitted", 0) <= SENT
