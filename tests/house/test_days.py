"""Which day it is follows from the clock of Viet Nam. A moment from the database is in UTC: its own
.date(), .year or :%d is yesterday's until seven in the morning.
"""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ("compliance", "reports", "halang_portal")
# asks the clock of the machine, or leaves the zone away, with fewer arguments than these
OF_THE_MACHINE = {"today": 9, "utcnow": 9, "utcfromtimestamp": 9, "now": 1, "fromtimestamp": 2}
PARTS = {"year", "month", "day", "hour", "weekday", "isoweekday", "isocalendar", "strftime"}
# file: what is asked there for its day, and why that is right
IN_ITS_ZONE = {
    "compliance/rulebook/clocks.py": {"moment.astimezone(ZONE)", "local"},  # the home of the rule
    "compliance/core/parameters.py": {"at"},  # typed
    "compliance/core/fields.py": {"local"},  # as it was typed
    "compliance/incidents/models/incident.py": {"local"},
    "compliance/registry/importing/cells.py": {"cell"},  # a cell of a spreadsheet has no zone
    "compliance/registry/importing/reading.py": {"cell"},
    "compliance/registry/management/commands/import_staff.py": {
        "datetime.strptime(text, '%d/%m/%Y')"
    },
    # keys, which have to differ and are read by nobody
    "compliance/assurance/actions.py": {"at"},
    "compliance/outbox/consistency_checks.py": {"now"},
    "compliance/registry/actions/relations.py": {"at"},
    "reports/periodic.py": {"now"},
    # filled in bulk for measuring, from days
    "halang_portal/tryout/bench/seeding.py": {"datetime(2017, 1, 1)", "at"},
}


def files():
    for room in ROOMS:
        for path in sorted((ROOT / room).rglob("*.py")):
            if "migrations" not in path.parts:
                yield path


def is_moment(node: ast.expr) -> bool:
    """Named like a moment: a column `…_at`, `at`, or the clock's answer."""
    name = getattr(node, "attr", getattr(node, "id", ""))
    return name == "at" or name == "now" or name.endswith("_at")


def taken(node: ast.AST) -> ast.expr | None:
    """What a day is taken from here: `x` of x.date(), of x.year, of f"{x:%d}"; of the machine's own
    clock the call. None of anything else.
    """
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        return asked_of(node, node.func)
    if isinstance(node, ast.Attribute) and node.attr in PARTS and is_moment(node.value):
        return node.value
    written = isinstance(node, ast.FormattedValue) and node.format_spec and is_moment(node.value)
    return node.value if written and "%" in ast.unparse(node.format_spec) else None


def asked_of(call: ast.Call, what: ast.Attribute) -> ast.expr | None:
    given = len(call.args) + len(call.keywords)
    of = ast.unparse(what.value)
    if what.attr in ("date", "time", "astimezone") and not given:
        return what.value if of != "time" else None  # time.time() is a number, no day
    machine = of.split(".")[-1] in ("date", "datetime")
    return call if machine and given < OF_THE_MACHINE.get(what.attr, 0) else None


def days_of(tree: ast.AST):
    """(line, text) of each day taken from a moment."""
    for node in ast.walk(tree):
        if (moment := taken(node)) is not None:
            yield node.lineno, ast.unparse(moment)


def test_no_day_is_taken_from_a_moment_but_in_its_home(counted):
    wrong, rows = [], 0
    for path in files():
        name = path.relative_to(ROOT).as_posix()
        rows += 1
        for line, text in days_of(ast.parse(path.read_text(encoding="utf-8"))):
            if text not in IN_ITS_ZONE.get(name, ()):
                wrong.append(f"{name}:{line}: {text}")
    counted(rows, "files searched for days")
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize(
    "line",
    [
        "row.asked_at.date()",
        "row.asked_at.astimezone()",
        "row.asked_at.time()",
        "datetime.now()",
        "date.today()",
        "now.year",
        "row.at.strftime('%d')",
        "f'{row.at:%Y-%m-%d}'",
        "f'{at:%H}'",
        "datetime.fromtimestamp(stamp)",
    ],
)
def test_each_way_to_take_it_is_seen(line):
    assert list(days_of(ast.parse(line)))


@pytest.mark.parametrize(
    "line",
    [
        "local_day(row.asked_at)",
        "f'{day:%d/%m/%Y}'",
        "datetime.now(ZONE)",
        "today.year",
        "f'{at}'",
        "time.time()",
    ],
)
def test_a_day_that_is_one_is_left_alone(line):
    assert not list(days_of(ast.parse(line)))


# where the portal counts by windows of the clock: what a test calls it by. A test that counts there
# must not begin in one window and end in the next
COUNTED_BY_WINDOWS = {
    "compliance/registry/signin.py": r"signin\.MOST|take_attempt\(",
    "halang_portal/limits.py": r"\(number, 3600\)|\(0, 3600\)|== 429",
    "halang_portal/refusal_trail.py": r"refusals\(\)",
    "halang_portal/disclosure.py": r"REPORTS_A_MINUTE|csp directive",
    "halang_portal/condition.py": r'lines\("test_letter"\)',
    "compliance/outbox/heartbeat.py": None,  # one for each five minutes; tests name their moments
    "compliance/files/periodic.py": None,  # which part of the folders, by the number of the turn
    "compliance/registry/actions/relations.py": None,  # the name of what was asked, once
    "reports/periodic.py": None,  # owes a fold once an hour; no test counts how many
}
WINDOW_OF_THE_CLOCK = re.compile(
    r"(?:now|time\(\)|timestamp\(\)\)?) // |f\"[\w-]+:\{[^}]*%H[^}]*\}\""
)


def test_what_is_counted_by_the_clock_is_tested_in_one_window(counted):
    found = {
        path.relative_to(ROOT).as_posix()
        for path in files()
        if WINDOW_OF_THE_CLOCK.search(path.read_text(encoding="utf-8"))
    }
    assert found == set(COUNTED_BY_WINDOWS), "declare how tests name what is counted there"
    names = re.compile("|".join(filter(None, COUNTED_BY_WINDOWS.values())))
    rows, wrong = 0, []
    for path in sorted((ROOT / "tests").rglob("test_*.py")):
        text = path.read_text(encoding="utf-8")
        if path != Path(__file__) and names.search(text):
            rows += 1
            if "within_one_window" not in text:
                wrong.append(path.name)
    counted(rows, "tests that count by windows of the clock")
    assert not wrong, wrong
