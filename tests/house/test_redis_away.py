"""Redis gone, or frozen (it takes the line and never answers): every page, the sign-in and a whole
report go on; limits are still counted.
"""

import re
import socket
import threading
import time
from contextlib import suppress

import pytest
from allauth.core.internal import ratelimit
from celery import current_app
from django.core.cache import cache
from django.db import OperationalError, connection, transaction
from django.test import Client
from django.urls import reverse

from compliance.incidents.workflow import Status
from compliance.outbox import actions as outbox
from compliance.outbox.handlers import DEFAULT, LONG, MAIL
from compliance.outbox.heartbeat import TOPICS_OF
from compliance.outbox.models import Message
from compliance.outbox.processing import process_due
from compliance.registry import signin
from compliance.rulebook.queries import forget_calendar
from halang_portal import health
from tests.engines import asked_here
from tests.world import PASSWORD, typed

pytestmark = pytest.mark.usefixtures("within_one_window")
LOGIN = "/tai-khoan/dang-nhap/"
HOW = ("gone", "frozen")
PARTS = ("database", "background", "mail", "long", "files")
PEOPLE = (
    "anonymous",
    "unit_head",
    "lead",
    "deputy_lead",
    "member",
    "affairs",
    "chairman",
    "vice",
    "auditor",
    "administrator",
    "person",
)
HREF = re.compile(r'href="(/[^"#]*)"')


class Frozen:
    """Takes every line and answers none, until the test is over."""

    def __init__(self):
        self.listening = socket.create_server(("127.0.0.1", 0))
        self.address = f"redis://127.0.0.1:{self.listening.getsockname()[1]}/0"
        self.lines: list[socket.socket] = []
        threading.Thread(target=self._take, daemon=True).start()

    def _take(self) -> None:
        with suppress(OSError):
            while True:
                self.lines.append(self.listening.accept()[0])

    def end(self) -> None:
        for line in [self.listening, *self.lines]:
            with suppress(OSError):
                line.shutdown(socket.SHUT_RDWR)
            line.close()


def _gone() -> str:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return f"redis://127.0.0.1:{taken.getsockname()[1]}/0"


@pytest.fixture(params=HOW)
def redis_is(request, world, settings, monkeypatch):
    """The settings and Celery point at a Redis that is away; limits are on, as in production; and
    nothing but the doorbell's own patience ends a wait.
    """
    frozen = Frozen()
    settings.REDIS_URL = frozen.address if request.param == "frozen" else _gone()
    settings.RING_DOORBELL, settings.ACCOUNT_RATE_LIMITS = (
        True,
        {"login": "30/m/ip", "login_failed": "10/m/key"},
    )
    app = current_app._get_current_object()
    before = {name: app.conf[name] for name in ("broker_url", "broker_transport_options")}
    app.conf.update(broker_url=settings.REDIS_URL, broker_transport_options={"max_retries": 1})
    _new_lines(app)
    monkeypatch.setitem(outbox._quiet, "until", 0.0)
    cache.clear()
    forget_calendar()
    yield request.param
    frozen.end()
    app.conf.update(before)
    _new_lines(app)


def _new_lines(app) -> None:
    """What Celery holds open belongs to the broker before."""
    app._pool = app.amqp._producer_pool = None


def test_nothing_a_page_needs_lives_in_redis(settings):
    assert not [name for name, how in settings.CACHES.items() if "redis" in str(how).lower()]
    assert "redis" not in settings.SESSION_ENGINE


def test_every_page_of_every_function_opens(redis_is, world, story, as_, counted):
    made, broken, seen = story("consulting"), [], 0
    for number, who in enumerate(PEOPLE):
        if not asked_here(number, HOW.index(redis_is)):
            continue
        client = as_(who)
        home = client.get("/", follow=True)
        pages = {
            "/",
            LOGIN,
            reverse("review:case", args=[made.incident.code]),
            reverse("reports:dashboard"),
            *_linked(home),
        }
        for path in sorted(pages):
            answer = client.get(path, follow=True)
            seen += 1
            if answer.status_code >= 500:
                broken.append((who, path, answer.status_code))
    counted(seen, "page × person, Redis away")
    assert not broken, broken


def _linked(answer) -> set[str]:
    """The pages the navigation leads to."""
    page = answer.content.decode().partition("</nav>")[0]
    return {path for path in HREF.findall(page) if not path.startswith("/static/")}


def test_signing_in_writing_and_sending_a_report_go_on(
    redis_is, world, story, counted, django_capture_on_commit_callbacks
):
    made, client = story("draft"), Client(raise_request_exception=False)
    steps = [client.get(LOGIN), client.post(LOGIN, {"login": "unit_head", "password": PASSWORD})]
    assert "_auth_user_id" in client.session
    steps.append(client.get(reverse("incidents:log")))
    address = reverse("incidents:edit", args=[made.incident.code])
    with django_capture_on_commit_callbacks(execute=True) as rung:
        steps.append(client.post(address, {**typed(made.fresh()), "submit": "1"}))
    assert len(rung) > 0, "a report that is sent rings"
    steps.append(client.get(steps[-1].headers["Location"]))
    counted(len(steps), "steps of a report, Redis away")
    assert all(answer.status_code in (200, 302) for answer in steps), [
        answer.status_code for answer in steps
    ]
    assert made.fresh().status == Status.SUBMITTED
    assert outbox._quiet["until"] > time.monotonic(), "the broker was tried, and is now left alone"


def test_guesses_are_counted_all_the_same(redis_is, world, rf, counted):
    """By the account in a table of its own; by whatever allauth limits, and by every throttle of an
    API, in the cache, which is the database.
    """
    wrong = [
        Client().post(LOGIN, {"login": "member", "password": "sai-mat-khau"})
        for _ in range(signin.MOST)
    ]
    right = Client(raise_request_exception=False)
    wrong.append(right.post(LOGIN, {"login": "member", "password": PASSWORD}))
    counted(len(wrong), "guesses, Redis away")
    assert not [answer.status_code for answer in wrong if answer.status_code >= 500]
    assert "_auth_user_id" not in right.session
    asked = rf.post(LOGIN)
    allowed = [
        bool(
            ratelimit.consume(
                asked,
                app="allauth.account",
                action="login_failed",
                key="member",
                config={"login_failed": "10/m/key"},
            )
        )
        for _ in range(11)
    ]
    assert allowed == [True] * 10 + [False]


def test_whoever_commits_waits_a_moment_and_then_no_more(redis_is, world, monkeypatch):
    pressed = []
    monkeypatch.setattr(
        outbox, "_press", lambda lane, really=outbox._press: (pressed.append(1), really(lane))
    )
    for _ in range(5):
        outbox.ring()  # were it to wait for the answer, the test would never end
    assert len(pressed) == 1


def test_readyz_names_what_is_away_and_nothing_else(redis_is, world, as_):
    process_due()
    told = as_("anonymous").get("/readyz")
    assert told.json() == {**dict.fromkeys(PARTS, "ok"), "redis": "away"}
    assert told.status_code == 200, "every page works without it"


def test_a_monitor_hears_of_late_work_a_full_disk_and_a_database_that_is_away(
    world, as_, settings, monkeypatch, counted
):
    settings.REDIS_URL = ""
    process_due()
    client = as_("anonymous")
    well = client.get("/readyz")
    assert (well.status_code, well.json()) == (
        200,
        dict.fromkeys(PARTS, "ok"),
    )
    told = {}
    with monkeypatch.context() as away:
        away.setattr(health.shutil, "disk_usage", lambda folder: type("Disk", (), {"free": 1000})())
        told["files", "full"] = client.get("/readyz")
    with monkeypatch.context() as away:
        away.setattr(health.os, "access", lambda *how: False)
        told["files", "away"] = client.get("/readyz")
    for part, lane in (("background", DEFAULT), ("long", LONG)):
        with transaction.atomic():
            Message.objects.filter(topic=TOPICS_OF[lane]).delete()
            told[part, "late"] = client.get("/readyz")
            transaction.set_rollback(True)
    Message.objects.filter(topic=TOPICS_OF[MAIL]).delete()
    late_mail = client.get("/readyz")
    assert (late_mail.status_code, late_mail.json()["mail"]) == (200, "late"), "nothing but mail"

    def no_cursor():
        raise OperationalError("connection refused")

    with monkeypatch.context() as away:
        away.setattr(connection, "cursor", no_cursor)
        told["database", "away"] = client.get("/readyz")
        assert client.get("/healthz").content == b"ok"
    counted(len(told), "parts that are away, readyz")
    assert [
        (part, word, answer.status_code)
        for (part, word), answer in told.items()
        if (answer.status_code, answer.json()[part]) != (503, word)
    ] == []


def test_health_is_told_to_a_balancer_that_names_no_host_and_speaks_no_tls(world, settings):
    settings.SECURE_SSL_REDIRECT, settings.ALLOWED_HOSTS = True, ["cong.example"]
    settings.SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
    answers = {
        path: Client(raise_request_exception=False).get(path, headers={"host": "10.0.0.7:8000"})
        for path in ("/healthz", "/readyz")
    }
    assert answers["/healthz"].status_code == 200
    assert set(answers["/readyz"].json()) >= {"database", "background"}
