"""Signing in: guessing stops without locking the owner out, one code once, sessions end when they should, nothing tells who exists."""

import re
from datetime import timedelta

import pytest
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value, yield_hotp_counters_from_time
from django.contrib.auth.password_validation import validate_password
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone

from compliance.audit.models import Event
from compliance.registry import signin
from compliance.registry.models import User
from tests.world import PASSWORD

LOGIN = "/tai-khoan/dang-nhap/"
WRONG = "sai-mat-khau-hoan-toan"


def attempt(client: Client, name: str, password: str):
    return client.post(LOGIN, {"login": name, "password": password})


def signed_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


@pytest.mark.parametrize("password", [
    "matkhau123456", "chutich2026!!", "halang@2026308", "PhongNoiVu2025", "Thẩm Thử Ba 1980", "ThamThuBa123456", "cong308cong308", "qwertyuiop1234", "anhyeuem20202020", "short", "123456789012",
    "aaaaaaaaaaaaaa", "UBND-huyen-2024", "P@ssw0rd2026!!",
])  # fmt: skip
def test_a_password_made_of_known_words_is_refused(password, world):
    with pytest.raises(ValidationError):
        validate_password(password, world.lead)


@pytest.mark.parametrize("password", ["con trâu uống nước bên suối", "bảy chiếc thuyền giấy màu tím", "xkTq9mVwzLpR", "Tháng Ba gieo ngô trên nương " * 3])
def test_length_counts_and_no_composition_is_asked(password, world):
    validate_password(password, world.lead)


def test_after_ten_wrong_passwords_not_even_the_right_one_is_tried_from_a_strange_device(world):
    stranger = Client()
    for _ in range(signin.MOST):
        attempt(stranger, "lead", WRONG)
    cache.clear()
    answer = attempt(Client(), "lead", PASSWORD)
    assert "_auth_user_id" not in answer.client.session, "the counter is in the database, flushing a cache does not help"
    assert "Quá nhiều lần thử từ máy lạ" in answer.content.decode()
    assert signed_in_after(attempt(Client(), "member", PASSWORD)), "nobody else is touched"


def signed_in_after(answer) -> bool:
    return "_auth_user_id" in answer.client.session


def test_the_owner_still_gets_in_from_a_device_that_was_there_before(world):
    own = Client()
    attempt(own, "lead", PASSWORD)
    assert signed_in(own)
    own.post("/tai-khoan/dang-xuat/")
    assert not signed_in(own)
    for number in range(200):
        attempt(Client(headers={"x-forwarded-for": f"10.0.{number // 250}.{number % 250}"}), "lead", WRONG)
    assert signed_in_after(attempt(own, "lead", PASSWORD))
    assert not signed_in_after(attempt(Client(), "lead", PASSWORD))


def test_a_known_device_of_one_person_is_a_stranger_to_another_and_after_a_new_password(world):
    own = Client()
    attempt(own, "member", PASSWORD)
    own.post("/tai-khoan/dang-xuat/")
    for _ in range(signin.MOST):
        attempt(Client(), "lead", WRONG)
    assert not signed_in_after(attempt(own, "lead", PASSWORD))
    world.member.set_password("mot cau moi cua rieng toi")
    world.member.save()
    for _ in range(signin.MOST):
        attempt(Client(), "member", WRONG)
    assert not signed_in_after(attempt(own, "member", "mot cau moi cua rieng toi"))


def test_the_window_ends(world):
    now = timezone.now()
    assert [signin.take_attempt("account:x", now) for _ in range(12)] == [True] * 10 + [False] * 2
    assert signin.take_attempt("account:x", now + signin.WINDOW)
    assert signin.forget_old(now + timedelta(days=3)) == 2


def test_right_passwords_use_nothing_up(world):
    for _ in range(signin.MOST + 3):
        assert signed_in_after(attempt(Client(), "lead", PASSWORD))


def test_the_answer_tells_nobody_who_exists(world, counted):
    User.objects.filter(username="other_staff").update(is_active=False)
    unusable = User.objects.get(username="kin")
    unusable.set_unusable_password()
    unusable.save()
    bodies = set()
    names = ("lead", "khong-co-ai", "other_staff", "kin")
    for name in names:
        answer = attempt(Client(), name, WRONG)
        body = re.sub(r'value="[A-Za-z0-9]{64}"|nonce="[^"]+"', "", answer.content.decode()).replace(name, "")
        bodies.add((answer.status_code, body))
    counted(len(names), "kinds of account, one answer")
    assert len(bodies) == 1


def totp_of(user) -> str:
    secret = generate_totp_secret()
    TOTP.activate(user, secret)
    return format_hotp_value(hotp_value(secret, next(yield_hotp_counters_from_time())))


def test_a_code_is_used_once_and_a_recovery_code_too(world):
    code = totp_of(world.lead)
    RecoveryCodes.activate(world.lead)
    spare = RecoveryCodes.activate(world.lead).get_unused_codes()[0]
    for used in (code, spare):
        passed = 0
        for given in (used, used, f"{used[:3]} {used[3:]}", used):
            client = Client()
            attempt(client, "lead", PASSWORD)
            client.post("/tai-khoan/hai-buoc/authenticate/", {"code": given})
            passed += signed_in(client)
        assert passed == 1, used


@pytest.mark.parametrize("door", [LOGIN, "/tai-khoan/xac-nhan-lai/", "/api/v1/incidents/", "/"])
def test_every_door_obeys_the_second_factor(door, world, settings):
    """A password alone, HTTP Basic and a token open nothing (RELIABILITY I1)."""
    import base64

    settings.REQUIRE_SECOND_FACTOR = True
    totp_of(world.lead)
    basic = base64.b64encode(f"lead:{PASSWORD}".encode()).decode()
    for header in (f"Basic {basic}", "Token abc", "Bearer abc"):
        client = Client(headers={"authorization": header})
        client.post(door, {"login": "lead", "password": PASSWORD})
        assert not signed_in(client)
        assert client.get("/api/v1/incidents/").status_code == 403
        assert client.get("/ho-so/").status_code == 302


def test_the_session_key_changes_and_the_old_one_is_dead_after_signing_out(world):
    client = Client()
    client.get(LOGIN)
    attempt(client, "lead", PASSWORD)
    first = client.cookies["sid"].value
    stolen = Client()
    stolen.cookies["sid"] = first
    assert stolen.get("/ho-so/").status_code == 200
    assert client.get("/tai-khoan/dang-xuat/").status_code == 200, "GET asks, it does not sign out"
    assert stolen.get("/ho-so/").status_code == 200
    out = client.post("/tai-khoan/dang-xuat/")
    assert out.headers["Clear-Site-Data"] == '"cache", "storage"'
    assert stolen.get("/ho-so/").status_code == 302


def test_a_new_password_and_a_shut_account_end_every_session(world, as_):
    one, other = Client(), Client()
    for client in (one, other):
        attempt(client, "lead", PASSWORD)
        assert client.get("/ho-so/").status_code == 200
    world.lead.set_password("mot cau moi cua rieng toi")
    world.lead.save()
    assert {client.get("/ho-so/").status_code for client in (one, other)} == {302}
    attempt(one, "lead", "mot cau moi cua rieng toi")
    User.objects.filter(pk=world.lead.pk).update(is_active=False)
    assert one.get("/ho-so/").status_code == 302


def test_idle_and_absolute_limits_end_a_session(world, settings, as_):
    client = as_("lead")
    assert client.get("/ho-so/").status_code == 200
    session = client.session
    session["began_at"] = timezone.now().timestamp() - settings.SESSION_ABSOLUTE_AGE - 1
    session.save()
    assert client.get("/ho-so/").status_code == 302
    from django.contrib.sessions.models import Session

    client = as_("lead")
    assert client.get("/ho-so/").status_code == 200
    left = Session.objects.get(pk=client.session.session_key).expire_date - timezone.now()
    assert left <= timedelta(seconds=settings.SESSION_COOKIE_AGE)
    Session.objects.update(expire_date=timezone.now())
    assert client.get("/ho-so/").status_code == 302


def test_sessions_are_listed_and_one_is_ended_by_its_owner_alone(world):
    from allauth.usersessions.models import UserSession

    here, there = Client(), Client()
    for client in (here, there):
        attempt(client, "lead", PASSWORD)
        client.get("/ho-so/")
    far = UserSession.objects.filter(user=world.lead).exclude(session_key=here.session.session_key).get()
    assert "Kết thúc" in here.get("/tai-khoan/phien/").content.decode()
    stranger = Client()
    attempt(stranger, "member", PASSWORD)
    assert stranger.post(f"/tai-khoan/phien/{far.pk}/ket-thuc/").status_code == 404
    assert here.post(f"/tai-khoan/phien/{far.pk}/ket-thuc/").status_code == 302
    assert there.get("/ho-so/").status_code == 302
    assert here.get("/ho-so/").status_code == 200


def test_signing_in_out_and_failing_to_are_events(world):
    client = Client()
    attempt(client, "lead", WRONG)
    attempt(client, "lead", PASSWORD)
    client.post("/tai-khoan/dang-xuat/")
    assert list(Event.objects.filter(subject_type="user", subject_id=str(world.lead.pk)).order_by("seq").values_list("verb", flat=True)) == [
        "sign_in_failed",
        "signed_in",
        "signed_out",
    ]
    assert not Event.objects.filter(after__icontains=WRONG).exists()


def test_passkeys_are_offered(world):
    client = Client()
    assert "Đăng nhập bằng khóa của máy" in client.get(LOGIN).content.decode()
    assert client.get("/tai-khoan/hai-buoc/webauthn/login/", headers={"accept": "application/json"}).json()["request_options"]
