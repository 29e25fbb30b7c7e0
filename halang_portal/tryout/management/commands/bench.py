"""Measure the pages people wait for beside the floor, in one run, as a restricted user (a unit
head), on whatever is in the database.

Times are those of a client of gunicorn on the same machine; queries are counted in this process on
the same address.
"""

import time
from statistics import median, quantiles
from urllib.parse import urlencode

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from compliance.core import commands
from compliance.core.addresses import case_url
from compliance.core.figures import whole
from compliance.core.language import _
from compliance.incidents import actions
from compliance.incidents.models import Incident
from compliance.registry.models import User
from halang_portal.tryout.bench import importing, pages, searching
from halang_portal.tryout.bench.server import Served, session_of
from halang_portal.tryout.sample.logins import sample_logins

WARM = 20  # what each of four lines needs to plan a question once
GOALS = {  # times the floor
    "trang đầu": 5,
    "danh sách": 5,
    "danh sách, lọc": 5,
    "danh sách, trang sâu": 5,
    "tìm tên": 6,
    "tìm mã": 6,
    "hồ sơ": 8,
    "số liệu": 10,
    "gửi vụ việc": 8,
}


class Command(commands.Command):
    help = _("Đo tốc độ các trang chính so với mức sàn, với tư cách thủ trưởng đơn vị.")

    def add_arguments(self, parser):
        parser.add_argument("--runs", type=int, default=25)
        parser.add_argument(
            "--people",
            type=int,
            default=100_000,
            help=_("số người trong danh sách nhập thử; 0 thì không đo"),
        )
        parser.add_argument(
            "--staff",
            type=int,
            default=2_000_000,
            help=_("số người để đo tìm kiếm (PostgreSQL); 0 thì không đo"),
        )
        parser.add_argument(
            "--as", dest="kind", default="unit_head", help="unit_head, lead, chairman…"
        )

        parser.add_argument(
            "--pages",
            type=int,
            default=5,
            help=_("số lượt đo mọi trang của mọi chức năng; 0 thì không đo"),
        )
        parser.add_argument("--save", default="", help=_("ghi bảng mọi trang vào tệp JSON"))
        parser.add_argument("--against", default="", help=_("so bảng mọi trang với tệp đã ghi"))

    def handle(self, *, people: int, staff: int, **options):
        if not settings.BENCH:
            raise CommandError(_("Đặt BENCH=1 (make bench)."))
        user = self._main_pages(options["kind"], options["runs"])
        if options["pages"]:
            self.stdout.write("mọi trang, mọi chức năng:")
            pages.measure(self.stdout.write, options["pages"], options["save"], options["against"])
        if people:
            self.stdout.write("nhập danh sách cán bộ:")
            importing.measure(people, self.stdout.write)
        if staff:
            self.stdout.write("tìm người:")
            searching.measure(staff, user, self.stdout.write)

    def _main_pages(self, kind: str, runs: int) -> User:
        """The pages of the main job beside the floor; who they were measured as."""
        call_command("collectstatic", verbosity=0, interactive=False)
        login = next(
            (login_row for login_row in sample_logins() if login_row["kind"] == kind), None
        )
        if login is None:
            raise CommandError(_("Chưa có dữ liệu: make run một lần, hoặc make seed."))
        user: User = User.objects.get(username=login["username"])
        visible = Incident.objects.visible_to(user).filter(submitted_at__isnull=False)
        counts = (
            f"{whole(Incident.objects.count())} vụ việc trong cơ sở dữ liệu ({connection.vendor});"
            f" {login['function']} xem được {whole(visible.count())}; {runs} lượt."
        )
        self.stdout.write(counts)
        self.stdout.write(
            f"{'trang':<24}{'truy vấn':>9}{'KB':>8}{'p50 ms':>9}{'p95 ms':>9}{'× sàn':>8}"
            f"{'mục tiêu':>10}"
        )
        with Served(user) as served:
            self._measure(served, user, visible, runs)
        return user

    def _measure(self, served: Served, user: User, visible, runs: int) -> None:
        floor = 0.0
        for name, path in _paths(visible):
            times, size = _timed(lambda path=path: served.get(path), runs)
            floor = floor or median(times)
            self._line(name, _queries(user, path), size, times, floor)
        case = (
            visible.with_people().filter(sealed=False, concerns_head=False).newest_first().first()
        )
        if actions.may_log_about(user, case.person):
            posts = [_draft(user, case) for __ in range(runs + WARM)]
            times, size = _timed(lambda: served.post(*posts.pop()), runs, expected=302)
            self._line("gửi vụ việc", 0, size, times, floor)

    def _line(self, name: str, queries: int, size: int, times: list[float], floor: float) -> None:
        p50, p95 = median(times), quantiles(times, n=20)[-1]
        goal = f"≤ {GOALS[name]}" if name in GOALS else ""
        self.stdout.write(
            f"{name:<24}{queries or '':>9}{size / 1024:>8.1f}{p50:>9.1f}{p95:>9.1f}"
            f"{p50 / floor:>8.1f}{goal:>10}"
        )


def _paths(visible):
    """[(name, address)]; the floor first."""
    queue = reverse("incidents:queue")
    case = visible.with_people().filter(sealed=False).newest_first().first()
    deep = visible.newest_first()[min(visible.count() - 1, 5000)]
    return [
        ("sàn", reverse("bench_floor")),
        ("trang đầu", reverse("incidents:unit_home")),
        ("danh sách", queue),
        ("danh sách, lọc", f"{queue}?status=closed&category=discourtesy"),
        ("danh sách, trang sâu", f"{queue}?after={deep.submitted_at.timestamp():.6f}_{deep.pk}"),
        ("tìm tên", f"{queue}?{urlencode({'q': case.person.full_name})}"),
        ("tìm mã", f"{queue}?{urlencode({'q': case.code})}"),
        ("hồ sơ", case_url(case.code)),
        ("số liệu", reverse("reports:dashboard")),
    ]


def _timed(work, runs: int, expected: int = 200) -> tuple[list[float], int]:
    """Milliseconds of each run after WARM of them, and the size of the answer."""
    times, size = [], 0
    for number in range(runs + WARM):
        started = time.perf_counter()
        status, body = work()
        if status != expected:
            raise CommandError(f"{status}: {body[:200]!r}")
        if number >= WARM:
            times.append((time.perf_counter() - started) * 1000)
        size = len(body)
    return times, size


def _queries(user: User, path: str) -> int:
    client = Client()
    client.cookies[settings.SESSION_COOKIE_NAME] = session_of(user)
    client.get(reverse("bench_floor"))
    with CaptureQueriesContext(connection) as captured:
        client.get(path)
    return len(captured)


def _draft(user: User, like: Incident) -> tuple[str, dict]:
    """A finished draft, and the form that sends it: (address, what is posted)."""
    now = timezone.now()
    incident = actions.start_draft(by=user, at=now)
    actions.add_evidence(incident=incident, url="https://mang.example/bai", by=user, at=now)
    provisions = [allegation.provision_id for allegation in like.allegations.all()]
    happened = timezone.localtime(like.happened_at)
    data = {
        "version": incident.version,
        "submit": "1",
        "person": like.person_id,
        "title": like.title,
        "act_kind": like.act_kind,
        "platform": "facebook",
        "seen_how": like.seen_how,
        "happened_at": f"{happened:%d/%m/%Y %H:%M}",
        "known_on": f"{like.known_on:%d/%m/%Y}",
        "narrative": "Diễn biến hư cấu để đo tốc độ, ít nhất ba mươi ký tự.",
        "provisions": provisions,
        "out_of_scope_declared": "on",
    }
    return reverse("incidents:edit", args=[incident.code]), data
