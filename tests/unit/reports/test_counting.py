"""reports.counting, .rollups, .queries and .charts: the arithmetic behind a figure."""

from collections import Counter
from datetime import UTC, date, datetime
from urllib.parse import parse_qs, urlsplit

from compliance.incidents.models import Outcome
from reports.charts import top_of
from reports.counting import _outcome_rows, _reviewed_rows
from reports.periods import period_of
from reports.queries import list_url, rate
from reports.rollups import _parts, half_of, median_of

MONTH = period_of("month", date(2026, 12, 31))


def asked_of(url: str) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}


def test_the_median_of_counted_values(counted):
    rows = [
        ({}, None),
        ({3: 0}, None),
        ({3: 1}, 3),
        ({1: 1, 2: 1}, 1.5),
        ({1: 1, 2: 1, 9: 1}, 2),
        ({9: 1, 1: 3}, 1),
        ({1: 2, 4: 2}, 2.5),
        ({0: 1, 10**6: 2}, 10**6),
    ]
    counted(len(rows), "medians")
    assert [median_of(Counter(days)) for days, _ in rows] == [median for _, median in rows]


def test_a_rate_is_of_a_hundred_staff():
    assert [rate(1, 3), rate(0, 7), rate(5, 0), rate(2, 100)] == [33.3, 0.0, None, 2.0]


def test_an_outcome_there_was_is_a_row_that_opens_its_list():
    outcomes = Counter({"guidance": 2, "referred": 1, "discipline": 0})
    rows = _outcome_rows(outcomes, MONTH, {"office": "HL"})
    assert [(label, number) for label, number, _ in rows] == [
        (Outcome.GUIDANCE.label, 2),
        (Outcome.REFERRED.label, 1),
    ]
    assert asked_of(rows[0][2]) == {
        "first_outcome": "guidance",
        "office": "HL",
        "concluded_from": "2026-12-15",
        "concluded_to": "2027-01-14",
    }


def test_what_was_looked_at_again_opens_its_list():
    [(__, number, url)] = _reviewed_rows([("reopen", 3)], MONTH, {})
    assert number == 3
    assert asked_of(url) == {
        "reviewed": "reopen",
        "reviewed_from": "2026-12-15",
        "reviewed_to": "2027-01-14",
    }
    assert asked_of(list_url(office="", status=None, overdue=0)) == {"overdue": "0"}


def test_a_row_is_counted_on_the_days_of_viet_nam(counted):
    late = datetime(2026, 12, 31, 17, 30, tzinfo=UTC)  # half past midnight, a year later
    early = datetime(2026, 12, 14, 16, 59, tzinfo=UTC)  # the last minute of a period
    rows = [
        (1, "post", early, late, "guidance", date(2026, 12, 31), late, "closed"),
        (1, "post", early, late, "guidance", date(2027, 1, 1), None, ""),
        (2, "post", late, None, "", None, late, "withdrawn"),
        (2, "post", early, early, "guidance", None, None, ""),
    ]
    new_year, eve = date(2027, 1, 1), date(2026, 12, 14)
    wanted = [
        ("r", eve, 1, "post"),
        ("c", new_year, 1, "guidance|18|0"),
        ("e", new_year, 1, "closed"),
        ("r", eve, 1, "post"),
        ("c", new_year, 1, "guidance|18|1"),
        ("r", new_year, 2, "post"),
        ("e", new_year, 2, "withdrawn"),
        ("r", eve, 2, "post"),
        ("c", eve, 2, "guidance|0|-"),
    ]
    counted(len(wanted), "parts of a rollup")
    assert list(_parts(rows)) == wanted


def test_halves_of_a_month_are_cut_where_reports_are(counted):
    rows = {
        date(2026, 12, 14): date(2026, 12, 1),
        date(2026, 12, 15): date(2026, 12, 15),
        date(2026, 12, 31): date(2026, 12, 15),
        date(2028, 2, 29): date(2028, 2, 15),
        date(2027, 1, 1): date(2027, 1, 1),
    }
    counted(len(rows), "halves of a month")
    assert {day: half_of(day) for day in rows} == rows


def test_the_axis_of_a_chart_ends_on_a_round_number_above():
    tops = [top_of(most) for most in range(1, 500)]
    assert all(top >= most and top % 4 == 0 for most, top in enumerate(tops, 1))
    assert tops == sorted(tops)
    assert [top_of(most) for most in (0, 4, 5, 9, 41, 10**6)] == [4, 4, 8, 20, 80, 4 * 10**6]
