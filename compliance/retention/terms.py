"""Class, start and due day of a case. The reviewed file is the base; a row set by the lead takes
over from its day on.
"""

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from pathlib import Path

from django.db.models import QuerySet

from compliance.core.language import _
from compliance.incidents.models import Incident, Outcome
from compliance.incidents.workflow import ENDED, Status
from compliance.retention.models import Kind, RetentionTerm
from compliance.review.measures.progress import complained_about
from compliance.review.models import Measure
from compliance.rulebook.clocks import add_months, local_day

DATA = Path(__file__).parent / "data" / "classes.toml"
STARTS = {
    "closed": _("ngày kết thúc"),
    "lapse": _("ngày hết hiệu lực"),
    "archive": _("ngày nộp lưu trữ"),
    "edited": _("lần sửa cuối"),
}
BY_STATUS = {
    Status.WITHDRAWN: Kind.WITHDRAWN,
    Status.SCREENED_OUT: Kind.SCREENED_OUT,
    Status.NOTED: Kind.NOTED,
    Status.STOPPED: Kind.NO_VIOLATION,
}


@dataclass(frozen=True)
class Rule:
    """`months` after what `starts` says. `effect` and `archive` are the two other ideas, told
    beside it and never computed with.
    """

    kind: str
    months: int
    starts: str
    effect: str
    archive: str
    basis: str
    confidence: str
    valid_from: date | None = None

    @property
    def label(self) -> str:
        return Kind(self.kind).label

    @property
    def starts_label(self) -> str:
        return STARTS[self.starts]


@cache
def reviewed() -> dict[str, Rule]:
    with DATA.open("rb") as source:
        rows = [Rule(**row) for row in tomllib.load(source)["class"]]
    return {row.kind: row for row in rows}


def set_terms(day: date) -> QuerySet[RetentionTerm]:
    """What leads set instead of the reviewed file, the row that counts last."""
    return RetentionTerm.objects.filter(valid_from__lte=day).order_by("valid_from", "pk")


def rules(day: date, rows: Iterable[RetentionTerm] | None = None) -> dict[str, Rule]:
    """The rule of every class on `day`; `rows`: what set_terms() gave, where it was asked."""
    reviewed_rules = dict(reviewed())
    for row in set_terms(day) if rows is None else rows:
        reviewed_rules[row.kind] = replace(
            reviewed_rules[row.kind], months=row.months, valid_from=row.valid_from
        )
    return reviewed_rules


def class_of(incident: Incident) -> str:
    """'' while a case is alive. A contested or sealed case, and one whose decision was complained
    about, has its own say before the outcome.
    """
    if incident.status == Status.DRAFT:
        return Kind.DRAFT
    if incident.status not in ENDED or incident.contested_at:
        return ""
    if incident.sealed:
        return Kind.DENUNCIATION
    if incident.outcome == Outcome.DISCIPLINE and complained_about(incident):
        return Kind.COMPLAINT
    return BY_STATUS.get(incident.status) or (
        Kind(incident.outcome) if incident.outcome else Kind.NO_VIOLATION
    )


def starts_on(incident: Incident, rule: Rule) -> date | None:
    """The day the term counts from; none while what it waits for has not happened. Measures and
    archive come prefetched for lists.
    """
    if rule.starts == "edited":
        return local_day(incident.edited_at)
    closed = local_day(incident.closed_at)
    lapses = [
        row.lapses_on
        for row in incident.measures.all()
        if row.lapses_on and row.cancelled_at is None
    ]
    if rule.starts == "archive":
        archived = getattr(incident, "archived", None)
        return max(closed, archived.handed_on, *lapses) if archived else None
    if rule.starts == "lapse":
        return max([closed, *(lapses or [_unwritten_lapse(incident, closed)])])
    return closed


def _unwritten_lapse(incident: Incident, closed: date) -> date:
    """A reminder without a paper on record lapses as long after its conclusion as one with a paper
    would.
    """
    months = incident.rule_set.reminder_months if incident.rule_set_id else 12
    return add_months(local_day(incident.concluded_at) if incident.concluded_at else closed, months)


def due_on(incident: Incident, rule: Rule) -> date | None:
    """The first day on which the portal's copy may go: the day after the term has run out."""
    start = starts_on(incident, rule)
    return add_months(start, rule.months) if start else None


def lapsed(incident: Incident, day: date) -> bool:
    """Legal effect, the first of the three ideas: every measure with a term has run out."""
    return not any(
        row.lapses_on and row.lapses_on > day
        for row in incident.measures.all()
        if row.kind in (Measure.Kind.WRITTEN_REMINDER, Measure.Kind.DISCIPLINE)
    )


assert set(Outcome.values) <= set(Kind.values)
