"""Reminders: to whom it concerns, in office hours of working days, once a stage, never past the
wall.
"""

from datetime import date, datetime, timedelta

import pytest
from django.utils import timezone

from compliance.core.work_list import for_user
from compliance.incidents.models import Incident
from compliance.outbox.models import Message, Notification
from compliance.outbox.processing import process_due
from compliance.review import work_list
from compliance.review.deadlines.reminders import deadline_stage
from compliance.rulebook.clocks import ZONE
from compliance.rulebook.queries import calendar

D = date
NOW = datetime(2026, 11, 25, 9, 0, tzinfo=ZONE)  # a Wednesday; the day before, 24/11, was a day off
STAGES = [
    # date, today, kind: what is said
    ("due_on", D(2026, 11, 27), D(2026, 11, 25), "before2"),
    ("due_on", D(2026, 11, 30), D(2026, 11, 25), None),
    ("due_on", D(2026, 11, 25), D(2026, 11, 25), "before2"),
    ("due_on", D(2026, 11, 24), D(2026, 11, 25), "late0"),
    ("due_on", D(2026, 11, 18), D(2026, 11, 25), "late0"),
    ("due_on", D(2026, 11, 17), D(2026, 11, 25), "late1"),
    ("processing_ends", D(2026, 12, 9), D(2026, 11, 25), "before10"),
    ("processing_ends", D(2026, 12, 10), D(2026, 11, 25), None),
    ("processing_ends", D(2026, 11, 26), D(2026, 11, 25), "before2"),
    ("limitation_ends", D(2026, 12, 23), D(2026, 11, 25), "before20"),
    ("limitation_ends", D(2027, 3, 1), D(2026, 11, 25), None),
]


def test_stages_of_a_date(world, counted):
    for name, ends, today, stage in STAGES:
        told = deadline_stage(name, ends, today, calendar())
        assert (told and told[0].split(":")[1]) == stage, (name, ends)
    counted(len(STAGES), "stages of a date")


HOURS = [
    (datetime(2026, 11, 25, 7, 29, tzinfo=ZONE), 0),
    (datetime(2026, 11, 25, 7, 30, tzinfo=ZONE), 1),
    (datetime(2026, 11, 25, 16, 59, tzinfo=ZONE), 1),
    (datetime(2026, 11, 25, 17, 0, tzinfo=ZONE), 0),
    (datetime(2026, 11, 24, 10, 0, tzinfo=ZONE), 0),
    (datetime(2026, 11, 28, 10, 0, tzinfo=ZONE), 0),
    (datetime(2026, 8, 22, 10, 0, tzinfo=ZONE), 1),
]


@pytest.mark.parametrize(
    ("now", "lines"),
    HOURS,
    ids=lambda value: f"{value:%d/%m %H:%M}" if isinstance(value, datetime) else str(value),
)
def test_reminders_are_sent_at_work_and_at_no_other_time(now, lines, story):
    made = story("in_review")
    Incident.objects.filter(pk=made.incident.pk).update(due_on=now.date() + timedelta(days=1))
    Notification.objects.all().delete()
    process_due(now), process_due(now)
    assert bool(Notification.objects.filter(kind="reminder")) == bool(lines)


TOLD = [
    # status, days from today to the date, who is told of the step
    ("submitted", 1, {"lead", "deputy_lead"}),
    ("in_review", 1, {"member"}),
    ("in_review", -1, {"member", "lead", "deputy_lead"}),
    ("awaiting_answer", 1, {"person"}),
    ("awaiting_answer", -1, {"member", "lead", "deputy_lead"}),
    ("consulting", 1, {"member", "unit_head", "affairs"}),
    ("consulting", -1, {"member", "unit_head", "affairs", "lead", "deputy_lead"}),
    ("concluded", 1, {"member"}),
    ("closed", -1, set()),
]


def test_each_is_told_what_is_theirs_once_and_nobody_behind_the_wall(story, world, counted):
    cases = []
    for status, days, people in TOLD:
        made = story(status)
        if status != "closed":
            made.recuse()
        Incident.objects.filter(pk=made.incident.pk).update(
            due_on=NOW.date() + timedelta(days=days), processing_ends=None, limitation_ends=None
        )
        cases.append((made.incident, people, (status, days)))
    for now in (NOW, NOW, NOW + timedelta(minutes=5), NOW + timedelta(hours=2)):
        process_due(now)
    for incident, people, where in cases:
        lines = Notification.objects.filter(
            kind="reminder", subject_id=str(incident.pk)
        ).select_related("user")
        told = [line.user.username for line in lines]
        assert set(told) == people, where
        assert len(told) == len(set(told)), where
        assert all(
            world.person_staff.full_name not in line.text and len(line.text) < 120 for line in lines
        )
        assert all(
            line.url.startswith("/cua-toi/") == (line.user.username == "person") for line in lines
        )
    assert not Message.objects.filter(topic__in=("reminders", "remind"), done_at=None).exists()
    process_due(NOW + timedelta(days=1))
    again = Notification.objects.filter(
        kind="reminder", subject_id=str(cases[1][0].pk), user=world.member
    ).count()
    assert again == 1  # the same stage of the same date is not told again the next day
    assert not Notification.objects.filter(
        kind="reminder", user__username__in=("kin", "recused")
    ).exists()
    counted(len(TOLD), "cases with reminders")


def test_a_paused_case_is_left_alone_and_the_limits_of_the_law_go_to_handler_and_leads(
    story, world
):
    paused, near = story("in_review"), story("in_review")
    Incident.objects.filter(pk=paused.incident.pk).update(due_on=NOW.date(), suspended_at=NOW)
    Incident.objects.filter(pk=near.incident.pk).update(
        due_on=None,
        processing_ends=NOW.date() + timedelta(days=9),
        limitation_ends=NOW.date() - timedelta(days=1),
    )
    process_due(NOW), process_due(NOW)
    assert not Notification.objects.filter(
        kind="reminder", subject_id=str(paused.incident.pk)
    ).exists()
    told = Notification.objects.filter(kind="reminder", subject_id=str(near.incident.pk))
    assert {line.user.username for line in told} == {"member", "lead", "deputy_lead", "recused"}
    assert sum("thời hiệu" in line.text for line in told) == 4
    assert sum("hạn xử lý" in line.text for line in told) == 4


def test_what_waits_for_an_opinion_is_listed_however_much_has_one_already(
    story, world, monkeypatch, counted
):
    """The list is cut after what is asked of this person, not before."""
    monkeypatch.setattr(work_list, "MOST", 2)
    done = [story("consulting") for _ in range(3)]
    waiting = story("consulting")
    for made in done:
        made.opine()
        Incident.objects.filter(pk=made.incident.pk).update(due_on=timezone.localdate())
    Incident.objects.filter(pk=waiting.incident.pk).update(
        due_on=timezone.localdate() + timedelta(days=30)
    )
    rows = 0
    for who in ("affairs", "unit_head", "chairman", "vice", "member"):
        listed = [
            row.meta.split(" · ")[0]
            for row in for_user(world.fresh(who), timezone.localdate())
            if row.title.startswith("Cho ý kiến")
        ]
        assert listed == ([waiting.incident.code] if who in ("affairs", "unit_head") else []), who
        rows += 1
    counted(rows, "people asked for opinions")
