"""Accounts for a whole list: a link by mail to whoever has an address, a slip for the others that
two people sign for; each owner sets the password.
"""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from compliance.core.refusals import NotAllowed, NotNow
from compliance.core.roles import Kind
from compliance.outbox.models import Notification
from compliance.outbox.processing import process_due
from compliance.registry import actions
from compliance.registry.accountless import accountless, login_names
from compliance.registry.models import AccessRequest, Function, SignInLink, StaffMember, User
from compliance.registry.onetime import number_of, token_of
from compliance.registry.work_list import to_let_in
from compliance.rulebook.clocks import local_day
from tests.compliance.test_accounts import BOTH, NEW, signs_in, url_of
from tests.world import PEOPLE

PAGE = "/cap-lai/tai-khoan-moi/"
NAMES = ("Nông Thị Mận", "Nông Thị Mận", "Đàm Văn Ích", "Y", "Lục Thị Ái")
POSTED = "nong.man@xa.example"


@pytest.fixture
def five(world):
    """Five people of one office without an account, the first with an address."""
    office = world.person.staff.office
    people = [
        StaffMember(
            code=f"TM-{number:03d}",
            full_name=name,
            office=office,
            email=POSTED if number == 1 else "",
            staff_kind="vien_chuc",
        )
        for number, name in enumerate(NAMES, 1)
    ]
    for staff in people:
        staff.fill_search()
    StaffMember.objects.bulk_create(people)
    return list(StaffMember.objects.filter(code__startswith="TM-").order_by("code"))


def post(as_, five, way="mail"):
    return as_("administrator").post(PAGE, {"way": way, "offices": [five[0].office.code]})


def test_login_names_are_whole_names_without_marks_and_never_twice(world, five):
    User.objects.create_user("damvanich", None, display_name="Người khác")
    names = login_names(five)
    assert [names[staff.pk] for staff in five] == [
        "nongthiman",
        "nongthiman2",
        "damvanich2",
        "cbtm004",
        "lucthiai",
    ]


def test_who_has_an_address_is_sent_a_link_and_the_others_get_slips(world, as_, five, counted):
    page = as_("administrator").get(PAGE).content.decode()
    assert five[0].office.name in page
    assert "Trùng họ tên: Nông Thị Mận" in page
    assert post(as_, five).status_code == 302
    made = User.objects.filter(staff__in=five)
    assert made.count() == 5
    assert not any(user.has_usable_password() for user in made)
    requests = AccessRequest.objects.filter(user__in=made)
    assert requests.count() == 4
    assert set(requests.values_list("state", "way")) == {("open", "slip")}
    process_due(timezone.now())
    link = SignInLink.objects.get(user__staff=five[0])
    assert [letter.to for letter in mail.outbox if token_of(link) in letter.body] == [[POSTED]]
    assert link.ends_at - link.made_at == timedelta(days=5)
    asked = Notification.objects.filter(text="Xác nhận 4 tài khoản mới")
    assert set(asked.values_list("user__username", flat=True)) == {"auditor"}, "told once"
    (wanted,) = to_let_in(world.fresh("auditor"), local_day(timezone.now()))
    tasks = wanted.tasks(wanted.rows())
    assert [task.title for task in tasks] == ["Xác nhận 4 tài khoản mới"]
    counted(5, "accounts made from a list")


def test_the_slip_is_for_who_asked_and_its_number_for_who_confirmed(world, as_, five, counted):
    post(as_, five)
    listed = as_("auditor").get(PAGE).content.decode()
    keys = re.findall(r'name="request" value="(\d+)"', listed)
    assert len(keys) == 4
    assert "nongthiman2" in listed
    confirm = f"{PAGE}xac-nhan/"
    assert as_("auditor").post(confirm, {"request": keys}).status_code == 302
    assert not SignInLink.objects.filter(way="slip").exists(), "without the tick nothing is signed"
    given = {"request": keys, "compared": "on"}
    assert as_("administrator").post(confirm, given).status_code == 409, "not who asked"
    assert as_("auditor").post(confirm, given).status_code == 302
    assert as_("auditor").post(confirm, given).status_code == 409, "once"
    links = list(SignInLink.objects.filter(way="slip").select_related("user"))
    assert {link.ends_at - link.made_at for link in links} == {timedelta(days=10)}
    rows = 0
    for who in PEOPLE:
        client = as_(who)
        slips = client.get(f"{PAGE}phieu/")
        numbers = client.get(f"{PAGE}ma/")
        for link in links:
            paper = slips.status_code == 200 and token_of(link) in slips.content.decode()
            read = numbers.status_code == 200 and number_of(link) in numbers.content.decode()
            assert paper == (who == "administrator"), who
            assert read == (who == "auditor"), who
            rows += 1
    counted(rows, "readers of slips of a list and of their numbers")
    owner = {**BOTH, "number": number_of(links[0])}
    assert Client().post(url_of(links[0]), BOTH).status_code == 422, "the slip alone opens nothing"
    assert Client().post(url_of(links[0]), owner).status_code == 302
    assert signs_in(links[0].user.username, NEW)


def test_nothing_is_made_where_it_cannot_be_finished(world, five):
    """The administrator confirms nothing of their own; without a second person no account is."""
    by, at = world.fresh("administrator"), timezone.now()
    names = login_names(five)
    world.fresh("auditor").functions.all().delete()
    for who in ("chairman", "vice"):
        world.fresh(who).functions.all().delete()
    with pytest.raises(NotNow):
        actions.create_accounts(people=five, names=names, slips=True, by=by, at=at)
    assert accountless(by).filter(code__startswith="TM-").count() == 5
    with pytest.raises(NotAllowed):
        actions.create_accounts(
            people=five, names=names, slips=True, by=world.fresh("affairs"), at=at
        )


def test_who_keeps_the_list_of_addresses_too_sends_no_link_alone(world, five):
    function = {"kind": Kind.INTERNAL_AFFAIRS, "valid_from": local_day(timezone.now())}
    Function.objects.create(user=world.administrator, **function)
    by = world.fresh("administrator")
    mailed, slips = actions.create_accounts(
        people=five, names=login_names(five), slips=False, by=by, at=timezone.now()
    )
    assert (mailed, slips) == (0, 5)


def test_nobody_but_a_second_person_confirms_whichever_way_it_is_asked(world, as_, five, counted):
    """Asked of the action itself, as no page stands before it; then the slips are the asker's."""
    post(as_, five)
    requests = list(AccessRequest.objects.filter(user__staff__in=five).order_by("pk"))
    at, refused = timezone.now(), set()
    for who in PEOPLE:
        if who == "auditor":
            continue
        with pytest.raises(NotAllowed):
            actions.confirm_first_accounts(requests=requests, by=world.fresh(who), at=at)
        refused.add(who)
    counted(len(refused), "people who do not confirm new accounts")
    assert not SignInLink.objects.filter(way="slip").exists()
    assert actions.confirm_first_accounts(requests=requests, by=world.fresh("auditor"), at=at) == 4
    function = {"kind": Kind.ADMINISTRATOR, "valid_from": local_day(at)}
    Function.objects.create(user=world.other_staff, **function)
    links = SignInLink.objects.filter(way="slip")
    page = as_("other_staff").get(f"{PAGE}phieu/")
    assert page.status_code == 200
    assert not [link for link in links if token_of(link) in page.content.decode()]
