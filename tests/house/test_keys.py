"""Keys: each can be replaced without anything old becoming void; weak ones and plain links are
named; a dump of the database holds no second factor.
"""

import io
import json
import re
import secrets
import time
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.core import signing
from django.core.cache import cache
from django.core.checks import run_checks
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from environ import Env

from compliance.audit.actions import keyed_hash, proves, record
from compliance.audit.anchors import drop_anchor, public_keys, public_of
from compliance.audit.known_keys import VARIABLES
from compliance.audit.models import Event, KnownKey
from compliance.audit.verify import check
from compliance.audit.verify_chain import anchors_in, vouched
from compliance.core.identity import tags
from compliance.incidents.models import Reporter
from compliance.outbox.models import Notification
from halang_portal.devices import device_of, remember
from halang_portal.known_keys import require_own_keys
from halang_portal.production import refuse_half_configured
from halang_portal.strength import plain_links, weak_keys, why_weak
from reports.actions.distribution import SALT

pytestmark = pytest.mark.once  # the same whichever database answers


def new() -> str:
    return secrets.token_urlsafe(48)


def rotate(settings, *names: str) -> None:
    """A new key in use; the one before it stands among the older ones."""
    for name in names:
        old = getattr(settings, name)
        setattr(settings, f"{name}_FALLBACKS", [old, *getattr(settings, f"{name}_FALLBACKS")])
        setattr(settings, name, new())


def request_with(cookies: dict) -> HttpRequest:
    request = HttpRequest()
    request.COOKIES = cookies
    return request


def test_every_key_is_replaced_and_everything_old_still_holds(world, story, as_, settings, counted):
    case, lead = story("in_review"), world.lead
    TOTP.activate(lead, generate_totp_secret())
    RecoveryCodes.activate(lead)
    codes = RecoveryCodes(
        Authenticator.objects.get(user=lead, type="recovery_codes")
    ).generate_codes()
    answer = HttpResponse()
    remember(request_with({}), answer, lead)
    cookie = {settings.KNOWN_DEVICE_COOKIE: answer.cookies[settings.KNOWN_DEVICE_COOKIE].value}
    session, link, print_ = as_("lead"), signing.dumps([1, 1], salt=SALT), keyed_hash("lời kể")
    anchor = drop_anchor(timezone.now())
    reporter = Reporter.objects.get(incident=case.incident)
    who = reporter.user_id

    def holds() -> dict[str, bool]:
        cache.clear()  # a code is good once
        found = Authenticator.objects.get(user=lead, type="totp")
        # of the step that runs: one that begins meanwhile still takes it
        code = format_hotp_value(hotp_value(_secret(found), int(time.time()) // 30))
        return {
            "phiên đang mở": session.get("/ho-so/").status_code == 200,
            "đường dẫn gửi ra ngoài": signing.loads(link, salt=SALT) == [1, 1],
            "máy đã biết": bool(device_of(request_with(cookie), lead.username)),
            "dấu của văn bản trong nhật ký": (
                proves("lời kể", print_) and not proves("lời khác", print_)
            ),
            "mã của điện thoại": found.wrap().validate_code(code),
            "mã dự phòng": (
                RecoveryCodes(
                    Authenticator.objects.get(user=lead, type="recovery_codes")
                ).generate_codes()
                == codes
            ),
            "mốc của nhật ký": check()[0] == "",
            "người ghi nhận": (
                Reporter.objects.get(pk=reporter.pk).user_id == who and reporter.tag in tags(who)
            ),
        }

    rows = 0
    for step in (
        "trước",
        "SECRET_KEY",
        "SECRET_KEY",
        "AUDIT_SIGNING_KEY",
        "IDENTITY_KEYS",
        "mã hóa lại",
    ):
        if step == "IDENTITY_KEYS":
            settings.IDENTITY_KEYS = [new(), *settings.IDENTITY_KEYS]
        elif step == "mã hóa lại":
            call_command("rotate_factor_keys", stdout=io.StringIO())
            call_command("rotate_identity_keys", stdout=io.StringIO())
            reporter.refresh_from_db()
        elif step != "trước":
            rotate(settings, step)
        held = holds()
        assert all(held.values()), (step, [what for what, fits in held.items() if not fits])
        rows += len(held)
    record(by=lead, verb="signed_in", obj=lead, at=timezone.now())
    assert drop_anchor(timezone.now() + timedelta(hours=2)).key != anchor.key
    assert check()[0] == "", "anchors of the old key and of the new one in one trail"
    settings.SECRET_KEY_FALLBACKS = settings.AUDIT_SIGNING_KEY_FALLBACKS = []
    session.logout()
    found = Authenticator.objects.get(user=lead, type="totp")
    assert len(_secret(found)) == 32, "sealed anew: the old keys are not needed"
    assert not proves("lời kể", print_)
    assert "Chữ ký" in check()[0]
    counted(rows, "old things × keys replaced")


def _secret(row: Authenticator) -> str:
    from allauth.mfa.utils import decrypt

    return decrypt(row.data["secret"])


def test_a_dump_holds_no_second_factor_and_one_that_is_planted_fits_no_code(world, counted):
    secret = generate_totp_secret()
    TOTP.activate(world.lead, secret)
    RecoveryCodes.activate(world.lead)
    rows = json.dumps(list(Authenticator.objects.values_list("data", flat=True)))
    seed = RecoveryCodes(Authenticator.objects.get(type="recovery_codes"))
    assert secret not in rows
    assert not any(code in rows for code in seed.generate_codes())
    Authenticator.objects.filter(type="totp").update(data={"secret": secret})
    planted = Authenticator.objects.get(type="totp")
    codes = [
        format_hotp_value(hotp_value(secret, counter))
        for counter in yield_hotp_counters_from_time()
    ]
    assert not any(planted.wrap().validate_code(code) for code in codes)
    counted(1 + len(codes), "secrets and codes")


def test_the_migration_seals_what_stood_in_clear_and_opens_it_again(world):
    import importlib

    from django.apps import apps

    step = importlib.import_module(
        "compliance.registry.migrations.0012_factors_sealed"
    ).Migration.operations[0]
    data = {
        "totp": {"secret": generate_totp_secret()},
        "recovery_codes": {"seed": "ab" * 40, "used_mask": 5, "migrated_codes": ["1", "2"]},
        "webauthn": {"credential": {"a": 1}},
    }
    for kind, content in data.items():
        Authenticator.objects.create(user=world.lead, type=kind, data=content)
    step.code(apps, None)
    sealed = dict(Authenticator.objects.values_list("type", "data"))
    assert sealed["totp"] != data["totp"]
    assert sealed["recovery_codes"]["used_mask"] == 5
    assert sealed["webauthn"] == data["webauthn"]
    assert len(_secret(Authenticator.objects.get(type="totp"))) == 32
    step.reverse_code(apps, None)
    assert dict(Authenticator.objects.values_list("type", "data")) == data


def test_the_stand_alone_verifier_takes_several_keys(world, settings):
    record(by=world.lead, verb="signed_in", obj=world.lead, at=timezone.now())
    from compliance.audit.anchors import line_of

    (anchor,) = anchors_in(line_of(drop_anchor(timezone.now())))
    rotate(settings, "AUDIT_SIGNING_KEY")
    both = public_keys()
    assert vouched(anchor, ",".join(both))
    assert not vouched(anchor, both[0])
    assert not vouched({**anchor, "hash": "0" * 64}, ",".join(both))


WEAK = (
    "k9" * 30,
    "k" * 60,
    "abcdefghijklmnopqrstuvwxyz0123456789abcdefghijklm",
    "try-out-only-signing-key-0123456789-abcdefgh",
    "django-insecure-" + "x8Kq2Lp9Zr4Tn7Vb1Mc6Hs3Jd5",
    "0123456789" * 5,
    "Matkhau" + "x8Kq2Lp9Zr4Tn7Vb1Mc6Hs3Jd5Fg0WyE4u",
    "aB3$" * 12,
)


def test_weak_keys_are_named_and_random_ones_never(counted):
    for key in WEAK:
        assert why_weak(key), key
    made = (
        [secrets.token_urlsafe(48) for _ in range(2000)]
        + [secrets.token_hex(20) for _ in range(2000)]
        + [secrets.token_hex(32) for _ in range(2000)]
    )
    assert not [key for key in made if why_weak(key)]
    same = new()
    assert len(weak_keys({"SECRET_KEY": [same], "IDENTITY_KEYS": [new(), same]})) == 1
    assert (
        "IDENTITY_KEYS: trùng với SECRET_KEY"
        in weak_keys({"SECRET_KEY": [same], "IDENTITY_KEYS": [new(), same]})[0]
    )
    counted(len(WEAK) + len(made), "keys")


def test_production_does_not_start_with_a_weak_key_or_one_used_twice(monkeypatch, counted):
    sound = {name: new() for name in ("SECRET_KEY", "IDENTITY_KEYS", "AUDIT_SIGNING_KEY")}
    rows = [
        {"SECRET_KEY": "k9" * 30},
        {"IDENTITY_KEYS": "i" * 50},
        {"AUDIT_SIGNING_KEY": sound["SECRET_KEY"]},
        {"SECRET_KEY_FALLBACKS": "x1" * 30},
        {"AUDIT_SIGNING_KEY_FALLBACKS": sound["IDENTITY_KEYS"]},
        {},
    ]
    for change in rows:
        for name in ("SECRET_KEY_FALLBACKS", "AUDIT_SIGNING_KEY_FALLBACKS"):
            monkeypatch.delenv(name, raising=False)
        for name, value in {**sound, **change}.items():
            monkeypatch.setenv(name, value)
        with pytest.raises(ImproperlyConfigured) as refusal:
            refuse_half_configured(Env())
        wrong = {name.removesuffix("_FALLBACKS") for name in change}
        said = re.findall(r"^  - (\w+_KEYS?): ", str(refusal.value), re.M)
        assert set(said) == wrong, (change, said)
    counted(len(rows), "keys tried at the start")


LINKS = {
    ("postgres://a:b@db.example:5432/c", "redis://10.0.0.5:6379/0", "smtp://a:b@mail.example:25"): {
        "DATABASE_URL",
        "REDIS_URL",
        "EMAIL_URL",
    },
    (
        "postgres://a:b@db.example/c?sslmode=verify-full",
        "rediss://10.0.0.5:6379/0",
        "smtp+tls://a:b@mail.example:587",
    ): set(),
    (
        "postgres://a:b@db.example/c?sslmode=require",
        "redis://127.0.0.1:6379/0",
        "smtp+ssl://a:b@mail.example:465",
    ): set(),
    ("postgres://a:b@db.example/c?sslmode=prefer", "redis://localhost/0", "smtp://localhost:25"): {
        "DATABASE_URL"
    },
    ("postgres://a:b@127.0.0.1/c", "redis://[::1]:6379/0", "smtps://mail.example"): set(),
    (
        "postgres://%2Fvar%2Frun%2Fpostgresql/c",
        "redis+socket:///run/redis.sock",
        "consolemail://",
    ): set(),
    (
        "postgres://a:b@/c?host=/var/run/postgresql",
        "redis://redis.example",
        "smtp+tls://mail.example",
    ): {"REDIS_URL"},
    ("sqlite:////data/a.sqlite3", "", ""): set(),
}


def test_plain_links_to_another_machine_are_warned_of_in_one_place(settings, counted):
    for (database, redis, mail), wanted in LINKS.items():
        assert {line.partition(":")[0] for line in plain_links(database, redis, mail)} == wanted, (
            database,
            redis,
            mail,
        )
    settings.DATABASE_URL, settings.REDIS_URL, settings.EMAIL_URL = next(iter(LINKS))
    ours = [
        warning.id
        for warning in run_checks(include_deployment_checks=True, tags=["security"])
        if warning.id.startswith("portal.")
    ]
    assert ours == ["portal.W001", "portal.W002", "portal.W003"]
    counted(len(LINKS), "configurations")


# --- a database knows its keys


@pytest.fixture
def served(world, settings):
    """As in production: the keys of the try-out are asked for by nobody."""
    settings.TRY_OUT = False
    monkey = pytest.MonkeyPatch()
    monkey.setattr("halang_portal.known_keys.connection.close", lambda: None)
    require_own_keys()
    yield world
    monkey.undo()


def refused() -> str:
    try:
        require_own_keys()
    except ImproperlyConfigured as error:
        return str(error)
    return ""


def put(settings, variable: str, *values: str) -> None:
    """The key in use, then the older ones."""
    if variable == "IDENTITY_KEYS":
        settings.IDENTITY_KEYS = list(values)
    else:
        setattr(settings, variable, values[0])
        setattr(settings, f"{variable}_FALLBACKS", list(values[1:]))


def test_a_strange_key_is_refused_at_the_start_and_an_older_one_beside_it_is_not(
    served, settings, counted
):
    assert KnownKey.objects.count() == len(VARIABLES)
    assert Event.objects.filter(verb="admit_key").count() == len(VARIABLES)
    assert refused() == ""
    assert Event.objects.filter(verb="admit_key").count() == len(VARIABLES), "written down once"
    for variable in VARIABLES:
        here = getattr(settings, variable)
        old, mistyped, replaced = here[0] if isinstance(here, list) else here, new(), new()
        put(settings, variable, mistyped)
        said = refused()
        assert re.findall(r"- ([A-Z_]+): thiếu khóa có dấu", said) == [variable]
        assert KnownKey.objects.filter(variable=variable).count() == 1, "a wrong key is not kept"
        put(settings, variable, replaced, old)
        assert refused() == ""
        put(settings, variable, replaced)
        assert variable in refused(), "nothing has been sealed anew: the old one is needed"
        put(settings, variable, replaced, old)
        counted(4, "starts with other keys")
    call_command("rotate_factor_keys", stdout=io.StringIO())
    call_command("rotate_identity_keys", stdout=io.StringIO())
    settings.SECRET_KEY_FALLBACKS, settings.IDENTITY_KEYS = [], settings.IDENTITY_KEYS[:1]
    assert refused() == "", "sealed anew: the old ones may go"
    settings.AUDIT_SIGNING_KEY_FALLBACKS = [
        f"ed25519:{public_of(key)}" for key in settings.AUDIT_SIGNING_KEY_FALLBACKS
    ]
    assert refused() == "", "of a signing key the public half is enough"
    assert check()[0] == ""
    assert KnownKey.objects.exclude(retired_at=None).count() == 2


def test_a_database_from_before_is_not_tied_to_a_key_that_opens_nothing(story, settings):
    story("in_review")
    settings.TRY_OUT, right = False, settings.IDENTITY_KEYS
    settings.IDENTITY_KEYS = [new()]
    assert "không mở được danh tính" in refused()
    assert not KnownKey.objects.exists()
    settings.IDENTITY_KEYS = right
    assert refused() == ""


PAIR = {"by": "Lý Văn An", "witness": "Nông Thị Bình", "reason": "Ổ đĩa giữ khóa đã hỏng."}


def test_work_goes_on_after_the_identity_key_is_declared_lost(story, as_, settings, counted):
    made = story("in_review")
    settings.TRY_OUT = False
    require_own_keys()
    address = f"/ho-so/{made.incident.code}/"
    settings.IDENTITY_KEYS = [new()]
    assert as_("lead").get(address).status_code == 500
    with pytest.raises(CommandError, match="hai người khác nhau"):
        call_command("declare_key_lost", "IDENTITY_KEYS", **{**PAIR, "witness": "lý văn an"})
    with pytest.raises(CommandError, match="Không thiếu khóa nào"):
        call_command("declare_key_lost", "SECRET_KEY", **PAIR)
    call_command("declare_key_lost", "IDENTITY_KEYS", **PAIR, stdout=io.StringIO())
    assert refused() == ""
    pages = [
        as_(who).get(page).status_code
        for who in ("lead", "member", "unit_head", "chairman", "auditor", "person")
        for page in (address, "/ho-so/", "/viec-can-lam/", "/thong-bao/")
    ]
    assert 500 not in pages
    for who in ("lead", "deputy_lead", "member"):
        asked = as_(who).get(address)
        assert (asked.status_code, asked["Location"]) == (302, f"{address}khong-ghi-nhan/")
        assert as_(who).post(asked["Location"], {"sure": "on"}).status_code == 302
    assert as_("lead").get(address).status_code == 200
    reporter = Reporter.objects.get(incident=made.incident)
    assert (reporter.user.username, reporter.user.is_active) == ("khong-con-biet", False)
    event = Event.objects.get(verb="declare_key_lost")
    assert "Lý Văn An" in event.actor_name
    assert Notification.objects.filter(kind="key_lost", user__username="auditor").exists()
    assert check()[0] == ""
    for step in (made.notify, made.hear, made.conclude, made.enforce, made.close):
        step()
    assert made.fresh().status == "closed"
    with pytest.raises(CommandError, match="Không thiếu khóa nào"):
        call_command("declare_key_lost", "IDENTITY_KEYS", **PAIR)
    counted(len(pages), "pages after the key was lost")
