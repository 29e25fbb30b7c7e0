"""The figures of a summary: those of cases from its frozen rows, those around them as of the
cut-off.
"""

from collections import Counter
from typing import Any

from django.db.models import Count, QuerySet

from compliance.guidance.queries import briefings_of, coverage_total
from compliance.incidents.models import ActKind, Incident, Outcome
from compliance.registry.models import Office, Posting
from compliance.review.models import Triage
from compliance.rulebook.models import Category, StaffKind
from reports.models import Direction
from reports.periods import Period
from reports.queries import count_by, directions_of, parts_of, received_by, reviewed, within
from reports.rollups import Flows, median_of


def figures_of(entries: QuerySet, period: Period, previous: Period, before: Period) -> dict:
    """The figures of a summary that count cases, as plain JSON, from its frozen rows (SummaryEntry)
    alone: the same rows always give the same figures.
    """
    received = entries.filter(within(period, "submitted_at"))
    known = {name: entries.filter(part) for name, part in parts_of(period).items()}
    offices = {office.pk: office for office in Office.objects.order_by("order", "name")}
    flows = Flows(entries, (period, previous, before))
    outcomes, categories = (
        flows.by_outcome(period),
        [_by_category(flows, span) for span in (period, previous, before)],
    )
    by_office = {
        name: count_by(known[name], "office_id") for name in ("received", "concluded", "open")
    }
    return {
        **{name: rows.count() for name, rows in known.items() if name != "in_time"},
        "median_days": median_of(flows.processing_days(period)),
        "median_days_previous": median_of(flows.processing_days(previous)),
        "in_time": flows.in_time(period),
        "previous": flows.counts_of(previous),
        "year_before": flows.counts_of(before),
        "by_category": {
            value: [counts[value] for counts in categories] for value in Category.values
        },
        "by_act": _compared(received, entries, "act_kind", ActKind, previous, before),
        "by_staff_kind": {
            kind: count_by(received, "staff_kind").get(kind, 0) for kind in StaffKind.values
        },
        "by_outcome": {outcome: outcomes[outcome] for outcome in Outcome.values},
        "by_office": [
            {
                "code": office.code,
                "name": office.name,
                **{name: by_office[name].get(pk, 0) for name in by_office},
            }
            for pk, office in offices.items()
            if any(by_office[name].get(pk) for name in by_office)
        ],
    }


def surroundings_of(period: Period) -> dict:
    """The figures of a summary that count no cases, as of the cut-off: who worked where, briefings,
    coverage, directions.
    """
    staff = dict(
        Posting.objects.worked(period.end)
        .order_by()
        .values_list("office__code")
        .annotate(Count("staff"))
    )
    return {
        "staff": dict(sorted(staff.items())),
        "briefings": briefings_of(period.start, period.end, period.start_at, period.end_at),
        "coverage": coverage_total(period.end),
        "directions": directions_of(Direction.objects.filter(incident=None), period),
        "reviewed": dict(reviewed(Incident.objects.all(), period)),
        "screened_because": _because(period),
    }


def _because(period: Period) -> dict[str, int]:
    """{reason: n} of what was not taken up in the period, counted as `screened_out` is."""
    ended = Incident.objects.filter(parts_of(period)["screened_out"])
    return count_by(
        Triage.objects.filter(
            within(period, "at"),
            decision=Triage.Decision.SCREENED_OUT,
            incident__in=ended.order_by().values("pk"),
        ),
        "because",
    )


def _by_category(flows: Flows, period: Period) -> Counter:
    totals: Counter = Counter()
    for counts in flows.by_category(period).values():
        totals.update(counts)
    return totals


def _compared(
    received: QuerySet,
    everything: QuerySet,
    field: str,
    choices: Any,
    previous: Period,
    before: Period,
) -> dict:
    now, then, same = (
        count_by(received, field),
        received_by(everything, previous, field),
        received_by(everything, before, field),
    )
    return {
        value: [now.get(value, 0), then.get(value, 0), same.get(value, 0)]
        for value in choices.values
    }
