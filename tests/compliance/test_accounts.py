"""Recovering an account is no way round a wall: two people, a link used once, the owner told;
nobody ever sees a password.
"""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.db import transaction
from django.test import Client
from django.utils import timezone

from compliance.audit.models import Event
from compliance.core.refusals import NotAllowed, NotNow
from compliance.core.roles import Kind
from compliance.outbox.models import Message, Notification
from compliance.outbox.processing import process_due
from compliance.registry import actions
from compliance.registry.models import (
    AccessRequest,
    AddressChange,
    Function,
    SignInLink,
    StaffMember,
    User,
)
from compliance.registry.onetime import number_of, token_of
from compliance.registry.queries import recovery_address
from compliance.rulebook.clocks import local_day
from tests.world import PASSWORD, PEOPLE

NEW = "con trâu uống nước bên suối"
BOTH = {"password1": NEW, "password2": NEW}


def ask(world, whose="person", kind="password", way="mail", by="administrator", at=None):
    asked_at = at or timezone.now()
    return actions.ask_access(
        user=world.fresh(whose),
        kind=kind,
        way=way,
        reason="Gặp trực tiếp.",
        by=world.fresh(by),
        at=asked_at,
    )


def url_of(link: SignInLink) -> str:
    return f"/tai-khoan/dat-mat-khau/{token_of(link)}/"


def signs_in(name: str, password: str) -> bool:
    client = Client()
    client.post("/tai-khoan/dang-nhap/", {"login": name, "password": password})
    return "_auth_user_id" in client.session


def test_the_administrator_alone_becomes_nobody(as_, world, story, counted):
    """Finding F3 step by step: a reset of the person concerned, of a function holder, of an
    ordinary member of staff.
    """
    story("awaiting_answer")
    client, rows = as_("administrator"), ("person", "lead", "other_staff", "auditor")
    for whose in rows:
        code = world.users[whose].staff.code
        before = world.fresh(whose).password
        old = client.post(f"/can-bo/{code}/tai-khoan/", {"act": "reset"})
        assert old.status_code == 403, "the door of old is gone"
        page = client.post(
            f"/can-bo/{code}/cap-lai/",
            {"kind": "password", "way": "slip", "reason": "Quên."},
            follow=True,
        )
        text = page.content.decode()
        assert "Chờ xác nhận" in text
        asked = AccessRequest.objects.get(user=world.users[whose])
        assert (
            client.post(f"/cap-lai/{asked.pk}/xac-nhan/", {"asked_owner": "on"}).status_code == 403
        )
        assert client.get(f"/cap-lai/{asked.pk}/phieu/").status_code == 404
        assert not SignInLink.objects.filter(user=world.users[whose]).exists()
        assert world.fresh(whose).password == before
        owner = Notification.objects.filter(user=world.users[whose], kind="account")
        assert owner.exists(), "the owner is told by the bell"
        assert Message.objects.filter(
            topic="mail", payload__notification=owner.get().pk
        ).exists(), "and by mail"
    counted(len(rows), "accounts an administrator alone does not become")


SECOND = {"auditor"}  # whom the request of the only administrator waits for


def test_who_may_be_the_second_person(world, counted):
    """kind × way × who confirms: the inspectorate or another administrator, never the asker or the
    owner, whoever the owner is.
    """
    from tests.house.test_signin import totp_of

    rows, owners = 0, ("person", "lead", "other_staff")
    for owner in owners:
        totp_of(world.users[owner])
        for kind, way in (("password", "mail"), ("password", "slip"), ("factor", "")):
            begun = transaction.savepoint()
            asked = ask(world, owner, kind, way)
            for who in PEOPLE:
                point = transaction.savepoint()
                try:
                    actions.confirm_access(asked=asked, by=world.fresh(who), at=timezone.now())
                    done = True
                except NotAllowed:
                    done = False
                assert done == (who in SECOND), (owner, kind, way, who)
                transaction.savepoint_rollback(point)
                asked.refresh_from_db()
                rows += 1
            transaction.savepoint_rollback(begun)
    counted(rows, "requests by kind, way, owner and second person")


def test_the_need_for_a_second_person_tells_nothing_about_cases(world, story):
    """With and without an open case, with and without a function: the same rows, the same words,
    the same people asked.
    """
    story("awaiting_answer")
    seen = set()
    for whose in ("person", "other_staff", "member"):
        asked = ask(world, whose)
        bells = Notification.objects.filter(dedup_key__startswith=f"access:{asked.pk}:").order_by(
            "user_id"
        )
        seen.add(
            tuple(
                (bell.text, "owner" if bell.user_id == asked.user_id else bell.user.username)
                for bell in bells
            )
        )
    assert len({frozenset(one) for one in seen}) == 1


def test_another_administrator_may_be_second_and_the_chairs_when_there_is_nobody_else(world):
    Function.objects.create(
        user=world.other_staff, kind=Kind.ADMINISTRATOR, valid_from=local_day(timezone.now())
    )
    asked = ask(world)
    assert set(actions.confirmers(asked.asked_by, asked.user, timezone.now())) == {
        world.auditor,
        world.other_staff,
    }
    Function.objects.filter(user__in=(world.other_staff, world.auditor)).delete()
    assert set(actions.confirmers(asked.asked_by, asked.user, timezone.now())) == {
        world.chairman,
        world.vice,
    }
    Function.objects.filter(user__in=(world.chairman, world.vice)).delete()
    with pytest.raises(NotNow, match="Chưa có người thứ hai"):
        ask(world, "lead")


def test_a_link_by_mail_reaches_the_registered_address_and_opens_once(world, as_):
    asked = ask(world)
    page = (
        as_("auditor")
        .post(f"/cap-lai/{asked.pk}/xac-nhan/", {"asked_owner": "on"}, follow=True)
        .content.decode()
    )
    link = SignInLink.objects.get()
    assert token_of(link) not in page, "nobody but the mailbox sees the link"
    assert as_("administrator").get(f"/cap-lai/{asked.pk}/phieu/").status_code == 404
    assert token_of(link) not in as_("administrator").get("/cap-lai/").content.decode()
    process_due()
    letter = next(one for one in mail.outbox if "/dat-mat-khau/" in one.body)
    assert letter.to == [world.person.email]
    url = re.search(r"(/tai-khoan/dat-mat-khau/\S+)", letter.body)[1]
    stranger = Client()
    assert stranger.get(url).status_code == 200, "opening it sets nothing"
    assert signs_in("person", PASSWORD), "the old password lives until the owner sets another"
    assert stranger.post(url, {"password1": "ngắn", "password2": "ngắn"}).status_code == 422
    assert stranger.post(url, BOTH)["Location"] == "/tai-khoan/dang-nhap/"
    assert "_auth_user_id" not in stranger.session, (
        "no way round the second factor: signing in comes after"
    )
    assert stranger.post(url, BOTH).status_code == 410, "once"
    assert (signs_in("person", PASSWORD), signs_in("person", NEW)) == (False, True)
    verbs = set(
        Event.objects.filter(subject_type="user", subject_id=str(world.person.pk)).values_list(
            "verb", flat=True
        )
    )
    assert {"ask_access", "confirm_access", "set_password"} <= verbs


def slip(world, at=None):
    asked = ask(world, way="slip", at=at)
    actions.confirm_access(asked=asked, by=world.fresh("auditor"), at=at or timezone.now())
    return asked, SignInLink.objects.get(request=asked)


def test_a_slip_is_for_who_asked_and_its_number_for_who_confirmed(world, as_, counted):
    asked, link = slip(world)
    number, rows = number_of(link), 0
    for who in PEOPLE:
        client = as_(who)
        paper, listed = (
            client.get(f"/cap-lai/{asked.pk}/phieu/"),
            client.get("/cap-lai/").content.decode(),
        )
        assert (paper.status_code == 200 and token_of(link) in paper.content.decode()) == (
            who == "administrator"
        ), who
        assert number not in paper.content.decode()
        assert (number in listed) == (who == "auditor"), who
        rows += 1
    counted(rows, "readers of a slip and of its number")
    stranger, wrong = Client(), f"{(int(number) + 1) % 1000000:06d}"
    assert stranger.post(url_of(link), BOTH).status_code == 422
    assert stranger.post(url_of(link), {**BOTH, "number": wrong}).status_code == 422
    assert (
        stranger.post(url_of(link), {**BOTH, "number": f"{number[:3]} {number[3:]}"}).status_code
        == 302
    )
    assert signs_in("person", NEW)


def test_five_wrong_numbers_kill_a_slip(world):
    _, link = slip(world)
    wrong = f"{(int(number_of(link)) + 1) % 1000000:06d}"
    answers = [Client().post(url_of(link), {**BOTH, "number": wrong}).status_code for _ in range(6)]
    assert answers == [422] * 4 + [410] * 2
    assert Client().post(url_of(link), {**BOTH, "number": number_of(link)}).status_code == 410


def test_what_makes_a_link_die(world, settings, counted):
    def later(link):
        SignInLink.objects.filter(pk=link.pk).update(ends_at=timezone.now())

    def other_password(link):
        link.user.set_password(NEW)
        link.user.save()

    def newer(link):
        actions.make_link(user=world.fresh("person"), way="server", at=timezone.now())

    def shut(link):
        User.objects.filter(pk=link.user_id).update(is_active=False)

    def cancelled(link):
        actions.withdraw_access(asked=link.request, by=world.fresh("person"), at=timezone.now())

    def other_key(link):
        settings.SECRET_KEY = "k" * 60

    rows = (later, other_password, newer, shut, cancelled, other_key)
    _, link = slip(world)
    for ends in rows:
        point, url = transaction.savepoint(), url_of(link)
        assert Client().get(url).status_code == 200
        ends(SignInLink.objects.select_related("user", "request").get(pk=link.pk))
        assert Client().get(url).status_code == 410, ends.__name__
        transaction.savepoint_rollback(point)
    counted(len(rows), "ends of a link")
    for token in ("", "x", "1", "1-", "٣-abc", "9" * 30 + "-a", f"{link.pk}-{'0' * 40}"):
        assert Client().get(f"/tai-khoan/dat-mat-khau/{token}/").status_code in (404, 410)


def test_a_link_lives_a_day(world):
    _, link = slip(world)
    assert link.ends_at - link.made_at == timedelta(hours=24)
    assert not link.is_live(link.made_at + timedelta(hours=24))
    assert link.is_live(link.made_at + timedelta(hours=23, minutes=59))


def test_neither_link_nor_number_stands_in_the_database(world):
    _, link = slip(world)
    row = (
        str(SignInLink.objects.values().get(pk=link.pk))
        + str(list(Message.objects.values()))
        + str(list(Event.objects.values()))
    )
    assert token_of(link).split("-")[1] not in row
    assert number_of(link) not in row


def test_the_owner_stops_what_they_never_asked_for(world, as_):
    asked, link = slip(world)
    owner = as_("person")
    assert "Tôi không nhờ việc này" in owner.get("/tai-khoan/").content.decode()
    assert as_("other_staff").post(f"/cap-lai/{asked.pk}/huy/").status_code == 404
    assert owner.post(f"/cap-lai/{asked.pk}/huy/").status_code == 302
    assert Client().get(url_of(link)).status_code == 410
    assert "Tôi không nhờ việc này" not in owner.get("/tai-khoan/").content.decode()
    assert Notification.objects.filter(
        user=world.auditor, dedup_key__startswith=f"access:{asked.pk}:off"
    ).exists()


def test_a_request_runs_out_after_a_week_and_can_be_asked_again(world):
    asked = ask(world, at=timezone.now() - timedelta(days=8))
    assert actions.waiting_for(world.fresh("auditor"), timezone.now()) == []
    with pytest.raises(NotNow, match="quá 7 ngày"):
        actions.confirm_access(asked=asked, by=world.fresh("auditor"), at=timezone.now())
    again = ask(world)
    assert actions.waiting_for(world.fresh("auditor"), timezone.now()) == [again]


def test_a_lost_factor_is_taken_away_by_two_and_the_owner_is_told(world, as_):
    from tests.house.test_signin import totp_of

    totp_of(world.lead)
    client, code = as_("administrator"), world.lead.staff.code
    assert (
        client.post(
            f"/can-bo/{code}/cap-lai/", {"kind": "factor", "reason": "Mất điện thoại."}
        ).status_code
        == 302
    )
    assert world.lead.authenticator_set.exists()
    asked = AccessRequest.objects.get()
    auditor = as_("auditor")
    assert "bước xác thực thứ hai" in auditor.get("/cap-lai/").content.decode()
    assert auditor.post(f"/cap-lai/{asked.pk}/xac-nhan/", {}).status_code == 302
    assert world.lead.authenticator_set.exists(), "without the tick nothing is confirmed"
    auditor.post(f"/cap-lai/{asked.pk}/xac-nhan/", {"asked_owner": "on"})
    assert not world.lead.authenticator_set.exists()
    assert signs_in("lead", PASSWORD)
    assert Notification.objects.filter(
        user=world.lead, kind="account", dedup_key__endswith=f":done:{world.lead.pk}"
    ).exists()
    event = Event.objects.filter(verb="factor_removed").latest("seq")
    assert event.actor_id == world.auditor.pk


def test_a_new_account_has_no_password_until_its_owner_sets_one(world, as_, counted):
    rows = {"mail": 1, "slip": 0}
    for way, links in rows.items():
        person = StaffMember.objects.create(
            code=f"M{way}", full_name="Hứa Thử Mới", email=f"{way}@thu.example"
        )
        page = as_("administrator").post(
            f"/can-bo/{person.code}/tai-khoan/",
            {"act": "create", "username": f"moi.{way}", "way": way},
            follow=True,
        )
        user = User.objects.get(username=f"moi.{way}")
        assert not user.has_usable_password()
        assert SignInLink.objects.filter(user=user).count() == links
        assert AccessRequest.objects.filter(user=user, kind="first").count() == 1 - links
        assert not re.search(r"[A-Za-z0-9_-]{16,}</dd>", page.content.decode())
    process_due()
    assert any(
        one.to == ["mail@thu.example"] and "/dat-mat-khau/" in one.body for one in mail.outbox
    )
    Function.objects.create(
        user=world.administrator, kind=Kind.INTERNAL_AFFAIRS, valid_from=local_day(timezone.now())
    )
    both = StaffMember.objects.create(
        code="M9", full_name="Hứa Thử Chín", email="cua-minh@thu.example"
    )
    actions.create_account(
        staff=both,
        username="moi.chin",
        way="mail",
        by=world.fresh("administrator"),
        at=timezone.now(),
    )
    assert not SignInLink.objects.filter(user__username="moi.chin").exists(), (
        "who writes the address does not send the link alone"
    )
    counted(len(rows) + 1, "ways to a new account")


# --- self-service


def test_a_forgotten_password_is_asked_for_without_telling_who_exists(world, counted):
    User.objects.filter(username="kin").update(is_active=False)
    bodies, addresses = set(), (world.lead.email, "khong-co@thu.example", world.kin.email)
    for address in addresses:
        answer = Client().post("/tai-khoan/quen-mat-khau/", {"email": address}, follow=True)
        once = r'nonce="[^"]+"|value="[A-Za-z0-9]{64}"|value="[0-9a-f-]{36}"'
        bodies.add(re.sub(once, "", answer.content.decode()))
    assert len(bodies) == 1
    counted(len(addresses), "addresses, one answer")
    process_due()
    letters = [one for one in mail.outbox if "/dat-mat-khau/" in one.body]
    assert [one.to for one in letters] == [[world.lead.email]]


def test_own_resets_are_few_and_never_pass_the_factor(world):
    from tests.house.test_signin import totp_of

    totp_of(world.lead)
    for _ in range(6):
        Client().post("/tai-khoan/quen-mat-khau/", {"email": world.lead.email})
    assert SignInLink.objects.filter(user=world.lead).count() == 3
    link = SignInLink.objects.filter(user=world.lead).latest("pk")
    assert Client().post(url_of(link), BOTH).status_code == 302
    client = Client()
    assert (
        "authenticate"
        in client.post("/tai-khoan/dang-nhap/", {"login": "lead", "password": NEW})["Location"]
    )


# --- addresses


def test_the_address_of_an_account_follows_the_staff_list_and_both_mailboxes_hear_of_it(world, as_):
    from allauth.account.models import EmailAddress

    old, new = world.person.email, "moi@thu.example"
    EmailAddress.objects.create(user=world.person, email=old, verified=True, primary=True)
    person = world.person_staff
    as_("affairs").post(
        f"/can-bo/{person.code}/sua/",
        {"full_name": person.full_name, "salutation": person.salutation, "email": new, "phone": ""},
    )
    assert world.fresh("person").email == new
    assert not EmailAddress.objects.filter(email=old).exists()
    process_due()
    assert {one.to[0] for one in mail.outbox if "đã đổi theo danh sách" in one.body} == {old, new}
    assert new in as_("person").get("/tai-khoan/").content.decode()


def test_whoever_keeps_the_list_does_not_move_the_key_alone(world, as_, counted):
    """Internal affairs writes their own mailbox beside somebody's name: what opens the account goes
    to the old one until the owner says yes.
    """
    at = timezone.now()
    StaffMember.objects.filter(user=world.person).update(email="cua-noi-vu@thu.example")
    old = world.person.email
    actions.follow_addresses(
        people=StaffMember.objects.filter(user=world.person), by=world.affairs, at=at
    )
    owner = world.fresh("person")
    rows = {
        timedelta(0): old,
        timedelta(days=2, hours=23): old,
        timedelta(days=3): "cua-noi-vu@thu.example",
    }
    for after, wanted in rows.items():
        assert recovery_address(owner, at + after) == wanted, after
    counted(len(rows), "moments after a change of address")
    Client().post("/tai-khoan/quen-mat-khau/", {"email": "cua-noi-vu@thu.example"})
    assert not SignInLink.objects.exists()
    client = as_("person")
    assert old in client.get("/tai-khoan/").content.decode()
    client.post("/tai-khoan/dia-chi-thu/")
    assert recovery_address(owner, at) == "cua-noi-vu@thu.example"
    assert client.post("/tai-khoan/dia-chi-thu/").status_code == 409


def test_every_writer_of_the_list_is_followed(world, counted):
    """The turn of the day catches what came in by an import, a correction or by hand; an address
    that is missing from the list stays.
    """
    from compliance.registry.periodic import do_turn_of_day

    StaffMember.objects.filter(user=world.person).update(email="bang-tay@thu.example")
    StaffMember.objects.filter(user=world.lead).update(email="")
    message = Message.objects.create(
        topic="registry_day",
        dedup_key="x",
        payload={"day": f"{timezone.localdate():%Y-%m-%d}"},
        available_at=timezone.now(),
    )
    do_turn_of_day(message, timezone.now())
    assert world.fresh("person").email == "bang-tay@thu.example"
    assert world.fresh("lead").email == world.lead.email
    counted(AddressChange.objects.count(), "addresses followed by the turn of the day")


# --- the first accounts


def test_the_first_accounts_are_links_and_can_be_tied_to_people(world, capsys):
    Function.objects.all().delete()
    call_command("first_accounts", "quan.tri", "noi.vu")
    links = re.findall(r"(/tai-khoan/dat-mat-khau/\S+)", capsys.readouterr().out)
    assert len(links) == 2
    assert not User.objects.get(username="quan.tri").has_usable_password()
    person = StaffMember.objects.create(
        code="QT1", full_name="Hứa Thử Quản", email="quan@thu.example"
    )
    call_command("first_accounts", tie=["quan.tri=QT1"])
    person.refresh_from_db()
    assert person.user.display_name == "Hứa Thử Quản"
    call_command("first_accounts", again="noi.vu")
    again = re.search(r"(/tai-khoan/dat-mat-khau/\S+)", capsys.readouterr().out)[1]
    assert Client().get(links[1]).status_code == 410
    assert Client().post(again, BOTH).status_code == 302
    assert signs_in("noi.vu", NEW)
    with pytest.raises(CommandError, match="đã đặt mật khẩu"):
        call_command("first_accounts", again="noi.vu")
    with pytest.raises(CommandError):
        call_command("first_accounts", tie=["quan.tri=QT1"])
