"""What somebody is told as the reporter: found by them, mailed to them, and in no row beside their
name; old lines are addressed anew.
"""

import smtplib
from datetime import timedelta
from importlib import import_module

import pytest
from django.apps import apps
from django.utils import timezone

from compliance.outbox.actions import enqueue, mark_read
from compliance.outbox.letters import deliver, letter, message_id
from compliance.outbox.models import Message, Notification
from compliance.outbox.processing import process_due
from compliance.review.deadlines.reminders import due_today
from compliance.rulebook.queries import calendar


def lines_of(user):
    return Notification.objects.addressed_to(user).filter(user=None)


def test_the_reporter_reads_it_and_gets_a_letter_and_no_row_says_who(story, world, as_, mailoutbox):
    made = story("in_review", reporter="other_member")
    line = lines_of(world.other_member).get(kind="accepted")
    page = as_("other_member").get("/thong-bao/").content.decode()
    assert line.text in page
    assert line.text not in as_("member").get("/thong-bao/").content.decode()
    assert as_("member").get(f"/thong-bao/{line.pk}/").status_code == 404
    owed = Message.objects.get(dedup_key=f"mail:{line.dedup_key}")
    assert owed.dedup_key.split(":")[-1] == line.tag[:24]
    process_due(timezone.now() + timedelta(days=4000))
    sent = [
        mail
        for mail in mailoutbox
        if mail.to == [world.other_member.email] and f"/thong-bao/{line.pk}/" in mail.body
    ]
    assert len(sent) == 1
    assert sent[0].extra_headers["Message-ID"] == message_id(owed.dedup_key)
    for tell_tale in (made.incident.code, "accepted", "mail."):
        assert tell_tale not in sent[0].extra_headers["Message-ID"]


def test_the_moment_of_reading_ties_a_sealed_line_to_nobody(story, world):
    story("in_review", reporter="other_member")
    at = timezone.now()
    lines = Notification.objects.visible_to(world.other_member)
    assert mark_read(by=world.other_member, notifications=list(lines), at=at) == lines.count()
    assert not lines.unread().exists()
    assert not Notification.objects.filter(user=None, read_at=at).exists()


def test_a_lead_who_reported_is_told_as_the_other_leads_are(story, world):
    made = story("submitted", reporter="deputy_lead")
    told = set(
        Notification.objects.filter(kind="submitted", subject_id=str(made.incident.pk)).values_list(
            "user__username", flat=True
        )
    )
    assert told == {"lead", "deputy_lead", "recused"}


def test_a_reminder_to_the_reporter_is_sealed_and_one_to_others_is_not(story, world):
    made = story("returned", reporter="unit_head")
    incident = made.fresh()
    lines = list(due_today(incident, incident.due_on + timedelta(days=1), calendar()))
    assert [(line.sealed, [user.username for user in line.to]) for line in lines][0] == (
        True,
        ["unit_head"],
    )
    assert not [line for line in lines if not line.sealed and world.unit_head in line.to]


def test_lines_of_before_are_addressed_anew_and_their_letters_follow(story, world, counted):
    made = story("in_review", reporter="other_member")
    other = Notification.objects.filter(kind="assigned").get()
    line = lines_of(world.other_member).get(kind="accepted")
    reminded = Notification.to(
        world.other_member,
        sealed=False,
        key=f"remind:{made.incident.pk}:step:x",
        kind="reminder",
        text="x",
        url="/",
        at=line.at,
        subject_type="incident",
        subject_id=str(made.incident.pk),
    )
    reminded.save()
    key = f"accepted:{made.incident.pk}:9:{world.other_member.pk}"
    Message.objects.filter(dedup_key=f"mail:{line.dedup_key}").update(dedup_key=f"mail:{key}")
    Notification.objects.filter(pk=line.pk).update(
        user=world.other_member, tag="", sealed="", dedup_key=key, read_at=timezone.now()
    )
    import_module("compliance.incidents.migrations.0020_readdress_lines").readdress(apps, None)
    for before in (line, reminded):
        after = Notification.objects.get(pk=before.pk)
        assert (after.user, after.addressee) == (None, world.other_member)
        assert after.dedup_key.split(":")[-1] == after.tag[:24]
    after = Notification.objects.get(pk=line.pk)
    assert after.read_at == after.at
    assert Message.objects.filter(dedup_key=f"mail:{after.dedup_key}").count() == 1
    assert Notification.objects.get(pk=other.pk).user == world.member
    counted(2, "old lines addressed anew")


def test_what_a_mail_server_says_of_an_address_reaches_no_log(world, settings, monkeypatch, caplog):
    settings.EMAIL_BACKEND = "tests.compliance.test_lines_of_reporters.Refusing"
    with pytest.raises(smtplib.SMTPRecipientsRefused):
        deliver(letter(key="x", to="hl0010@thu.example", subject="x", body="x"))
    story_free = Notification.to(
        world.member, sealed=True, key="x", kind="x", text="x", url="/", at=timezone.now()
    )
    story_free.save()
    enqueue(
        topic="mail", dedup_key="mail:x", at=timezone.now(), payload={"notification": story_free.pk}
    )
    process_due()
    assert "mail" in caplog.text
    assert world.member.email not in caplog.text


class Refusing:
    """A mail server that names whom it refuses."""

    def __init__(self, **_options):
        pass

    def send_messages(self, mails):
        raise smtplib.SMTPRecipientsRefused(
            {address: (550, b"no such user") for mail in mails for address in mail.to}
        )
