"""A long question is planned once for a line to PostgreSQL, whatever it is asked about and by
whom; and answers as it would without.
"""

from datetime import UTC, date, datetime
from uuid import UUID

import pytest
from django.db import DataError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from environ import Env

from compliance.core import plans
from compliance.core.kept import ask
from compliance.core.plans import Lasting, PlanningCursor
from compliance.core.together import of_keys
from compliance.registry.models import Office
from halang_portal.settings.database import with_lines
from tests.world import Story

pytestmark = [
    pytest.mark.both,
    pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite keeps its own"),
]
VALUES = {  # what is asked, the value
    "a number": ("SELECT %s + 1", 41),
    "a number beyond 32 bits": ("SELECT %s + 1", 2**40),
    "a day": ("SELECT %s + 1", date(2026, 12, 31)),
    "a moment": ("SELECT extract(epoch FROM %s)", datetime(2026, 12, 31, 17, tzinfo=UTC)),
    "a key of its own": ("SELECT %s::text", UUID(int=308)),
    "a truth": ("SELECT NOT %s", True),
    "nothing": ("SELECT %s IS NULL", None),
    "words": ("SELECT 'chữ ' || %s", "có 'nháy', %% và $1"),
    "a list": ("SELECT 3 = ANY(%s::bigint[])", [1, 2, 3]),
    "an empty list": ("SELECT 3 = ANY(%s::bigint[])", []),
    "a share of a hundred": ("SELECT 'a%%b' LIKE 'a%%%%' AND %s = 1", 1),
}


def plans_made() -> dict[str, int]:
    """{the statement as this line keeps it: how often it was carried out}."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT statement, generic_plans + custom_plans FROM pg_prepared_statements")
        return dict(cursor.fetchall())


def answer_to(sql: str, params) -> list:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return cursor.fetchall()


@pytest.mark.parametrize("what", VALUES)
def test_the_answer_is_the_same(db, what, counted):
    sql, value = VALUES[what]
    for params in ([value], [value]):
        assert answer_to(Lasting(sql), params) == answer_to(sql, params), what
    counted(1, "kinds of values")


def test_what_is_equal_is_handed_over_once(db):
    """So that what is selected and grouped by stays the same for the server."""
    sql = "SELECT id + %s FROM registry_office GROUP BY id + %s"
    assert answer_to(Lasting(sql), [7, 7]) == answer_to(sql, [7, 7])


def test_of_texts_what_is_given_is_handed_over(world):
    sql, codes = "SELECT id FROM registry_office WHERE code = %s", ("XA", "XB")
    offices = [Office.objects.get(code=code).pk for code in codes]
    before = plans_made()
    asked = [answer_to(Lasting(sql, ["what stands for it"]), [code]) for code in codes]
    assert asked == [[(pk,)] for pk in offices]
    assert len(plans_made()) == len(before) + 1


def test_another_case_is_no_other_plan(world, counted):
    """The page of a case: of another about the same person, and of one about somebody else."""
    cases = [
        Story(world, staff=staff).to("consulting")
        for staff in (world.person_staff, world.person_staff, world.fresh("other_staff").staff)
    ]
    pages = [reverse("review:case", args=[case.code]) for case in cases]
    client = Client()
    client.force_login(world.lead)
    for __ in range(2):  # the second time the reader's walls are known
        assert client.get(pages[0]).status_code == 200
    known = plans_made()
    assert any(text.count("UNION ALL") > 20 for text in known), "no page of a case was planned"
    for page in pages[1:]:
        assert client.get(page).status_code == 200
        assert set(plans_made()) == set(known)
        counted(1, "pages of other cases")


def test_a_line_keeps_no_more_than_it_may(db, monkeypatch):
    monkeypatch.setattr(plans, "MOST", 400)
    texts = [f"SELECT {number} + %s  -- {'x' * 100}" for number in range(9)]
    for __ in range(2):
        for number, text in enumerate(texts):
            assert answer_to(Lasting(text), [1]) == [(number + 1,)]
    assert 1 <= len([text for text in plans_made() if "xxx" in text]) <= 4


def test_a_new_line_knows_no_plan(db):
    for __ in range(2):
        line = connection.copy()
        with line.cursor() as cursor:
            cursor.execute(Lasting("SELECT %s + 1"), [1])
            assert cursor.fetchall() == [(2,)]
        line.close()


def test_a_table_that_changed_is_planned_again(db):
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMPORARY TABLE changing (id integer)")
        cursor.execute("INSERT INTO changing VALUES (1), (2)")
        for __ in range(7):  # beyond the five that are planned for their values
            assert answer_to(Lasting("SELECT count(*) FROM changing WHERE id > %s"), [1]) == [(1,)]
        cursor.execute("ALTER TABLE changing ADD more text")
        cursor.execute("CREATE INDEX ON changing (id)")
        cursor.execute("INSERT INTO changing VALUES (3)")
        assert answer_to(Lasting("SELECT count(*) FROM changing WHERE id > %s"), [1]) == [(2,)]


def test_a_question_that_fails_leaves_the_line_as_it_was(db):
    for value, answer in ((0, None), (2, 5), (0, None), (5, 2)):
        try:
            with transaction.atomic():
                assert answer_to(Lasting("SELECT 10 / %s"), [value]) == [(answer,)]
        except DataError:
            assert answer is None


def test_what_was_asked_is_shown_whole(db):
    """In logs and in tests that read questions: not the name of a statement."""
    with CaptureQueriesContext(connection) as asked:
        answer_to(Lasting("SELECT %s + 1"), [308])
    assert [query["sql"] for query in asked] == ["SELECT 308 + 1"]


@pytest.mark.parametrize("number", [1, 2, 3, 4, 5, 9])
def test_keys_are_asked_for_by_few_questions(world, number):
    offices = sorted(Office.objects.values_list("pk", flat=True))[:number]
    given = of_keys(offices)
    assert len(given) in (1, 2, 4, 8, 16)
    assert set(given.values()) == set(offices)
    asked = ("offices", len(given))
    [rows] = ask(None, asked, lambda: [Office.objects.filter(pk__in=[*given])], given)
    assert sorted(row.pk for row in rows) == offices


@pytest.mark.parametrize(
    ("said", "keeps"),
    [
        ({}, True),
        ({"SERVES_PAGES": "1"}, True),
        ({"PGBOUNCER": "1"}, False),
        ({"PGBOUNCER": "1", "SERVES_PAGES": "1"}, False),
    ],
)
def test_a_pool_is_asked_for_no_plans(monkeypatch, said, keeps):
    for name in ("PGBOUNCER", "SERVES_PAGES"):
        monkeypatch.delenv(name, raising=False)
    for name, value in said.items():
        monkeypatch.setenv(name, value)
    line = with_lines({"ENGINE": "django.db.backends.postgresql", "NAME": "x"}, Env())
    kind = line["OPTIONS"].get("cursor_factory")
    assert (kind is not None and issubclass(kind, PlanningCursor)) == keeps
