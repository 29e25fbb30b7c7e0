"""The chain checked when the inspectorate asks: at once while it is short, else by the worker,
batch by batch; the page opens at once and says the last result.
"""

from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from compliance.audit import actions, verify
from compliance.audit.anchors import drop_anchor, line_of
from compliance.audit.models import Anchor, ChainCheck, ChainHead, Event
from compliance.core.refusals import NotAllowed, NotNow
from compliance.outbox.models import Notification
from compliance.outbox.processing import process_due
from compliance.registry.anchor_mail import check_chain
from tests.compliance.test_tampering import past_the_triggers
from tests.compliance.test_wall import text_of

pytestmark = pytest.mark.both
PAGE, STATE = "/nhat-ky/kiem-tra/", "/nhat-ky/kiem-tra/tien-do/"
WHO = ("lead", "member", "unit_head", "affairs", "chairman", "administrator", "person")


@pytest.fixture
def in_batches(monkeypatch):
    """A trail that is long for a worker that takes four events at a time."""
    monkeypatch.setattr(verify, "BATCH", 4)
    monkeypatch.setattr(actions, "AT_ONCE", 0)


def asked(world, letters=()) -> ChainCheck:
    return actions.ask_check(letters=list(letters), by=world.auditor, at=timezone.now())


def latest() -> ChainCheck:
    return ChainCheck.objects.latest("pk")


def test_a_short_chain_is_walked_at_once_and_the_page_says_who_and_when(story, as_, world):
    story("in_review")
    drop_anchor(timezone.now())
    client = as_("auditor")
    body = text_of(client.get(PAGE))
    assert "Chưa ai yêu cầu kiểm tra" in body
    assert not ChainCheck.objects.exists(), "looking walks nothing"
    answer = client.post(PAGE, {"letters": ""})
    assert (answer.status_code, answer.url) == (302, PAGE)
    check = ChainCheck.objects.get()
    assert (check.state, check.seq, check.marks) == ("whole", check.until_seq, 1)
    body = text_of(client.get(PAGE))
    assert "Nhật ký nguyên vẹn" in body
    assert world.auditor.display_name in body
    assert "Chưa ai yêu cầu" not in body
    assert Event.objects.filter(verb="ask_check", subject_id=str(check.pk)).count() == 1


def test_a_long_one_is_left_to_the_worker_which_says_how_far_it_is(
    story, as_, world, in_batches, monkeypatch, counted
):
    story("closed")
    client = as_("auditor")
    client.post(PAGE, {})
    assert latest().seq == 0
    assert 'data-progress="' + STATE in text_of(client.get(PAGE))
    assert client.get(STATE).json() == {"running": True, "done": 0, "all": 100}
    said, check = [0], latest()
    while not actions.walk_on(check=check, at=timezone.now()):
        told = client.get(STATE).json()
        assert told["all"] == 100
        assert told["done"] == check.percent
        said.append(told["done"])
    assert len(said) > 3
    assert said == sorted(said)
    assert client.get(STATE).json()["running"] is False
    assert latest().state == "whole"
    counted(len(said), "steps of progress of one check")


def test_the_worker_goes_on_where_another_died_and_tells_who_asked(story, world, in_batches):
    story("closed")
    check = asked(world)
    for _ in range(3):
        actions.walk_on(check=check, at=timezone.now())
    stood = ChainCheck.objects.get().seq
    assert 0 < stood < check.until_seq  # here the worker is killed: the next one reads the row
    assert check_chain(timezone.now()) == 1
    assert latest().state == "whole"
    line = Notification.objects.get(kind="chain_checked")
    assert (line.user, "nguyên vẹn" in line.text, line.url) == (world.auditor, True, PAGE)
    assert check_chain(timezone.now()) == 0
    assert Notification.objects.filter(kind="chain_checked").count() == 1


def test_the_long_lane_walks_it(story, world, in_batches):
    story("submitted")
    asked(world)
    process_due(lanes=("mail",))
    assert latest().seq == 0
    process_due(lanes=("long",))
    assert latest().state == "whole"


def test_a_worker_that_is_late_does_nothing(story, world, in_batches):
    story("closed")
    check = asked(world)
    late = ChainCheck.objects.get()
    actions.walk_on(check=check, at=timezone.now())
    place = ChainCheck.objects.get().seq
    assert actions.walk_on(check=late, at=timezone.now()) is False
    assert ChainCheck.objects.get().seq == place


def test_asked_twice_it_runs_once_and_other_anchors_wait(story, as_, world, in_batches):
    story("in_review")
    anchor = line_of(drop_anchor(timezone.now()))
    client = as_("auditor")
    for _ in range(2):
        assert client.post(PAGE, {}).status_code == 302
    assert ChainCheck.objects.count() == 1
    with pytest.raises(NotNow):
        asked(world, verify.read_letters(anchor))
    check_chain(timezone.now())
    assert client.post(PAGE, {"letters": f"Kính gửi,\n{anchor}\n"}).status_code == 302
    assert ChainCheck.objects.count() == 2
    check_chain(timezone.now())
    assert (latest().state, latest().marks) == ("whole", 2)


def test_events_and_anchors_that_come_meanwhile_break_nothing(story, world, in_batches):
    story("closed")
    check = asked(world)
    actions.walk_on(check=check, at=timezone.now())
    story("submitted", reporter="member", staff=world.other_staff.staff)
    drop_anchor(timezone.now() + timedelta(hours=2))
    check_chain(timezone.now())
    assert latest().state == "whole", latest().broken


def spoil_one(last: int) -> None:
    Event.objects.filter(seq=last // 2).update(actor_name="Người khác")


def cut_the_tail(last: int) -> None:
    Event.objects.filter(seq__gt=last - 3).delete()
    end = Event.objects.get(seq=last - 3)
    ChainHead.objects.update(seq=end.seq, hash=end.hash)


def drop_one(last: int) -> None:
    Event.objects.filter(seq=last - 2).delete()


def move_the_head(last: int) -> None:
    ChainHead.objects.update(hash="f" * 64)


def leave_a_tail(last: int) -> None:
    before = Event.objects.get(seq=last - 2)
    ChainHead.objects.update(seq=before.seq, hash=before.hash)
    Anchor.objects.all().delete()


def forge_an_anchor(last: int) -> None:
    Anchor.objects.update(signature="0" * 128)


BEFORE = (spoil_one, cut_the_tail, drop_one, move_the_head, forge_an_anchor)
# a tail behind the head lets nobody write any more: it is found where it comes meanwhile
TAMPERINGS = [
    *((kind, False) for kind in BEFORE),
    *((kind, True) for kind in (*BEFORE, leave_a_tail)),
]


@pytest.mark.parametrize(("kind", "meanwhile"), TAMPERINGS)
def test_what_is_broken_is_found_named_and_told_to_the_inspectorate(
    kind, meanwhile, story, as_, world, in_batches, counted
):
    """Also where it is done while the walk is on its way, behind the place where it stands."""
    story("closed")
    drop_anchor(timezone.now())
    client = as_("auditor")
    last = ChainHead.objects.get(pk=1).seq
    check = asked(world) if meanwhile else None
    with past_the_triggers():
        kind(last)
    check = check or asked(world)
    check_chain(timezone.now())
    check.refresh_from_db()
    assert check.state == "broken", kind.__name__
    body = text_of(client.get(PAGE))
    assert "không còn nguyên vẹn" in body
    assert check.broken in body
    assert Notification.objects.filter(kind="chain_checked", user=world.auditor).exists()
    counted(1, "tampering × before or during a check")


@pytest.mark.parametrize(
    "letter", ['{"at" x "sig"}', '{"at": "x", "sig": "y"}', '{"at": 1, "sig": 2, "seq": "một"}']
)
def test_what_is_no_anchor_is_said_and_starts_nothing(letter, as_, db):
    answer = as_("auditor").post(PAGE, {"letters": letter})
    assert answer.status_code == 422
    assert "Không đọc được mốc" in text_of(answer)
    assert not ChainCheck.objects.exists()


@pytest.mark.parametrize("who", WHO)
def test_only_the_inspectorate_asks_and_follows(who, as_, world, counted):
    client = as_(who)
    for answer in (client.get(PAGE), client.post(PAGE, {}), client.get(STATE)):
        assert answer.status_code == 403
    with pytest.raises(NotAllowed):
        actions.ask_check(letters=[], by=world.users[who], at=timezone.now())
    assert not ChainCheck.objects.exists()
    counted(4, "doors of the check × person")


def test_the_database_holds_one_at_a_time(story, world, in_batches):
    story("submitted")
    check = asked(world)
    from django.db import IntegrityError, transaction

    with pytest.raises(IntegrityError), transaction.atomic():
        ChainCheck.objects.create(
            asked_at=check.asked_at, by_id=1, by_name="x", until_seq=1, until_hash="0" * 64
        )
    assert connection.vendor in ("sqlite", "postgresql")


def test_the_trail_is_turned_page_by_page_and_counts_nothing(story, as_, world, counted):
    from django.test.utils import CaptureQueriesContext

    for _ in range(8):
        story("closed")
    client = as_("auditor")
    with CaptureQueriesContext(connection) as asked_of:
        first = text_of(client.get("/nhat-ky/"))
    of_events = [q["sql"] for q in asked_of if "audit_event" in q["sql"]]
    assert not [sql for sql in of_events if "COUNT(" in sql or "DISTINCT" in sql]
    total = Event.objects.visible_to(world.fresh("auditor")).count()
    pages = -(-total // 50)
    assert pages > 2
    assert ">1</td>" in first
    assert ">50</td>" in first
    assert ">51</td>" not in first
    last = text_of(client.get(f"/nhat-ky/?page={pages}"))
    assert f">{(pages - 1) * 50 + 1}</td>" in last
    assert "?page=2" in first
    assert f"page={pages + 1}" not in last
    assert client.get(f"/nhat-ky/?page={pages + 1}").status_code == 400
    counted(pages, "pages of the trail")
