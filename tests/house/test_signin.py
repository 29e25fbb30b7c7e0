"""Signing in: guessing stops without locking the owner out, one code once, sessions end when they
should, nothing tells who exists.
"""

import re
import time
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
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
pytestmark = pytest.mark.usefixtures("within_one_window")
WRONG = "sai-mat-khau-hoan-toan"


def attempt(client: Client, name: str, password: str):
    return client.post(LOGIN, {"login": name, "password": password})


def signed_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


@pytest.mark.parametrize(
    "password",
    [
        "matkhau123456",
        "chutich2026!!",
        "halang@2026308",
        "PhongNoiVu2025",
        "Thẩm Thử Ba 1980",
        "ThamThuBa123456",
        "cong308cong308",
        "qwertyuiop1234",
        "anhyeuem20202020",
        "short",
        "123456789012",
        "aaaaaaaaaaaaaa",
        "UBND-huyen-2024",
        "P@ssw0rd2026!!",
    ],
)
def test_a_password_made_of_known_words_is_refused(password, world):
    with pytest.raises(ValidationError):
        validate_password(password, world.lead)


@pytest.mark.parametrize(
    "password",
    [
        "con trâu uống nước bên suối",
        "bảy chiếc thuyền giấy màu tím",
        "xkTq9mVwzLpR",
        "Tháng Ba gieo ngô trên nương " * 3,
    ],
)
def test_length_counts_and_no_composition_is_asked(password, world):
    validate_password(password, world.lead)


def test_after_ten_wrong_passwords_not_even_the_right_one_is_tried_from_a_strange_device(world):
    stranger = Client()
    for _ in range(signin.MOST):
        attempt(stranger, "lead", WRONG)
    cache.clear()
    answer = attempt(Client(), "lead", PASSWORD)
    assert "_auth_user_id" not in answer.client.session, (
        "the counter is in the database, flushing a cache does not help"
    )
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
        attempt(
            Client(headers={"x-forwarded-for": f"10.0.{number // 250}.{number % 250}"}),
            "lead",
            WRONG,
        )
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
        body = re.sub(
            r'value="[A-Za-z0-9]{64}"|value="[0-9a-f-]{36}"|nonce="[^"]+"',
            "",
            answer.content.decode(),
        ).replace(name, "")
        bodies.add((answer.status_code, body))
    counted(len(names), "kinds of account, one answer")
    assert len(bodies) == 1


def totp_of(user) -> str:
    secret = generate_totp_secret()
    TOTP.activate(user, secret)
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


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
    """A password alone, HTTP Basic and a token open nothing (docs/threats.md, I1)."""
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
    far = (
        UserSession.objects.filter(user=world.lead)
        .exclude(session_key=here.session.session_key)
        .get()
    )
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
    assert list(
        Event.objects.filter(subject_type="user", subject_id=str(world.lead.pk))
        .order_by("seq")
        .values_list("verb", flat=True)
    ) == [
        "sign_in_failed",
        "signed_in",
        "signed_out",
    ]
    assert not Event.objects.filter(after__icontains=WRONG).exists()


def at_step(monkeypatch, seconds: float) -> None:
    monkeypatch.setattr("allauth.mfa.totp.internal.auth.time.time", lambda: seconds)


def test_a_telephone_half_a_minute_off_still_gets_in_and_no_code_gets_in_twice(
    world, monkeypatch, counted
):
    """Steps of half a minute: one either way; a code used in its first half minute is refused in
    its last.
    """
    secret, base = generate_totp_secret(), 1_800_000_000 // 30
    TOTP.activate(world.lead, secret)
    rows = {-2: False, -1: True, 0: True, 1: True, 2: False}
    for number, (off, gets_in) in enumerate(rows.items()):
        here = base + number * 10
        at_step(monkeypatch, here * 30 + 15)
        client = Client()
        attempt(client, "lead", PASSWORD)
        code = format_hotp_value(hotp_value(secret, here + off))
        client.post(CODE, {"code": code})
        assert signed_in(client) == gets_in, off
        if gets_in:
            cache.clear()  # where allauth remembers a used code, for half a minute
            at_step(monkeypatch, (here + min(off + 1, 1)) * 30 + 15)
            again = Client()
            attempt(again, "lead", PASSWORD)
            again.post(CODE, {"code": code})
            assert not signed_in(again), f"{off}: replayed"
    counted(len(rows), "telephones by how far their clock is off")


CODE = "/tai-khoan/hai-buoc/authenticate/"


def test_a_wrong_code_is_said_in_vietnamese(world):
    totp_of(world.lead)
    client = Client()
    attempt(client, "lead", PASSWORD)
    page = client.post(CODE, {"code": "000000"}).content.decode()
    assert "Mã xác thực: Mã không đúng hoặc đã dùng" in page
    assert not {"Code:", "Incorrect", "Too many"} & set(re.findall(r"[A-Z][a-z]+:?", page))


def test_a_whole_office_behind_one_address_signs_in(world, settings, counted):
    """Production's limits: 45 people sign in within a minute from one address, after a colleague
    has guessed wrong as often as one may.
    """
    settings.ACCOUNT_RATE_LIMITS = settings.RATE_LIMITS
    known = Client()
    attempt(known, "lead", PASSWORD)
    known.post("/tai-khoan/dang-xuat/")
    assert all(
        signed_in_after(attempt(Client(), name, PASSWORD))
        for name in ("lead", "member", "kin")
        for _ in range(15)
    )
    counted(45, "sign-ins in a minute from one address")
    world.lead.refresh_from_db()


def test_wrong_guesses_from_one_address_shut_out_strangers_alone(
    world, settings, monkeypatch, counted
):
    """The table of lock-outs: who has guessed × who signs in × from which machine."""
    settings.ACCOUNT_RATE_LIMITS = settings.RATE_LIMITS
    monkeypatch.setattr("halang_portal.adapters.MOST_AN_ADDRESS", 30)
    known = Client()
    attempt(known, "lead", PASSWORD)
    known.post("/tai-khoan/dang-xuat/")
    for number in range(40):
        attempt(Client(), f"khong-co-{number % 20}", WRONG)
    elsewhere = {"REMOTE_ADDR": "10.9.9.9"}
    rows = {
        "the owner, the machine known, the same address": (known, "lead", {}, True),
        "the owner, a strange machine, the same address": (Client(), "lead", {}, False),
        "the owner, a strange machine, another address": (Client(), "lead", elsewhere, True),
        "a colleague, the machine of the owner, the same address": (known, "member", {}, False),
        "a colleague, another address": (Client(), "member", elsewhere, True),
    }
    for says, (client, name, where, gets_in) in rows.items():
        client.post("/tai-khoan/dang-xuat/")
        answer = client.post(LOGIN, {"login": name, "password": PASSWORD}, **where)
        assert signed_in_after(answer) == gets_in, says
    counted(len(rows), "lock-outs: machine by address")


def test_too_many_requests_are_answered_in_the_words_of_the_house(world, rf):
    from halang_portal.errors import too_many

    request = rf.get("/tai-khoan/dang-nhap/")
    request.user = world.lead
    request.session = {}
    page = too_many(request)
    assert (page.status_code, page.headers["Retry-After"]) == (429, "60")
    assert "Quá nhiều yêu cầu trong thời gian ngắn" in page.content.decode()
    answer = too_many(rf.get("/api/v1/incidents/"), seconds=7)
    assert (answer.status_code, answer.headers["Retry-After"], answer.headers["Content-Type"]) == (
        429,
        "7",
        "application/json",
    )


def test_every_change_of_what_opens_an_account_is_an_event_and_told_to_its_owner(world, counted):
    """Act × event × bell."""
    client = Client()
    attempt(client, "lead", PASSWORD)
    code = totp_of(world.lead)
    for _ in range(2):
        attempt(away := Client(), "lead", PASSWORD)
        away.post(CODE, {"code": "000000"})
        away.post(CODE, {"code": code})
    spare = RecoveryCodes.activate(world.lead).get_unused_codes()[0]
    attempt(third := Client(), "lead", PASSWORD)
    third.post(CODE, {"code": spare})
    third.post("/tai-khoan/phien/")
    third.post("/tai-khoan/xac-nhan-lai/", {"password": PASSWORD})
    third.post(
        "/tai-khoan/mat-khau/",
        {
            "oldpassword": PASSWORD,
            "password1": "con trâu uống nước suối",
            "password2": "con trâu uống nước suối",
        },
    )
    Authenticator.objects.filter(user=world.lead).delete()
    attempt(Client(), "ai-do-khong-co", WRONG)
    events = Event.objects.filter(subject_type="user", subject_id__in=[str(world.lead.pk), "0"])
    wanted = {
        "factor_added": True,
        "factor_failed": False,
        "recovery_codes_made": True,
        "recovery_code_used": False,
        "end_other_sessions": False,
        "change_password": True,
        "factor_removed": True,
        "sign_in_unknown": False,
    }
    seen = set(events.values_list("verb", flat=True))
    bells = set(world.lead.notifications.filter(kind="account").values_list("dedup_key", flat=True))
    for verb, is_told in wanted.items():
        assert verb in seen, verb
        assert any(f":{verb}:" in key for key in bells) == is_told, verb
    assert not Event.objects.filter(subject_label__contains="ai-do").exists(), (
        "a name nobody has is kept as a fingerprint"
    )
    counted(len(wanted), "acts about credentials, each an event")


def test_passkeys_are_offered(world):
    client = Client()
    assert "Đăng nhập bằng khóa của máy" in client.get(LOGIN).content.decode()
    assert client.get(
        "/tai-khoan/hai-buoc/webauthn/login/", headers={"accept": "application/json"}
    ).json()["request_options"]


@pytest.mark.parametrize("signed", [True, False])
@pytest.mark.parametrize(
    ("target", "safe"),
    [
        ("/ho-so/HL-2026-ABCDEF/", True),
        ("https://xau.example/", False),
        ("//xau.example/", False),
        ("", True),
    ],
)
def test_a_sign_in_page_of_another_window_leads_on_and_loses_no_target(world, signed, target, safe):
    """Somebody signed in in one window and sends the form of another: its token is old."""
    client = Client(enforce_csrf_checks=True)
    client.get(LOGIN)
    if signed:
        client.force_login(world.fresh("lead"))
    form = {"login": "lead", "password": PASSWORD, "csrfmiddlewaretoken": "x" * 64, "next": target}
    answer = client.post(LOGIN, form)
    assert answer.status_code == 302
    wanted = target if safe else ""
    if signed:
        assert answer["Location"] == (wanted or "/")
    else:
        assert answer["Location"].startswith(LOGIN)
        assert ("next=" in answer["Location"]) == bool(wanted)
        assert "Trang đăng nhập đã cũ" in client.get(answer["Location"]).content.decode()
    assert signed_in(client) == signed
