"""The log: one line a request, no path, no name, no code; every line with its zone; a failure has a
number that the page and the log both show.
"""

import json
import logging
import os
import re
import subprocess
import sys

import pytest
from django.db import DatabaseError, IntegrityError, OperationalError, connection, transaction
from django.urls import reverse
from environ import Env

from compliance.incidents.models import Evidence
from halang_portal.access_log import user_key
from halang_portal.logs import FORMATS, ErrorHook, JsonLine, Line, clean, describe
from halang_portal.settings.logging import logging_of
from tests.engines import asked_here
from tests.house.test_routes import ours, status_of
from tests.house.test_shape import ROOT
from tests.world import CANARIES

STAMP = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+07:00"
ACCESS = re.compile(
    rf"{STAMP} INFO portal\.access request=[0-9a-f-]{{16,64}} user=(-|[0-9a-f]{{12}}) route=[\w:-]+"
    r" method=[A-Z]+ status=\d{3} ms=\d+"
)
ASKING = ("unit_head", "person")


@pytest.fixture
def lines():
    """What the house's handler would have written, line by line."""
    written: list[str] = []

    class Keep(logging.Handler):
        def emit(self, record):
            written.append(self.format(record))

    keeper = Keep()
    keeper.setFormatter(Line())
    logging.getLogger().addHandler(keeper)
    yield written
    logging.getLogger().removeHandler(keeper)


@pytest.mark.dealt
@pytest.mark.parametrize("who", ASKING)
def test_every_request_leaves_one_line_that_tells_of_nobody(
    who, arguments, as_, world, lines, counted
):
    client, rows, wrong = as_(who), 0, []
    names = [user.display_name for user in world.users.values()] + [
        name for name in world.users if "_" in name
    ]
    for turn, (name, pattern) in enumerate(ours()):
        for number, method in enumerate(("GET", "POST")):
            if not asked_here(ASKING.index(who), turn, number):
                continue
            lines.clear()
            keys = {
                key: str(value)
                for key, value in arguments(name, pattern).items()
                if len(str(value)) > 5
            }
            answer = client.generic(
                method, reverse(name, kwargs=arguments(name, pattern)) + "?q=Chu+Yến&nguoi=Phản"
            )
            status_of(answer)
            rows += 1
            access = [line for line in lines if " portal.access " in line]
            whole = "\n".join(lines)
            if (
                len(access) != 1
                or not ACCESS.fullmatch(access[0])
                or answer["X-Request-ID"] not in access[0]
            ):
                wrong.append((name, method, access))
            if leaked := [
                text
                for text in (*keys.values(), *names, *CANARIES.values(), "Y%E1%BA%BFn", "Yến")
                if text in whole
            ]:
                wrong.append((name, method, leaked))
    counted(rows, "requests whose lines in the log were read")
    assert not wrong, wrong[:5]


def test_a_sign_in_does_not_resolve_the_lines_of_reporting(as_, world, lines):
    client = as_("unit_head")
    client.get(reverse("incidents:log"))
    client.get(reverse("account"))
    keys = [re.search(r"user=(\S+)", line)[1] for line in lines if " portal.access " in line]
    assert keys == [user_key(world.unit_head.pk, "incidents:log"), user_key(world.unit_head.pk)]
    assert len(set(keys)) == 2


GIVEN = {
    "a3f1" * 8: True,
    "550e8400-e29b-41d4-a716-446655440000": True,
    "F" * 64: True,
    "": False,
    "abc": False,
    "a" * 65: False,
    "HL-2026-25X5WA-0000": False,
    "nguyenvanhoa-12345678": False,
    "a" * 20 + "\n" + "b" * 20: False,
    "-" * 20: False,
}


def test_the_proxys_number_is_taken_only_when_it_is_well_formed(as_, db, counted):
    for given, taken in GIVEN.items():
        answer = as_("anonymous").get("/healthz", headers={"x-request-id": given})
        assert (answer["X-Request-ID"] == given.lower()) is taken, given
        assert re.fullmatch(r"[0-9a-f-]{16,64}", answer["X-Request-ID"])
    counted(len(GIVEN), "numbers of requests offered by a proxy")


def failing(kind):
    def fail(*args, **kwargs):
        raise kind("canary: Chu Yến Phản Ánh")

    return fail


def test_the_page_of_a_failure_shows_the_number_that_the_log_has(as_, lines, monkeypatch):
    from compliance.review.views import work

    monkeypatch.setattr(work, "render", failing(ValueError))
    answer = as_("lead").get("/viec-can-lam/")
    page = answer.content.decode()
    number = re.search(r'Mã sự cố: <strong class="mono">([0-9a-f]{32})</strong>', page)[1]
    assert answer.status_code == 500
    assert answer["X-Request-ID"] == number
    failure = [line for line in lines if " ERROR django.request " in line]
    assert len(failure) == 1
    assert f"request={number}" in failure[0]
    assert "ValueError" in failure[0]
    assert "/viec-can-lam/" not in failure[0]
    api = as_("lead").get("/viec-can-lam/", headers={"accept": "application/json"})
    assert api.json()["request_id"] == api["X-Request-ID"]


@pytest.mark.parametrize("away", ["the database", "the templates", "both"])
def test_the_page_of_a_failure_comes_when_nothing_else_does(away, as_, lines, monkeypatch):
    client = as_("lead")
    if away != "the database":
        monkeypatch.setattr("django.template.engine.Engine.find_template", failing(ValueError))
    with connection.execute_wrapper(
        failing(OperationalError)
        if away != "the templates"
        else lambda execute, *rest: execute(*rest)
    ):
        answer = client.get("/tai-khoan/")
    assert answer.status_code == 500
    assert (
        f'Mã sự cố: <strong class="mono">{answer["X-Request-ID"]}</strong>'
        in answer.content.decode()
    )
    assert [line for line in lines if "status=500" in line and answer["X-Request-ID"] in line]


def test_a_broken_rule_of_the_database_is_logged_without_the_row(story, lines):
    """PostgreSQL adds the failing row to its message; psycopg2 hands it on."""
    made = story("draft")
    with pytest.raises(IntegrityError) as broken, transaction.atomic():
        Evidence.objects.create(
            incident=made.incident, number=9, caption=CANARIES["evidence"], at=made.at
        )
    assert connection.vendor == "sqlite" or CANARIES["evidence"] in str(broken.value), (
        "nothing to hide: the test tests nothing"
    )
    logging.getLogger("portal.test").error(
        "row %s failed: %s", 7, broken.value, exc_info=broken.value
    )
    assert len(lines) == 1
    assert "IntegrityError" in lines[0]
    assert "row 7 failed" in lines[0]
    assert CANARIES["evidence"] not in lines[0]


def raised(error: BaseException) -> BaseException:
    try:
        raise error
    except BaseException as caught:
        return caught


TOLD = {
    (
        "duplicate key\nDETAIL:  Key (full_name)=(Chu Yến) already exists.\n"
        "Traceback (most recent call last)\nChu Yến"
    ): "duplicate key",
    "GET /ho-so/?q=Chu+Yến&x=1 was slow": "GET /ho-so/?… was slow",
    "case HL-2026-25X5WA is late": "case … is late",
    "two\nlines\r": "two ⏎ lines ",
    'invalid input\nLINE 1: SELECT "Chu Yến"': "invalid input",
}
MESSAGES = {
    "KeyError: 'version'": KeyError("version"),
    "KeyError: '…'": KeyError("Chu Yến"),
    "ValueError: invalid literal for int() with base 10: '…'": ValueError(
        "invalid literal for int() with base 10: 'chuyen'"
    ),
    "DatabaseError: value too long": DatabaseError(
        'value too long\nCONTEXT:  COPY a, line 1: "Chu Yến"'
    ),
}


def test_what_libraries_tell_of_people_is_cut(counted):
    for text, left in TOLD.items():
        assert clean(text) == left
    for left, error in MESSAGES.items():
        assert describe(raised(error)).endswith(left)
    second = RuntimeError("second")
    second.__cause__ = raised(ValueError(f"'{CANARIES['title']}'"))
    whole = describe(raised(second))
    assert whole.index("ValueError") < whole.index("RuntimeError: second")
    assert CANARIES["title"] not in whole
    counted(len(TOLD) + len(MESSAGES), "messages of libraries")


PROCESSES = """
import logging, sys
import django; django.setup()
from celery.utils.log import get_task_logger
from halang_portal.celery import app
app.log.setup(loglevel="WARNING")
for name in ("celery.worker", "kombu", "portal.test"):
    logging.getLogger(name).warning("hello %s", name)
get_task_logger("compliance.outbox.tasks").warning("hello task")
from gunicorn.config import Config
from gunicorn.glogging import Logger
settings = {}
exec(open("gunicorn.conf.py", encoding="utf-8").read(), settings)
chosen = Config()
chosen.set("logconfig_dict", settings["logconfig_dict"])
Logger(chosen).error("hello gunicorn")
"""


@pytest.mark.once
def test_worker_beat_and_gunicorn_write_the_same_lines_each_once(counted):
    env = {
        "PATH": os.environ["PATH"],
        "DJANGO_SETTINGS_MODULE": "halang_portal.settings",
        "TRY_OUT": "1",
        "DATA_DIR": os.environ["DATA_DIR"],
    }
    done = subprocess.run(
        [sys.executable, "-c", PROCESSES],
        cwd=ROOT,
        env=env,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-1500:]
    told = (done.stdout + done.stderr).splitlines()
    hello = [line for line in told if "hello" in line]
    assert len(hello) == 5, told
    assert all(
        re.match(rf"{STAMP} (WARNING|ERROR) [\w.]+ request=- hello ", line) for line in hello
    ), hello
    counted(len(hello), "lines of worker and gunicorn")


# --- JSON, and errors told to the operator


def record_of(message: str, error: BaseException | None = None, **extra) -> logging.LogRecord:
    info = (type(error), error, error.__traceback__) if error else None
    record = logging.LogRecord("portal.x", logging.ERROR, "x.py", 1, message, (), info)
    record.__dict__.update(extra)
    return record


def test_as_json_a_line_is_one_object_with_the_same_told(counted):
    row = "null value\nDETAIL:  Failing row contains (303, Chu Yến Phản Ánh)."
    records = [
        record_of("xong"),
        record_of("hai\ndòng HL-2026-25X5WA ?q=Yến"),
        record_of("hỏng", IntegrityError(row)),
        record_of("một yêu cầu", fields={"route": "home", "status": 200}),
    ]
    for record in records:
        line = JsonLine().format(record)
        assert "\n" not in line
        told = json.loads(line)
        assert re.fullmatch(STAMP, told["time"])
        assert told["message"] in Line().format(record)
        assert ("error" in told) == (record.exc_info is not None)
        assert not [leak for leak in ("Yến", "HL-2026", "DETAIL") if leak in line]
    assert (told["route"], told["status"]) == ("home", 200)
    counted(len(records), "lines as JSON")


def test_the_line_of_a_request_has_its_columns(as_, db):
    kept: list[logging.LogRecord] = []
    handler = logging.Handler()
    handler.emit = kept.append
    logging.getLogger("portal.access").addHandler(handler)
    try:
        as_("anonymous").get("/healthz")
    finally:
        logging.getLogger("portal.access").removeHandler(handler)
    told = json.loads(JsonLine().format(kept[0]))
    assert {"user", "route", "method", "status", "ms"} <= set(told)
    assert (told["method"], told["status"]) == ("GET", 200)


heard: list[dict] = []


def hook(told: dict) -> None:
    """As an operator would write it; fails when it is told to."""
    heard.append(told)
    logging.getLogger("portal.x").error("an error within the hook")
    if "fail" in told["message"]:
        raise RuntimeError(told["message"])


def test_every_error_is_told_to_the_operator_cleaned_and_no_hook_ends_anything(counted, capsys):
    row = "DETAIL:  Failing row contains (303, Chu Yến)."
    handler = ErrorHook(f"{__name__}.hook")
    log = logging.getLogger("portal.x")
    log.addHandler(handler)
    heard.clear()
    try:
        log.warning("no error")
        log.error("?q=Yến")
        log.error("fail: HL-2026-25X5WA")
        try:
            raise IntegrityError(row)
        except IntegrityError:
            log.exception("hỏng")
    finally:
        log.removeHandler(handler)
    counted(len(heard), "errors told to a hook")
    assert len(heard) == 3
    assert heard[2]["error"].endswith("IntegrityError: ")
    said = json.dumps(heard, ensure_ascii=False) + capsys.readouterr().err
    assert not [leak for leak in ("Yến", "HL-2026") if leak in said]


@pytest.mark.parametrize("given", ["nowhere.at_all", f"{__name__}.not_there"])
def test_a_hook_that_is_not_there_stops_the_start(given):
    with pytest.raises((ImportError, AttributeError)):
        ErrorHook(given)


@pytest.mark.parametrize("name", FORMATS)
def test_settings_make_either_format_and_the_hook(name, monkeypatch):
    monkeypatch.setenv("LOG_FORMAT", name)
    monkeypatch.setenv("ERROR_HOOK", f"{__name__}.hook")
    made = logging_of(Env(), "INFO")
    assert made["formatters"]["line"]["()"].endswith(FORMATS[name].__name__)
    assert made["root"]["handlers"] == ["console", "hook"]
