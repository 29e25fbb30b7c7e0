"""Like cases alike: what became of comparable allegations, without names. A range to be departed
from with a reason, never a score.
"""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Exists, F, OuterRef

from compliance.incidents.facts import excluded_from
from compliance.incidents.models import Incident, Outcome
from compliance.incidents.workflow import CONCLUDED
from compliance.registry.models import User
from compliance.review.conclusion.checks.outcomes import FOUND, severities
from compliance.review.models import Conclusion, Finding, Measure
from compliance.rulebook.clocks import add_months

UNCOMPARED = (Outcome.NO_VIOLATION, Outcome.OUT_OF_TIME)
YEARS = 3
LEAST = 3  # fewer comparable cases say nothing, and might point at somebody


@dataclass(frozen=True)
class Comparison:
    """`rows` = [(outcome, label, cases)], the most frequent first; empty when there are fewer than
    LEAST cases.
    """

    total: int
    rows: tuple[tuple[str, str, int], ...]
    prior: bool

    @property
    def says_something(self) -> bool:
        return self.total >= LEAST

    def departs(self, outcome: str) -> bool:
        """Whether `outcome` is one that no comparable case had. Finding no violation is never a
        departure: it follows from the findings; nor is that a breach is out of time.
        """
        return (
            self.says_something
            and outcome not in UNCOMPARED
            and outcome not in {row[0] for row in self.rows}
        )


def prior_records(incident: Incident, day: date):
    """Written reminders and decisions about the same person that bind on `day`; spent ones do not
    count and are not shown.
    """
    return (
        Measure.objects.in_effect(day)
        .filter(incident__person=incident.person)
        .exclude(incident=incident)
    )


def has_prior_record(incident: Incident, day: date) -> bool:
    return prior_records(incident, day).exists()


def prior_shown(incident: Incident, viewer: User, day: date) -> list[Measure]:
    """What a decider is shown of the person's earlier record: only what binds today, without files
    the viewer stands aside from.
    """
    apart = Incident.objects.filter(excluded_from(viewer)).order_by().values("pk")
    return list(
        prior_records(incident, day)
        .exclude(incident__in=apart)
        .select_related("incident")
        .prefetch_related("decisions")
        .order_by("lapses_on", "pk")
    )


def comparable(incident: Incident, viewer: User, day: date, severity: str = "") -> Comparison:
    """Cases concluded in the last YEARS in which one of the same provisions was found breached, by
    people of the same staff kind and with the same kind of record.

    With `severity`: breaches of that level alone.
    """
    prior = has_prior_record(incident, day)
    provisions = incident.allegations.order_by().values("provision_id")
    breached = Finding.objects.filter(
        conclusion__incident=OuterRef("pk"),
        conclusion__state=Conclusion.State.CONCLUDED,
        result__in=FOUND,
        allegation__provision__in=provisions,
        **({"severity": severity} if severity else {}),
    )
    earlier = Measure.objects.in_effect(OuterRef("submitted_at__date")).filter(
        incident__person=OuterRef("person"), set_at__lt=OuterRef("submitted_at")
    )
    like = (
        Incident.objects.filter(
            Exists(breached),
            status__in=CONCLUDED,
            concluded_at__date__gte=add_months(day, -12 * YEARS),
            staff_kind=incident.staff_kind,
            sealed=False,
        )
        .exclude(pk=incident.pk)
        .exclude(outcome=Outcome.OUT_OF_TIME)
        .exclude(excluded_from(viewer))
        .filter(Exists(earlier) if prior else ~Exists(earlier))
    )
    counted = list(
        like.order_by()
        .values(found=F("outcome"))
        .annotate(cases=Count("pk"))
        .order_by("-cases", "found")
        .values_list("found", "cases")
    )
    total = sum(cases for _, cases in counted)
    rows = (
        tuple((outcome, Outcome(outcome).label, cases) for outcome, cases in counted if outcome)
        if total >= LEAST
        else ()
    )
    return Comparison(total, rows, prior)


def by_severity(incident: Incident, viewer: User, day: date) -> list[tuple[str, Comparison]]:
    """[(level, its range)] for the levels that have enough cases to say something."""
    comparisons = [
        (label, comparable(incident, viewer, day, value))
        for value, label in severities(incident.rule_set, day)
    ]
    return [(label, comparison) for label, comparison in comparisons if comparison.says_something]


def as_recorded(comparison: Comparison, outcome: str, severity: str) -> dict:
    """What goes on the conclusion: that the proposer saw the range, and which; no
    names, no codes.
    """
    rows = [[value, cases] for value, _, cases in comparison.rows]
    return {
        "total": comparison.total,
        "rows": rows,
        "prior": comparison.prior,
        "severity": severity,
        "departs": comparison.departs(outcome),
    }
