"""What bears more heavily than what: every outcome against every outcome, every finding against
every finding.
"""

from compliance.incidents.models import Outcome
from compliance.review.conclusion.checks.weight import (
    OUTCOMES,
    RESULTS,
    heavier_outcome,
    heavier_result,
    no_heavier_results,
)
from compliance.review.models import Finding

# from what: to what a review may go
BREACH = {"no_violation", "out_of_time", "guidance"}
LIGHTER = {
    "no_violation": {"no_violation"},
    "out_of_time": {"no_violation", "out_of_time"},
    "guidance": {"no_violation", "out_of_time", "guidance"},
    "oral_reminder": {"no_violation", "out_of_time", "guidance", "oral_reminder"},
    "written_reminder": {
        "no_violation",
        "out_of_time",
        "guidance",
        "oral_reminder",
        "written_reminder",
    },
    "discipline": {
        "no_violation",
        "out_of_time",
        "guidance",
        "oral_reminder",
        "written_reminder",
        "discipline",
    },
    "referred": {"no_violation", "out_of_time", "guidance", "referred"},
}


def test_every_outcome_has_its_place():
    assert set(OUTCOMES) | {Outcome.REFERRED} == set(Outcome)
    assert set(RESULTS) == set(Finding.Result)


def test_an_outcome_is_heavier_than_what_stands_before_it(counted):
    wrong = [
        (old, new)
        for old in LIGHTER
        for new in Outcome.values
        if heavier_outcome(new, old) == (new in LIGHTER[old])
    ]
    counted(len(LIGHTER) * len(Outcome.values), "outcome × outcome")
    assert not wrong, wrong


def test_a_finding_is_heavier_than_what_stands_before_it(counted):
    order = ["no_violation", "not_established", "partly", "established"]
    for old in order:
        for new in order:
            assert heavier_result(new, old) == (order.index(new) > order.index(old)), (old, new)
        assert {value for value, _ in no_heavier_results(old)} == set(order[: order.index(old) + 1])
    counted(len(order) ** 2, "finding × finding")
