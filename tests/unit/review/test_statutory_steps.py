"""The steps outside the portal of a disciplinary recommendation, and when each is due."""

from dataclasses import dataclass
from datetime import date, timedelta
from types import SimpleNamespace

from compliance.review.measures.statutory_steps import (
    StatutoryStep,
    complaint_steps,
    lapse_of,
    statutory_steps,
    steps_of,
)


@dataclass
class Days:
    count: int
    words: str = "hạn"
    basis: str = "Điều X"

    def ends(self, start, calendar):
        return start + timedelta(days=self.count)


TERMS = {"KD_REPORT": 5, "HD_SETUP": 7, "HD_SUMMONS": 3, "PARTY_30": 30, "KN_FIRST": 15}
DAY = date(2026, 3, 2)


def ask(key, day):
    return Days(TERMS[key]) if key in TERMS else None


def test_each_step_is_due_by_the_step_before(plain_weeks):
    done = {"review_meeting": DAY, "report": None, "council": DAY, "summons": DAY}
    by_key = {
        due_step.key: due_step for due_step in statutory_steps("cong_chuc", done, ask, plain_weeks)
    }
    assert list(by_key) == [key for key, *_ in steps_of("cong_chuc")]
    assert by_key["report"].due_on == date(2026, 3, 7)
    assert by_key["report"].skipped
    assert by_key["council"].due_on is None  # the step before was passed over: no day to count from
    assert by_key["council_meeting"].not_before == date(2026, 3, 5)
    assert by_key["recommendation"].due_on is None
    assert by_key["decision"].due_on is None


def test_a_decision_of_the_party_sets_the_day_of_the_decision(plain_weeks):
    last = statutory_steps("cong_chuc", {"party_decision": DAY}, ask, plain_weeks)[-1]
    assert (last.key, last.due_on) == ("decision", date(2026, 4, 1))


def test_a_step_is_late_while_it_is_neither_done_nor_passed_over(counted):
    rows = {
        StatutoryStep("a", "A", due_on=DAY): True,
        StatutoryStep("b", "B", due_on=DAY + timedelta(days=1)): False,
        StatutoryStep("c", "C"): False,
        StatutoryStep("d", "D", due_on=DAY, done_on=DAY): False,
        StatutoryStep("e", "E", due_on=DAY, skipped=True): False,
    }
    counted(len(rows), "steps late or not")
    assert {due_step: due_step.late(DAY + timedelta(days=1)) for due_step in rows} == rows


def test_a_decision_lapses_from_its_own_day_or_from_that_of_the_party(counted):
    party = date(2026, 1, 31)
    rows = {
        (12, "canh_cao", DAY, None): date(2027, 3, 2),
        (12, "canh_cao", DAY, party): date(2027, 1, 31),
        (12, "buoc_thoi_viec", DAY, party): date(2027, 3, 2),
        (12, "sa_thai", DAY, None): None,
        (None, "canh_cao", DAY, None): None,
        (1, "canh_cao", DAY, party): date(2026, 2, 28),
    }
    counted(len(rows), "days on which a decision lapses")
    assert {row: lapse_of(*row) for row in rows} == rows


def complained(level, **days):
    none = dict.fromkeys(("accepted_on", "dialogue_on", "decided_on", "corrected_on"))
    rest = {"is_complex": False, "effect": "", "filed_on": DAY}
    return SimpleNamespace(level=level, **{**none, **rest, **days})


def test_a_complaint_goes_as_far_as_it_was_taken(plain_weeks, counted):
    decision = SimpleNamespace(received_on=DAY, issued_on=DAY, form="canh_cao")
    decided = {"accepted_on": DAY, "decided_on": DAY}
    rows = [
        ([], ["file1"]),
        ([complained(1)], ["file1", "accept1"]),
        ([complained(1, accepted_on=DAY)], ["file1", "accept1", "dialogue1", "decide1"]),
        (
            [complained(1, **decided, effect="keep")],
            ["file1", "accept1", "dialogue1", "decide1", "file2"],
        ),
        (
            [complained(1, **decided, effect="cancel")],
            ["file1", "accept1", "dialogue1", "decide1", "correct1"],
        ),
    ]
    counted(len(rows), "stages of a complaint")
    for complaints, keys in rows:
        steps = complaint_steps(decision, complaints, ask, plain_weeks)
        assert [due_step.key for due_step in steps] == keys
        assert steps[0].due_on == date(2026, 3, 17)
