"""Offices over time: the tree of any day, moves and names that begin on their day, closing with who
takes over, hours by day.
"""

from datetime import date, datetime, time, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from compliance.core.refusals import NotAllowed, NotNow
from compliance.incidents.models import Incident
from compliance.outbox.models import Message
from compliance.registry import actions
from compliance.registry.models import Office, OfficeVersion, Posting, StaffMember
from compliance.registry.periodic import TOPIC
from compliance.registry.queries import hours_of
from compliance.registry.tree import tree_on
from compliance.rulebook.clocks import ZONE, local_day

AT = datetime(2017, 1, 3, 9, tzinfo=ZONE)
DAY = timedelta(days=1)


def found(code: str, parent: Office | None, since=date(2017, 1, 1), **more) -> Office:
    return actions.add_office(
        by=None,
        at=AT,
        code=code,
        name=more.pop("name", f"UBND xã {code}"),
        short_name=code,
        kind=Office.Kind.COMMUNE,
        parent=parent,
        valid_from=since,
        **more,
    )


@pytest.fixture
def history(world) -> dict[str, Office]:
    """Two communes become one on 01/03/2020, and a new one takes everything over on 01/07/2025."""
    root = world.offices["UBND"]
    made = {code: found(code, root) for code in ("X1", "X2", "X9")}
    made["X12"] = found("X12", root, date(2020, 3, 1))
    made["XN"] = found("XN", root, date(2025, 7, 1))
    for code in ("X1", "X2"):
        actions.close_office(
            office=made[code],
            last_day=date(2020, 2, 29),
            kind="merged",
            successors=[made["X12"]],
            basis="Nghị quyết thử",
            by=None,
            at=AT,
        )
    for code in ("X12", "X9"):
        actions.close_office(
            office=made[code],
            last_day=date(2025, 6, 30),
            kind="merged",
            successors=[made["XN"]],
            basis="Nghị quyết thử",
            by=None,
            at=AT,
        )
    return made


def test_the_tree_of_a_day_is_the_one_that_stood_that_day(history, counted, as_):
    expected = {
        date(2016, 12, 31): set(),
        date(2017, 1, 1): {"X1", "X2", "X9"},
        date(2017, 9, 19): {"X1", "X2", "X9"},
        date(2020, 2, 29): {"X1", "X2", "X9"},
        date(2020, 3, 1): {"X12", "X9"},
        date(2025, 6, 30): {"X12", "X9"},
        date(2025, 7, 1): {"XN"},
        date(2030, 1, 1): {"XN"},
    }
    for day, codes in expected.items():
        shown = {node.office.code for node in tree_on(day).nodes.values()} & set(history)
        assert shown == codes, day
        page = (
            as_("affairs")
            .get(reverse("registry:offices"), {"ngay": f"{day:%d/%m/%Y}"})
            .content.decode()
            .split("Sắp xếp gần đây")[0]
        )
        assert {code for code in history if f"UBND xã {code}<" in page} == codes, day
    counted(len(expected), "days of the tree")


def test_the_page_costs_the_same_however_many_offices(world, as_, django_assert_max_num_queries):
    for number in range(60):
        found(f"Y{number:03d}", world.offices["UBND"])
    client = as_("unit_head")
    with django_assert_max_num_queries(16):
        assert client.get(reverse("registry:offices"), {"ngay": "19/09/2017"}).status_code == 200


def test_a_day_that_is_no_day_is_said_and_what_was_typed_stays(as_):
    answer = as_("affairs").get(reverse("registry:offices"), {"ngay": "32/13/2020", "q": "mot"})
    assert answer.status_code == 422
    assert "Ghi ngày, ví dụ" in answer.content.decode()


def test_a_branch_moves_and_the_head_above_sees_it_from_that_day(world, story, as_):
    """XA goes under XB from tomorrow: XB's head sees its people and cases from tomorrow on, not
    before; the scheduler may have slept.
    """
    made, today, now = story("in_review"), local_day(timezone.now()), timezone.now()
    actions.change_office(
        office=world.offices["XA"],
        day=today + DAY,
        basis="Quyết định thử",
        parent=world.offices["XB"],
        by=world.fresh("affairs"),
        at=now,
    )

    def sees() -> tuple[bool, bool]:
        head = world.fresh("other_head")
        return (
            StaffMember.objects.visible_to(head).filter(code="T015").exists(),
            Incident.objects.visible_to(head).filter(pk=made.incident.pk).exists(),
        )

    assert sees() == (False, False)
    actions.turn_day(day=today, since=today - DAY, at=now)
    assert sees() == (False, False)
    actions.turn_day(day=today + 6 * DAY, since=today, at=now)
    assert sees() == (True, True)
    assert Office.objects.get(code="XA").parent.code == "XB"
    assert tree_on(today).nodes[world.offices["XA"].pk].version.parent.code == "UBND"
    assert actions.turn_day(day=today + 6 * DAY, since=today, at=now)["offices"] == 0, (
        "a second turn finds nothing to do"
    )


def test_the_turn_of_a_day_is_owed_once_and_looks_back_to_the_last_one(world, monkeypatch):
    from compliance.registry import periodic

    asked = []
    monkeypatch.setattr(
        periodic, "turn_day", lambda **given: asked.append((given["since"], given["day"]))
    )
    for day in (1, 1, 6):
        now = datetime(2026, 11, day, 8, tzinfo=ZONE)
        periodic.plan_turn_of_day(now)
        for message in Message.objects.filter(topic=TOPIC, done_at=None):
            periodic.do_turn_of_day(message, now)
            Message.objects.filter(pk=message.pk).update(done_at=now)
    assert asked == [
        (date(2026, 11, 1) - periodic.FIRST_LOOK, date(2026, 11, 1)),
        (date(2026, 11, 1), date(2026, 11, 6)),
    ]


def test_a_ring_is_refused_on_every_day_it_would_close(world):
    by, at, today = world.fresh("affairs"), timezone.now(), local_day(timezone.now())
    one, two = world.offices["XA"], world.offices["XB"]
    actions.change_office(office=one, day=today + 30 * DAY, basis="Thử", parent=two, by=by, at=at)
    with pytest.raises(NotNow, match="trực thuộc"):  # fine today, a ring in thirty days
        actions.change_office(office=two, day=today + DAY, basis="Thử", parent=one, by=by, at=at)
    version = OfficeVersion.objects.get(office=one, valid_to=None)
    actions.take_back_office_change(version=version, by=by, at=at)
    actions.change_office(office=two, day=today + DAY, basis="Thử", parent=one, by=by, at=at)
    assert OfficeVersion.objects.filter(office=one).count() == 1


REFUSED = {
    "before the last change": lambda w, d: {
        "office": w.offices["XA"],
        "day": date(2017, 1, 1),
        "name": "Khác",
    },
    "nothing changes": lambda w, d: {"office": w.offices["XA"], "day": d},
    "under one that does not exist yet": lambda w, d: {
        "office": w.offices["XA"],
        "day": d,
        "parent": found("XM", w.offices["UBND"], d + 9 * DAY),
    },
}


@pytest.mark.parametrize("why", REFUSED)
def test_a_change_that_makes_no_sense_is_refused(why, world):
    before = OfficeVersion.objects.filter(office__code="XA").count()
    given = REFUSED[why](world, local_day(timezone.now()))
    with pytest.raises(NotNow):
        actions.change_office(basis="Thử", by=world.fresh("affairs"), at=timezone.now(), **given)
    assert OfficeVersion.objects.filter(office__code="XA").count() == before


def test_only_the_keeper_of_the_list_changes_an_office(world, counted):
    people = [name for name in world.users if name != "affairs"]
    for who in people:
        for verb, given in (
            (
                actions.change_office,
                {"day": local_day(timezone.now()), "basis": "Thử", "name": "Khác"},
            ),
            (actions.set_hours, {"valid_from": date(2020, 1, 1)}),
            (
                actions.close_office,
                {"last_day": date(2030, 1, 1), "kind": "ended", "successors": [], "basis": "Thử"},
            ),
        ):
            with pytest.raises(NotAllowed):
                verb(office=world.offices["XA"], by=world.fresh(who), at=timezone.now(), **given)
    counted(3 * len(people), "office verb × person")


def test_an_office_with_people_or_cases_ends_only_into_other_hands(world, story, as_):
    made, by, at = story("in_review"), world.fresh("affairs"), timezone.now()
    yesterday, office, to = local_day(at) - DAY, world.offices["XA"], world.offices["XB"]
    with pytest.raises(NotNow, match="người đang giữ vị trí.*hồ sơ đang giải quyết"):
        actions.close_office(
            office=office,
            last_day=yesterday,
            kind="merged",
            successors=[],
            basis="Thử",
            by=by,
            at=at,
        )
    page = as_("affairs").post(
        reverse("registry:close_office", args=["XA"]),
        {"last_day": f"{yesterday:%d/%m/%Y}", "kind": "merged", "basis": "Nghị quyết thử"},
    )
    assert page.status_code == 422
    assert "Nghị quyết thử" in page.content.decode(), "what was typed stays"
    people = StaffMember.objects.filter(office=office).count()
    actions.close_office(
        office=office,
        last_day=yesterday,
        kind="merged",
        successors=[to],
        staff_to=to,
        basis="Thử",
        by=by,
        at=at,
    )
    assert StaffMember.objects.filter(office=office).count() == 0
    assert Posting.objects.filter(office=to, valid_from=local_day(at)).count() == people
    assert made.fresh().handling_office == to
    assert made.incident.office == office, "where the person worked at the time of the act stays"
    assert (
        Incident.objects.visible_to(world.fresh("other_head")).filter(pk=made.incident.pk).exists()
    )
    assert not world.fresh("unit_head").function_kinds(), (
        "the head's function ended with the office"
    )


def test_hours_are_those_of_the_day_and_of_the_office_above_where_none_are_set(world, counted):
    root, commune = world.offices["UBND"], world.offices["XA"]
    actions.set_hours(office=root, valid_from=date(2017, 1, 1), by=None, at=AT)
    summer = {
        "morning_from": time(7),
        "morning_to": time(11),
        "afternoon_from": time(14),
        "afternoon_to": time(17, 30),
    }
    actions.set_hours(office=commune, valid_from=date(2019, 4, 15), by=None, at=AT, **summer)
    actions.set_hours(office=commune, valid_from=date(2019, 10, 15), by=None, at=AT)
    table = {
        (commune, date(2018, 1, 1)): "07:30–11:30, 13:30–17:00",
        (commune, date(2019, 4, 14)): "07:30–11:30, 13:30–17:00",
        (commune, date(2019, 4, 15)): "07:00–11:00, 14:00–17:30",
        (commune, date(2019, 10, 14)): "07:00–11:00, 14:00–17:30",
        (commune, date(2019, 10, 15)): "07:30–11:30, 13:30–17:00",
        (world.offices["XB"], date(2019, 5, 1)): "07:30–11:30, 13:30–17:00",
    }
    for (office, day), told in table.items():
        assert str(hours_of(office, day)) == told, day
    counted(len(table), "office × day, hours")


def test_a_correction_keeps_the_words_before_in_the_trail(world, as_):
    version = world.offices["XA"].versions.get()
    address = reverse("registry:correct_version", args=[version.pk])
    given = {"name": "UBND xã Mốt", "short_name": "Mốt", "kind": "commune", "basis": ""}
    assert as_("affairs").post(address, given).status_code == 422
    assert as_("affairs").post(address, {**given, "reason": "Ghi sai dấu."}).status_code == 302
    assert Office.objects.get(code="XA").name == "UBND xã Mốt"
    from compliance.audit.models import Event

    told = Event.objects.filter(verb="correct_office").get()
    assert told.before["name"] == "UBND xã Một"
    assert told.after["reason"] == "Ghi sai dấu."
