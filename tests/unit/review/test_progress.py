"""compliance.review.measures.progress: what may follow an outcome, what a complaint came to, who
seems competent outside.
"""

from datetime import date, timedelta
from types import SimpleNamespace

import pytest

from compliance.incidents.models import Outcome
from compliance.registry.models import Office
from compliance.review.measures.progress import (
    Progress,
    complaint_stages,
    fitting,
    months_of,
    suggested_authority,
    terms_of,
)
from compliance.review.measures.statutory_steps import StatutoryStep

DAY = date(2026, 3, 2)


def test_nothing_heavier_than_concluded_follows(counted):
    light = {"guidance", "correction"}
    heaviest = {
        "no_violation": None,
        "out_of_time": None,
        "guidance": "guidance",
        "oral_reminder": "oral_reminder",
        "written_reminder": "written_reminder",
        "discipline": "discipline",
        "referred": "referral",
    }
    assert set(heaviest) == set(Outcome.values)
    for outcome, kind in heaviest.items():
        assert next(iter(fitting(outcome)), None) == kind
        assert set(fitting(outcome)) == ({kind, *light} if kind else set())
    assert fitting("no such outcome") == ()
    counted(len(heaviest), "outcomes and their measures")


def complained(level, **columns):
    plain = dict.fromkeys(("accepted_on", "dialogue_on", "decided_on", "corrected_on"))
    return SimpleNamespace(level=level, **{**plain, "effect": "", **columns})


ACCEPTED, DECIDED = {"accepted_on": DAY}, {"accepted_on": DAY, "decided_on": DAY}
STAGES = [
    ([], ["file1"]),
    ([complained(1)], ["accept1"]),
    ([complained(1, **ACCEPTED)], ["dialogue1", "decide1"]),
    ([complained(1, **ACCEPTED, dialogue_on=DAY)], ["decide1"]),
    ([complained(1, **DECIDED, effect="keep")], ["file2"]),
    ([complained(1, **DECIDED, effect="amend")], []),
    ([complained(1, **DECIDED, effect="cancel")], ["correct1"]),
    ([complained(1, **DECIDED, effect="cancel", corrected_on=DAY)], []),
    ([complained(1, **DECIDED, effect="keep"), complained(2)], ["accept2"]),
    (
        [complained(1, **DECIDED, effect="keep"), complained(2, **ACCEPTED)],
        ["dialogue2", "decide2"],
    ),
    ([complained(1, **DECIDED, effect="keep"), complained(2, **DECIDED, effect="keep")], []),
    (
        [complained(1, **DECIDED, effect="keep"), complained(2, **DECIDED, effect="cancel")],
        ["correct2"],
    ),
]


def test_what_can_be_recorded_next_of_a_complaint(counted):
    counted(len(STAGES), "stages a complaint has come to")
    for rows, stages in STAGES:
        decision = SimpleNamespace(complaints=SimpleNamespace(all=lambda rows=rows: rows))
        assert complaint_stages(decision) == stages


def test_what_is_late_outside_is_the_next_step_and_the_complaint():
    before, after = DAY - timedelta(days=1), DAY + timedelta(days=1)
    steps = [
        StatutoryStep("report", "A", due_on=before, done_on=before),
        StatutoryStep("council", "B", due_on=before),
        StatutoryStep("decision", "C", due_on=before),
    ]
    complaint = [
        StatutoryStep("file1", "D", due_on=before),  # the person's right, nobody's duty
        StatutoryStep("accept1", "E", due_on=before),
        StatutoryStep("decide1", "F", due_on=after),
    ]
    progress = Progress(None, [(step, None) for step in steps], None, None, [], complaint, [])
    assert progress.next is steps[1]
    assert [step.key for step in progress.overdue(DAY)] == ["council", "accept1"]
    nothing = Progress(None, [(steps[0], None)], None, None, [], [], [])
    assert (nothing.next, nothing.overdue(DAY)) == (None, [])


def test_a_decision_lapses_after_the_months_of_its_form(counted):
    rules = SimpleNamespace(lapse_months=12, lapse_months_heavy=24)
    rows = [("khien_trach", None, 12), ("canh_cao", None, 24), ("canh_cao", 6, 6)]
    counted(len(rows), "forms and their months")
    for code, own, months in rows:
        assert months_of(rules, SimpleNamespace(code=code, months=own)) == months


def test_the_term_that_holds_on_a_day_is_the_last_that_began():
    def term(key, since, until=None, **how):
        return SimpleNamespace(key=key, valid_from=since, valid_to=until, **how)

    old = term("a", date(2020, 1, 1), date(2026, 6, 30))
    new = term("a", date(2026, 7, 1))
    newest = term("a", date(2026, 8, 1))
    ask = terms_of(SimpleNamespace(_step_terms=[old, new, newest]))
    assert ask("a", date(2019, 12, 31)) is None
    assert ask("a", date(2026, 6, 30)) is old
    assert ask("a", date(2026, 7, 1)) is new
    assert ask("a", date(2026, 8, 1)) is newest
    assert ask("b", date(2026, 8, 1)) is None


DISTRICT = Office(name="UBND huyện", kind=Office.Kind.AUTHORITY)
UNIT = Office(name="Phòng Nội vụ", kind=Office.Kind.DEPARTMENT, parent=DISTRICT)
COMMUNE = Office(name="UBND xã", kind=Office.Kind.COMMUNE, parent=DISTRICT)
SCHOOL = Office(name="Trường A", kind=Office.Kind.SCHOOL, parent=UNIT)


@pytest.mark.parametrize(
    ("office", "kind", "leads", "authority"),
    [
        (COMMUNE, "can_bo", True, "Cơ quan đã phê chuẩn"),
        (UNIT, "nguoi_lao_dong", False, "Thủ trưởng Phòng Nội vụ"),
        (SCHOOL, "vien_chuc", False, "Thủ trưởng Trường A"),
        (SCHOOL, "vien_chuc", True, "Thủ trưởng Phòng Nội vụ"),
        (UNIT, "vien_chuc", True, "Chủ tịch UBND huyện"),
        (UNIT, "cong_chuc", False, "Chủ tịch UBND huyện"),
        (SCHOOL, "cong_chuc", False, "Chủ tịch UBND huyện"),
        (DISTRICT, "cong_chuc", False, "Chủ tịch UBND huyện"),
    ],
)
def test_who_seems_competent(office, kind, leads, authority):
    incident = SimpleNamespace(
        office=office,
        staff_kind=kind,
        concerns_head=leads,
        post_kind="",
        person=SimpleNamespace(is_leader=False),
    )
    assert suggested_authority(incident)[0].startswith(authority)
