"""Where people work over time: every verb by day, what takes effect on its day, who may, and what
their page shows to whom.
"""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from compliance.audit.models import Event
from compliance.core.refusals import NotAllowed, NotNow
from compliance.registry import actions
from compliance.registry.models import Posting, StaffMember
from compliance.registry.queries import posting_on
from compliance.rulebook.clocks import local_day

DAY = timedelta(days=1)
State = StaffMember.State


@pytest.fixture
def somebody(world) -> StaffMember:
    return world.other_staff.staff


@pytest.fixture
def when():
    now = timezone.now()
    return now, local_day(now)


def given(world, kind: str, day: date, **more) -> dict:
    if kind == "leave":
        return {"valid_from": day, **more}
    place = {
        "office": world.offices["XB"],
        "position": "Công chức Địa chính",
        "is_leader": False,
        "valid_from": day,
        **more,
    }
    return place | ({"staff_kind": "cong_chuc"} if kind == "main" else {})


VERBS = {
    "main": actions.post_staff,
    "second": actions.add_second_post,
    "secondment": actions.second_staff,
    "leave": actions.put_on_leave,
}
# kind: (office, state) once it has taken effect
AFTER = {
    "main": ("XB", State.WORKING),
    "second": ("XA", State.WORKING),
    "secondment": ("XB", State.SECONDED),
    "leave": ("XA", State.ON_LEAVE),
}


@pytest.mark.parametrize("kind", VERBS)
def test_what_is_written_takes_effect_on_its_day_and_not_before(
    kind, world, somebody, when, counted
):
    """Yesterday, today: at once. Tomorrow and in five days: with the turn of that day, also when
    the turns between were missed.
    """
    now, today = when
    from django.db import transaction

    for days in (-1, 0, 1, 5):
        with transaction.atomic():
            person = StaffMember.objects.get(pk=somebody.pk)
            VERBS[kind](
                staff=person,
                by=world.fresh("affairs"),
                at=now,
                **given(world, kind, today + days * DAY),
            )
            at_once = (person.office.code, person.state)
            assert at_once == (AFTER[kind] if days <= 0 else ("XA", State.WORKING)), days
            actions.turn_day(day=today + 9 * DAY, since=today, at=now)
            person.refresh_from_db()
            assert (person.office.code, person.state) == AFTER[kind], days
            transaction.set_rollback(True)
    counted(8, "posting kind × day")


def test_a_dated_secondment_and_a_leave_end_by_themselves(world, somebody, when):
    now, today = when
    by = world.fresh("affairs")
    actions.second_staff(
        staff=somebody,
        by=by,
        at=now,
        **given(world, "secondment", today - 9 * DAY, valid_to=today + DAY),
    )
    assert (somebody.office.code, somebody.state) == ("XB", State.SECONDED)
    actions.turn_day(day=today + 7 * DAY, since=today, at=now)
    somebody.refresh_from_db()
    assert (somebody.office.code, somebody.state) == ("XA", State.WORKING)


def test_where_somebody_worked_on_a_day(world, somebody, when, counted):
    now, today = when
    by = world.fresh("affairs")
    actions.add_second_post(
        staff=somebody,
        by=by,
        at=now,
        **given(world, "second", date(2018, 1, 1), valid_to=date(2018, 6, 30)),
    )
    actions.second_staff(
        staff=somebody,
        by=by,
        at=now,
        **given(world, "secondment", date(2018, 3, 1), valid_to=date(2018, 3, 31)),
    )
    actions.post_staff(
        staff=somebody,
        by=by,
        at=now,
        **(given(world, "main", date(2019, 1, 1)) | {"office": world.offices["NV"]}),
    )
    actions.leave(staff=somebody, last_day=date(2020, 12, 31), by=world.fresh("lead"), at=now)
    table = {
        date(2016, 12, 31): None,
        date(2017, 1, 1): "XA",
        date(2018, 2, 1): "XA",
        date(2018, 3, 1): "XB",
        date(2018, 3, 31): "XB",
        date(2018, 4, 1): "XA",
        date(2018, 12, 31): "XA",
        date(2019, 1, 1): "NV",
        date(2020, 12, 31): "NV",
        date(2021, 1, 1): None,
    }
    for day, code in table.items():
        there = posting_on(somebody, day)
        assert (there.office.code if there else None) == code, day
        for office in world.offices.values():
            found = StaffMember.objects.working_in([office], day).filter(pk=somebody.pk).exists()
            assert found == (office.code == code), (day, office.code)
    somebody.refresh_from_db()
    assert (somebody.office, somebody.state) == (None, State.LEFT)
    counted(len(table) * len(world.offices), "day × office, who worked there")


REFUSED = {
    "main before the main post": ("main", date(2016, 1, 1)),
    "second before any main post": ("second", date(2016, 1, 1)),
    "leave before any main post": ("leave", date(2016, 1, 1)),
    "at an office that was not there yet": ("main", date(2016, 6, 1)),
}


@pytest.mark.parametrize("why", REFUSED)
def test_what_makes_no_sense_is_refused_and_nothing_is_written(why, world, somebody, when):
    kind, day = REFUSED[why]
    before = list(Posting.objects.order_by("pk").values())
    with pytest.raises(NotNow):
        VERBS[kind](
            staff=somebody, by=world.fresh("affairs"), at=when[0], **given(world, kind, day)
        )
    assert list(Posting.objects.order_by("pk").values()) == before


@pytest.mark.parametrize("kind", ["secondment", "leave", "second"])
def test_the_same_thing_twice_at_once_is_refused(kind, world, somebody, when):
    now, today = when
    VERBS[kind](
        staff=somebody,
        by=world.fresh("affairs"),
        at=now,
        **given(world, kind, today, valid_to=today + 30 * DAY),
    )
    with pytest.raises(NotNow, match="kết thúc việc đó trước"):
        VERBS[kind](
            staff=somebody, by=world.fresh("affairs"), at=now, **given(world, kind, today + 3 * DAY)
        )
    VERBS[kind](
        staff=somebody, by=world.fresh("affairs"), at=now, **given(world, kind, today + 31 * DAY)
    )


def test_only_one_main_post_a_day_whatever_is_written(world, somebody, when):
    """Sixty transfers in random order: those out of order are refused, and no day has two main
    posts.
    """
    import random

    rng, now = random.Random(7), when[0]
    for _ in range(60):
        day = date(2017, 1, 1) + timedelta(days=rng.randrange(1, 3000))
        try:
            actions.post_staff(
                staff=somebody, by=world.fresh("affairs"), at=now, **given(world, "main", day)
            )
        except NotNow:
            continue
    rows = list(somebody.postings.filter(kind="main").order_by("valid_from"))
    assert len(rows) > 2
    for before, after in zip(rows, rows[1:], strict=False):
        assert before.valid_to == after.valid_from - DAY


def test_what_has_not_begun_is_taken_back_and_what_has_is_corrected(world, somebody, when):
    now, today = when
    by = world.fresh("affairs")
    coming = actions.post_staff(
        staff=somebody, by=by, at=now, **given(world, "main", today + 4 * DAY)
    )
    actions.take_back_posting(posting=coming, by=by, at=now)
    posting = somebody.postings.get()
    assert posting.valid_to is None
    with pytest.raises(NotNow, match="có hiệu lực"):
        actions.take_back_posting(posting=posting, by=by, at=now)
    with pytest.raises(NotNow, match="lý do"):
        actions.correct_posting(posting=posting, reason=" ", by=by, at=now, position="Khác")
    actions.correct_posting(
        posting=posting,
        reason="Ghi nhầm chức vụ.",
        by=by,
        at=now,
        position="Công chức Tài chính",
        valid_from=date(2017, 2, 1),
    )
    somebody.refresh_from_db()
    assert somebody.position == "Công chức Tài chính"
    told = Event.objects.filter(verb="correct_posting").get()
    assert (told.before["position"], told.before["valid_from"], told.after["reason"]) == (
        "Công chức Tư pháp",
        "2017-01-01",
        "Ghi nhầm chức vụ.",
    )


def test_only_the_keeper_of_the_list_writes_posts(world, somebody, when, counted):
    now, today = when
    people = [name for name in world.users if name != "affairs"]
    for who in people:
        for kind, verb in VERBS.items():
            with pytest.raises(NotAllowed):
                verb(staff=somebody, by=world.fresh(who), at=now, **given(world, kind, today))
    counted(len(people) * len(VERBS), "posting verb × person")


def test_the_forms_say_what_will_happen_and_keep_what_was_typed(
    world, somebody, when, as_, counted
):
    client, today = as_("affairs"), when[1]
    asked = 0
    for kind, fields in (
        ("chuyen", {"office": "XB", "position": "Chức vụ thử", "staff_kind": "cong_chuc"}),
        ("kiem-nhiem", {"office": "XB", "position": "Chức vụ thử"}),
        ("biet-phai", {"office": "XB", "position": "Chức vụ thử"}),
        ("nghi-dai-ngay", {}),
    ):
        fields = {
            name: world.offices[value].pk if name == "office" else value
            for name, value in fields.items()
        }
        address = reverse("registry:new_posting", args=[somebody.code, kind])
        wrong = client.post(
            address, {**fields, "valid_from": "31/02/2026", "basis": "Quyết định thử"}
        )
        assert wrong.status_code == 422, kind
        assert "Ghi ngày, ví dụ" in wrong.content.decode()
        assert "Quyết định thử" in wrong.content.decode()
        right = client.post(
            address, {**fields, "valid_from": f"{today + 3 * DAY:%d/%m/%Y}"}, follow=True
        )
        assert f"sẽ có hiệu lực ngày {today + 3 * DAY:%d/%m/%Y}" in right.content.decode(), kind
        asked += 2
        coming = somebody.postings.filter(valid_from__gt=today).get()
        client.post(reverse("registry:take_back_posting", args=[coming.pk]))
    counted(asked, "posting forms")


def test_measures_in_effect_show_to_whoever_may_open_the_case_and_to_nobody_else(
    world, story, as_, counted
):
    made = story("closed")
    from compliance.review.models import Measure

    day = local_day(timezone.now())
    assert Measure.objects.in_effect(day).filter(incident=made.incident).exists()
    sees = {"lead", "deputy_lead", "recused", "member", "affairs", "chairman", "vice", "unit_head"}
    asked = 0
    for who in world.users:
        answer = as_(who).get(reverse("registry:person", args=[world.person_staff.code]))
        asked += 1
        assert ("Biện pháp còn hiệu lực" in answer.content.decode()) == (who in sees), who
        assert (made.incident.code in answer.content.decode()) == (who in sees), who
    counted(asked, "profile × person, measures")


def test_who_opened_the_page_shows_to_the_keepers_and_the_number_to_the_person(world, as_):
    address = reverse("registry:person", args=[world.person_staff.code])
    as_("lead").get(address)
    name = world.lead.display_name
    assert name in as_("affairs").get(address).content.decode().split("Lượt mở trang này")[1]
    own = as_("person").get(address).content.decode().split("Lượt mở trang này")[1]
    assert "tính theo quý" in own, (
        "of quarters that have ended: a count that moves at once would be a sign"
    )
    assert name not in own
    assert "Lượt mở trang này" not in as_("unit_head").get(address).content.decode()


def test_the_profile_costs_a_bounded_number_of_queries(world, as_, django_assert_max_num_queries):
    client = as_("unit_head")
    with django_assert_max_num_queries(32):
        assert (
            client.get(reverse("registry:person", args=[world.person_staff.code])).status_code
            == 200
        )
