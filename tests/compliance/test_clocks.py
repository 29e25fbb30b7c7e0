"""Dated cases against the law as docs/law.md#clocks puts it: a table typed here, walked day by day
with a calendar typed here.

Nothing of the portal's arithmetic or data files is used to say what is right; a part of the cases
has its dates written out by hand.
"""

import json
from datetime import date, timedelta

import pytest
from django.core.management import CommandError, call_command

D = date
# (kind, opened from, opened to): code, months of limitation (reprimand, other), processing as
# (base, extended) in "d" or "m", months until it lapses (reprimand, other)
LAW = {
    ("can_bo", D(2010, 1, 1), D(2020, 6, 30)): ("CB-2010", (24, 24), ("2m", "4m"), (12, 12)),
    ("can_bo", D(2020, 7, 1), D(2023, 9, 19)): ("CB-2020", (24, 60), ("90d", "150d"), (12, 12)),
    ("can_bo", D(2023, 9, 20), D(2025, 6, 30)): ("CB-2023", (60, 120), ("90d", "150d"), (12, 12)),
    ("can_bo", D(2025, 7, 1), D(2099, 1, 1)): ("CB-2025", (60, 120), ("90d", "150d"), (12, 12)),
    ("cong_chuc", D(2010, 1, 1), D(2020, 6, 30)): ("CC-2010", (24, 24), ("2m", "4m"), (12, 12)),
    ("cong_chuc", D(2020, 7, 1), D(2023, 9, 19)): ("CC-2020", (24, 60), ("90d", "150d"), (12, 12)),
    ("cong_chuc", D(2023, 9, 20), D(2025, 6, 30)): (
        "CC-2023",
        (60, 120),
        ("90d", "150d"),
        (12, 12),
    ),
    ("cong_chuc", D(2025, 7, 1), D(2099, 1, 1)): ("CC-2025", (60, 120), ("90d", "150d"), (12, 12)),
    ("vien_chuc", D(2010, 1, 1), D(2020, 6, 30)): ("VC-2010", (24, 24), ("2m", "4m"), (12, 12)),
    ("vien_chuc", D(2020, 7, 1), D(2023, 9, 19)): ("VC-2020", (24, 60), ("90d", "150d"), (12, 12)),
    ("vien_chuc", D(2023, 9, 20), D(2026, 6, 30)): (
        "VC-2023",
        (60, 120),
        ("90d", "150d"),
        (12, 12),
    ),
    ("vien_chuc", D(2026, 7, 1), D(2099, 1, 1)): ("VC-2026", (60, 120), ("90d", "150d"), (12, 12)),
    ("nguoi_lao_dong", D(2010, 1, 1), D(2020, 12, 31)): (
        "NLD-2010",
        (6, 12),
        (None, None),
        (None, None),
    ),
    ("nguoi_lao_dong", D(2021, 1, 1), D(2099, 1, 1)): ("NLD-2021", (6, 12), (None, None), (3, 6)),
}
OFF_2026 = {
    D(2026, 1, 1),
    D(2026, 1, 2),
    *(D(2026, 2, day) for day in range(16, 21)),
    D(2026, 4, 27),
    D(2026, 4, 30),
    D(2026, 5, 1),
    D(2026, 8, 31),
    D(2026, 9, 1),
    D(2026, 9, 2),
    D(2026, 11, 24),
}
WORKED_2026 = {D(2026, 1, 10), D(2026, 8, 22)}  # the Saturdays given for 02/01 and 31/8
# act, known, opened; chosen for month ends, leap days, changes of the law, Tết, 2/9 and 24/11
DATES_OF_CASES = [
    (D(2026, 3, 2), D(2026, 3, 5), D(2026, 3, 9)),
    (D(2026, 1, 31), D(2026, 2, 3), D(2026, 2, 12)),
    (D(2025, 11, 28), D(2025, 12, 1), D(2026, 2, 13)),
    (D(2026, 5, 20), D(2026, 6, 3), D(2026, 6, 30)),
    (D(2026, 6, 1), D(2026, 6, 4), D(2026, 7, 1)),
    (D(2026, 8, 24), D(2026, 8, 26), D(2026, 8, 28)),
    (D(2026, 8, 26), D(2026, 8, 26), D(2026, 11, 20)),
    (D(2024, 2, 29), D(2026, 7, 6), D(2026, 7, 8)),
    (D(2026, 4, 24), D(2026, 4, 24), D(2026, 4, 24)),
]
PAUSES = [
    [],
    [(D(2026, 9, 7), D(2026, 9, 17))],
    [(D(2026, 3, 10), D(2026, 3, 20)), (D(2026, 3, 15), D(2026, 3, 30))],
]
KINDS = ("can_bo", "cong_chuc", "vien_chuc", "nguoi_lao_dong")
KEYS = (
    "limitation_ends",
    "processing_ends",
    "processing_extended_ends",
    "answer_due",
    "complaint_until",
    "lapses_on",
)


def asked(
    kind, act, known, opened, form="khien_trach", concluded=None, pauses=(), capsys=None
) -> dict:
    given = [
        "--staff-kind",
        kind,
        "--act",
        act.isoformat(),
        "--known",
        known.isoformat(),
        "--opened",
        opened.isoformat(),
        "--form",
        form,
        "--json",
    ]
    given += ["--concluded", concluded.isoformat()] if concluded else []
    for first, last in pauses:
        given += ["--pause", f"{first.isoformat()}:{last.isoformat()}:nằm viện"]
    call_command("explain_clock", *given)
    return json.loads(capsys.readouterr().out)


def law(kind: str, opened: date):
    return next(
        row for (who, first, last), row in LAW.items() if who == kind and first <= opened <= last
    )


def works(day: date) -> bool:
    if day.year != 2026:
        return day.weekday() < 5 and day not in OTHER_YEARS
    return (day.weekday() < 5 and day not in OFF_2026) or day in WORKED_2026


OTHER_YEARS: set[date] = set()


def walked(start: date, term: str, pauses) -> date:
    """One day after the other: a paused day is not counted, the day of the event neither; the end
    moves on to a worked day.
    """
    paused = {
        first + timedelta(days=n) for first, last in pauses for n in range((last - first).days)
    }
    if term.endswith("m"):
        year, month = divmod(start.year * 12 + start.month - 1 + int(term[:-1]), 12)
        end = None
        for number in range(start.day, 27, -1) if start.day > 28 else [start.day]:
            try:
                end = date(year, month + 1, number)
                break
            except ValueError:
                continue
        need = (end - start).days
    else:
        need = int(term[:-1])
    day = start
    while need:
        day += timedelta(days=1)
        need -= day not in paused
    while not works(day):
        day += timedelta(days=1)
    return day


def prolonged(start: date, months: int, pauses) -> date:
    """The limitation of a labour contract runs through a pause; what is left of it after the pause,
    if it had not ended before, is made up to 60 days and no more.
    """
    end = walked(start, f"{months}m", [])
    for first, last in sorted(pauses):
        if first <= end:
            end = max(end, walked(last, "60d", []))
    return end


def working_days_after(start: date, count: int) -> date:
    day = start
    while count:
        day += timedelta(days=1)
        count -= works(day)
    return day


def expected(kind, act, known, opened, form, concluded, pauses) -> tuple[str, dict]:
    code, limits, terms, lapses = law(kind, opened)
    which = 0 if form == "khien_trach" else 1
    found = dict.fromkeys(KEYS)
    found["limitation_ends"] = (
        prolonged(act, limits[which], pauses)
        if code == "NLD-2021"
        else walked(act, f"{limits[which]}m", pauses)
    )
    found["processing_ends"] = walked(known, terms[0], pauses) if terms[0] else None
    found["processing_extended_ends"] = walked(known, terms[1], pauses) if terms[1] else None
    found["answer_due"] = working_days_after(opened, 5)
    if concluded and kind != "nguoi_lao_dong":
        found["complaint_until"] = walked(concluded, "15d", [])
    if concluded and lapses[which]:
        year, month = divmod(concluded.year * 12 + concluded.month - 1 + lapses[which], 12)
        found["lapses_on"] = (
            min(
                date(year, month + 1, 28) + timedelta(days=n)
                for n in range(4)
                if (date(year, month + 1, 28) + timedelta(days=n)).day == concluded.day
            )
            if concluded.day > 28
            else date(year, month + 1, concluded.day)
        )
    return code, found


CASES = [
    (kind, *days, form, concluded, pauses)
    for kind in KINDS
    for number, days in enumerate(DATES_OF_CASES)
    for form in ("khien_trach", "khac")
    for pauses in PAUSES
    for concluded in ((None, days[2] + timedelta(days=30))[number % 2],)
]


def test_the_table_is_large_enough(counted):
    assert len(CASES) >= 150
    counted(len(CASES), "dated cases")


@pytest.mark.parametrize("kind", KINDS)
def test_every_dated_case_gets_the_dates_of_the_law_with_the_rule_named(
    kind, world, capsys, counted
):
    from compliance.rulebook.models import CalendarDay

    OTHER_YEARS.clear()
    OTHER_YEARS.update(
        CalendarDay.objects.exclude(day__year=2026)
        .exclude(kind="swap_work")
        .values_list("day", flat=True)
    )  # far years: whatever is published
    assert (
        set(
            CalendarDay.objects.filter(day__year=2026, day__week_day__in=range(2, 7))
            .exclude(kind="swap_work")
            .values_list("day", flat=True)
        )
        == OFF_2026
    )
    assert (
        set(
            CalendarDay.objects.filter(day__year=2026, kind="swap_work").values_list(
                "day", flat=True
            )
        )
        == WORKED_2026
    )
    wrong, rows = [], 0
    for case in [case for case in CASES if case[0] == kind]:
        code, dates = expected(*case)
        told = asked(*case, capsys=capsys)
        rows += 1
        got = {name: one and one["date"] for name, one in told["dates"].items()}
        if told["rule_set"] != code or got != {
            name: day and day.isoformat() for name, day in dates.items()
        }:
            wrong.append((case, told["rule_set"], got, dates))
        assert all(one is None or (one["rule"] and one["basis"]) for one in told["dates"].values())
    counted(rows, "dated cases asked")
    assert not wrong, wrong[:2]


BY_HAND = [
    # kind, act, known, opened, form, concluded, pauses, {key: date}
    (
        "vien_chuc",
        D(2026, 8, 1),
        D(2026, 8, 20),
        D(2026, 8, 28),
        "khien_trach",
        D(2026, 10, 1),
        [(D(2026, 9, 1), D(2026, 9, 11))],
        {
            "limitation_ends": D(2031, 8, 11),
            "processing_ends": D(2026, 11, 30),
            "processing_extended_ends": D(2027, 1, 27),
            "answer_due": D(2026, 9, 9),
            "complaint_until": D(2026, 10, 16),
            "lapses_on": D(2027, 10, 1),
        },
    ),
    (
        "nguoi_lao_dong",
        D(2024, 2, 29),
        D(2024, 3, 1),
        D(2024, 3, 4),
        "khien_trach",
        None,
        [],
        {
            "limitation_ends": D(2024, 8, 29),
            "processing_ends": None,
            "processing_extended_ends": None,
            "answer_due": D(2024, 3, 11),
        },
    ),
    (
        "cong_chuc",
        D(2018, 5, 10),
        D(2018, 6, 30),
        D(2018, 7, 2),
        "khac",
        D(2018, 8, 1),
        [],
        {
            "limitation_ends": D(2020, 5, 11),
            "processing_ends": D(2018, 8, 30),
            "processing_extended_ends": D(2018, 10, 30),
            "complaint_until": D(2018, 8, 16),
            "lapses_on": D(2019, 8, 1),
        },
    ),
    (
        "vien_chuc",
        D(2026, 2, 2),
        D(2026, 2, 9),
        D(2026, 2, 13),
        "khien_trach",
        None,
        [],
        {"answer_due": D(2026, 2, 27), "processing_ends": D(2026, 5, 11)},
    ),
    (
        "can_bo",
        D(2026, 11, 2),
        D(2026, 11, 10),
        D(2026, 11, 19),
        "khac",
        None,
        [],
        {"limitation_ends": D(2036, 11, 3), "answer_due": D(2026, 11, 27)},
    ),
    *(
        # a labour contract: prolonged by at most 60 days after each protected time, never suspended
        (
            "nguoi_lao_dong",
            D(2026, 1, 5),
            D(2026, 1, 6),
            D(2026, 1, 7),
            form,
            None,
            pauses,
            {"limitation_ends": ends},
        )
        for form, pauses, ends in (
            ("khien_trach", [(D(2026, 2, 1), D(2027, 8, 1))], D(2027, 9, 30)),
            ("khien_trach", [(D(2026, 1, 10), D(2026, 2, 20))], D(2026, 7, 6)),
            ("khien_trach", [(D(2026, 3, 2), D(2026, 6, 1))], D(2026, 7, 31)),
            ("khien_trach", [(D(2026, 7, 6), D(2026, 8, 3))], D(2026, 10, 2)),
            ("khien_trach", [(D(2026, 7, 7), D(2026, 8, 3))], D(2026, 7, 6)),
            (
                "khien_trach",
                [(D(2026, 5, 4), D(2026, 6, 1)), (D(2026, 7, 27), D(2026, 8, 3))],
                D(2026, 10, 2),
            ),
            ("khac", [(D(2026, 2, 1), D(2026, 12, 1))], D(2027, 2, 1)),
        )
    ),
    (  # before the Labour Code of 2019 no row knows how long: the pause moves nothing
        "nguoi_lao_dong",
        D(2020, 1, 6),
        D(2020, 1, 7),
        D(2020, 1, 8),
        "khien_trach",
        None,
        [(D(2020, 5, 4), D(2020, 9, 1))],
        {"limitation_ends": D(2020, 7, 6)},
    ),
    *(
        # 31/05/2026 is a Sunday: the term lasts until Monday, and a pause may begin on either day
        (
            "vien_chuc",
            D(2021, 5, 31),
            D(2026, 5, 4),
            D(2026, 5, 5),
            "khien_trach",
            None,
            [pause],
            {"limitation_ends": ends},
        )
        for pause, ends in (
            ((D(2026, 5, 29), D(2026, 6, 9)), D(2026, 6, 11)),
            ((D(2026, 5, 31), D(2026, 6, 9)), D(2026, 6, 9)),
            ((D(2026, 6, 1), D(2026, 6, 9)), D(2026, 6, 9)),
            ((D(2026, 6, 1), D(2026, 6, 13)), D(2026, 6, 15)),
            ((D(2026, 6, 1), D(2026, 7, 1)), D(2026, 7, 1)),
            ((D(2026, 6, 2), D(2026, 6, 9)), D(2026, 6, 1)),
        )
    ),
]


@pytest.mark.parametrize("case", BY_HAND, ids=lambda case: f"{case[0]} {case[3]}")
def test_dates_written_out_by_hand(case, world, capsys, counted):
    *given, wanted = case
    told = asked(*given, capsys=capsys)["dates"]
    assert {name: told[name] and told[name]["date"] for name in wanted} == {
        name: day and day.isoformat() for name, day in wanted.items()
    }
    counted(1, "dates written out by hand")


@pytest.mark.parametrize(
    "wrong",
    [
        ["--act", "32/01/2026", "--known", "2026-01-02", "--opened", "2026-01-05"],
        ["--act", "2026-03-01", "--known", "2026-02-01", "--opened", "2026-04-05"],
        ["--act", "2009-03-01", "--known", "2009-03-01", "--opened", "2009-04-05"],
        [
            "--act",
            "2026-03-01",
            "--known",
            "2026-03-01",
            "--opened",
            "2026-04-05",
            "--pause",
            "2026-03-05:2026-03-01:x",
        ],
        [
            "--act",
            "2026-03-01",
            "--known",
            "2026-03-01",
            "--opened",
            "2026-04-05",
            "--pause",
            "2026-03-05",
        ],
        [
            "--act",
            "2026-03-01",
            "--known",
            "2026-03-01",
            "--opened",
            "2026-04-05",
            "--concluded",
            "2026-03-05",
        ],
        ["--act", "15/01/26", "--known", "2026-03-01", "--opened", "2026-04-05"],
        [
            "--act",
            "2026-03-01",
            "--known",
            "2026-03-01",
            "--opened",
            "2026-04-05",
            "--pause",
            "2026-03-05:9999-12-31:x",
        ],
        [
            "--act",
            "2026-03-01",
            "--known",
            "2026-03-01",
            "--opened",
            "2026-04-05",
            "--form",
            "canh_cao",
        ],
        ["--known", "2026-03-01", "--opened", "2026-04-05"],
    ],
)
def test_what_makes_no_sense_is_refused_in_vietnamese(wrong, world):
    with pytest.raises(
        CommandError, match="[ạảãàáâậầấẩẫăắằặẳẵóòọõỏôộổỗồốơờớợởỡéèẻẹẽêếềệểễúùụủũưựữửừứíìịỉĩýỳỷỵỹđ]"
    ):
        call_command("explain_clock", "--staff-kind", "vien_chuc", *wrong)


def test_an_internal_reason_stops_neither_clock(world, capsys):
    given = [
        "--staff-kind",
        "vien_chuc",
        "--act",
        "2026-01-15",
        "--known",
        "2026-07-02",
        "--opened",
        "2026-07-03",
        "--json",
    ]
    call_command("explain_clock", *given, "--pause", "2026-08-05:2026-08-10:noi_bo")
    assert json.loads(capsys.readouterr().out)["dates"]["processing_ends"]["date"] == "2026-09-30"
    call_command("explain_clock", *given, "--pause", "2026-08-05:2026-08-10:nằm viện")
    assert json.loads(capsys.readouterr().out)["dates"]["processing_ends"]["date"] == "2026-10-05"


# (kind, act, known, opened, key, right day): holidays of years that no official list names are days
# off all the same, and the rule says so
FAR_YEARS = [
    ("vien_chuc", D(2015, 4, 20), D(2015, 4, 21), D(2015, 4, 25), "answer_due", D(2015, 5, 6)),
    ("can_bo", D(2029, 4, 4), D(2029, 4, 5), D(2029, 4, 6), "limitation_ends", D(2034, 4, 4)),
    ("cong_chuc", D(2035, 9, 2), D(2035, 9, 3), D(2035, 9, 5), "limitation_ends", D(2040, 9, 5)),
]


@pytest.mark.parametrize(("kind", "act", "known", "opened", "key", "day"), FAR_YEARS)
def test_years_without_an_official_list_have_their_holidays(
    kind, act, known, opened, key, day, world, capsys, counted
):
    found = asked(kind, act, known, opened, capsys=capsys)["dates"][key]
    assert found["date"] == day.isoformat()
    assert f"lịch nghỉ năm {day.year}" in found["rule"]
    counted(1, "clocks in far years")


def test_without_a_database_the_reviewed_files_answer_the_same(world, capsys):
    from compliance.rulebook.models import CalendarDay

    case = BY_HAND[0]
    before = asked(*case[:-1], capsys=capsys)
    CalendarDay.objects.all().delete()
    assert asked(*case[:-1], capsys=capsys) == before


def test_the_case_page_names_the_same_rule(story, as_):
    made = story("in_review")
    body = as_("lead").get(f"/ho-so/{made.incident.code}/").content.decode()
    assert "Thời hạn xử lý 90 ngày kể từ ngày biết sự việc" in body
    assert "Thời hiệu 60 tháng kể từ ngày xảy ra (khiển trách)" in body


def test_a_clock_that_ends_in_a_year_without_a_published_calendar_says_so(story, as_):
    from compliance.incidents.models import Incident

    made = story("in_review")
    path, warning = f"/ho-so/{made.incident.code}/", "chưa có văn bản; ngày này có thể đổi"
    Incident.objects.filter(pk=made.incident.pk).update(
        processing_ends=D(2026, 12, 30), due_on=D(2026, 12, 30)
    )
    assert warning not in as_("lead").get(path).content.decode()
    Incident.objects.filter(pk=made.incident.pk).update(processing_ends=D(2027, 2, 15))
    assert warning in as_("lead").get(path).content.decode()
