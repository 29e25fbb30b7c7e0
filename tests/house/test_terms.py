"""No term is written out by hand: pages, letters and refusals read the rules the clocks count by. A
number of days in a text is in the table below, with the constant of the code it repeats.
"""

import ast
import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from django.utils import timezone

from compliance.files import actions as files
from compliance.guidance import periodic as guidance
from compliance.incidents.queries.alike import NEAR
from compliance.registry.actions import door, links
from compliance.registry.actions.links import FIRST_LIVES
from compliance.registry.models.access import WAITS
from compliance.registry.queries import ADDRESS_RESTS
from compliance.retention.actions import drafts
from compliance.review.identity import actions as identity
from compliance.rulebook.clocks import local_day
from compliance.rulebook.models import RuleTerm
from reports.actions import distribution

ROOT = Path(__file__).parents[2]
NUMBER = r"(?:0?\d+|hai|ba|bốn|năm|sáu|bảy|tám|chín|mười(?: lăm)?|hai mươi|ba mươi|sáu mươi)"
TERM = re.compile(rf"(?<![\w/.]){NUMBER} (?:ngày|tháng|giờ)(?: làm việc)?(?![\w/])", re.IGNORECASE)
APART = ("/migrations/", "/sample/", "/bench/", "/tryout/", "/management/")

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
POLICY = None  # what the policy of disclosure promises to finders: no clock of the portal counts it
NAME = None  # the name of a kind of period, or the edge of an age group: no term
# what a text may repeat: (file, words) -> the number and the constant that the clock counts by
WRITTEN = {
    ("compliance/core/committee.py", "6 tháng"): NAME,
    ("compliance/files/actions/storing.py", "24 giờ"): (24, lambda: files.DAY / HOUR),
    ("compliance/registry/actions/access.py", "7 ngày"): (7, lambda: WAITS / DAY),
    ("compliance/registry/periodic.py", "bảy ngày"): (7, lambda: 7),  # the loop it stands in
    ("compliance/registry/views/people.py", "5 ngày"): (5, lambda: FIRST_LIVES["mail"] / DAY),
    ("compliance/rulebook/explain.py", "36 tháng"): NAME,  # the law in words, beside the clock
    ("reports/periods.py", "6 tháng"): NAME,
    ("reports/queries.py", "15 ngày"): NAME,
    ("reports/queries.py", "30 ngày"): NAME,
    ("reports/queries.py", "45 ngày"): NAME,
    ("reports/queries.py", "60 ngày"): NAME,
    ("templates/account/password_reset.html", "24 giờ"): (24, lambda: links.LINK_LIVES / HOUR),
    ("templates/guidance/new_dispatch.html", "ba ngày làm việc"): (3, lambda: guidance.BEFORE),
    ("templates/portal/account.html", "ba ngày"): (3, lambda: ADDRESS_RESTS / DAY),
    ("templates/portal/disclosure.html", "10 ngày làm việc"): POLICY,
    ("templates/portal/disclosure.html", "3 ngày làm việc"): POLICY,
    ("templates/portal/disclosure.html", "90 ngày"): POLICY,
    ("templates/registry/access.html", "7 ngày"): (7, lambda: WAITS / DAY),
    ("templates/registry/ask_access.html", "24 giờ"): (24, lambda: links.LINK_LIVES / HOUR),
    ("templates/registry/dead_link.html", "24 giờ"): (24, lambda: links.LINK_LIVES / HOUR),
    ("templates/registry/dead_link.html", "5 ngày"): (5, lambda: FIRST_LIVES["mail"] / DAY),
    ("templates/registry/dead_link.html", "10 ngày"): (10, lambda: FIRST_LIVES["slip"] / DAY),
    ("templates/registry/new_accounts.html", "5 ngày"): (5, lambda: FIRST_LIVES["mail"] / DAY),
    ("templates/registry/new_accounts.html", "10 ngày"): (10, lambda: FIRST_LIVES["slip"] / DAY),
    ("templates/registry/door.html", "bảy ngày"): (7, lambda: door.PROVEN_AFTER / DAY),
    ("templates/reports/deliveries.html", "30 ngày"): (30, lambda: distribution.VALID / DAY),
    ("templates/retention/terms.html", "30 ngày"): (30, lambda: drafts.WARNING / DAY),
    ("templates/review/compare.html", "30 ngày"): (30, lambda: NEAR / DAY),
    ("templates/review/reporter.html", "24 giờ"): (24, lambda: identity.WINDOW / HOUR),
    ("templates/review/triage.html", "30 ngày"): (30, lambda: NEAR / DAY),
}


def texts() -> Iterator[tuple[str, str]]:
    """(file, text) of every template and of every string in the code that is no docstring."""
    for path in sorted((ROOT / "templates").rglob("*.html")):
        yield str(path.relative_to(ROOT)), " ".join(path.read_text(encoding="utf-8").split())
    for top in ("compliance", "reports", "halang_portal"):
        for path in sorted((ROOT / top).rglob("*.py")):
            name = str(path.relative_to(ROOT))
            if not any(part in f"/{name}" for part in APART):
                yield from ((name, text) for text in _strings(path))


def _strings(path: Path) -> Iterator[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    docs = {
        node.body[0].value
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.FunctionDef | ast.ClassDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node not in docs:
            yield node.value


def test_no_term_is_written_by_hand(counted):
    found = {(name, term) for name, text in texts() for term in TERM.findall(text)}
    counted(len(found), "numbers of days written in texts, each with its constant")
    assert found - set(WRITTEN) == set(), "written by hand: read the term from the rules"
    assert set(WRITTEN) - found == set(), "in no text any more"
    for where, row in WRITTEN.items():
        assert row is None or row[0] == row[1](), where


def test_a_term_by_hand_would_be_met(counted):
    """The ways in which one was written before."""
    before = ("có 5 ngày làm việc để", "trong thời hạn 05 ngày", "Gia hạn 15 ngày", "72 giờ từ")
    before += ("chậm nhất ba ngày làm việc", "45 ngày thay vì 30 ngày", "trong mười lăm ngày.")
    for text in before:
        assert TERM.search(text), text
    for text in ("ngày 15/11/2026", "12 việc", "tháng 11 năm 2018", "{{ days }} ngày làm việc"):
        assert not TERM.search(text), text
    counted(len(before), "ways to write a term by hand")


def test_pages_say_the_term_that_holds(world, as_, counted):
    """A term of another length in the rules is another number on the page, from its day on."""
    pages = {
        "/du-lieu-cua-toi/de-nghi/": ("person", "DSR_ACK", "2 ngày làm việc", "4 ngày làm việc"),
        "/su-co-du-lieu/moi/": ("administrator", "BREACH", "72 giờ", "48 giờ"),
    }
    for address, (who, key, before, after) in pages.items():
        assert before in read(as_(who), address)
        old = RuleTerm.objects.get(rule_set=None, key=key)
        RuleTerm.objects.create(
            rule_set=None,
            key=key,
            label=old.label,
            value=int(after.split()[0]),
            unit=old.unit,
            valid_from=local_day(timezone.now()),
            basis="Quy định mới",
            confidence="A",
        )
        page = read(as_(who), address)
        assert after in page
        assert before not in page
    assert "5 ngày làm việc" in read(as_("member"), "/huong-dan/"), "of the rule sets in force"
    counted(len(pages), "pages that quote a term")


def read(client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return " ".join(answer.content.decode().split())
