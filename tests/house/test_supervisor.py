"""One process that dies takes nothing with it: it is started again, the others keep running; a
poisoned row stops nothing.
"""

import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from django.conf import settings
from django.db import OperationalError
from django.utils import timezone

from compliance.outbox import handlers
from compliance.outbox.models import Message
from compliance.outbox.processing import keep_lanes_ticking, keep_ticking
from halang_portal.supervisor import LONGEST, SHORTEST, WITH_REDIS, WITHOUT, pause, read_procfile

SUPERVISOR = Path(settings.BASE_DIR) / "halang_portal" / "supervisor.py"
WAITS = "python -S -c 'import signal; signal.pause()'"


@pytest.fixture
def kept(tmp_path):
    """A supervisor of two processes that only wait: (its process, next line it says)."""
    procfile = tmp_path / "Procfile"
    procfile.write_text(f"web: {WAITS}\ntick: {WAITS}\nspare: {WAITS}\n")
    command = [sys.executable, "-S", str(SUPERVISOR), "-f", str(procfile), "web", "tick"]
    running = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, start_new_session=True)
    yield running, running.stdout.readline
    running.terminate()
    running.wait(timeout=60)
    running.stdout.close()


def _pid(line: str, name: str) -> int:
    assert line.startswith(f"[{name}] chạy"), line
    return int(line.split()[-1])


def test_what_is_killed_is_started_again_and_the_web_never_stops(kept, counted):
    running, line = kept
    web, tick = _pid(line(), "web"), _pid(line(), "tick")
    deaths = 3
    for _ in range(deaths):
        os.kill(tick, signal.SIGKILL)
        assert line().startswith("[tick] dừng (mã -9)")
        again = _pid(line(), "tick")
        assert again != tick
        tick = again
        os.kill(web, 0)
    counted(deaths, "deaths of the background process")
    running.terminate()
    assert running.wait(timeout=60) == 0
    for pid in (web, tick):
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)


def test_the_pause_grows_and_is_never_longer_than_half_a_minute():
    pauses = [pause(deaths) for deaths in range(1, 12)]
    assert pauses[:4] == [SHORTEST, 1.0, 2.0, 4.0]
    assert pauses == sorted(pauses)
    assert pauses[-1] == LONGEST == 30


def test_the_procfile_names_what_is_started_with_redis_and_without():
    assert set(WITH_REDIS) | set(WITHOUT) == set(
        read_procfile(Path(settings.BASE_DIR) / "Procfile")
    )


def test_every_lane_has_a_queue_a_ring_and_a_worker(settings, counted):
    """A worker that names no queue, as units of before do, serves every one of them."""
    queues = [queue.name for queue in settings.CELERY_TASK_QUEUES]
    asked = [line["options"]["queue"] for line in settings.CELERY_BEAT_SCHEDULE.values()]
    commands = read_procfile(Path(settings.BASE_DIR) / "Procfile")
    served = [
        command.partition("--queues ")[2].split()[0]
        for command in commands.values()
        if " worker " in command
    ]
    counted(len(queues), "queues")
    assert sorted(queues) == sorted(asked) == sorted(served) == sorted(handlers.LANES)
    assert settings.CELERY_TASK_DEFAULT_QUEUE == handlers.DEFAULT


def test_each_lane_ticks_by_itself_and_an_error_of_one_ends_all(monkeypatch, counted):
    turned = []

    def turn(stop, lanes):
        turned.append(lanes)
        if lanes == (handlers.MAIL,):
            raise OperationalError("away")
        stop.wait(60)  # until the error of the other is known

    monkeypatch.setattr("compliance.outbox.processing.keep_ticking", turn)
    with pytest.raises(OperationalError):
        keep_lanes_ticking(threading.Event())
    counted(len(turned), "lanes that tick")
    assert sorted(turned) == sorted((lane,) for lane in handlers.LANES)


def test_without_redis_there_is_no_queue_that_could_be_poisoned(settings):
    assert settings.CELERY_BROKER_URL.startswith(("memory:", "redis:"))
    assert settings.REDIS_URL or settings.CELERY_BROKER_URL == "memory://"


def test_the_loop_goes_on_over_a_poisoned_row_and_does_the_rest(world, monkeypatch, counted):
    stop, done, at = threading.Event(), [], timezone.now()
    monkeypatch.setattr(handlers, "PLANNERS", [])
    monkeypatch.setattr("compliance.outbox.processing.PLANNERS", [])

    def last(message, now):
        done.append(message.pk)
        stop.set()

    monkeypatch.setitem(handlers.HANDLERS, "chuông", last)
    Message.objects.all().delete()
    poison = [
        Message.objects.create(
            topic=topic, dedup_key=f"độc:{number}", payload=payload, available_at=at
        )
        for number, (topic, payload) in enumerate(POISON)
    ]
    good = Message.objects.create(topic="chuông", dedup_key="lành", available_at=at)
    keep_ticking(stop)
    counted(len(poison), "poisoned rows")
    assert done == [good.pk]
    rows = Message.objects.filter(pk__in=[row.pk for row in poison])
    assert [(row.done_at, row.attempts, bool(row.last_error)) for row in rows] == [
        (None, 1, True)
    ] * len(POISON)


POISON = (
    ("không-có-việc-này", {}),
    ("mail", {}),
    ("mail", {"notification": "x"}),
    ("mail", []),
    ("mail", 7),
    ("draw_summary", {"summary": -1}),
    ("apply_import", {"run": {}}),
)
