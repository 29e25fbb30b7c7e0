"""Several processes at once on the portal's own database: exactly one wins, nothing is done twice, nothing is missed."""

import json
import os
import subprocess
import sys
from contextlib import contextmanager
from urllib.parse import urlsplit

import psycopg2
import pytest

from tests.journeys.conftest import ROOT

pytestmark = pytest.mark.journey
SETUP = "import os, django; os.environ['DJANGO_SETTINGS_MODULE'] = 'halang_portal.settings'; django.setup()\n"
WORKERS = 6

RETURN = """
from django.utils import timezone
from compliance.incidents.models import Incident
from compliance.refusals import NotNow
from compliance.registry.models import User
from compliance.review.actions import return_for_more
lead = User.objects.get(username=LEAD)
incident = Incident.objects.with_people().get(code=CODE, version=VERSION)
try:
    return_for_more(incident=incident, reason='Bổ sung', by=lead, at=timezone.now())
    print('won')
except NotNow:
    print('late')
"""
PICK = """
import json
from compliance.incidents.models import Incident
one = Incident.objects.filter(status='submitted').order_by('pk').first()
print(json.dumps({'CODE': one.code, 'VERSION': one.version}))
"""
LEFT = """
import json
from django.db.models import Count
from reports.models import Summary
from compliance.outbox.models import Message
weeks = Summary.objects.filter(kind='week')
print(json.dumps({
    'weeks': weeks.count(),
    'planned': weeks.filter(state='planned').count(),
    'distinct': weeks.values('start').distinct().count(),
    'span': (weeks.order_by('-end').first().end - weeks.order_by('end').first().end).days // 7 + 1 if weeks else 0,
    'dead': Message.objects.filter(topic='draw_summary', done_at=None).count(),
}))
"""


def python(portal, code: str, **names) -> subprocess.Popen:
    given = "".join(f"{name} = {value!r}\n" for name, value in names.items())
    return subprocess.Popen(
        [sys.executable, "-c", SETUP + given + code],
        cwd=ROOT,
        env={**portal.env, "PYTHONPATH": str(ROOT), "RING_DOORBELL": "0"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def said(process: subprocess.Popen) -> str:
    out, err = process.communicate(timeout=180)
    assert process.returncode == 0, err[-1500:]
    return out.strip().splitlines()[-1]


def test_of_six_processes_that_return_the_same_report_one_wins(portal, logins):
    picked = json.loads(said(python(portal, PICK)))
    racing = [python(portal, RETURN, LEAD=logins["lead"]["username"], **picked) for _ in range(WORKERS)]
    results = [said_or_gone(process) for process in racing]
    assert results.count("won") == 1, results


def said_or_gone(process: subprocess.Popen) -> str:
    """A process that starts after the race is over finds the version gone: late as well."""
    out, err = process.communicate(timeout=180)
    return out.strip().splitlines()[-1] if process.returncode == 0 else "late" if "DoesNotExist" in err else err[-800:]


def test_of_five_tickers_every_closed_week_gets_one_summary(portal):
    env = {**portal.env, "SUMMARY_KINDS": "week"}
    tickers = [
        subprocess.Popen([sys.executable, "manage.py", "tick"], cwd=ROOT, env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) for _ in range(5)
    ]
    for ticker in tickers:
        ticker.communicate(timeout=400)
    subprocess.run([sys.executable, "manage.py", "tick"], cwd=ROOT, env=env, check=True, capture_output=True)
    left = json.loads(said(python(portal, LEFT)))
    print(left)
    assert left["weeks"] == left["distinct"] == left["span"] > 50
    assert left["planned"] == left["dead"] == 0


# --- races on either engine, in a database of their own


def _arena(env: dict, *arguments: str) -> str:
    done = subprocess.run([sys.executable, "tests/journeys/arena.py", *arguments], cwd=ROOT, env=env, capture_output=True, text=True, check=False, timeout=500)
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout.strip()


@contextmanager
def _database(name: str, folder):
    """The environment of a fresh database; on PostgreSQL it is made here, and Redis keeps the cache."""
    if name == "SQLite":
        yield {"DATABASE_URL": f"sqlite:///{folder}/arena.sqlite3"}
        return
    server, redis = (
        os.environ.get("TEST_DATABASE_URL", "postgres://postgres@127.0.0.1:5432/postgres"),
        os.environ.get("TEST_REDIS_URL", "redis://127.0.0.1:6379/9"),
    )
    try:
        connection = psycopg2.connect(server)
    except psycopg2.OperationalError:
        if os.environ.get("CI"):
            raise
        pytest.skip("PostgreSQL is not reachable")
    connection.autocommit = True
    database = f"arena_{os.getpid()}"
    with connection.cursor() as cursor:
        cursor.execute(f"DROP DATABASE IF EXISTS {database} WITH (FORCE)")
        cursor.execute(f"CREATE DATABASE {database}")
        yield {"DATABASE_URL": urlsplit(server)._replace(path=f"/{database}").geturl(), "REDIS_URL": redis}
        cursor.execute(f"DROP DATABASE IF EXISTS {database} WITH (FORCE)")
    connection.close()


@pytest.fixture(scope="session", params=["SQLite", "PostgreSQL"])
def arena(request, tmp_path_factory):
    """The environment of an engine with the world in it, prepared once for all races on it."""
    folder = tmp_path_factory.mktemp("arena")
    env = {key: value for key, value in os.environ.items() if key not in ("DATABASE_URL", "REDIS_URL")}
    env |= {"TRY_OUT": "1", "TESTING": "1", "RING_DOORBELL": "0", "DATA_DIR": str(folder), "PYTHONPATH": str(ROOT), "LOG_LEVEL": "ERROR"}
    with _database(request.param, folder) as database:
        env |= database
        _arena(env, "prepare")
        yield env


@pytest.mark.parametrize(
    ("what", "clients", "rounds", "expected"),
    [("transitions", 12, 60, {"one winner": 60, "one step": 60}), ("totp", 10, 12, {"one winner": 12}), ("signin", 20, 30, {"ten tried": 30})],
)
def test_of_many_at_once_exactly_as_many_win_as_may(what, clients, rounds, expected, arena, request):
    told = json.loads(_arena(arena, what, str(clients), str(rounds)).splitlines()[-1])
    print(f"{request.node.name}, {clients} clients: {what} {told}")
    assert told["odd"] == []
    assert {name: told[name] for name in expected} == expected
