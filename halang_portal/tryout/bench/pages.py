"""Every page without a key in its address, as every function, and the page of a case: how long, how
many questions, how many rows the database read for it, how heavy; and against another size of the
same try-out, how much each grew.

Answered in this process, by the client of the tests: what the server adds is alike for all. Rows
are counted by PostgreSQL, in a database that nobody else uses meanwhile: unlike times they are the
same on a busy machine. SQLite does not count them. So is the number of
calls of functions that one answer takes: two versions of the portal are compared by it, each asked
with PYTHONHASHSEED=0 and a copy of the same database.
"""

import cProfile
import json
import resource
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median

from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import NoReverseMatch, get_resolver, reverse
from django.urls.resolvers import URLPattern

from compliance.core.addresses import case_url
from compliance.incidents.models import Incident
from compliance.registry.models import User
from halang_portal.tryout.bench.server import session_of
from halang_portal.tryout.sample.logins import sample_logins

HEAD = f"{'chức năng':<16}{'trang':<34}{'truy vấn':>9}{'dòng đọc':>10}{'KB nén':>8}{'ms':>8}"
HEAD += f"{'× sàn':>8}{'lời gọi':>9}"
ACTS = ("account_logout", "bench_floor")  # what is no page to look at
FILES = ("export", "template")  # in the name of a route: what it gives is a file, and may be long
GROWTH = 1.3  # a page may take so many times what it took at the smaller size
SLOW = 20.0  # ms: of what is quicker than this a ratio says nothing
CALLS = 1.05  # and so many times the calls of another version
FEW = 5_000  # rows: nor of what reads so few more


def measure(say: Callable[[str], None], runs: int, save: str, against: str) -> None:
    """Print the table. `save`: a file to write it to, as JSON; `against`: one to compare with."""
    before = json.loads(Path(against).read_text(encoding="utf-8")) if against else {}
    say(HEAD + (f"{'so với':>9}" if before else ""))
    rows = {key: row for login in sample_logins() for key, row in _as(login, runs, before, say)}
    if save:
        Path(save).write_text(json.dumps(rows, ensure_ascii=False, indent=1), encoding="utf-8")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    say(f"{len(rows)} cặp trang × chức năng; bộ nhớ cao nhất của tiến trình: {peak:.0f} MB")
    for what, times, grew in COMPARED:
        grown = [key for key, row in rows.items() if key in before and grew(row, before[key])]
        if before:
            say(f"{what} tăng quá {times} lần: {', '.join(grown) or 'không trang nào'}")


def _as(
    login: dict, runs: int, before: dict, say: Callable[[str], None]
) -> Iterator[tuple[str, dict]]:
    """(key, row) of each page that opens for one function."""
    user = User.objects.get(username=login["username"])
    client = Client(headers={"accept-encoding": "gzip"})
    client.cookies[settings.SESSION_COOKIE_NAME] = session_of(user)
    client.get(reverse("bench_floor"))
    floor = _time(client, reverse("bench_floor"), runs)
    for name, address in _addresses(user):
        row = _row(client, address, runs, floor)
        if row is None:
            continue
        key = f"{login['kind']} {name}"
        line = f"{login['kind']:<16}{name:<34}{row['queries']:>9}"
        line += f"{'' if row['rows'] is None else row['rows']:>10}"
        line += f"{row['kb']:>8.1f}{row['ms']:>8.1f}{row['ms'] / floor:>8.1f}{row['calls']:>9}"
        if before:
            then = before.get(key)
            line += f"{row['ms'] / then['ms']:>9.2f}" if then else f"{'mới':>9}"
        say(line)
        yield key, row


def _row(client: Client, address: str, runs: int, floor: float) -> dict | None:
    """None where nothing is shown to this function: refused, led elsewhere, a file."""
    answer = client.get(address)
    if answer.status_code != 200 or not answer["Content-Type"].startswith("text/html"):
        answer.close()
        return None
    first, then = _gone_through(), _gone_through()
    with CaptureQueriesContext(connection) as asked:
        size = len(client.get(address).content)
    questions, after = len(asked), _gone_through()  # the log, before it is asked anything else
    return {
        "ms": _time(client, address, runs),
        "floor": floor,
        "queries": questions,
        # what the asking itself reads is taken off
        "rows": max(0, after - then - (then - first)) if after else None,
        "calls": _calls(client, address),
        "kb": size / 1024,
    }


def _time(client: Client, address: str, runs: int) -> float:
    """Median in milliseconds, of what has been asked before."""
    times = []
    for _ in range(runs):
        started = time.perf_counter()
        client.get(address)
        times.append((time.perf_counter() - started) * 1000)
    return median(times)


def _calls(client: Client, address: str) -> int:
    """How many calls of functions one answer takes, those of Python's own too."""
    counted = cProfile.Profile()
    counted.runcall(client.get, address)
    return sum(entry.callcount for entry in counted.getstats())


def _gone_through() -> int:
    """Rows of tables and entries of indexes this database has read so far; 0 where it does not
    count.
    """
    if connection.vendor != "postgresql":
        return 0
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_stat_force_next_flush()")
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_stat_clear_snapshot()")
        cursor.execute(
            "SELECT tup_returned + tup_fetched FROM pg_stat_database"
            " WHERE datname = current_database()"
        )
        return cursor.fetchone()[0]


def _reads_more(row: dict, then: dict) -> bool:
    if row["rows"] is None or then.get("rows") is None:
        return False
    return row["rows"] > max(GROWTH * then["rows"], then["rows"] + FEW)


def _asks_more(row: dict, then: dict) -> bool:
    return row["queries"] > GROWTH * then["queries"]


def _slower(row: dict, then: dict) -> bool:
    return row["ms"] > SLOW and row["ms"] > GROWTH * then["ms"]


def _calls_more(row: dict, then: dict) -> bool:
    return "calls" in then and row["calls"] > CALLS * then["calls"]


COMPARED = (  # (what, so many times at most, whether it is more)
    ("dòng đọc", GROWTH, _reads_more),
    ("truy vấn", GROWTH, _asks_more),
    ("ms", GROWTH, _slower),
    ("lời gọi", CALLS, _calls_more),
)


def _addresses(user: User) -> Iterator[tuple[str, str]]:
    """(name, address): every route that asks for no key, and one case the person may open."""
    for name in _names(get_resolver(), ""):
        try:
            yield name, reverse(name)
        except NoReverseMatch:
            continue  # its address holds a key
    seen = Incident.objects.visible_to(user).filter(sealed=False, submitted_at__isnull=False)
    case = seen.newest_first().first()
    if case is not None:
        yield "review:case", case_url(case.code)


def _names(resolver, space: str) -> Iterator[str]:
    for entry in resolver.url_patterns:
        if isinstance(entry, URLPattern):
            if entry.name and entry.name not in ACTS and not _is_file(entry.name):
                yield f"{space}{entry.name}"
        else:
            inner = f"{space}{entry.namespace}:" if entry.namespace else space
            yield from _names(entry, inner)


def _is_file(name: str) -> bool:
    return any(word in name for word in FILES)
