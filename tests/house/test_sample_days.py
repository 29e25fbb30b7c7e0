"""Whatever the day the try-out is loaded on, each state of a person's own page is there to be seen
(tests/journeys/test_sample.py walks them).
"""

import os
import subprocess
import sys

import pytest
from django.conf import settings

from tests.journeys.test_sample import STATES

pytestmark = pytest.mark.once
DAYS = ("2027-02-16T08:00",)  # right after Tết, when least has happened in the weeks before
PLAYED_ALONG = {"noted", "annulled", "lapsed"}  # come from the two years before, not from today


def test_every_state_is_there_on_the_day_of_loading(db, tmp_path, migrated, counted):
    said = subprocess.run(
        [sys.executable, "manage.py", "shell", "-v", "0", "-c", WORDS],
        cwd=settings.BASE_DIR,
        env={
            **{key: value for key, value in os.environ.items() if key not in ("TESTING", "MOMENT")},
            "TRY_OUT": "1",
            "DATABASE_URL": f"sqlite:///{migrated(tmp_path / 'days.sqlite3')}",
            "DATA_DIR": str(tmp_path),
            "MOMENTS": " ".join(DAYS),
        },
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    days = {day: set(states) for day, *states in map(str.split, said.splitlines())}
    assert set(days) == set(DAYS)
    for day, states in days.items():
        lacking = [w for w, keys in STATES.items() if not (states | PLAYED_ALONG) & set(keys)]
        assert not lacking, (day, lacking, sorted(states))
    counted(len(days), "days on which the try-out is loaded")


WORDS = "from tests.house.standing_rows import show; show()"
