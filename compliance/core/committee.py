"""The committee this portal belongs to, as it is called on a day: names, place, who signs, where to
ask, how its reports are counted, what one person may send
(docs/decisions/0088-committee-profile.md).

One home for reading it. Rows are kept by the registry and reach this room as a source; what the
installation was given in its environment counts only while there is no row. Whoever serves a
request or does a task opens `remembered()`: the rows are then asked for once at most, and never
again when somebody else's question brought today's along (`heard`).
"""

from bisect import bisect_right
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field, fields
from datetime import date

from django.conf import settings
from django.utils import timezone

from compliance.core.hooks import Hook
from compliance.core.language import _

MB = 1024 * 1024
# the periods of a report, and how a month is counted; reports/periods.py knows their days
KINDS = (
    ("week", _("Tuần")),
    ("month", _("Tháng")),
    ("quarter", _("Quý")),
    ("half_year", _("6 tháng")),
    ("year", _("Năm")),
)
WINDOWS = (
    ("reporting", _("Từ ngày 15 của tháng trước đến ngày 14 (Nghị định 09/2019/NĐ-CP, Điều 12)")),
    ("calendar", _("Theo tháng dương lịch")),
)


@dataclass(frozen=True, kw_only=True)
class Committee:
    """`since`: its first day; None for what the environment says."""

    name: str
    short_name: str
    place: str
    superior: str = ""
    founding_instrument: str = ""
    founding_day: date | None = None
    team_name: str
    team_code: str
    team_title: str = _("Tổ trưởng")
    by_order: str = _("TL. CHỦ TỊCH")
    help_contact: str
    code_prefix: str
    summary_kinds: tuple[str, ...]
    return_kinds: tuple[str, ...]
    period_windows: str
    reports_since: date | None = None
    day_bytes: int
    since: date | None = None

    @property
    def lacking(self) -> tuple[str, ...]:
        """The names of what no case can be handled without and nobody has said."""
        return tuple(label for name, label in NEEDED.items() if not getattr(self, name))


NEEDED = {
    "name": _("tên cơ quan"),
    "short_name": _("tên ngắn"),
    "place": _("địa danh ghi trên văn bản"),
    "code_prefix": _("chữ đầu của mã hồ sơ"),
    "help_contact": _("nơi hỗ trợ người dùng"),
}
COLUMNS = tuple(column.name for column in fields(Committee) if column.name != "since")

# one function that gives every version, the earliest first
SOURCE: Hook[Callable[[], list[Committee]]] = Hook()
# whether anything bears these names already: a code, a signed paper
USED: Hook[Callable[[], bool]] = Hook()


@dataclass(frozen=True)
class Effect:
    """What of papers and codes reads otherwise: how it reads now, how it will."""

    what: str
    before: str
    after: str


# what another version changes: function(before, after, first day); rooms above say what they print
EFFECTS: Hook[Callable[[Committee, Committee, date], list[Effect]]] = Hook()


def given() -> Committee:
    """What the installation was given: first values, until there is a row."""
    return Committee(
        name=settings.AUTHORITY_NAME,
        short_name=settings.AUTHORITY_SHORT,
        place=settings.AUTHORITY_PLACE,
        founding_instrument=settings.FOUNDING_INSTRUMENT,
        founding_day=settings.FOUNDING_DAY,
        team_name=settings.TEAM_NAME,
        team_code=settings.TEAM_CODE,
        help_contact=settings.HELP_CONTACT,
        code_prefix=settings.CODE_PREFIX,
        summary_kinds=tuple(settings.SUMMARY_KINDS),
        return_kinds=tuple(settings.RETURN_KINDS),
        period_windows=settings.PERIOD_WINDOWS,
        reports_since=date.fromisoformat(settings.SUMMARY_START)
        if settings.SUMMARY_START
        else None,
        day_bytes=settings.EVIDENCE_DAY_MAX_BYTES,
    )


@dataclass
class _Memory:
    """Of one request or task. `day`: for which `heard` is the version in force."""

    day: date | None = None
    heard: Committee | None = None
    versions: list[Committee] = field(default_factory=list)
    asked: bool = False


_memory: ContextVar[_Memory | None] = ContextVar("committee", default=None)


@contextmanager
def remembered() -> Iterator[None]:
    """Within it the rows are asked for once at most: a request, one row of the outbox."""
    token = _memory.set(_Memory())
    try:
        yield
    finally:
        _memory.reset(token)


def heard(day: date, version: Committee | None) -> None:
    """Another question has brought along the version in force on `day`; None: there is none."""
    memory = _memory.get()
    if memory is not None:
        memory.day, memory.heard = day, version


def forget() -> None:
    """Rows were written: what was read of them before does not count any more."""
    if _memory.get() is not None:
        _memory.set(_Memory())


def versions() -> list[Committee]:
    """Every version that stands, the earliest first; of one day the last one written counts."""
    memory = _memory.get()
    if memory is None:
        return _asked()
    if not memory.asked:
        memory.versions, memory.asked = _asked(), True
    return memory.versions


def _asked() -> list[Committee]:
    return [version for source in SOURCE for version in source()]


def on(day: date) -> Committee:
    """The committee as it is called on `day`. Before the first row: what the environment says; the
    first row itself where it says nothing.
    """
    memory = _memory.get()
    if memory is not None and memory.day is not None and not memory.asked:
        known = memory.heard
        if known is None and day <= memory.day and not given().lacking:
            return given()
        if known is not None and known.since is not None and known.since <= day <= memory.day:
            return known
    rows = versions()
    at = bisect_right([row.since or date.min for row in rows], day)
    if at:
        return rows[at - 1]
    said = given()
    return rows[0] if rows and said.lacking else said


def today() -> Committee:
    """As it is called on the day of the clock."""
    return on(timezone.localdate())


def eras() -> list[tuple[date, date, Committee]]:
    """(first day, day after the last one, version): every day belongs to exactly one."""
    rows = versions()
    starts = [row.since or date.min for row in rows]
    first = [(date.min, on(date.min))] if not rows or starts[0] > date.min else []
    known = [*first, *zip(starts, rows, strict=True)]
    ends = [start for start, __ in known[1:]] + [date.max]
    return [
        (start, end, version)
        for (start, version), end in zip(known, ends, strict=True)
        if start < end
    ]


def effects_of(before: Committee, after: Committee, day: date) -> list[Effect]:
    """What reads otherwise from `day` on; what stays the same is left out."""
    said = [effect for tells in EFFECTS for effect in tells(before, after, day)]
    return [effect for effect in said if effect.before != effect.after]


def is_used() -> bool:
    """Whether a code or a signed paper bears the names already."""
    return any(used() for used in USED)
