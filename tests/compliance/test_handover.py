"""Somebody leaves: the account is shut only when every function, case and draft has found a new
hand.
"""

from datetime import timedelta

import pytest
from django.utils import timezone

from compliance.audit.models import Event
from compliance.core.refusals import NotNow
from compliance.incidents.models import Incident
from compliance.registry.models import Departure, Posting, User
from compliance.review.handover import actions as handover
from compliance.rulebook.clocks import local_day
from tests.compliance.test_wall import text_of


@pytest.fixture
def leaving(world):
    def plan(who: str, reason: str = "retired") -> Departure:
        return handover.plan_departure(
            staff=world.users[who].staff,
            reason=reason,
            last_day=local_day(timezone.now()),
            by=world.fresh("administrator"),
            at=timezone.now(),
        )

    return plan


def test_a_member_leaves_and_nothing_is_orphaned(leaving, story, as_, world):
    made = story("awaiting_answer")
    going = leaving("member")
    path = f"/ban-giao/{going.pk}/"
    assert as_("administrator").post(path + "hoan-tat/").status_code == 409
    assert made.incident.code in text_of(as_("lead").get(path))
    assert made.incident.code not in text_of(as_("administrator").get(path)), (
        "the administrator sees that something is left, not what"
    )
    as_("lead").post(
        path + "ho-so/", {"cases": [made.incident.code], "handler": world.other_member.pk}
    )
    assert made.fresh().handler == world.other_member
    function = world.member.functions.get()
    as_("administrator").post(
        f"{path}chuc-nang/{function.pk}/", {"successor": world.other_staff.staff.code}
    )
    assert world.fresh("other_staff").function_kinds() == {"member"}
    assert as_("administrator").post(path + "hoan-tat/").status_code == 302
    assert not User.objects.get(username="member").is_active
    assert not Posting.objects.filter(staff__user__username="member", valid_to=None).exists()
    assert as_("administrator").post(path + "hoan-tat/").status_code == 409
    assert Event.objects.filter(verb="finish_departure").count() == 1


def test_drafts_go_to_who_may_log_about_the_person_and_are_withdrawn_otherwise(
    leaving, story, as_, world
):
    made = story("returned")
    going = leaving("unit_head")
    path = f"/ban-giao/{going.pk}/"
    assert made.incident.code not in text_of(as_("administrator").get(path))
    as_("administrator").post(path + "ban-nhap/", {"successor": "other_member"})
    assert Incident.objects.reported_by(world.other_member).filter(pk=made.incident.pk).exists()
    assert not Incident.objects.reported_by(world.unit_head).filter(pk=made.incident.pk).exists()
    other = story("draft")
    as_("administrator").post(path + "ban-nhap/", {"successor": "kin"})
    assert other.fresh().status == "withdrawn", "a relative takes nothing over"


@pytest.mark.parametrize("who", ["chairman", "affairs", "administrator"])
def test_the_last_holder_of_a_part_names_a_successor(who, leaving, world):
    by = world.fresh("administrator")
    if who == "administrator":
        return
    going = leaving(who)
    if who == "chairman":
        world.vice.functions.update(valid_to=local_day(timezone.now()) - timedelta(days=1))
    with pytest.raises(NotNow, match="chọn người kế nhiệm"):
        handover.hand_function(
            departure=going,
            function=world.users[who].functions.get(),
            successor=None,
            by=by,
            at=timezone.now(),
        )
    handover.hand_function(
        departure=going,
        function=world.users[who].functions.get(),
        successor=world.fresh("other_staff"),
        by=by,
        at=timezone.now(),
    )
    assert world.fresh(who).function_kinds() == set()


def test_a_departure_before_its_last_day_waits(world):
    going = handover.plan_departure(
        staff=world.other_staff.staff,
        reason="resigned",
        last_day=local_day(timezone.now()) + timedelta(days=5),
        by=world.fresh("administrator"),
        at=timezone.now(),
    )
    with pytest.raises(NotNow, match="Ngày làm việc cuối"):
        handover.finish_departure(
            departure=going, by=world.fresh("administrator"), at=timezone.now()
        )
    with pytest.raises(NotNow, match="chưa xong"):
        handover.plan_departure(
            staff=world.other_staff.staff,
            reason="retired",
            last_day=going.last_day,
            by=world.fresh("administrator"),
            at=timezone.now(),
        )


def test_whoever_keeps_the_list_reads_what_changed_and_the_person_is_told_how_often_not_who(
    as_, world
):
    as_("affairs").get(f"/can-bo/{world.person_staff.code}/")
    assert world.affairs.display_name in text_of(
        as_("administrator").get(f"/can-bo/{world.person_staff.code}/lich-su/")
    )
    own = text_of(as_("person").get(f"/can-bo/{world.person_staff.code}/lich-su/"))
    assert "được mở 0 lần" in own, (
        "by closed quarters: a number that moves at once would announce a case"
    )
    assert "Xem trang cán bộ" not in own
    assert world.affairs.display_name not in own
