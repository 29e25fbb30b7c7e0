"""Single sign-on by one setting, against a small OpenID provider in a thread of its own: code flow
with PKCE, known accounts only, the second factor still asked.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.house.test_shape import ROOT

SCRIPT = Path(__file__).parent / "data" / "single_sign_on.py"


@pytest.mark.once
@pytest.mark.django_db
def test_single_sign_on_opens_known_accounts_and_asks_for_the_second_factor(
    tmp_path, migrated, counted
):
    env = {
        **os.environ,
        "TRY_OUT": "1",
        "TESTING": "1",
        "REQUIRE_SECOND_FACTOR": "1",
        "DATA_DIR": str(tmp_path),
        "DATABASE_URL": f"sqlite:///{migrated(tmp_path / 's.sqlite3')}",
    }
    env |= {
        "DJANGO_SETTINGS_MODULE": "halang_portal.settings",
        "PYTHONPATH": str(ROOT),
        "LOG_LEVEL": "CRITICAL",
    }
    env.pop("REDIS_URL", None)
    done = subprocess.run(
        [sys.executable, "-W", "ignore", str(SCRIPT)],
        cwd=ROOT,
        env=env,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    found = json.loads(done.stdout.strip().splitlines()[-1])
    told = found["told"]
    counted(len(told), "single sign-ons")
    assert {name: one["in"] for name, one in told.items()} == {
        "known": True,
        "again, address changed": True,
        "not verified": False,
        "stranger": False,
        "shut": False,
    }
    assert found["users"] == 1, "nobody is made by signing in"
    assert told["known"]["offered"]
    assert told["known"]["allowed"]
    assert told["known"]["pkce"]
    assert told["known"]["after"] == "/tai-khoan/hai-buoc/totp/activate/", (
        "single sign-on is no way round the second factor"
    )
    assert not any(one["forged"] for one in told.values()), (
        "a callback without its own state opens nothing"
    )
    assert told["stranger"]["status"] == 403
