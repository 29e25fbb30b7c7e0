"""What an address asks for and the portal does not know is an error in words (400), never other
figures: every parameter that chooses, on pages and in the API.
"""

import re
from pathlib import Path

import pytest
from django.utils import timezone

from reports.models import Summary
from reports.periods import PeriodKind, period_of, previous

ROOT = Path(__file__).resolve().parents[2]
NO_PAGE = {"page": ("999", "0", "-1", "x")}
SUCH_DAY = ("2026-13-01", "31/02/2026", "x")

QUEUE = {
    "status": ("xyz", "SUBMITTED"),
    "act_kind": ("xyz",),
    "category": ("xyz",),
    "outcome": ("xyz",),
    "staff_kind": ("xyz",),
    "first_outcome": ("xyz",),
    "ended_as": ("in_review", "xyz"),
    "office": ("ZZZ", "987654"),
    "submitted_from": SUCH_DAY,
    "submitted_to": SUCH_DAY,
    "concluded_from": SUCH_DAY,
    "concluded_to": SUCH_DAY,
    "closed_from": SUCH_DAY,
    "closed_to": SUCH_DAY,
    "reviewed": ("conclude", "xyz"),
    "reviewed_from": SUCH_DAY,
    "reviewed_to": SUCH_DAY,
    "overdue": ("2", "x"),
    "open": ("2", "x"),
    "in_time": ("5", "x"),
    "handler": ("x", "0", "987654"),
    "sort": ("xyz",),
}
PERIOD = {"ky": ("thang-2026-13", "thang-2026-00", "quy-2026-05", "xyz"), "don-vi": ("ZZZ",)}
FILE = {"dang": ("pdf", "x")}
# (reader, address, {parameter: values nobody knows})
TABLE = [
    ("lead", "/ho-so/", {**QUEUE, "after": ("x", "x_1", "1_x")}),
    ("lead", "/ho-so/?sort=due", NO_PAGE),
    ("lead", "/viec-can-lam/", NO_PAGE),
    ("lead", "/ho-so/xuat/", {"status": ("xyz",), "office": ("ZZZ",), **FILE}),
    (
        "lead",
        "/api/v1/incidents/",
        {**QUEUE, "page": ("1",), "utm_source": ("x",), "after": ("x", "x_1", "1_x")},
    ),
    ("lead", "/so-lieu/", PERIOD),
    ("unit_head", "/so-lieu/", {"don-vi": ("XB",)}),
    ("lead", "/so-lieu/xuat/", {**PERIOD, **FILE}),
    ("lead", "/api/v1/figures/", {**PERIOD, "utm_source": ("x",)}),
    ("affairs", "/api/v1/staff/", {**NO_PAGE, "utm_source": ("x",)}),
    (
        "lead",
        "/bao-cao/",
        {"ky": ("xyz",), "state": ("xyz",), "nam": ("0", "x", "3000"), **NO_PAGE},
    ),
    (
        "lead",
        "/bao-cao/{summary}/ho-so/",
        {
            "so": ("xyz",),
            "ky": ("xyz",),
            "category": ("xyz",),
            "act_kind": ("xyz",),
            "staff_kind": ("xyz",),
            "outcome": ("xyz",),
            "office": ("ZZZ",),
            **NO_PAGE,
        },
    ),
    ("lead", "/bao-cao-don-vi/", {"ky": ("thang-2026-13",), "state": ("xyz",), **NO_PAGE}),
    ("lead", "/chi-dao/", {"tinh-trang": ("xyz",), **NO_PAGE}),
    ("lead", "/quan-triet/", {"loc": ("xyz",), **NO_PAGE}),
    ("lead", "/quan-triet/buoi/", {"don-vi": ("ZZZ",), **NO_PAGE}),
    (
        "affairs",
        "/can-bo/",
        {
            "don-vi": ("ZZZ",),
            "loai": ("xyz",),
            "tinh-trang": ("xyz",),
            "lanh-dao": ("2",),
            "truc-thuoc": (),
            **NO_PAGE,
        },
    ),
    ("affairs", "/can-bo/?q=a", NO_PAGE),
    ("affairs", "/can-bo/xuat/", {"loai": ("xyz",), **FILE}),
    ("lead", "/van-ban/", {"loai": ("xyz",), "hieu-luc": ("x",), **NO_PAGE}),
    ("lead", "/so-van-ban/", {"loai": ("xyz",), "nam": ("0",), "loc": ("xyz",), **NO_PAGE}),
    ("lead", "/luu-giu/", {"loai": ("xyz",), **NO_PAGE}),
    ("lead", "/luu-giu/giu-lai/", {"loc": ("xyz",), **NO_PAGE}),
    ("lead", "/luu-giu/dot/", {"loc": ("xyz",), **NO_PAGE}),
    ("lead", "/luu-giu/so/", {"loai": ("xyz",), **NO_PAGE}),
    ("auditor", "/nhat-ky/", {"tu": SUCH_DAY, "den": SUCH_DAY, **NO_PAGE}),
    ("auditor", "/ra-soat/", {"loc": ("xyz",), "loai": ("xyz",), **NO_PAGE}),
    ("lead", "/su-co-du-lieu/", {"loc": ("xyz",), **NO_PAGE}),
    ("administrator", "/chuc-nang-phan-quyen/", {"kind": ("xyz",), "het": ("x",), **NO_PAGE}),
    ("administrator", "/viec-chua-gui/", {"loc": ("xyz",), "viec": ("xyz",), **NO_PAGE}),
    ("lead", "/thong-bao/", {"chua-doc": ("x",), **NO_PAGE}),
]
# choose on pages that hang on a row of their own; read by the same class
BESIDE = {"xep", "tat-ca", "on"}
# words to search for, and what a form opens filled in with: anything may be typed there
WORDS = {"q", "nguoi", "viec", "doi-tuong", "ho-so", "voi", "thay", "lan", "van-ban", "phan"}
FILLS = {"ngay", "next", "tinh-lai", "theo-luat", "trang", "co", "ma", "handler"}
CHOOSES = re.compile(r'(?:Asked\([\w.]+\)|asked)\.(?:choice|flag|day|number|year)\(\s*"([\w-]+)"')
READS = re.compile(r'(?:GET|query_params)(?:\.get\(|\[)"([\w-]+)"')


def texts(pattern: str) -> list[str]:
    doors = [path for app in ("compliance", "reports") for path in (ROOT / app).rglob("*.py")]
    return [name for path in doors for name in re.findall(pattern, path.read_text())]


@pytest.fixture
def addresses(world, db):
    month = previous(period_of(PeriodKind.MONTH, timezone.localdate()))
    summary = Summary.objects.create(
        kind="month", start=month.start, end=month.end, state="drawn", drawn_at=timezone.now()
    )
    return {"summary": summary.pk}


@pytest.mark.parametrize(("who", "url", "unknown"), TABLE, ids=lambda one: str(one)[:40])
def test_what_is_not_known_is_an_error_in_words(who, url, unknown, addresses, as_, counted):
    client, url, rows = as_(who), url.format(**addresses), 0
    sign = "&" if "?" in url else "?"
    assert client.get(url).status_code == 200, url
    for name, values in unknown.items():
        api = url.startswith("/api/")
        if not api:
            assert client.get(f"{url}{sign}{name}=").status_code == 200, "empty is no filter"
        for value in values:
            answer = client.get(f"{url}{sign}{name}={value}")
            assert answer.status_code == 400, (url, name, value)
            said = answer.json()["detail"] if api else answer.content.decode()
            assert name in said or "dạng tệp" in said, (url, name, value)
            rows += 1
    if not url.startswith("/api/"):
        assert client.get(f"{url}{sign}utm_source=thu").status_code == 200
    counted(rows, "addresses that ask for what is not known")


def test_every_parameter_that_chooses_is_in_the_table_and_none_is_read_past_it(counted):
    told = {name for _, _, unknown in TABLE for name in unknown} | BESIDE
    chooses = set(texts(CHOOSES))
    assert chooses - told == set()
    past = set(texts(READS)) - WORDS - FILLS - told
    assert past == set(), "read with Asked (compliance/core/parameters.py)"
    assert not texts(r"get_page\((request)")
    counted(len(chooses), "parameters that choose")
