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
from compliance.review.handover.periodic import shut_own_doors
from compliance.rulebook.clocks import add_working_days, local_day
from compliance.rulebook.queries import calendar
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


def gone(leaving, world, who: str = "person", reason: str = "retired", **more) -> Departure:
    going = leaving(who, reason)
    return handover.finish_departure(
        departure=going, by=world.fresh("administrator"), at=timezone.now(), **more
    )


def test_whoever_leaves_while_a_case_about_them_runs_keeps_their_own_door_and_no_other(
    leaving, story, as_, world, counted
):
    made = story("awaiting_answer")
    made.see()
    User.objects.filter(pk=world.person.pk).update(last_login=timezone.now())
    going = leaving("person")
    path = f"/ban-giao/{going.pk}/"
    assert made.incident.code in text_of(as_("lead").get(path))
    assert made.incident.code not in text_of(as_("administrator").get(path))
    assert as_("administrator").post(path + "hoan-tat/").status_code == 302
    code = made.incident.code
    assert world.fresh("person").is_active
    own = ["/cua-toi/", f"/cua-toi/{code}/", f"/cua-toi/{code}/giai-trinh/", "/du-lieu-cua-toi/"]
    other = ["/can-bo/", "/don-vi/", "/lich-lam-viec/", "/ho-so/", f"/ho-so/{code}/", "/so-lieu/"]
    for address in own:
        assert as_("person").get(address).status_code in (200, 302), address
    for address in other:
        assert as_("person").get(address).status_code in (403, 404), address
    assert as_("person").get("/").headers["Location"] == "/cua-toi/"
    made.answer()
    assert made.incident.answers.filter(kind="answer").exists()
    told = world.member.notifications.filter(kind="person_left").get()
    assert "vẫn dùng trang của mình" in told.text
    assert "Vẫn dùng trang của mình" in text_of(as_("member").get(f"/ho-so/{code}/"))
    counted(len(own) + len(other), "addresses of a narrowed account")


@pytest.mark.parametrize("account", ["not wanted", "none"])
def test_without_an_own_door_the_case_goes_on_paper_and_its_window_begins_anew(
    account, leaving, story, as_, world
):
    made = story("awaiting_answer")
    made.see()
    person = world.person_staff
    if account == "none":
        type(person).objects.filter(pk=person.pk).update(user=None)
    notice = made.incident.notices.get()
    now = timezone.now() + timedelta(days=3)
    going = handover.plan_departure(
        staff=person,
        reason="resigned",
        last_day=local_day(timezone.now()),
        by=world.fresh("administrator"),
        at=timezone.now(),
    )
    going.staff.refresh_from_db()
    handover.finish_departure(
        departure=going, by=world.fresh("administrator"), at=now, own_door=False
    )
    incident, after = made.fresh(), made.incident.notices.get()
    full = add_working_days(local_day(now), incident.rule_set.answer_workdays, calendar())
    assert after.due_on == max(notice.due_on, full) == incident.due_on
    assert after.due_on > notice.due_on
    assert after.paper
    assert incident.clock_entries.filter(kind="extend_answer", ends_on=after.due_on).exists()
    told = world.member.notifications.filter(kind="person_left").get()
    assert told.text.startswith("Giao văn bản giấy")
    page = text_of(as_("member").get(f"/ho-so/{incident.code}/"))
    assert "giao văn bản giấy" in page
    assert not User.objects.filter(username="person", is_active=True, staff__isnull=False).exists()


def test_the_own_door_is_shut_when_the_last_case_and_its_contest_term_have_ended(
    leaving, story, world
):
    made = story("concluded")
    User.objects.filter(pk=world.person.pk).update(last_login=timezone.now())
    gone(leaving, world)
    incident = made.fresh()
    shut_own_doors(None, timezone.now())
    assert world.fresh("person").is_active, "the conclusion was not received: the term does not run"
    Incident.objects.filter(pk=incident.pk).update(status="stopped")
    shut_own_doors(None, timezone.now())
    assert not world.fresh("person").is_active
    assert world.fresh("person").own_door_since is None


def test_without_a_case_about_them_the_account_is_shut_at_once(leaving, world):
    gone(leaving, world, "other_staff")
    assert not world.fresh("other_staff").is_active
