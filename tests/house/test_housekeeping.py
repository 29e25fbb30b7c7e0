"""What nobody needs goes by night; what remembers that something was done or told stays."""

from datetime import timedelta

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.utils import timezone

from compliance.outbox.actions import notify
from compliance.outbox.handlers import LETTERS
from compliance.outbox.models import Message, Notification
from compliance.outbox.processing import process_due
from halang_portal.housekeeping import FROM, TOPIC, plan_housekeeping
from tests.world import PASSWORD

DAYS = 90


@pytest.fixture
def night(world, settings):
    settings.SENT_MAIL_DAYS = DAYS
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    return timezone.localtime().replace(hour=FROM, minute=5)


def test_it_is_owed_once_a_night_and_a_missed_night_is_made_up_for(night):
    Message.objects.filter(topic=TOPIC).delete()
    before = night.replace(hour=FROM - 1)
    assert plan_housekeeping(before) == 0
    assert [plan_housekeeping(night.replace(hour=hour)) for hour in (FROM, FROM + 1, 15)] == [
        1,
        0,
        0,
    ]
    assert plan_housekeeping(night.replace(hour=15) + timedelta(days=1)) == 1


def test_sessions_that_ended_go_with_their_machines_and_others_stay(night, client, counted):
    for _ in range(2):
        client.cookies.clear()
        client.post("/tai-khoan/dang-nhap/", {"login": "member", "password": PASSWORD})
    ended, open_one = Session.objects.order_by("pk")[:2]
    Session.objects.filter(pk=ended.pk).update(expire_date=timezone.now() - timedelta(hours=1))
    assert UserSession.objects.count() == 2
    process_due(night + timedelta(days=1))
    assert list(Session.objects.values_list("pk", flat=True)) == [open_one.pk]
    assert list(UserSession.objects.values_list("session_key", flat=True)) == [open_one.pk]
    counted(2, "sessions, one of which has ended")


def test_letters_of_long_ago_go_and_nothing_is_told_or_sent_again(night, world, settings, counted):
    told = {"kind": "thu", "text": "Việc", "url": "/", "key": "thu:1", "at": night}
    notify(users=[world.member], **told)
    process_due(night)
    row = Message.objects.get(dedup_key__startswith="mail:thu:1")
    assert row.done_at
    rows = {"old": DAYS + 2, "young": DAYS - 2, "waiting": None}
    for name, days in rows.items():
        Message.objects.create(
            topic=sorted(LETTERS)[0],
            dedup_key=f"letter:{name}",
            available_at=night + timedelta(days=9),
            done_at=night - timedelta(days=days) if days else None,
        )
    Message.objects.filter(pk=row.pk).update(done_at=night - timedelta(days=DAYS + 2))
    settings.SENT_MAIL_DAYS = 0
    process_due(night + timedelta(days=1))
    assert Message.objects.filter(pk=row.pk).exists(), "0: for ever"
    settings.SENT_MAIL_DAYS = DAYS
    process_due(night + timedelta(days=2))
    kept = set(Message.objects.filter(dedup_key__startswith="letter:").values_list("dedup_key"))
    assert kept == {("letter:young",), ("letter:waiting",)}
    assert not Message.objects.filter(pk=row.pk).exists()
    notify(users=[world.member], **told)
    assert not Message.objects.filter(dedup_key__startswith="mail:thu:1").exists()
    assert Notification.objects.filter(dedup_key__startswith="thu:1:").count() == 1
    counted(len(rows) + 1, "letters of before")
