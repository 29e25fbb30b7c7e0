"""The try-out as `make run` serves it: its background process dies, and nobody at a
page notices.
"""

import os
import re
import signal
import time
import urllib.request

import pytest

pytestmark = pytest.mark.journey
STARTED = re.compile(r"^\[(web|tick)\] chạy, tiến trình (\d+)$", re.MULTILINE)


def _running(portal) -> dict[str, list[int]]:
    """Every process the supervisor has said it started: {name: numbers, in order}."""
    started: dict[str, list[int]] = {}
    for name, number in STARTED.findall((portal.data / "run.log").read_text()):
        started.setdefault(name, []).append(int(number))
    return started


def test_the_web_answers_while_the_background_dies_and_comes_back(portal, counted):
    before, answers = _running(portal), []
    os.kill(before["tick"][-1], signal.SIGKILL)
    until = time.monotonic() + 120
    while len(_running(portal)["tick"]) == len(before["tick"]):
        assert time.monotonic() < until, "the background process was not started again"
        with urllib.request.urlopen(f"{portal.base}/healthz", timeout=30) as answer:
            answers.append(answer.status)
        time.sleep(0.1)
    counted(len(answers), "answers while the background was away")
    assert set(answers) == {200}
    assert _running(portal)["web"] == before["web"], "the web was not touched"
    os.kill(_running(portal)["tick"][-1], 0)
