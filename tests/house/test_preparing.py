"""The page that stands for the try-out while it is being prepared."""

import json
import urllib.request
from datetime import timedelta
from urllib.error import HTTPError

import pytest
from django.utils import timezone

from halang_portal.tryout.preparing import Preparing
from halang_portal.tryout.sample.history import Diary
from tests.journeys.conftest import _free

pytestmark = pytest.mark.once


class Watch:
    """Seconds that pass when they are told to."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


def ask(port: int, path: str) -> tuple[int, str]:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=5) as answer:
            return answer.status, answer.read().decode()
    except HTTPError as refusal:
        with refusal:
            return refusal.code, refusal.read().decode()


def test_every_address_says_how_far_it_is_and_the_port_is_free_afterwards(settings, tmp_path):
    settings.STATIC_ROOT = str(tmp_path)
    (tmp_path / "css").mkdir()
    (tmp_path / "css" / "tokens.css").write_text(":root {}")
    watch, port = Watch(), _free()
    with Preparing("127.0.0.1", port, watch) as page:
        assert ask(port, "/static/css/tokens.css") == (200, ":root {}")
        status, body = ask(port, "/ho-so/bat-ky/")
        assert status == 503
        assert "còn vài phút" in body
        page.reached(0.5)
        page.reached(0.25)  # never back
        watch.now = 120
        told = ask(port, "/readyz")
        assert told[0] == 503
        assert json.loads(told[1]) == {
            "ready": False,
            "percent": 50,
            "left": "còn khoảng 2 phút",
        }
        page.reached(0.999)
        assert "còn chưa đến một phút" in ask(port, "/")[1]
    with Preparing("127.0.0.1", port):  # the supervisor binds it next
        pass


def test_the_sample_tells_how_far_it_is():
    """Shares of the history, rising to the end, whatever day it is."""
    now, heard = timezone.now(), []
    diary = Diary(now)
    for day in range(100, 0, -1):
        diary.add(iter([now - timedelta(days=day), now - timedelta(days=day, minutes=-5)]))
    assert diary.play(reached=heard.append) == 200
    assert heard == sorted(heard)
    assert 0 <= heard[0] < heard[-1] <= 1
