"""docs/operation.md carried out from end to end; see the package. It takes minutes, so it is asked
by CI, by `make deployment` and with DEPLOYMENT=1.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.deployment.machine import ROOT

CI = os.environ.get("CI", "").lower() in ("1", "true")
PROGRAMS = ("nginx", "redis-server", "psql", "pg_dump", "openssl", "curl", "runuser")


@pytest.mark.once
def test_every_command_of_the_document_does_what_it_says():
    if not (CI or os.environ.get("DEPLOYMENT")):
        pytest.skip("asked with CI=true or DEPLOYMENT=1 (make deployment)")
    places = f"{os.environ['PATH']}:/usr/sbin:/sbin"
    missing = [name for name in PROGRAMS if not shutil.which(name, path=places)]
    missing += [] if list(Path("/usr/lib/postgresql").glob("*/bin/initdb")) else ["initdb"]
    if missing and CI and os.getuid() == 0:
        subprocess.run(["apt-get", "install", "-y", "-q", "nginx"], check=False)
        missing = [name for name in missing if not shutil.which(name, path=places)]
    if missing or os.getuid() != 0:  # what the machine of the suite is made of is not asked here
        pytest.skip(f"needs root and: {', '.join(missing or PROGRAMS)}")
    done = subprocess.run(
        [sys.executable, "-m", "tests.deployment"],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT), *map(str, _sites())])},
        capture_output=True,
        text=True,
        check=False,
    )
    print(done.stdout)
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-4000:]
    assert "mọi tệp, số dòng, nhật ký, số cộng sẵn khớp" in done.stdout


def _sites() -> list[Path]:
    return [Path(path) for path in sys.path if "site" in path]
