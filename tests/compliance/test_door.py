"""The person's own door: a password alone opens nothing about them, a link delivers nothing, and a
number opens once.
"""

from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from django.core import mail
from django.db import transaction
from django.test import Client
from django.utils import timezone

from compliance.audit.models import Event
from compliance.core.refusals import NotNow
from compliance.outbox.processing import process_due
from compliance.registry.actions import door
from compliance.registry.models import DoorCode, StaffMember, User
from compliance.registry.onetime import number_of
from compliance.review.models import Notice
from tests.house.test_signin import totp_of
from tests.world import PASSWORD

DOOR = "/tai-khoan/xac-nhan/"


def behind_the_door(arguments) -> list[str]:
    from django.urls import reverse

    from tests.house.test_routes import ours

    found = [
        (name, pattern)
        for name, pattern in ours()
        if pattern.startswith("cua-toi/<") or name == "registry:own_copy"
    ]
    return [reverse(name, kwargs=arguments(name, pattern)) for name, pattern in found]


def test_a_password_alone_opens_nothing_about_the_person(arguments, as_, counted):
    """The attack of finding F3: whoever has the password of the person concerned, GET and POST,
    every route behind the door.
    """
    client, rows = as_("person", door=False), 0
    paths = behind_the_door(arguments)
    Notice.objects.update(opened_at=None)
    before = Event.objects.count()
    for path in paths:
        for method in (client.get, client.post):
            answer = method(path)
            rows += 1
            shut = (
                answer.status_code in (404, 405)
                or answer.status_code == 302
                and answer["Location"].startswith(DOOR)
            )
            assert shut, (path, method.__name__, answer.status_code)
        asked = client.get(path, headers={"accept": "application/json"})
        assert asked.status_code in (403, 404, 405), path
    counted(rows, "requests behind the person's own door with a password alone")
    assert len(paths) >= 15
    assert not Notice.objects.exclude(opened_at=None).exists(), "nothing was delivered"
    verbs = set(Event.objects.filter(seq__gt=before).values_list("verb", flat=True))
    assert (
        not {
            "opened_own_case",
            "opened_evidence",
            "received_notice",
            "viewed_evidence",
            "downloaded",
        }
        & verbs
    )


def test_the_door_opens_by_a_number_and_the_notice_is_taken_by_a_press(as_, story, world):
    made = story("awaiting_answer")
    page, client = f"/cua-toi/{made.incident.code}/", as_("person", door=False)
    asked = client.get(page)["Location"]
    assert client.get(asked).status_code == 200
    client.post(asked, {"act": "send", "next": page})
    process_due()
    number = number_of(DoorCode.objects.get())
    letter = next(one for one in mail.outbox if number in one.body)
    called = world.person_staff.get_salutation_display()
    assert letter.body.startswith(f"Kính gửi {called} {world.person.display_name},")
    assert letter.to == [world.person.email]
    assert made.incident.code not in letter.body + letter.subject
    assert client.post(asked, {"act": "open", "number": "000000", "next": page}).status_code == 422
    assert (
        client.post(asked, {"act": "open", "number": f" {number} ", "next": page})["Location"]
        == page
    )
    taken = client.get(page)["Location"]
    assert taken == f"{page}nhan/"
    assert client.get(taken).status_code == 200
    assert client.head(taken).status_code == 200
    assert made.incident.notices.get().opened_at is None, "looking delivers nothing"
    assert client.post(taken)["Location"] == page
    assert made.incident.notices.get().opened_at is not None
    assert client.get(page).status_code == 200
    verbs = list(Event.objects.about(made.incident).order_by("seq").values_list("verb", flat=True))
    assert verbs.count("received_notice") == 1
    assert client.post(taken)["Location"] == page, "once"
    other = as_("person", door=False)
    assert other.post(asked, {"act": "open", "number": number, "next": page}).status_code == 422, (
        "a number from a letter opens once"
    )


def test_what_ends_a_number(world, counted):
    at, person = timezone.now(), world.fresh("person")

    def typed(when=at, which=None):
        return door.type_door_code(user=person, typed=number_of(which or code), at=when)

    rows = {
        "its quarter of an hour": lambda: typed(at + timedelta(minutes=15)),
        "a newer one": lambda: door.send_door_code(user=person, at=at) and typed(),
        "its use": lambda: typed() and typed(),
        "five wrong ones": lambda: (
            [door.type_door_code(user=person, typed="1", at=at) for _ in range(5)] and typed()
        ),
        "another person": lambda: door.type_door_code(
            user=world.other_staff, typed=number_of(code), at=at
        ),
    }
    for says, ends in rows.items():
        point = transaction.savepoint()
        code = door.send_door_code(user=person, at=at)
        assert ends() is False, says
        transaction.savepoint_rollback(point)
    code = door.send_door_code(user=person, at=at)
    assert typed(at + timedelta(minutes=14))
    counted(len(rows), "ends of a number")
    assert number_of(code) not in str(list(DoorCode.objects.values())) + str(
        list(Event.objects.values())
    )


def test_numbers_are_sent_and_tried_a_few_times_only(world):
    at, person = timezone.now(), world.fresh("person")
    for _ in range(door.SENT_AT_MOST):
        door.send_door_code(user=person, at=at)
    with pytest.raises(NotNow):
        door.send_door_code(user=person, at=at)
    for _ in range(10):
        door.type_door_code(user=person, typed="1", at=at)
    with pytest.raises(NotNow):
        door.type_door_code(user=person, typed="1", at=at)


def test_who_has_neither_mailbox_nor_factor_opens_with_the_number_on_the_paper_notice(
    as_, story, world, settings
):
    settings.TRY_OUT = False
    made = story("awaiting_answer")
    User.objects.filter(pk=world.person.pk).update(email="")
    StaffMember.objects.filter(user=world.person).update(email="")
    client = as_("person", door=False)
    page = f"/cua-toi/{made.incident.code}/"
    asked = client.get(page)["Location"]
    assert "Gửi mã" not in client.get(asked).content.decode()
    sheets = [
        as_("member").get(f"/ho-so/{made.incident.code}/in-thong-bao/").content.decode()
        for _ in range(2)
    ]
    number = number_of(DoorCode.objects.get(way="paper"))
    printed = f"{number[:4]} {number[4:7]} {number[7:]}"
    assert all(printed in sheet for sheet in sheets), "printed again it is the same"
    assert client.post(asked, {"act": "open", "number": printed, "next": page})["Location"] == page
    assert printed not in as_("person").get(f"{page}in-thong-bao/").content.decode()
    again = as_("person", door=False)
    assert again.post(asked, {"act": "open", "number": printed, "next": page}).status_code == 302, (
        "paper opens until it ends"
    )


def test_which_factor_opens_the_door(world, as_, counted):
    """Set up how long ago × a number typed since: a factor set up by whoever just learned the
    password does not count.
    """
    now, person = timezone.now(), world.fresh("person")
    totp_of(person)
    rows = {
        (timedelta(minutes=1), None): False,
        (timedelta(days=6), None): False,
        (timedelta(days=6), timedelta(days=7)): False,
        (timedelta(days=6), timedelta(days=1)): True,
        (timedelta(days=8), None): True,
    }
    for (age, typed), counts in rows.items():
        Authenticator.objects.filter(user=person).update(created_at=now - age)
        DoorCode.objects.all().delete()
        if typed is not None:
            DoorCode.objects.create(
                user=person, way="mail", made_at=now, ends_at=now, used_at=now - typed, salt="x"
            )
        assert door.factor_counts(person, now) == counts, (age, typed)
    counted(len(rows), "factors by age and number typed since")


def test_a_factor_used_at_sign_in_is_asked_for_no_second_time(world, story):
    made = story("consulting")
    code = totp_of(world.person)
    Authenticator.objects.filter(user=world.person).update(
        created_at=timezone.now() - timedelta(days=30)
    )
    client = Client()
    client.post("/tai-khoan/dang-nhap/", {"login": "person", "password": PASSWORD})
    client.post("/tai-khoan/hai-buoc/authenticate/", {"code": code})
    assert client.get(f"/cua-toi/{made.incident.code}/").status_code == 200
    later = Client()
    later.force_login(world.fresh("person"), backend="halang_portal.backends.AccountBackend")
    page = later.get(later.get(f"/cua-toi/{made.incident.code}/")["Location"]).content.decode()
    assert "Nhập mã xác thực" in page
    assert "Gửi mã" not in page, "who has a factor is asked for it, not for a number"


def test_the_door_stays_open_for_a_session_and_leads_nowhere_else(as_, story, counted):
    made = story("consulting")
    client = as_("person")
    page = f"/cua-toi/{made.incident.code}/"
    assert client.get(page).status_code == 200
    session = client.session
    session["own_door_at"] -= 8 * 3600
    session.save()
    assert client.get(page)["Location"].startswith(DOOR)
    rows = (
        "https://evil.example/",
        "//evil.example/",
        "javascript:alert(1)",
        "/\\evil.example",
        "",
    )
    for asked in rows:
        assert as_("person").get(DOOR, {"next": asked})["Location"] == "/cua-toi/"
    counted(len(rows), "addresses that lead out")


def test_the_try_out_shows_the_number_and_production_never_does(as_, settings):
    client = as_("person", door=False)
    client.post(DOOR, {"act": "send"})
    number = number_of(DoorCode.objects.get())
    assert number in client.get(DOOR).content.decode()
    settings.TRY_OUT = False
    assert number not in client.get(DOOR).content.decode()
