"""What was handed in stays as it was: hashed again every night, a change is an event and reaches
the people who must know.
"""

from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings

from compliance.audit.models import Event
from compliance.files.models import StoredFile
from compliance.files.periodic import check_files
from compliance.outbox.models import Notification
from compliance.rulebook.clocks import ZONE

NIGHT = datetime(2026, 12, 1, 2, 30, tzinfo=ZONE)


def test_every_file_is_hashed_again_once_a_night(story, counted):
    for _ in range(3):
        story("submitted")
    assert check_files(NIGHT) == 0
    counted(StoredFile.objects.filter(checked_at=NIGHT).count(), "files hashed again")
    assert not StoredFile.objects.exclude(checked_at=NIGHT).exists()
    check_files(NIGHT + timedelta(hours=1))
    assert not StoredFile.objects.exclude(checked_at=NIGHT).exists(), "once a night"
    check_files(NIGHT + timedelta(hours=12))
    assert not StoredFile.objects.exclude(checked_at=NIGHT).exists(), "and not by day"
    check_files(NIGHT + timedelta(days=1))
    assert not StoredFile.objects.filter(checked_at=NIGHT).exists()


def test_a_night_that_was_missed_is_made_up_by_day(story):
    story("submitted")
    check_files(NIGHT)
    by_day = NIGHT + timedelta(days=2, hours=9)
    check_files(by_day)
    assert StoredFile.objects.get().checked_at == by_day


def test_a_changed_or_missing_file_is_told_once_and_not_served(story, world, as_):
    changed, missing = story("in_review"), story("in_review")
    folder = Path(settings.MEDIA_ROOT) / "evidence"
    item = changed.incident.evidence.get()
    (folder / item.file.path).write_bytes(b"khac")
    (folder / missing.incident.evidence.get().file.path).unlink()
    assert check_files(NIGHT) == 2
    assert check_files(NIGHT + timedelta(days=1)) == 0
    assert Event.objects.filter(verb="evidence_damaged").count() == 2
    for who in ("lead", "deputy_lead", "administrator"):
        assert Notification.objects.filter(user=world.users[who], kind="damaged").count() == 2, who
    assert not Notification.objects.filter(
        user__in=[world.kin, world.person], kind="damaged"
    ).exists()
    assert not [
        line
        for line in Notification.objects.filter(user=world.administrator, kind="damaged")
        if changed.incident.code in line.text
    ]
    assert as_("lead").get(f"/chung-cu/{item.pk}/").status_code == 409
