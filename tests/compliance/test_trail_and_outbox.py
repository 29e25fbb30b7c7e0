"""The trail cannot be changed unseen; what is owed is done once; a poisoned row stops nobody."""

from datetime import timedelta

import pytest
from django.core import mail
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from compliance.audit.models import ChainHead, Event
from compliance.audit.verify import first_break
from compliance.incidents.models import StepTaken
from compliance.outbox.actions import claim, enqueue, notify
from compliance.outbox.handlers import HANDLERS
from compliance.outbox.models import Message, Notification
from compliance.outbox.processing import GIVE_UP_AFTER, process_due

pytestmark = pytest.mark.both


def broken(events=None) -> str:
    head = ChainHead.objects.get(pk=1)
    return first_break(
        events if events is not None else Event.objects.order_by("seq"), head.seq, head.hash
    )


@pytest.mark.parametrize("model", [Event, StepTaken])
def test_the_database_refuses_to_change_or_delete_history(model, story):
    story("submitted")
    row = model.objects.order_by("pk").first()
    for change in (
        lambda: model.objects.filter(pk=row.pk).update(verb="khac"),
        lambda: model.objects.filter(pk=row.pk)._raw_delete("default"),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()
    assert model.objects.filter(pk=row.pk, verb=row.verb).exists()


def test_every_kind_of_tampering_with_the_trail_is_named(story, counted):
    story("closed")
    assert broken() == ""
    events = list(Event.objects.order_by("seq"))
    middle = len(events) // 2
    rows = 0
    for name, value in (
        ("verb", "khac"),
        ("actor_name", "Người khác"),
        ("at", events[middle].at + timedelta(seconds=1)),
        ("after", {"status": "closed"}),
        ("subject_label", "x"),
    ):
        kept = getattr(events[middle], name)
        setattr(events[middle], name, value)
        assert broken(events), name
        setattr(events[middle], name, kept)
        rows += 1
    assert broken(events[:middle] + events[middle + 1 :])
    assert broken(events[:-1])
    assert broken([*events[:middle], events[middle + 1], events[middle], *events[middle + 2 :]])
    counted(rows + 3, "ways of tampering")


def test_no_personal_text_enters_the_chain(story):
    from tests.world import CANARIES

    made = story("closed")
    text = "".join(
        f"{event.subject_label}{event.before}{event.after}" for event in Event.objects.all()
    )
    assert not [canary for canary in CANARIES.values() if canary in text]
    assert made.staff.full_name not in text


def test_looking_at_a_case_is_an_event_the_person_can_see(story, as_):
    made = story("awaiting_answer")
    as_("lead").get(f"/ho-so/{made.incident.code}/")
    assert Event.objects.filter(verb="saw", subject_id=str(made.incident.pk)).exists()
    assert (
        "Ai đã xem hồ sơ" in as_("person").get(f"/cua-toi/{made.incident.code}/").content.decode()
    )


def test_what_is_owed_once_is_done_once(world, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    done = []
    HANDLERS["thu"] = lambda message, now: done.append(message.pk)
    now = timezone.now()
    for _ in range(3):
        enqueue(topic="thu", dedup_key="thu:1", at=now)
    for _ in range(3):
        process_due(now + timedelta(seconds=1))
    assert len(done) == 1


def test_the_same_key_never_tells_twice_and_a_mail_is_owed_for_each_new_line(world):
    told = {"kind": "thu", "text": "Việc mới", "url": "/", "at": timezone.now(), "key": "thu:3"}
    notify(users=[world.lead], mail=False, **told)
    for _ in range(2):
        notify(
            users=[world.lead, world.member, world.superuser, world.affairs, world.member],
            subject=world.lead,
            **told,
        )
    lines = {
        note.user_id: note for note in Notification.objects.filter(dedup_key__startswith="thu:3:")
    }
    assert set(lines) == {
        user.pk for user in (world.lead, world.member, world.superuser, world.affairs)
    }
    assert (lines[world.member.pk].subject_type, lines[world.member.pk].subject_id) == (
        "user",
        str(world.lead.pk),
    )
    mails = Message.objects.filter(topic="mail", dedup_key__startswith="mail:thu:3:")
    expected = [
        {"notification": lines[user.pk].pk} for user in (world.member, world.affairs)
    ]  # not who was told before, not who has no address
    assert sorted(mails.values_list("payload", flat=True), key=str) == sorted(expected, key=str)


def test_of_two_workers_one_claims(world):
    now = timezone.now()
    enqueue(topic="thu", dedup_key="thu:2", at=now)
    first, second = Message.objects.get(dedup_key="thu:2"), Message.objects.get(dedup_key="thu:2")
    assert claim(message=first, now=now)
    assert not claim(message=second, now=now)
    assert claim(message=Message.objects.get(pk=first.pk), now=now + timedelta(minutes=7)), (
        "the lease of a dead worker runs out"
    )


def test_a_poisoned_row_stops_nobody_and_waits_for_a_person_in_the_end(world, as_):
    def poison(message, now):
        raise ValueError("hỏng")

    done = []
    HANDLERS["doc"], HANDLERS["thu"] = poison, lambda message, now: done.append(1)
    now = timezone.now()
    enqueue(topic="doc", dedup_key="doc:1", at=now)
    enqueue(topic="thu", dedup_key="thu:3", at=now)
    for _ in range(GIVE_UP_AFTER + 2):
        process_due(now)
        now += timedelta(hours=7)
    assert done == [1]
    row = Message.objects.get(dedup_key="doc:1")
    assert row.dead_at
    assert row.attempts == GIVE_UP_AFTER
    assert "doc" in as_("administrator").get("/viec-chua-gui/").content.decode()
    assert as_("administrator").post(f"/viec-chua-gui/{row.pk}/gui-lai/").status_code == 302
    row.refresh_from_db()
    assert row.dead_at is None


def test_a_change_that_is_rolled_back_owes_nothing(story, world):
    made = story("submitted")
    before = Message.objects.count(), Notification.objects.count(), Event.objects.count()

    def accept_and_fail() -> None:
        with transaction.atomic():
            made.accept()
            raise RuntimeError

    with pytest.raises(RuntimeError):
        accept_and_fail()
    assert (Message.objects.count(), Notification.objects.count(), Event.objects.count()) == before
    assert not mail.outbox


def test_the_engine_under_test_is_the_one_asked_for(db):
    import os

    assert connection.vendor == (
        "postgresql" if os.environ.get("DATABASE_URL", "").startswith("postgres") else "sqlite"
    )
