"""From an empty portal to the first case: each step is read from what is there, and the page leads
on until nothing is lacking.
"""

import pytest
from django.conf import settings
from django.utils import timezone

from compliance.core.first_steps import first_steps, ready_for_cases
from compliance.core.roles import Kind
from compliance.registry.actions import add_office, change_committee, grant_function
from compliance.registry.models import Function, Office, StaffMember, User
from compliance.rulebook.clocks import local_day
from compliance.rulebook.models import CalendarDay
from compliance.rulebook.queries import forget_calendar

TODAY = local_day(timezone.now())


def lacking() -> set[str]:
    return {step.title for step in first_steps(local_day(timezone.now())) if not step.done}


@pytest.fixture
def sole(world):
    """A portal of which everybody but the administrator and internal affairs was taken the
    function: their accounts alone work.
    """
    keep = Function.objects.filter(user__username__in=("administrator", "affairs"))
    Function.objects.exclude(pk__in=keep).delete()
    return world


def test_every_step_is_registered_once_and_leads_to_a_page(as_, counted):
    steps = first_steps(TODAY)
    assert [step.order for step in steps] == sorted({step.order for step in steps})
    for step in steps:
        assert all((step.why.endswith("."), step.there, step.who, step.button)), step
        status = as_("administrator").get(step.url).status_code
        assert status in (200, 403), (step.title, step.url, status)
    counted(len(steps), "first steps")


def test_the_steps_of_a_portal_without_functions_say_what_is_lacking(sole):
    functions = next(step for step in first_steps(TODAY) if step.title == "Chức năng")
    said = " ".join(functions.lacking)
    for kind in (Kind.CHAIRMAN, Kind.LEAD, Kind.MEMBER, Kind.AUDITOR):
        assert f"{Kind(kind).label}: cần 1, có 0" in said
    assert "Quản trị hệ thống: cần 2, có 1" in said
    assert "Chưa có thủ trưởng" in said
    assert not ready_for_cases(TODAY)


def test_the_administrator_begins_with_what_is_lacking(sole, as_):
    change_committee(
        valid_from=TODAY,
        basis="Quyết định 12",
        place="Nà Pheng",
        by=sole.fresh("administrator"),
        at=timezone.now(),
    )
    client = as_("administrator")
    assert client.get("/").url == "/bat-dau/"
    page = client.get("/bat-dau/").content.decode()
    assert "Cổng chưa nhận được vụ việc" in page
    assert settings.AUTHORITY_SHORT in page
    assert "Làm tiếp: chức năng" in page


def test_nobody_is_named_on_the_page(sole, as_):
    page = as_("affairs").get("/bat-dau/").content.decode()
    shown = page[page.index("<main") : page.index("</main")]
    names = StaffMember.objects.values_list("full_name", flat=True)
    assert not [name for name in names if name in shown]


def test_a_step_is_done_when_its_rows_are_there_and_open_when_they_go(world):
    """Given what each lacks: functions, heads, calendar."""
    at, admin = timezone.now(), world.fresh("administrator")
    User.objects.filter(pk=world.other_staff.pk).update(is_active=True)
    grant_function(
        user=world.other_staff,
        kind=Kind.ADMINISTRATOR,
        office=None,
        valid_from=TODAY,
        by=admin,
        at=at,
        basis="Thử",
    )
    for year in (TODAY.year, TODAY.year + 1):
        CalendarDay.objects.filter(day__year=year).update(official=True)
        CalendarDay.objects.get_or_create(
            day=TODAY.replace(year=year, month=1, day=1),
            defaults={"kind": "holiday", "name": "Tết"},
        )
    forget_calendar()
    steps = {step.title: step for step in first_steps(TODAY)}
    assert steps["Lịch làm việc"].done
    for office in Office.objects.on(TODAY).filter(staff_now__isnull=False).distinct():
        if not Function.objects.on(TODAY).filter(kind=Kind.UNIT_HEAD, office=office).exists():
            Function.objects.create(
                user=world.other_member, kind=Kind.UNIT_HEAD, office=office, valid_from=TODAY
            )
    assert not {step.title for step in first_steps(TODAY) if step.needed} & lacking()
    assert ready_for_cases(TODAY)
    Function.objects.filter(kind=Kind.LEAD).delete()
    assert not ready_for_cases(TODAY)


def test_an_office_that_nobody_works_in_needs_no_head(world):
    before = {step.title: step.lacking for step in first_steps(TODAY)}["Chức năng"]
    fields = {"code": "TRONG", "name": "Trạm trống", "short_name": "Trạm trống"}
    add_office(
        by=world.fresh("affairs"), at=timezone.now(), kind="unit", valid_from=TODAY, **fields
    )
    assert {step.title: step.lacking for step in first_steps(TODAY)}["Chức năng"] == before


def test_the_page_asks_few_questions(as_, counted, django_assert_max_num_queries):
    """As every list and home does, for everybody who may open it."""
    for who in ("administrator", "affairs", "lead"):
        client = as_(who)
        assert client.get("/bat-dau/").status_code == 200
        with django_assert_max_num_queries(15):
            client.get("/bat-dau/")
        counted(1, "readers of the first steps")
