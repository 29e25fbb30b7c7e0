"""Search among two million invented people: a table of its own in the database under test, dropped
afterwards (PostgreSQL).
"""

import random
import time
from contextlib import contextmanager
from io import StringIO
from statistics import median, quantiles

from django.db import connection, transaction

from compliance.core.text import name_key, one_spelling, search_text, words_of
from compliance.registry import actions
from compliance.registry.models import Office, StaffMember, User
from compliance.registry.search import search
from halang_portal.tryout.sample.people import GIVEN, MIDDLE, SURNAMES

QUERIES = (
    "nguyen",
    "hoang van",
    "hoa",
    "yen",
    "a",
    "do",
    "nguyen van hoa",
    "dung quang",
    "chuyen vien",
    "ke toan nguyen",
    "đặng thị ánh",
    "h0012345",
    "ly thi hoa ke toan",
    "khongcoai",
    "van",
    "thi",
)
POSTS = ("Chuyên viên", "Kế toán", "Văn thư", "Giáo viên", "Công chức Văn phòng - Thống kê")
COLUMNS = (
    "code",
    "full_name",
    "salutation",
    "email",
    "phone",
    "office_id",
    "position",
    "staff_kind",
    "is_leader",
    "state",
    "folded",
    "given",
    "sort_key",
)


class Undone(Exception):
    """Ends the transaction so that nothing of the measurement stays."""


def measure(count: int, user: User, tell) -> None:
    """Print p50 and p95 in milliseconds of the first page for each kind of query, for who sees
    everybody and for `user`.
    """
    if connection.vendor != "postgresql":
        tell("  chỉ đo trên PostgreSQL")
        return
    try:
        with transaction.atomic():
            started = time.perf_counter()
            _fill(count, user)
            actions.count_words()
            tell(
                f"  {count:,} người, nạp trong {time.perf_counter() - started:.0f} s".replace(
                    ",", "."
                )
            )
            everybody, own = (
                StaffMember.objects.select_related("office"),
                StaffMember.objects.visible_to(user).select_related("office"),
            )
            _print("mọi người", everybody, tell)
            _print("thủ trưởng đơn vị", own, tell)
            raise Undone
    except Undone:
        tell("  đã bỏ dữ liệu đo")


@contextmanager
def _without_indexes():
    """The heavy index is built once the rows are there."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT indexdef FROM pg_indexes WHERE indexname = 'staff_words'")
        definition = cursor.fetchone()[0]
        cursor.execute("DROP INDEX staff_words")
        yield cursor
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(definition)
        cursor.execute("ANALYZE registry_staffmember")


def _fill(count: int, user: User) -> None:
    """Four hundred people in the office of `user`, as a large unit has; the rest spread over all
    the others.
    """
    rng, own = random.Random(308), user.functions.filter(office__isnull=False).first().office
    offices = list(Office.objects.exclude(pk=own.pk))
    words = {
        office.pk: search_text(POSTS[0], office.name, office.short_name)
        for office in (own, *offices)
    }
    with _without_indexes() as cursor, _Copy(cursor) as copy:
        for number in range(count):
            name = (
                f"{rng.choice(SURNAMES)} {rng.choice(MIDDLE['ong' if number % 2 else 'ba'])}"
                f" {rng.choice(GIVEN['ong' if number % 2 else 'ba'])}"
            )
            office, post, code = (
                rng.choice(offices) if number % 5000 else own,
                rng.choice(POSTS),
                f"H{number:07d}",
            )
            folded = search_text(name, code, post) + words[office.pk]
            copy.write_row(
                (
                    code,
                    name,
                    "ong",
                    "",
                    "",
                    office.pk,
                    post,
                    "cong_chuc",
                    "f",
                    "working",
                    folded,
                    one_spelling(words_of(name)[-1]),
                    name_key(name),
                )
            )


class _Copy:
    """COPY through psycopg2: rows go out in blocks."""

    def __init__(self, cursor):
        self.cursor, self.lines = cursor, []

    def __enter__(self):
        return self

    def write_row(self, row) -> None:
        self.lines.append("\t".join(map(str, row)))
        if len(self.lines) == 20_000:
            self._send()

    def _send(self) -> None:
        self.cursor.cursor.copy_expert(
            f"COPY registry_staffmember ({', '.join(COLUMNS)}) FROM STDIN",
            StringIO("\n".join(self.lines) + "\n"),
        )
        self.lines = []

    def __exit__(self, *gone):
        if self.lines:
            self._send()


def _print(who: str, rows, tell, runs: int = 12) -> None:
    """Every query `runs` times, in turn, after one round to warm up."""
    times: dict[str, list[float]] = {words: [] for words in QUERIES}
    for number in range(runs + 1):
        for words in QUERIES:
            started = time.perf_counter()
            search(rows, words)
            if number:
                times[words].append((time.perf_counter() - started) * 1000)
    every = [took for milliseconds in times.values() for took in milliseconds]
    tell(
        f"  {who}: p50 {median(every):.1f} ms, p95 {quantiles(every, n=20)[-1]:.1f} ms trên"
        f" {len(every)} lượt"
    )
    for words, milliseconds in times.items():
        tell(
            f"    {words:<22} p50 {median(milliseconds):>7.1f}  lâu nhất {max(milliseconds):>7.1f}"
        )
