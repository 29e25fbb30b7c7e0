"""Measure the pages people wait for beside the floor, in one run, as a restricted user (a unit head), on whatever is in the database."""

import time
from statistics import median, quantiles

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from compliance.incidents import actions
from compliance.incidents.models import Incident
from compliance.registry.models import User
from halang_portal.sample.logins import sample_logins

RUNS = 15
GOALS = {"danh sách": 4, "danh sách, lọc": 4, "danh sách, trang sâu": 4, "tìm tên": 6, "tìm mã": 6, "hồ sơ": 6, "số liệu": 5, "gửi vụ việc": 4}


class Command(BaseCommand):
    help = "Đo tốc độ các trang chính so với mức sàn, với tư cách thủ trưởng đơn vị."

    def add_arguments(self, parser):
        parser.add_argument("--runs", type=int, default=RUNS)
        parser.add_argument("--as", dest="kind", default="unit_head", help="unit_head, lead, chairman…")

    def handle(self, *, runs: int, kind: str, **options):
        if not settings.BENCH:
            raise CommandError("Đặt BENCH=1 (make bench).")
        call_command("collectstatic", verbosity=0, interactive=False)
        login = next((one for one in sample_logins() if one["kind"] == kind), None)
        if login is None:
            raise CommandError("Chưa có dữ liệu: make run một lần, hoặc make seed.")
        user = User.objects.get(username=login["username"])
        client, visible = _client(user), Incident.objects.visible_to(user).filter(submitted_at__isnull=False)
        self.stdout.write(
            f"{Incident.objects.count():,} vụ việc trong cơ sở dữ liệu ({connection.vendor}); {login['function']} xem được {visible.count():,}; {runs} lượt.".replace(
                ",", "."
            )
        )
        self.stdout.write(f"{'trang':<24}{'truy vấn':>9}{'KB':>8}{'p50 ms':>9}{'p95 ms':>9}{'× sàn':>8}{'mục tiêu':>10}")
        floor = 0.0
        for name, work in self._work(client, user, visible):
            queries, size = _once(work)
            times = sorted(_timed(work) for _ in range(runs))
            p50, p95 = median(times), quantiles(times, n=20)[-1]
            floor = floor or p50
            self.stdout.write(
                f"{name:<24}{queries:>9}{size / 1024:>8.1f}{p50:>9.1f}{p95:>9.1f}{p50 / floor:>8.1f}{('≤ ' + str(GOALS[name])) if name in GOALS else '':>10}"
            )

    def _work(self, client: Client, user: User, visible):
        newest = visible.with_people().newest_first()
        case = newest.filter(sealed=False).first()
        deep = newest[min(visible.count() - 1, 5000)]
        after = f"{deep.submitted_at.timestamp():.6f}_{deep.pk}"
        yield "sàn", lambda: client.get("/bench/san/")
        yield "danh sách", lambda: client.get("/ho-so/")
        yield "danh sách, lọc", lambda: client.get("/ho-so/?status=closed&category=discourtesy")
        yield "danh sách, trang sâu", lambda: client.get(f"/ho-so/?after={after}")
        yield "tìm tên", lambda: client.get("/ho-so/", {"q": case.person.full_name})
        yield "tìm mã", lambda: client.get("/ho-so/", {"q": case.code})
        yield "hồ sơ", lambda: client.get(f"/ho-so/{case.code}/")
        yield "số liệu", lambda: client.get("/so-lieu/")
        if actions.may_log_about(user, case.person):
            drafts = [_draft(user, case) for _ in range(RUNS * 4)]
            yield "gửi vụ việc", lambda: _submit(user, drafts.pop())


def _client(user: User) -> Client:
    """A session written once; every request reads it as a browser's would."""
    client = Client()
    session = client.session
    session.update({SESSION_KEY: str(user.pk), BACKEND_SESSION_KEY: settings.AUTHENTICATION_BACKENDS[0], HASH_SESSION_KEY: user.get_session_auth_hash()})
    session.save()
    client.cookies[settings.SESSION_COOKIE_NAME] = session.session_key
    return client


def _once(work) -> tuple[int, int]:
    with CaptureQueriesContext(connection) as captured:
        answer = work()
    if answer is not None and answer.status_code != 200:
        raise CommandError(f"{answer.request['PATH_INFO']}: {answer.status_code}")
    return len(captured), len(answer.content) if answer is not None else 0


def _timed(work) -> float:
    started = time.perf_counter()
    work()
    return (time.perf_counter() - started) * 1000


def _draft(user: User, like: Incident) -> int:
    now = timezone.now()
    incident = actions.start_draft(by=user, at=now)
    columns = ("person", "title", "act_kind", "platform", "happened_at", "known_on", "seen_how", "narrative")
    provisions = [allegation.provision for allegation in like.allegations.select_related("provision")]
    fields = {
        **{name: getattr(like, name) for name in columns},
        "platform": like.platform or "facebook",
        "out_of_scope_declared": True,
        "narrative": "Diễn biến hư cấu để đo tốc độ, ít nhất ba mươi ký tự.",
    }
    incident = actions.save_draft(incident=incident, fields=fields, provisions=provisions, by=user, at=now)
    actions.add_evidence(incident=incident, url="https://mang.example/bai", by=user, at=now)
    return incident.pk


def _submit(user: User, pk: int) -> None:
    actions.submit(incident=Incident.objects.get(pk=pk), by=user, at=timezone.now())
