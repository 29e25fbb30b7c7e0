"""Which questions go to a replica: pages of rules, of whoever has not just written. A wall is never
read from it.
"""

import re
from contextlib import contextmanager

import pytest
from django.apps import apps
from django.db import connection, connections
from django.db.utils import OperationalError
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from compliance.rulebook.models import Instrument
from halang_portal import replica
from halang_portal.replica import MODELS, PAGES, REPLICA, Router, reading
from tests.conftest import BACKEND
from tests.house.test_routes import routes

pytestmark = pytest.mark.django_db
TABLES = {apps.get_model(label)._meta.db_table for label in MODELS}
NAMED = re.compile(r'(?:FROM|JOIN) "(\w+)"')


@pytest.fixture
def beside(settings, world):
    """A second alias of the database under test, over the same line: it sees what a test wrote."""
    other = connection.copy(alias=REPLICA)
    connection.ensure_connection()
    other.connection, other.autocommit = connection.connection, connection.autocommit
    connections.settings[REPLICA] = connection.settings_dict
    connections[REPLICA] = other
    settings.DATABASE_ROUTERS = ["halang_portal.replica.Router"]
    settings.MIDDLEWARE = [*settings.MIDDLEWARE, "halang_portal.replica.ReplicaMiddleware"]
    yield other
    other.connection = None
    del connections[REPLICA]
    del connections.settings[REPLICA]
    replica._away_until[:] = [0.0]


@contextmanager
def asked_of(other):
    found: list[str] = []
    with CaptureQueriesContext(other) as captured:
        yield found
    found += [query["sql"] for query in captured]


def signed_in(user) -> Client:
    client = Client()
    client.force_login(user, backend=BACKEND)
    return client


ADDRESSES = {
    "rulebook:rule_set": ["CC-2025"],
}


def address(name: str) -> str:
    return reverse(name, args=ADDRESSES.get(name, []))


@pytest.mark.parametrize("page", sorted(PAGES))
def test_a_page_of_rules_asks_it_of_rules_alone(page, beside, world, counted):
    client = signed_in(world.fresh("lead"))
    with asked_of(beside) as questions:
        assert client.get(address(page)).status_code == 200
    assert questions
    named = {table for sql in questions for table in NAMED.findall(sql)}
    assert named <= TABLES
    assert all(sql.startswith("SELECT") and "FOR UPDATE" not in sql for sql in questions)
    counted(len(questions), "questions put to the replica")


def test_no_other_page_asks_it(beside, world, arguments, counted):
    client = signed_in(world.fresh("lead"))
    with asked_of(beside) as questions:
        for name, pattern in routes():
            keys = arguments(name, pattern)
            complete = all(f":{key}>" in pattern for key in keys) and pattern.count("<") == len(
                keys
            )
            if complete and name not in PAGES and name not in ("account_logout",):
                answer = client.get(reverse(name, kwargs=keys))
                for close in answer._resource_closers if answer.streaming else ():
                    close()  # close() of all would end the connection as well
                counted(1, "pages that ask the primary alone")
    # the health page and the metrics ask it how far behind it is; nobody reads a row of it
    assert [sql for sql in questions if NAMED.search(sql)] == []


def test_whoever_wrote_reads_what_they_wrote(beside, world, settings):
    client = signed_in(world.fresh("lead"))
    client.post(reverse("outbox:read_all"))
    assert client.cookies[settings.WROTE_COOKIE]["max-age"] == settings.REPLICA_PIN_SECONDS
    with asked_of(beside) as questions:
        client.get(address("rulebook:instruments"))
    assert questions == []
    del client.cookies[settings.WROTE_COOKIE]  # as a browser does when it has run out
    with asked_of(beside) as questions:
        client.get(address("rulebook:instruments"))
    assert questions


def test_a_replica_that_is_away_costs_no_page(beside, world, monkeypatch):
    tried = []

    def away():
        tried.append(1)
        raise OperationalError("away")

    monkeypatch.setattr(beside, "ensure_connection", away)
    client = signed_in(world.fresh("lead"))
    for _ in range(3):
        assert client.get(address("rulebook:instruments")).status_code == 200
    assert len(tried) == 1, "tried again later"


def test_the_router_sends_nothing_else_there():
    router, token = Router(), reading.set(True)
    try:
        for model in apps.get_models():
            expected = REPLICA if model._meta.label in MODELS else "default"
            assert router.db_for_read(model) == expected, model
        assert router.db_for_write(Instrument) == "default"
        assert router.db_for_read(Instrument) == "default", "what was written is read back"
        assert not router.allow_migrate(REPLICA, "rulebook")
    finally:
        reading.reset(token)
    assert router.db_for_read(Instrument) == "default"
