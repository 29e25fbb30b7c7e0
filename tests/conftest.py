"""The world once per worker, a client per person, and counts that are printed at the end."""

import gc
import json
import os
import shutil
import tempfile
import time
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from zlib import crc32

import pytest
from django.test import Client
from django.test.signals import setting_changed

from tests.moments import Clock

os.environ.setdefault("DATA_DIR", tempfile.mkdtemp(prefix="cong308-test-"))
BACKEND = "halang_portal.backends.AccountBackend"
COUNTED: dict[str, int] = {}
CLOCK = Clock()
QUARTER = 15 * 60  # seconds


def pytest_configure(config):
    CLOCK.start()
    from compliance.core.kept import Kept  # after the clock: it reads no moment before

    Kept.proves = True  # every text that is used again is written again and held against itself
    setting_changed.connect(_forget_texts)


def _forget_texts(**_):
    """A text follows from settings too, which change in tests alone."""
    from compliance.core.kept import PARTS
    from compliance.core.work_list import READ, WRITTEN

    for kept in (PARTS, READ, WRITTEN):
        kept.forget()


def pytest_unconfigure(config):
    CLOCK.stop()


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item):
    CLOCK.again()


def pytest_report_header(config):
    return f"Clock: {CLOCK.name or 'of this machine'}"


def pytest_collection_modifyitems(config, items):
    """A test that opens no database says the same on every engine: it is asked once. What is
    `dealt` is dealt over the two.
    """
    for item in items:
        opens = {"db", "transactional_db"} & set(item.fixturenames) or item.get_closest_marker(
            "django_db"
        )
        if not opens and not item.get_closest_marker("journey"):
            item.add_marker("once")
    _deal(config, items)
    _stories_in_their_order(items)


def _stories_in_their_order(items) -> None:
    """Tests are shuffled (pytest-randomly), journeys are not: they are stories of one portal."""
    stories = [item for item in items if item.get_closest_marker("journey")]
    stories.sort(key=lambda item: (item.location[:2], item.name))
    places = [at for at, item in enumerate(items) if item.get_closest_marker("journey")]
    for at, item in zip(places, stories, strict=True):
        items[at] = item


def _deal(config, items) -> None:
    """Of the rows of a dealt test this engine asks every second one, the other engine the others;
    alone it asks all. With EACH_ON_ONE=<seed> the other tests are dealt as well, by their names
    and the seed: each is asked by one of the two.
    """
    if os.environ.get("BOTH_ENGINES") != "1":
        return
    away = [item for item in items if not _asked_here(item)]
    config.hook.pytest_deselected(items=away)
    gone = set(away)
    items[:] = [item for item in items if item not in gone]


def _asked_here(item) -> bool:
    in_service = "DATABASE_URL" in os.environ
    if item.get_closest_marker("dealt"):
        return _row(item) % 2 == in_service
    seed = os.environ.get("EACH_ON_ONE")
    whole = any(item.get_closest_marker(name) for name in ("once", "both", "journey"))
    if seed is None or whole or hasattr(item.module, "asked_here"):  # that deals its own cells
        return True
    return crc32(f"{seed}:{item.nodeid}".encode()) % 2 == in_service


def _row(item) -> int:
    """Which row of its table a test is, whatever the order; 0 of a test without rows."""
    return sum(item.callspec.indices.values()) if hasattr(item, "callspec") else 0


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings, django_db_blocker, _tables):
    """Migrations run once for one state of their files, not once per process: see
    tests/tables.py.
    """
    with django_db_blocker.unblock():
        _tables.lay()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker, _tables):
    """Rules, offices and people are written once; every test runs in a transaction of its own."""
    from tests import world

    with django_db_blocker.unblock():
        _tables.keep()
        world.build()
    gc.collect()
    # what is loaded by now stays: looking through it again and again took a fifth of the time
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


@pytest.fixture(scope="session")
def _tables():
    from tests.tables import Tables

    with closing(Tables()) as tables:
        yield tables


@pytest.fixture(scope="session")
def migrated(django_db_setup, _tables):
    """migrated(path): there lies a SQLite database with every table and no row of the world, for a
    process of its own. On PostgreSQL `migrate` makes it.
    """

    def copy(path: Path) -> Path:
        return Path(shutil.copyfile(_tables.file, path)) if _tables.file.exists() else path

    return copy


@pytest.fixture(autouse=True)
def _files(tmp_path, settings):
    settings.MEDIA_ROOT = str(tmp_path / "files")
    settings.COUNTER_SPACE = str(tmp_path)  # a cache outside the database is shared by all tests


@pytest.fixture
def within_one_window():
    """What is counted here is counted in one window: the test begins a second after a quarter of an
    hour began, of which every window of the portal is a part or a multiple.
    """
    import time_machine

    begins = time.time() // QUARTER * QUARTER + 1
    with time_machine.travel(datetime.fromtimestamp(begins, tz=UTC), tick=True):
        yield


@pytest.fixture
def unhurried(settings):
    """Nobody is told that they do too much: a walk over every page does more in a window of the
    clock than a person, and one that crosses into the next would be told it of half the pages.
    """
    settings.LIMITS = {kind: [(10**6, 3600)] for kind in settings.LIMITS}


@pytest.fixture(scope="session")
def s3_server():
    """host:port of an S3 store of this process, on this machine."""
    server_of = pytest.importorskip("moto.server", reason="moto is not installed")
    server = server_of.ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    yield "{}:{}".format(*server.get_host_and_port())
    server.stop()


@pytest.fixture
def s3_bucket(s3_server):
    """An empty bucket, as its owner sees it."""
    import boto3

    keys = {"aws_access_key_id": "khoa", "aws_secret_access_key": "bi-mat"}
    place = {"endpoint_url": f"http://{s3_server}", "region_name": "us-east-1"}
    bucket = boto3.resource("s3", **place, **keys).Bucket("chung-cu")
    bucket.create()
    yield bucket
    bucket.objects.all().delete()
    bucket.delete()


@pytest.fixture
def bucket_url(s3_bucket, s3_server):
    """What EVIDENCE_URL says of it."""
    return f"s3+http://khoa:bi-mat@{s3_server}/{s3_bucket.name}"


@pytest.fixture(params=["folder", "bucket"])
def both_places(request, settings, tmp_path):
    """Stored files, and what lies beside them, in folders and then in a bucket, in a corner of this
    test: no state that another one kept is met in it.
    """
    if request.param == "bucket":
        from halang_portal.settings.storage import files_at

        url = f"{request.getfixturevalue('bucket_url')}/{tmp_path.name}"
        settings.STORAGES = {**settings.STORAGES, **files_at(url)}
        settings.FILE_UPLOAD_TEMP_DIR = str(tmp_path)
    return request.param


@pytest.fixture(scope="session")
def _states():
    from tests.kept import Kept

    return Kept()


@pytest.fixture
def world(db, _files, _states):
    from django.db import connection

    from compliance.rulebook.queries import forget_calendar
    from tests import world as built

    forget_calendar()
    _states.begin()
    with connection.execute_wrapper(_states):
        yield built.load()


@pytest.fixture
def reached(world, _states):
    """reached(name, build) -> what build() returned (plain values only), the database as build()
    left it: built once per worker, then written back.
    """
    return _states.reach


@pytest.fixture
def undone(world, _states):
    """with undone(): what is written inside is rolled back, so that the story asked for next is
    written back and not gone through again. What was loaded inside is not used outside.
    """
    return _states.undone


@pytest.fixture
def story(world, reached):
    """story(status) -> Story, brought there: by the verbs the first time a worker needs it, from
    the kept rows afterwards.
    """
    from tests.world import Story

    def make(status: str = "draft", **how) -> Story:
        built = []

        def build():
            made = Story(world, **how)
            made.to(status)
            built.append(made)
            return made.incident.pk, made.at

        pk, at = reached(Story.name_of(status, **how), build)
        return built[0] if built else Story.found(world, pk, at, **how)

    return make


@pytest.fixture
def arguments(story, world, reached):
    """arguments(name, pattern) -> the keys of that route."""
    from tests.house.test_routes import one_of_everything

    keys, exact = reached("one of everything", lambda: one_of_everything(story, world))

    def of(name: str, pattern: str) -> dict:
        given = {**keys.get(name.split(":")[0] + ":", {}), **exact.get(name, {})}
        return {key: value for key, value in given.items() if f":{key}>" in pattern}

    of.keys = keys, exact
    return of


class Agreeing(Client):
    """Somebody who says yes when a page asks before it does something: what is done then is what a
    test is about. The questions themselves are tried in tests/house/test_questions.py.
    """

    agrees = True

    def post(self, path, *args, **how):
        answer = super().post(path, *args, **how)
        asked = answer.context if self.agrees and answer.status_code == 200 else None
        if asked is None or "yes_name" not in asked:
            return answer
        typed = args[0] if args else how.pop("data", {})
        again: dict[str, list] = {asked["yes_name"]: [asked["yes"]]}
        for name, value in asked["hidden"]:
            again.setdefault(name, []).append(value)
        if asked["files"]:
            again[asked["files_name"]] = [token for _, _, token in asked["files"]]
        if not isinstance(typed, str | bytes) and "_key" in typed:
            again["_key"] = typed["_key"]
        return super().post(path, again, *args[1:], **how)


class AtTheDoor(Agreeing):
    """Somebody who has typed the number of this session and takes a notice when the page asks: what
    comes after it is what a test is about.
    The door itself is tried in tests/compliance/test_door.py."""

    def get(self, path, *args, **how):
        answer = super().get(path, *args, **how)
        if (
            answer.status_code == 302
            and answer["Location"].startswith("/cua-toi/")
            and answer["Location"].endswith("/nhan/")
        ):
            super().post(answer["Location"])
            answer = super().get(path, *args, **how)
        return answer

    def post(self, path, *args, **how):
        """What is sent can be read once: the notice is taken before."""
        parts = path.split("/")
        if parts[1] == "cua-toi" and len(parts) > 3 and parts[3] != "nhan":
            super().post(f"/cua-toi/{parts[2]}/nhan/")
        return super().post(path, *args, **how)


@pytest.fixture
def as_(world):
    """as_('lead') -> a signed-in client past their own door; as_('anonymous') -> one that is not;
    as_('person', door=False) -> not past it; as_('lead', agrees=False) -> one who says no yes of
    their own when a page asks first.
    """

    def sign_in(name: str, door: bool = True, agrees: bool = True) -> Client:
        client = (AtTheDoor if door else Agreeing)(raise_request_exception=False)
        client.agrees = agrees
        if name != "anonymous":
            client.force_login(world.fresh(name), backend=BACKEND)
            if door:
                session = client.session
                session["own_door_at"] = time.time()
                session.save()
        return client

    return sign_in


@pytest.fixture
def loaded_once(monkeypatch):
    """Requests share the loaded account of their person, with what was asked of it once, until
    loaded_once.clear(). For tables of pages that only read: most of such a page is who is asking.
    """
    from django.contrib.auth.backends import ModelBackend

    accounts, load = {}, ModelBackend.get_user

    def get_user(backend, user_id):
        if user_id not in accounts:
            accounts[user_id] = load(backend, user_id)
        return accounts[user_id]

    monkeypatch.setattr(ModelBackend, "get_user", get_user)
    return accounts


@pytest.fixture
def counted(request):
    """counted(n): how many rows of a table a test has gone through; nought is a failure, and the
    sum is printed.
    """

    def count(number: int, what: str = "") -> None:
        assert number > 0, "the table is empty: nothing was tested"
        name = what or request.node.name.split("[")[0]
        COUNTED[name] = COUNTED.get(name, 0) + number
        if hasattr(request.config, "workeroutput"):
            request.config.workeroutput["counted"] = dict(COUNTED)

    return count


_SUMS: dict[str, int] = {}


def pytest_testnodedown(node, error):
    for name, number in (getattr(node, "workeroutput", {}).get("counted") or {}).items():
        _SUMS[name] = _SUMS.get(name, 0) + number


def pytest_terminal_summary(terminalreporter):
    sums = _SUMS or COUNTED
    for name, number in sorted(sums.items()):
        terminalreporter.write_line(f"  {number:>6} rows  {name}")
    if written := os.environ.get("FIGURES_FILE"):
        Path(written).write_text(json.dumps(sums, ensure_ascii=False), encoding="utf-8")


def pytest_xdist_make_scheduler(config, log):
    """Journeys on several workers (--dist loadscope): those of test_looks.py only read, those of
    test_arena.py need no portal; all others wait for one another.
    """
    if config.getvalue("dist") != "loadscope":
        return None
    from xdist.scheduler import LoadScopeScheduling

    class Beside(LoadScopeScheduling):
        def _split_scope(self, nodeid: str) -> str:
            file = nodeid.split("::")[0].rsplit("/", 1)[-1]
            return file if file in ("test_looks.py", "test_arena.py") else "one after the other"

    return Beside(config, log)
