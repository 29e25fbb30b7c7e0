"""`manage.py seed --to N` on PostgreSQL: what is copied past the verbs breaks no rule, no sum and
no link of the trail.
"""

import random

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from compliance.audit.models import Event
from compliance.audit.verify import check
from compliance.core.identity import unseal
from compliance.incidents.models import Evidence, Incident, Reporter, StepTaken
from compliance.review.models import Finding
from halang_portal.tryout.bench.multiplying import Unfit, multiply
from halang_portal.tryout.bench.seeding import seed_incidents, seed_staff
from reports.rollups import differences

pytestmark = pytest.mark.both  # PostgreSQL does it, SQLite refuses
ON_POSTGRESQL = pytest.mark.skipif(
    connection.vendor != "postgresql", reason="tables are copied by PostgreSQL alone"
)


@pytest.fixture
def filled(world, story):
    """A closed case with everything that hangs on it, an open one, and a few written in bulk."""
    closed = story("closed").incident
    story("consulting")
    seed_staff(5, random.Random(1))
    seed_incidents(60, timezone.now(), random.Random(1), print)
    return closed


def copies(original: Incident):
    return Incident.objects.filter(title=original.title, status="closed").exclude(pk=original.pk)


@ON_POSTGRESQL
def test_a_copy_is_whole_and_breaks_no_rule(filled, counted):
    opened, written = Incident.objects.open().count(), Event.objects.count()
    multiply(400, False, print)
    connection.check_constraints()
    assert Incident.objects.count() >= 400
    assert Incident.objects.open().count() == opened
    assert differences() == []
    assert Event.objects.count() > written
    broken, events, *_ = check()
    assert broken == ""
    made = copies(filled)
    assert made.exists()
    for case in made:
        assert case.closed_at < filled.closed_at
        assert case.code[:2] == filled.code[:2]
        for model in (StepTaken, Evidence):
            there = model.objects.filter(incident=case).count()
            assert there == model.objects.filter(incident=filled).count() > 0
        assert Finding.objects.filter(conclusion__incident=case, allegation__incident=case).exists()
        assert unseal(Reporter.objects.get(incident=case).sealed) == filled.reporter.user_id
        assert Event.objects.about(case).count() == Event.objects.about(filled).count()
    for case in Incident.objects.select_related("person", "office"):
        before = case.folded
        case.fill_search()
        assert sorted(before.split()) == sorted(case.folded.split())
    counted(events, "links of the trail after copying")


@ON_POSTGRESQL
def test_everything_can_grow_in_proportion_and_twice(filled):
    opened = Incident.objects.open().count()
    multiply(200, True, print)
    assert Incident.objects.open().count() >= 2 * opened
    multiply(600, True, print)
    connection.check_constraints()
    assert differences() == []
    assert Incident.objects.count() >= 600


@ON_POSTGRESQL
def test_triggers_are_on_again(filled):
    multiply(200, False, print)
    with connection.cursor() as cursor:
        cursor.execute("SHOW session_replication_role")
        assert cursor.fetchone() == ("origin",)


@pytest.mark.skipif(connection.vendor == "postgresql", reason="of the other engine")
def test_another_engine_is_told(world):
    with pytest.raises(Unfit, match="PostgreSQL"):
        multiply(100, False, print)


def test_nowhere_but_in_the_try_out(world, monkeypatch):
    monkeypatch.setattr(settings, "TRY_OUT", False)
    with pytest.raises(CommandError, match="dùng thử"):
        call_command("seed", to=100)
