"""When each outside step is due: every row worked out by hand on the calendar, holidays and swapped
days included.
"""

from dataclasses import dataclass
from datetime import date as D

from compliance.review.measures.progress import months_of, terms_of
from compliance.review.measures.statutory_steps import (
    complaint_steps,
    lapse_of,
    statutory_steps,
    steps_of,
)
from compliance.rulebook.models import RuleSet
from compliance.rulebook.queries import calendar, choices

# (rule set, {step: day it was done, None: passed over}, step asked, due, not before)
STEPS = [
    # công chức, 2025 on
    ("CC-2025", {"review_meeting": D(2026, 3, 2)}, "report", D(2026, 3, 5), None),
    (
        "CC-2025",
        {"review_meeting": D(2026, 3, 5)},
        "report",
        D(2026, 3, 10),
        None,
    ),  # a weekend between
    ("CC-2025", {"review_meeting": D(2026, 4, 28)}, "report", D(2026, 5, 5), None),  # 30/4 and 1/5
    ("CC-2025", {"review_meeting": D(2026, 2, 12)}, "report", D(2026, 2, 24), None),  # Tết 2026
    ("CC-2025", {"report": D(2026, 3, 5)}, "council", D(2026, 3, 12), None),
    ("CC-2025", {"report": D(2026, 4, 23)}, "council", D(2026, 5, 5), None),  # Giỗ Tổ, 30/4, 1/5
    ("CC-2025", {"summons": D(2026, 3, 12)}, "council_meeting", None, D(2026, 3, 19)),
    ("CC-2025", {"summons": D(2026, 2, 11)}, "council_meeting", None, D(2026, 2, 25)),
    ("CC-2025", {"council_meeting": D(2026, 3, 19)}, "recommendation", D(2026, 3, 26), None),
    ("CC-2025", {"recommendation": D(2026, 3, 26)}, "decision", D(2026, 4, 2), None),
    (
        "CC-2025",
        {"recommendation": D(2026, 8, 27)},
        "decision",
        D(2026, 9, 8),
        None,
    ),  # Quốc khánh, with 31/8 swapped
    ("CC-2025", {"party_decision": D(2026, 3, 2)}, "decision", D(2026, 4, 1), None),
    (
        "CC-2025",
        {"party_decision": D(2026, 3, 27)},
        "decision",
        D(2026, 4, 28),
        None,
    ),  # the thirtieth day is Giỗ Tổ, a Sunday, with Monday in lieu
    (
        "CC-2025",
        {"recommendation": D(2026, 3, 26), "party_decision": D(2026, 3, 2)},
        "decision",
        D(2026, 4, 1),
        None,
    ),  # the Party's term goes first
    ("CC-2025", {}, "report", None, None),
    (
        "CC-2025",
        {"review_meeting": None},
        "report",
        None,
        None,
    ),  # passed over: nothing to count from
    ("CC-2025", {"review_meeting": D(2026, 3, 2)}, "council_meeting", None, None),
    # viên chức under three decrees
    (
        "VC-2026",
        {"review_meeting": D(2026, 11, 20)},
        "report",
        D(2026, 11, 26),
        None,
    ),  # 24/11 is a day off since 2026
    ("VC-2026", {"report": D(2026, 7, 6)}, "council", D(2026, 7, 13), None),
    ("VC-2026", {"summons": D(2026, 8, 27)}, "council_meeting", None, D(2026, 9, 8)),
    ("VC-2026", {"council_meeting": D(2026, 7, 10)}, "recommendation", D(2026, 7, 17), None),
    ("VC-2026", {"recommendation": D(2026, 12, 29)}, "decision", D(2027, 1, 6), None),
    (
        "VC-2026",
        {"party_decision": D(2026, 8, 3)},
        "decision",
        D(2026, 9, 3),
        None,
    ),  # 02/9 is a day off
    ("VC-2023", {"review_meeting": D(2024, 3, 4)}, "report", D(2024, 3, 7), None),
    ("VC-2023", {"report": D(2024, 3, 7)}, "council", None, None),  # no such limit before 2026
    ("VC-2023", {"recommendation": D(2024, 3, 4)}, "decision", D(2024, 3, 11), None),
    ("VC-2020", {"council_meeting": D(2021, 3, 1)}, "recommendation", D(2021, 3, 8), None),
    ("VC-2010", {"review_meeting": D(2018, 3, 5)}, "report", None, None),
    # công chức, older
    (
        "CC-2010",
        {"summons": D(2018, 3, 5)},
        "council_meeting",
        None,
        D(2018, 3, 14),
    ),  # seven working days
    ("CC-2020", {"summons": D(2021, 3, 1)}, "council_meeting", None, D(2021, 3, 8)),
    ("CC-2023", {"recommendation": D(2024, 8, 28)}, "decision", D(2024, 9, 6), None),
    # người lao động: a hearing, no council
    ("NLD-2021", {"hearing_notice": D(2026, 3, 2)}, "hearing", None, D(2026, 3, 9)),
    ("NLD-2021", {"hearing_notice": D(2026, 4, 23)}, "hearing", None, D(2026, 5, 5)),
    ("NLD-2021", {"hearing": D(2026, 3, 9)}, "decision", None, None),
]


def test_every_step_is_due_on_the_day_the_calendar_says(world, counted):
    wrong = []
    for code, done, step, due, earliest in STEPS:
        rules = RuleSet.objects.get(code=code)
        due_step = next(
            one
            for one in statutory_steps(rules.staff_kind, done, terms_of(rules), calendar())
            if one.key == step
        )
        if (due_step.due_on, due_step.not_before) != (due, earliest):
            wrong.append((code, done, step, due_step.due_on, due_step.not_before))
        assert bool(due_step.rule) == bool(due or earliest), "a day is never shown without its rule"
    counted(len(STEPS), "outside steps, by kind and day")
    assert not wrong, "\n".join(map(str, wrong))


def test_each_kind_of_staff_has_its_own_procedure():
    assert [key for key, _, _ in steps_of("nguoi_lao_dong")] == [
        "hearing_notice",
        "hearing",
        "decision",
    ]
    assert len(steps_of("cong_chuc")) == len(steps_of("vien_chuc")) == 7


@dataclass
class Row:
    level: int = 1
    filed_on: D | None = None
    accepted_on: D | None = None
    is_complex: bool = False
    dialogue_on: D | None = None
    decided_on: D | None = None
    effect: str = ""
    corrected_on: D | None = None


@dataclass
class Signed:
    issued_on: D
    received_on: D | None = None
    form: str = "khien_trach"


A, B = Signed(D(2026, 8, 3), D(2026, 8, 5)), Signed(D(2026, 8, 3), D(2026, 8, 5), "buoc_thoi_viec")
LOST = Row(1, D(2026, 8, 10), D(2026, 8, 14), False, D(2026, 8, 28), D(2026, 9, 10), "keep")
# (rule set, decision, complaints, step, due)
COMPLAINTS = [
    ("VC-2026", A, [], "file1", D(2026, 8, 20)),
    ("VC-2026", Signed(D(2026, 8, 3)), [], "file1", D(2026, 8, 18)),
    (
        "VC-2026",
        Signed(D(2026, 8, 17), D(2026, 8, 18)),
        [],
        "file1",
        D(2026, 9, 3),
    ),  # the fifteenth day is 02/9
    ("VC-2026", A, [Row(1, D(2026, 8, 10))], "accept1", D(2026, 8, 19)),
    ("VC-2026", A, [Row(1, D(2026, 8, 26))], "accept1", D(2026, 9, 9)),
    (
        "CC-2025",
        Signed(D(2026, 3, 2)),
        [Row(1, D(2026, 3, 9))],
        "accept1",
        D(2026, 3, 23),
    ),  # before 01/7/2026: ten working days
    (
        "CC-2025",
        A,
        [Row(1, D(2026, 8, 10))],
        "accept1",
        D(2026, 8, 19),
    ),  # the law of the day it is filed
    ("CC-2010", Signed(D(2018, 3, 1)), [Row(1, D(2018, 3, 5))], "accept1", D(2018, 3, 15)),
    ("VC-2026", A, [Row(1, D(2026, 8, 10), D(2026, 8, 14))], "decide1", D(2026, 9, 14)),
    ("VC-2026", A, [Row(1, D(2026, 8, 10), D(2026, 8, 14), True)], "decide1", D(2026, 9, 28)),
    ("VC-2026", A, [LOST], "file2", D(2026, 9, 21)),
    ("VC-2026", B, [LOST], "file2", D(2026, 10, 12)),
    ("VC-2026", A, [LOST, Row(2, D(2026, 9, 18))], "accept2", D(2026, 9, 29)),
    ("VC-2026", A, [LOST, Row(2, D(2026, 9, 18), D(2026, 9, 25))], "decide2", D(2026, 10, 26)),
    (
        "VC-2026",
        A,
        [Row(1, D(2026, 8, 10), D(2026, 8, 14), False, D(2026, 8, 28), D(2026, 9, 10), "cancel")],
        "correct1",
        D(2026, 9, 24),
    ),
]


def test_a_complaint_has_its_own_days_under_the_law_of_the_day_it_is_filed(world, counted):
    wrong = []
    for code, decision, rows, step, due in COMPLAINTS:
        rules = RuleSet.objects.get(code=code)
        due_step = next(
            (
                one
                for one in complaint_steps(decision, rows, terms_of(rules), calendar())
                if one.key == step
            ),
            None,
        )
        if due_step is None or due_step.due_on != due:
            wrong.append((code, step, due_step and due_step.due_on, due))
    counted(len(COMPLAINTS), "complaint steps")
    assert not wrong, "\n".join(map(str, wrong))
    rules = RuleSet.objects.get(code="VC-2026")
    assert [one.key for one in complaint_steps(A, [LOST], terms_of(rules), calendar())] == [
        "file1",
        "accept1",
        "dialogue1",
        "decide1",
        "file2",
    ]


# (rule set, form, effective from, Party decision, lapses)
LAPSES = [
    ("CC-2025", "khien_trach", D(2026, 3, 2), None, D(2027, 3, 2)),
    ("CC-2025", "canh_cao", D(2026, 3, 2), D(2026, 2, 20), D(2027, 2, 20)),
    ("CC-2025", "buoc_thoi_viec", D(2026, 3, 2), D(2026, 2, 20), D(2027, 3, 2)),
    ("VC-2026", "khien_trach", D(2028, 2, 29), None, D(2029, 2, 28)),
    ("NLD-2021", "khien_trach", D(2026, 3, 31), None, D(2026, 6, 30)),
    ("NLD-2021", "keo_dai_nang_luong", D(2026, 3, 31), None, D(2026, 9, 30)),
    ("NLD-2021", "cach_chuc", D(2026, 3, 31), None, D(2029, 3, 31)),
    ("NLD-2021", "sa_thai", D(2026, 3, 31), None, None),
]


def test_a_decision_lapses_by_itself_on_its_day(world, counted):
    for code, form, effective, party, lapses in LAPSES:
        rules = RuleSet.objects.get(code=code)
        chosen = next(row for row in choices(rules, "form", effective) if row.code == form)
        assert lapse_of(months_of(rules, chosen), form, effective, party) == lapses, (code, form)
    counted(len(LAPSES), "lapse days")
