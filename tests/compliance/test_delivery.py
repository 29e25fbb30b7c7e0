"""Delivery that cannot fail silently: what stops is told, found, tried again or given up with a
reason; the way itself is listened to.
"""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from compliance.audit.models import Event
from compliance.core.refusals import NotNow
from compliance.outbox import consistency_checks, handlers
from compliance.outbox.actions import enqueue, give_up
from compliance.outbox.heartbeat import (
    EVERY,
    KEPT,
    LATE,
    TOPIC,
    is_late,
    last_beat,
    plan_heartbeat,
)
from compliance.outbox.models import Message, Notification
from compliance.outbox.processing import GIVE_UP_AFTER, process_due
from compliance.outbox.words import TOPICS


@pytest.fixture
def failing(monkeypatch):
    """A topic that fails until `works` is set. Nothing else is found amiss meanwhile, so that only
    it stops.
    """
    monkeypatch.setattr(consistency_checks, "GAPS", [])
    state = {"works": False, "done": 0}

    def work(message, now):
        if not state["works"]:
            raise ConnectionRefusedError
        state["done"] += message.dedup_key.startswith("thu:")

    monkeypatch.setitem(handlers.HANDLERS, "mail", work)
    return state


def stopped(count: int = 3) -> list[Message]:
    at = timezone.localtime(timezone.now() - timedelta(days=40)).replace(
        hour=8, minute=0
    )  # all attempts fall on one day or the next, whatever the hour of the run
    for number in range(count):
        enqueue(topic="mail", dedup_key=f"thu:{number}", at=at)
    now = at
    for _ in range(GIVE_UP_AFTER + 1):
        now += timedelta(hours=7)
        process_due(now)
    return list(Message.objects.filter(dedup_key__startswith="thu:"))


def test_every_topic_owed_anywhere_has_its_words(counted):
    texts = [
        path.read_text(encoding="utf-8")
        for top in ("compliance", "reports")
        for path in (Path(settings.BASE_DIR) / top).rglob("*.py")
    ]
    owed = {
        match
        for text in texts
        for match in re.findall(
            r'enqueue\(\s*topic="([a-z_]+)"|@handles\("([a-z_]+)"\)|^TOPIC = "([a-z_]+)"',
            text,
            re.M,
        )
    }
    owed = {name for groups in owed for name in groups if name}
    counted(len(owed), "topics")
    assert not owed - set(TOPICS)


def test_what_has_stopped_is_told_once_a_day_and_is_found_and_done_once(
    world, failing, as_, counted
):
    rows = stopped()
    assert all(row.dead_at for row in rows)
    assert Notification.objects.filter(user=world.administrator, kind="stopped").count() == 1
    client = as_("administrator")
    page = client.get(reverse("outbox:dead")).content.decode()
    assert "Gửi thư báo" in page
    assert "không kết nối được máy chủ" in page
    for query, seen in (
        ("?loc=dung", 3),
        ("?loc=thu-lai", 0),
        ("?loc=bo", 0),
        ("?viec=mail", 3),
        ("?viec=draw_summary", 0),
        ("?q=thu:1", 1),
        ("?q=khong-co", 0),
    ):
        assert (
            client.get(reverse("outbox:dead") + query).content.decode().count('cell-sub code">thu:')
            == seen
        ), query
    failing["works"] = True
    client.post(reverse("outbox:resend_all") + "?q=thu:1")
    process_due()
    assert failing["done"] == 1
    client.post(reverse("outbox:resend_all"))
    process_due()
    process_due()
    assert failing["done"] == 3
    counted(7, "filters of what has stopped")


def test_one_is_given_up_only_with_a_reason_and_can_be_taken_up_again(world, failing, as_):
    row, client = stopped(1)[0], as_("administrator")
    with pytest.raises(NotNow):
        give_up(message=row, because=" ", by=world.fresh("administrator"), at=timezone.now())
    client.post(reverse("outbox:leave_undone", args=[row.pk]), {"ly-do": "Người nhận đã nghỉ."})
    assert "Người nhận đã nghỉ." in client.get(reverse("outbox:dead")).content.decode()
    assert Event.objects.get(verb="give_up_message").after["because"] == "Người nhận đã nghỉ."
    failing["works"] = True
    process_due()
    assert failing["done"] == 0
    client.post(reverse("outbox:resend", args=[row.pk]))
    process_due()
    assert failing["done"] == 1


def test_the_canary_tells_whether_the_way_works(world, as_):
    Message.objects.filter(topic=TOPIC).delete()
    start = timezone.now() - timedelta(days=5)
    assert is_late(start)
    for number in range(6):
        process_due(start + number * EVERY)
        process_due(start + number * EVERY)  # five tickers or one: one a five minutes
    assert Message.objects.filter(topic=TOPIC).count() == 6
    assert last_beat() == start + 5 * EVERY
    assert not is_late(start + 5 * EVERY + LATE)
    assert is_late(start + 5 * EVERY + LATE + timedelta(seconds=1))
    assert (
        "Đường xử lý không chạy"
        in as_("administrator").get(reverse("outbox:dead")).content.decode()
    )
    assert as_("anonymous").get(reverse("readyz")).json()["background"] == "late"
    process_due()
    assert as_("anonymous").get(reverse("readyz")).json()["background"] == "ok"
    assert (
        "Đường xử lý đang chạy" in as_("administrator").get(reverse("outbox:dead")).content.decode()
    )
    plan_heartbeat(timezone.now() + KEPT + timedelta(days=1))
    assert (
        Message.objects.filter(topic=TOPIC, done_at__lt=timezone.now() - timedelta(days=1)).count()
        == 0
    ), "old ones go"


def test_an_alarm_that_fails_stops_nothing(world, failing, monkeypatch):
    monkeypatch.setattr(handlers, "ALARMS", handlers.ALARMS)
    handlers.ALARMS.append(lambda message, now: 1 / 0)
    try:
        assert all(row.dead_at for row in stopped(2))
    finally:
        handlers.ALARMS.pop()


def test_whoever_owes_much_rings_once_and_waits_for_no_broker_that_is_away(
    world, settings, monkeypatch, django_capture_on_commit_callbacks
):
    from celery import current_app

    from compliance.outbox import actions

    settings.RING_DOORBELL = True
    rung = []

    def away(*args, **kwargs):
        rung.append(1)
        raise ConnectionRefusedError

    monkeypatch.setattr(current_app._get_current_object(), "send_task", away)
    monkeypatch.setitem(actions._quiet, "until", 0.0)
    for start in (0, 5):
        connection.run_on_commit.clear()  # what the test's own transaction has gathered so far
        with django_capture_on_commit_callbacks(execute=True) as callbacks:
            for number in range(start, start + 5):
                enqueue(topic="canary", dedup_key=f"chuong:{number}", at=timezone.now())
        assert len(callbacks) == 1
    assert len(rung) == 1
    assert Message.objects.filter(dedup_key__startswith="chuong:").count() == 10
