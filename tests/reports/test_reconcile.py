"""What should exist and does not is found, whoever made it disappear."""

from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape

from compliance.files import root
from compliance.files.models import StoredFile
from compliance.outbox.consistency_checks import gaps
from compliance.outbox.models import Gap, Message, Notification
from compliance.outbox.processing import process_due
from compliance.registry.models import User
from reports import actions
from reports.models import Delivery, Recipient, Summary, SummaryEntry
from reports.periods import PeriodKind, period_of, previous
from tests.world import CANARIES

NOW = timezone.now


@pytest.fixture
def whole(story, world, settings):
    """A month closed and reported, a direction given, a copy on its way; nothing is missing."""
    settings.SUMMARY_KINDS = ["month"]
    one = previous(period_of(PeriodKind.MONTH, timezone.localdate()))
    story("closed", start=one.start_at + timedelta(days=3))
    given = actions.give_direction(
        text="Việc bí mật",
        people=[world.users["affairs"]],
        due_on=timezone.localdate() + timedelta(days=9),
        by=world.chairman,
        at=NOW(),
    )
    process_due(NOW())
    summary = actions.approve(summary=Summary.objects.get(end=one.end), by=world.lead, at=NOW())
    summary = actions.record_signed(
        summary=summary,
        number="7/BC-TKTGS",
        day=timezone.localdate(),
        signer="Thẩm Thử Ba",
        by=world.lead,
        at=NOW(),
    )
    actions.record_extract(
        summary=summary,
        number="1/TrS-TKTGS",
        day=timezone.localdate(),
        signer="Thẩm Thử Ba",
        by=world.lead,
        at=NOW(),
    )
    Recipient.objects.create(name="Sở Nội vụ", inside=False, email="so@ngoai.example")
    actions.distribute(summary=summary, by=world.lead, at=NOW())
    assert gaps(NOW()) == []
    return given, summary


def forget_summary(given, summary):
    Delivery.objects.all().delete()
    SummaryEntry.objects.all().delete()
    Summary.objects.filter(pk=summary.pk).update(state="planned")


GAPS = {
    "chưa có báo cáo tổng hợp": forget_summary,
    "chưa được báo": (
        lambda given, summary: Notification.objects.filter(kind="direction_given").delete()
    ),
    "không có việc nào gửi nó": (
        lambda given, summary: Message.objects.filter(topic="deliver_summary").delete()
    ),
    "mà không có trong kho": (
        lambda given, summary: (
            root() / StoredFile.objects.filter(at__gte=NOW() - timedelta(days=400)).first().path
        ).unlink()
    ),
    "mà chưa làm": (
        lambda given, summary: Message.objects.filter(topic="deliver_summary").update(
            available_at=NOW() - timedelta(hours=2)
        )
    ),
    "không còn dòng thông báo": (
        lambda given, summary: Notification.objects.filter(kind="summary_drawn").delete()
    ),
}


@pytest.mark.parametrize("words", GAPS)
def test_every_gap_that_is_made_is_found_and_said(whole, words, capsys, counted):
    StoredFile.objects.update(at=NOW())
    GAPS[words](*whole)
    with pytest.raises(CommandError) as refused:
        call_command("reconcile")
    assert refused.value.returncode == 1
    printed = capsys.readouterr().out
    assert words in printed
    # the administrator reads these on a page: nobody is named, nothing of what was written stands
    names = set(User.objects.values_list("display_name", flat=True))
    assert not [name for name in {*names, *CANARIES.values(), "Việc bí mật"} if name in printed]
    counted(1, "gaps found")


def test_the_hourly_look_tells_at_once_of_what_is_new_and_keeps_the_rest(whole, world, as_):
    Notification.objects.filter(kind="direction_given").delete()
    at = NOW() + timedelta(hours=1)
    told = Notification.objects.filter(user=world.administrator, kind="gaps")
    for hours, times in ((0, 1), (1, 1), (2, 1)):
        process_due(at + timedelta(hours=hours))
        assert told.count() == times, "what is known is not told again"
    first = list(Gap.objects.order_by("pk"))
    assert {gap.since for gap in first} == {at}
    page = as_("administrator").get(reverse("outbox:dead")).content.decode()
    assert escape(first[0].words) in page
    forget_summary(*whole)
    process_due(at + timedelta(hours=3))
    assert told.count() == 2, "another gap is told within the hour"
    Gap.objects.update(words="chỗ đã đủ")
    process_due(at + timedelta(hours=4))
    assert not Gap.objects.filter(words="chỗ đã đủ").exists()
    assert not Message.objects.filter(topic="reconcile").exclude(last_error="").exists()
