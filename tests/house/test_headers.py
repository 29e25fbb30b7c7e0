"""What every answer carries, on every route, method and status (docs/threats.md, I7, I8); and the
cookies of production.
"""

import json
import os
import re
import socket
import subprocess
import sys
from urllib.parse import urlsplit

import pytest
from django.test import Client
from django.urls import reverse

from compliance.files.serving import INERT
from compliance.incidents.models import CustodyEvent
from compliance.registry.models import DoorCode
from tests.engines import asked_here
from tests.house.test_production import PRODUCTION, ROOT
from tests.house.test_routes import ours, status_of

EXACT = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": (
        "same-origin"
    ),  # not no-referrer: browsers then send Origin null with every form and CSRF refuses it
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Embedder-Policy": "require-corp",
    "X-Robots-Tag": "noindex, nofollow",
    "Permissions-Policy": (
        "camera=(), microphone=(), geolocation=(), payment=(), usb=(), interest-cohort=()"
    ),
    "Cache-Control": "no-store",
}
CSP = {
    "default-src": "'none'",
    "style-src": "'self'",
    "img-src": "'self' data: blob:",
    "font-src": "'self'",
    "connect-src": "'self'",
    "media-src": "'self'",
    "frame-src": "'self'",
    "manifest-src": "'self'",
    "object-src": "'none'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
    "form-action": "'self'",
    "require-trusted-types-for": "'script'",
    "trusted-types": "'none'",
    "report-uri": "/csp-report/",
}
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE")


def wrong_with(answer) -> list[str]:
    told = [
        f"{name}: {answer.headers.get(name)}"
        for name, value in EXACT.items()
        if answer.headers.get(name) != value
    ]
    policy = answer.headers.get("Content-Security-Policy", "")
    if policy == INERT:
        return told
    parts = dict(part.strip().partition(" ")[::2] for part in policy.split(";") if part.strip())
    script = parts.pop("script-src", "")
    if parts != CSP or not re.fullmatch(r"('nonce-[A-Za-z0-9+/=]{24}')?", script):
        told.append(f"CSP {policy}")
    return told


ASKING = ("anonymous", "lead", "person", "auditor")


@pytest.mark.parametrize("who", ASKING)
def test_the_contract_holds_on_every_route_with_every_method(who, arguments, as_, counted, capsys):
    client, rows, wrong, seen = as_(who), 0, [], set()
    for turn, (name, pattern) in enumerate(ours()):
        if name == "readyz" and who == "anonymous":
            continue
        for number, method in enumerate(METHODS):
            if not asked_here(ASKING.index(who), turn, number):
                continue
            answer = client.generic(method, reverse(name, kwargs=arguments(name, pattern)))
            seen.add(status_of(answer))
            rows += 1
            if told := wrong_with(answer):
                wrong.append((name, method, answer.status_code, told))
            if name == "switch_function" or answer.status_code == 302:
                continue
    counted(rows, "route × method × person, headers")
    print(sorted(seen))
    assert not wrong, wrong[:5]


def test_the_contract_holds_on_every_status(world, as_, monkeypatch, story, counted):
    from compliance.review.views import work

    made = story("submitted")
    client = as_("lead")
    answers = {
        400: client.get("/", headers={"host": "elsewhere.example"}),
        403: client.get("/chuc-nang-phan-quyen/"),
        404: client.get("/khong-co/"),
        405: client.post("/ho-so/"),
        409: client.post(f"/ho-so/{made.incident.code}/ket-thuc/", {"version": 1}),
        422: client.post(f"/ho-so/{made.incident.code}/thu-ly/", {}),
    }
    checked = Client(enforce_csrf_checks=True, raise_request_exception=False)
    answers[4030] = checked.post("/tai-khoan/dang-nhap/", {"login": "a", "password": "b"})
    monkeypatch.setattr(work, "render", lambda *a, **k: 1 / 0)
    answers[500] = client.get("/viec-can-lam/")
    for expected, answer in answers.items():
        assert expected in (answer.status_code, 4030, 405), (expected, answer.status_code)
        assert not wrong_with(answer), (expected, wrong_with(answer))
    counted(len(answers), "statuses with headers")


MOST_ON_THE_WIRE = 15_000  # bytes of a page, its pictures, styles and scripts apart


@pytest.mark.parametrize("who", ["unit_head", "lead", "chairman"])
def test_pages_go_out_compressed_and_their_length_tells_nothing(who, arguments, as_, counted):
    client, sizes, bare = as_(who), {}, []
    for name, pattern in ours():
        address = reverse(name, kwargs=arguments(name, pattern))
        answer = client.get(address, headers={"accept-encoding": "gzip"})
        if status_of(answer) != 200 or not answer["Content-Type"].startswith("text/html"):
            if answer.streaming and answer.has_header("Content-Encoding"):
                bare.append(name)  # a file goes out as it is stored
            continue
        if answer.get("Content-Encoding") != "gzip":
            bare.append(name)
        sizes[name] = len(answer.content)
    counted(len(sizes), "pages on the wire")
    assert not bare
    assert not {name: size for name, size in sizes.items() if size > MOST_ON_THE_WIRE}
    asked = [client.get("/ho-so/", headers={"accept-encoding": "gzip"}) for _ in range(8)]
    assert len({len(answer.content) for answer in asked}) > 1


def test_a_nonce_is_new_every_time_and_on_every_script(as_):
    found = []
    for _ in range(3):
        answer = as_("lead").get("/ho-so/")
        policy = re.search(r"'nonce-([^']+)'", answer.headers["Content-Security-Policy"])[1]
        scripts = re.findall(r"<script [^>]*src=[^>]*>", answer.content.decode())
        assert scripts
        assert all(f'nonce="{policy}"' in tag for tag in scripts)
        found.append(policy)
    assert len(set(found)) == 3


def test_reading_changes_nothing_but_the_trail(arguments, as_, counted):
    """Every GET as the lead: no row of the portal is written except looks (rows of custody),
    sessions, and the number a printed notice carries.
    """
    from django.apps import apps

    mine = ("registry", "rulebook", "incidents", "guidance", "reports")
    models = [
        model
        for model in apps.get_models()
        if model._meta.app_label in mine and model not in (CustodyEvent, DoorCode)
    ]
    client = as_("lead")

    def rows() -> dict:
        return {
            model._meta.label: sorted(str(row) for row in model.objects.values_list())
            for model in models
        }

    before, asked = rows(), 0
    for name, pattern in ours():
        status_of(client.get(reverse(name, kwargs=arguments(name, pattern))))
        asked += 1
    after = rows()
    counted(asked, "GET routes that write nothing")
    assert [label for label in before if before[label] != after[label]] == []


FLAGS = {"secure": True, "httponly": True, "samesite": "Lax", "path": "/", "domain": None}
SERVED = """
import json, django
django.setup()
from django.core.management import call_command
from django.test import Client
from compliance.registry.models import User
call_command("migrate", verbosity=0)
call_command("collectstatic", verbosity=0, interactive=False)
User.objects.create_user("thu", "mot cau dai rieng cua toi", display_name="Thu")
client = Client(headers={"host": "cong308.example"})
page = client.get("/tai-khoan/dang-nhap/", secure=True)
plain = client.get("/tai-khoan/dang-nhap/")
typed = {"login": "thu", "password": "mot cau dai rieng cua toi"}
done = client.post("/tai-khoan/dang-nhap/", typed, secure=True)
print(json.dumps({
    "cookies": {
        name: {key: value for key, value in morsel.items() if value}
        for name, morsel in client.cookies.items()
    },
    "hsts": page.headers.get("Strict-Transport-Security"),
    "plain": [plain.status_code, plain.get("Location")],
    "done": done.status_code,
}))
"""


@pytest.mark.once
@pytest.mark.django_db
def test_the_cookies_and_transport_of_production(tmp_path, migrated):
    redis = urlsplit(PRODUCTION["REDIS_URL"])
    try:
        socket.create_connection((redis.hostname, redis.port), timeout=2).close()
    except OSError:
        if os.environ.get("CI"):
            raise
        pytest.skip("Redis is not reachable")
    env = {
        **PRODUCTION,
        "DATABASE_URL": f"sqlite:///{migrated(tmp_path / 'p.sqlite3')}",
        "REDIS_URL": "redis://127.0.0.1:6379/11",
        "DATA_DIR": str(tmp_path),
        "MEDIA_ROOT": str(tmp_path),
    }
    env |= {
        "PATH": os.environ["PATH"],
        "DJANGO_SETTINGS_MODULE": "halang_portal.settings",
        "PYTHONPATH": str(ROOT),
        "LOG_LEVEL": "ERROR",
    }
    done = subprocess.run(
        [sys.executable, "-c", SERVED],
        cwd=tmp_path,
        env=env,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-1500:]
    told = json.loads(done.stdout.strip().splitlines()[-1])
    assert told["hsts"] == "max-age=31536000; includeSubDomains"
    assert told["plain"] == [301, "https://cong308.example/tai-khoan/dang-nhap/"]
    assert told["done"] == 302
    assert {"__Host-sid", "__Host-csrf", "__Host-known"} <= set(told["cookies"])
    for name, flags in told["cookies"].items():
        assert name.startswith("__Host-"), name
        assert {
            key: flags.get(key) for key in ("secure", "httponly", "samesite", "path", "domain")
        } == FLAGS, (name, flags)
