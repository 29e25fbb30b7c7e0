"""compliance.retention.terms: the class of a case, and from and until when its copy is kept."""

from datetime import UTC, date, datetime
from types import SimpleNamespace

import pytest

from compliance.incidents.models import Incident, Outcome
from compliance.incidents.workflow import ENDED, Status
from compliance.retention.models import Kind
from compliance.retention.terms import STARTS, class_of, due_on, lapsed, reviewed, starts_on

# 23:30 in Viet Nam is still the day before in UTC
LATE = datetime(2026, 12, 31, 16, 30, tzinfo=UTC)
AFTER_MIDNIGHT = datetime(2026, 12, 31, 17, 30, tzinfo=UTC)
DAY, NEXT = date(2026, 12, 31), date(2027, 1, 1)


class Rows(list):
    def all(self):
        return self


def case(*measures, **how) -> SimpleNamespace:
    """The columns the days are counted from, of a case that ended at LATE."""
    plain = {
        "edited_at": LATE,
        "closed_at": LATE,
        "concluded_at": LATE,
        "rule_set_id": 1,
        "rule_set": SimpleNamespace(reminder_months=3),
    }
    return SimpleNamespace(**{**plain, "measures": Rows(measures), **how})


def measure(lapses_on, kind="discipline", cancelled_at=None) -> SimpleNamespace:
    return SimpleNamespace(lapses_on=lapses_on, kind=kind, cancelled_at=cancelled_at)


def test_every_class_has_a_rule_with_its_reason(counted):
    rules = reviewed()
    assert set(rules) == set(Kind.values)
    for rule in rules.values():
        assert rule.months > 0
        assert rule.basis
        assert rule.confidence in "ABCK"
        assert rule.starts_label == STARTS[rule.starts]
        assert rule.label
    counted(len(rules), "classes with a term")


def test_a_case_that_is_alive_has_no_class(counted):
    alive = [status for status in Status if status not in (*ENDED, Status.DRAFT)]
    counted(len(alive), "statuses without a class")
    assert {status: class_of(Incident(status=status)) for status in alive} == dict.fromkeys(
        alive, ""
    )


@pytest.mark.parametrize(
    ("columns", "kind"),
    [
        ({"status": Status.DRAFT}, Kind.DRAFT),
        ({"status": Status.WITHDRAWN}, Kind.WITHDRAWN),
        ({"status": Status.SCREENED_OUT}, Kind.SCREENED_OUT),
        ({"status": Status.SCREENED_OUT, "sealed": True}, Kind.DENUNCIATION),
        ({"status": Status.NOTED}, Kind.NOTED),
        ({"status": Status.NOTED, "contested_at": LATE}, ""),
        ({"status": Status.CLOSED}, Kind.NO_VIOLATION),
        ({"status": Status.CLOSED, "outcome": Outcome.DISCIPLINE, "contested_at": LATE}, ""),
        ({"status": Status.CLOSED, "outcome": Outcome.GUIDANCE, "sealed": True}, Kind.DENUNCIATION),
    ]
    + [
        ({"status": Status.CLOSED, "outcome": outcome}, Kind(outcome))
        for outcome in Outcome
        if outcome != Outcome.DISCIPLINE  # asks for complaints, which stand in the database
    ],
)
def test_the_class_follows_from_status_and_outcome(columns, kind):
    assert class_of(Incident(**columns)) == kind


def test_the_day_a_term_counts_from(counted):
    late = date(2027, 6, 30)
    archived = SimpleNamespace(handed_on=date(2027, 3, 1))
    rows = [
        ("edited", case(edited_at=LATE), DAY),
        ("edited", case(edited_at=AFTER_MIDNIGHT), NEXT),
        ("closed", case(), DAY),
        ("closed", case(closed_at=AFTER_MIDNIGHT), NEXT),
        ("closed", case(measure(late)), DAY),
        ("lapse", case(measure(late)), late),
        ("lapse", case(measure(late), measure(NEXT)), late),
        ("lapse", case(measure(date(2026, 1, 1))), DAY),
        ("lapse", case(measure(late, cancelled_at=LATE)), date(2027, 3, 31)),
        ("lapse", case(), date(2027, 3, 31)),
        ("lapse", case(concluded_at=None), date(2027, 3, 31)),
        ("lapse", case(rule_set_id=None), date(2027, 12, 31)),
        ("archive", case(measure(late)), None),
        ("archive", case(archived=archived), date(2027, 3, 1)),
        ("archive", case(measure(late), archived=archived), late),
    ]
    counted(len(rows), "days a term counts from")
    for starts, incident, day in rows:
        assert starts_on(incident, SimpleNamespace(starts=starts)) == day, (starts, incident)


def test_a_term_in_months_ends_with_a_short_month():
    rule = SimpleNamespace(starts="closed", months=14)
    assert due_on(case(), rule) == date(2028, 2, 29)
    assert due_on(case(), SimpleNamespace(starts="archive", months=14)) is None


def test_a_measure_counts_until_the_day_it_lapses(counted):
    rows = [
        ((), True),
        ((measure(NEXT),), False),
        ((measure(DAY),), True),
        ((measure(NEXT, "written_reminder"),), False),
        ((measure(NEXT, "guidance"),), True),
        ((measure(None),), True),
        ((measure(DAY), measure(NEXT)), False),
    ]
    counted(len(rows), "cases with measures that lapsed or not")
    assert [lapsed(case(*measures), DAY) for measures, _ in rows] == [over for _, over in rows]
