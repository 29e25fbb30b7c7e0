"""Every look at evidence and every refusal on a case, its evidence or the trail leaves one event;
nobody learns from it what they may not know.
"""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from compliance.audit.models import Event
from compliance.core.roles import Kind
from compliance.registry.models import Function
from halang_portal import refusal_trail
from halang_portal.refusal_trail import named_by
from tests.engines import asked_here
from tests.house.test_routes import ours, status_of
from tests.world import PEOPLE

pytestmark = pytest.mark.usefixtures("within_one_window")
SPEAKS_OF_A_CASE = ("code", "pk")
# routes of these rooms with a key that is no case: a departure, a batch of disposals, a day of the
# calendar
NO_CASE = {
    "review:departure",
    "review:hand_function",
    "review:hand_cases",
    "review:hand_drafts",
    "review:finish_departure",
    "review:drop_departure",
    "review:terms_change",
    "retention:batch",
    "retention:decide",
    "retention:minutes",
}


def refusals():
    return Event.objects.filter(verb="refused")


class Match:
    def __init__(self, name: str, keys: dict):
        self.view_name, self.kwargs = name, keys


def traced(arguments) -> list[tuple[str, str]]:
    """The routes whose refusals are events, by the middleware's own rule."""
    return [
        (name, pattern)
        for name, pattern in ours()
        if named_by(Match(name, arguments(name, pattern)))
    ]


def test_every_route_that_names_a_case_its_evidence_or_the_trail_is_watched(arguments, counted):
    watched = {name for name, _ in traced(arguments)}
    rooms = ("incidents:", "review:", "retention:", "audit:", "api:incident")
    named = {
        name
        for name, pattern in ours()
        if name.startswith(rooms)
        and (name.startswith("audit:") or any(f":{key}>" in pattern for key in SPEAKS_OF_A_CASE))
    }
    assert named - NO_CASE == watched - {"review:why"}
    counted(len(watched), "routes whose refusals are events")


@pytest.mark.dealt
@pytest.mark.parametrize("who", PEOPLE)
def test_every_refusal_leaves_exactly_one_event_and_nothing_else_does(
    who, arguments, as_, world, monkeypatch, counted
):
    """Each route × person once: GET for one half, POST for the other; now and then again, within
    the hour.
    """
    monkeypatch.setattr(refusal_trail, "MOST", 10_000)
    client, rows, wrong, person = as_(who), 0, [], PEOPLE.index(who)
    for turn, (name, pattern) in enumerate(traced(arguments)):
        if not asked_here(person, turn):
            continue
        method = ("GET", "POST")[(person + turn) % 2]
        url, before = reverse(name, kwargs=arguments(name, pattern)), refusals().count()
        status = status_of(client.generic(method, url))
        due = int(status in (403, 404))
        rows += 1
        if refusals().count() - before != due:
            wrong.append((name, method, status, refusals().count() - before))
        if (
            turn % 9 == 0
            and status_of(client.generic(method, url)) == status
            and refusals().count() - before != due
        ):
            wrong.append((name, method, "twice in an hour"))
    counted(rows, "route × person × method, refusals")
    assert not wrong, wrong[:8]
    hidden = {"unit_head": "Tô Thử Một", "person": "Chu Yến"}.get(
        who
    )  # the reporter and the person concerned stand by their part
    assert (
        not hidden
        or not refusals().filter(actor_name__contains=hidden, subject_type="incident").exists()
    )


def test_a_refusal_says_who_where_and_how(story, as_, world):
    made = story("consulting")
    as_("kin").get(f"/ho-so/{made.incident.code}/")
    as_("person").get(f"/ho-so/{made.incident.code}/")
    as_("unit_head").post(f"/ho-so/{made.incident.code}/cho-y-kien-khac/")
    as_("kin").get(f"/api/v1/incidents/{made.incident.code}/")
    as_("member").get("/nhat-ky/")
    told = [
        (event.actor_name, event.subject_label, event.after["route"], event.after["status"])
        for event in refusals().order_by("seq")
    ]
    code = made.incident.code
    assert told == [
        ("Đàm Thử Bảy", code, "review:case", 404),
        ("Người được phản ánh", code, "review:case", 404),
        ("Người ghi nhận", code, "review:act", 404),
        ("Đàm Thử Bảy", code, "api:incident", 404),
        ("Phùng Thử Năm", "Nhật ký", "audit:trail", 403),
    ]
    assert {event.subject_id for event in refusals().filter(subject_type="incident")} == {
        str(made.incident.pk)
    }


def test_what_is_hidden_and_what_does_not_exist_cost_the_same(story, as_, counted):
    """One event each, and the same number of questions to the database, first and repeated."""
    made, rows = story("consulting"), 0
    for who in ("kin", "person", "superuser", "other_staff", "other_head"):
        client = as_(who)
        client.get("/khong-co/")
        client.get("/ho-so/HL-2026-YYYYYY/")  # the wall of this session's user is warm
        asked = {}
        for code in (made.incident.code, "HL-2026-ZZZZZZ"):
            before = refusals().count()
            with CaptureQueriesContext(connection) as queries:
                assert client.get(f"/ho-so/{code}/").status_code == 404
            assert refusals().count() == before + 1
            asked[code] = len(queries)
            rows += 1
        assert len(set(asked.values())) == 1, (who, asked)
    counted(rows, "hidden and absent codes, cost of a refusal")
    assert "ZZZZZZ" not in "".join(f"{event.subject_label}{event.after}" for event in refusals())


def test_an_auditor_learns_nothing_from_trying_codes(story, as_, world):
    """Neither the refusal on a case behind their own wall nor the one on a code that does not exist
    shows to them; another auditor reads both.
    """
    made = story("submitted", reporter="member", staff=world.auditor.staff)
    Function.objects.create(
        user=world.affairs, kind=Kind.AUDITOR, valid_from=timezone.localdate(), basis="Thử nghiệm"
    )
    client = as_("auditor")
    for code in (made.incident.code, "HL-2026-ZZZZZZ"):
        assert client.get(f"/ho-so/{code}/").status_code == 404
    assert refusals().count() == 2
    assert not refusals().visible_to(world.fresh("auditor"))
    assert refusals().visible_to(world.fresh("affairs")).count() == 2
    assert client.get("/nhat-ky/chuoi/").status_code == 403, (
        "the whole chain goes to who stands outside the staff list"
    )
    assert '"refused"' not in client.get("/nhat-ky/xuat/").content.decode()


def test_refusals_do_not_flood_the_trail(as_, monkeypatch, counted):
    monkeypatch.setattr(refusal_trail, "MOST", 10)
    client, tries = as_("other_staff"), 14
    for number in range(tries):
        client.get(f"/ho-so/HL-2026-{number:06d}/")
        client.get(f"/ho-so/HL-2026-{number:06d}/")
    assert refusals().count() == 10
    assert Event.objects.filter(verb="refused_often").count() == 1
    counted(2 * tries, "refused requests of one person in an hour")


def test_nobody_signed_in_writes_nothing(story, as_):
    made = story("consulting")
    as_("anonymous").get(f"/ho-so/{made.incident.code}/")
    as_("anonymous").get(f"/api/v1/incidents/{made.incident.code}/")
    assert not refusals().exists()


def test_the_person_concerned_and_histories_list_no_refusals(story, as_, world):
    made = story("consulting")
    before = as_("person").get(f"/cua-toi/{made.incident.code}/").content.count(b"Nguy")
    as_("kin").get(f"/ho-so/{made.incident.code}/")
    as_("lead").get("/can-bo/")
    assert as_("person").get(f"/cua-toi/{made.incident.code}/").content.count(b"Nguy") == before
    for page in (f"/ho-so/{made.incident.code}/dien-bien/", f"/ho-so/{made.incident.code}/"):
        text = as_("lead").get(page).content.decode()
        assert "Bị từ chối" not in text
        assert "Đàm Thử Bảy" not in text
