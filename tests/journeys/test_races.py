"""Several processes at once on the portal's own database: exactly one wins, nothing is done twice,
nothing is missed.
"""

import json
import subprocess
import sys

import pytest

from tests.journeys.conftest import ROOT

pytestmark = pytest.mark.journey
SETUP = (
    "import os, django; os.environ['DJANGO_SETTINGS_MODULE'] = 'halang_portal.settings';"
    " django.setup()\n"
)
WORKERS = 6

RETURN = """
from django.utils import timezone
from compliance.incidents.models import Incident
from compliance.core.refusals import NotNow
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
first, last = weeks.order_by('end').first(), weeks.order_by('-end').first()
print(json.dumps({
    'weeks': weeks.count(),
    'planned': weeks.filter(state='planned').count(),
    'distinct': weeks.values('start').distinct().count(),
    'span': (last.end - first.end).days // 7 + 1 if weeks else 0,
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
    racing = [
        python(portal, RETURN, LEAD=logins["lead"]["username"], **picked) for _ in range(WORKERS)
    ]
    results = [said_or_gone(process) for process in racing]
    assert results.count("won") == 1, results


def said_or_gone(process: subprocess.Popen) -> str:
    """A process that starts after the race is over finds the version gone: late as well."""
    out, err = process.communicate(timeout=180)
    return (
        out.strip().splitlines()[-1]
        if process.returncode == 0
        else "late"
        if "DoesNotExist" in err
        else err[-800:]
    )


def test_of_five_tickers_every_closed_week_gets_one_summary(portal):
    env = {**portal.env, "SUMMARY_KINDS": "week"}
    tickers = [
        subprocess.Popen(
            [sys.executable, "manage.py", "tick"],
            cwd=ROOT,
            env=env,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for _ in range(5)
    ]
    for ticker in tickers:
        ticker.communicate(timeout=400)
    subprocess.run(
        [sys.executable, "manage.py", "tick"], cwd=ROOT, env=env, check=True, capture_output=True
    )
    left = json.loads(said(python(portal, LEFT)))
    print(left)
    assert left["weeks"] == left["distinct"] == left["span"] > 50
    assert left["planned"] == left["dead"] == 0
