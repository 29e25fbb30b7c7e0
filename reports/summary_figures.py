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


def figures_of(entries: QuerySet, one: Period, previous: Period, before: Period) -> dict:
    """The figures of a summary that count cases, as plain JSON, from its frozen rows (SummaryEntry)
    alone: the same rows always give the same figures.
    """
    received = entries.filter(within(one, "submitted_at"))
    known = {name: entries.filter(part) for name, part in parts_of(one).items()}
    offices = {office.pk: office for office in Office.objects.order_by("order", "name")}
    flows = Flows(entries, (one, previous, before))
    outcomes, categories = (
        flows.by_outcome(one),
        [_by_category(flows, span) for span in (one, previous, before)],
    )
    by_office = {
        name: count_by(known[name], "office_id") for name in ("received", "concluded", "open")
    }
    return {
        **{name: rows.count() for name, rows in known.items() if name != "in_time"},
        "median_days": median_of(flows.processing_days(one)),
        "median_days_previous": median_of(flows.processing_days(previous)),
        "in_time": flows.in_time(one),
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


def surroundings_of(one: Period) -> dict:
    """The figures of a summary that count no cases, as of the cut-off: who worked where, briefings,
    coverage, directions.
    """
    staff = dict(
        Posting.objects.worked(one.end)
        .order_by()
        .values_list("office__code")
        .annotate(Count("staff"))
    )
    return {
        "staff": dict(sorted(staff.items())),
        "briefings": briefings_of(one.start, one.end, one.start_at, one.end_at),
        "coverage": coverage_total(one.end),
        "directions": directions_of(Direction.objects.filter(incident=None), one),
        "reviewed": reviewed(Incident.objects.all(), one),
        "screened_because": _because(one),
    }


def _because(one: Period) -> dict[str, int]:
    """{reason: n} of what was not taken up in the period, counted as `screened_out` is."""
    ended = Incident.objects.filter(parts_of(one)["screened_out"])
    return count_by(
        Triage.objects.filter(
            within(one, "at"),
            decision=Triage.Decision.SCREENED_OUT,
            incident__in=ended.order_by().values("pk"),
        ),
        "because",
    )


def _by_category(flows: Flows, one: Period) -> Counter:
    totals: Counter = Counter()
    for counts in flows.by_category(one).values():
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
