"""Each figure once. A figure is counted over rows its reader may see, and every figure a page shows names the list it counts."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from statistics import median
from urllib.parse import urlencode

from django.conf import settings
from django.db.models import Case, Count, F, Min, Q, QuerySet, Value, When
from django.urls import reverse

from compliance.guidance.models import Briefing
from compliance.guidance.queries import briefings_between, coverage_total
from compliance.incidents.filters import GROUPS, start_of  # the list's own words for a stage, so that figure and list agree
from compliance.incidents.models import ActKind, Incident, Outcome
from compliance.incidents.workflow import OPEN, Status
from compliance.registry.models import Office, StaffMember
from compliance.rulebook.clocks import local_day
from compliance.rulebook.models import Category, StaffKind
from reports.models import Direction, Summary, UnitReturn
from reports.periods import Period

AGES = ((0, 15, "0–15 ngày"), (16, 30, "16–30 ngày"), (31, 45, "31–45 ngày"), (46, 60, "46–60 ngày"), (61, None, "Trên 60 ngày"))
STAGES = (("hearing", "Thụ lý, giải trình"), ("consulting", "Lấy ý kiến"), ("to_carry_out", "Kết luận, thực hiện"), ("late", "Quá hạn"))
SMALL = 5


def list_url(**filters) -> str:
    """The address of the list that a figure counts."""
    return f"{reverse('incidents:queue')}?{urlencode({key: value for key, value in filters.items() if value not in (None, '')})}"


def within(one: Period, moment: str) -> Q:
    """Rows whose `moment` falls into the period (half-open, in Viet Nam's days)."""
    return Q(**{f"{moment}__gte": one.start_at, f"{moment}__lt": one.end_at})


def window(one: Period, name: str) -> dict[str, str]:
    """The list's parameters for the same rows: name is submitted, concluded or closed."""
    return {f"{name}_from": one.start.isoformat(), f"{name}_to": one.end.isoformat()}


def reported(incidents: QuerySet) -> QuerySet:
    """What reports count: sent in and not taken back."""
    return incidents.filter(submitted_at__isnull=False)


def count_by(incidents: QuerySet, field: str) -> dict[str, int]:
    return dict(incidents.order_by().values_list(field).annotate(Count("pk")))


def received_by(incidents: QuerySet, one: Period, field: str) -> dict[str, int]:
    return count_by(reported(incidents).filter(within(one, "submitted_at")), field)


def processing_days(incidents: QuerySet, one: Period) -> list[int]:
    """Calendar days from being sent in to the conclusion, of what was concluded in the period."""
    rows = reported(incidents).filter(within(one, "concluded_at")).values_list("submitted_at", "concluded_at")
    return [(local_day(concluded) - local_day(submitted)).days for submitted, concluded in rows]


def in_time(incidents: QuerySet, one: Period) -> dict[str, int]:
    """{'done', 'total'}: concluded in the period, and of these within the processing term."""
    concluded = reported(incidents).filter(within(one, "concluded_at"), processing_ends__isnull=False)
    days = list(concluded.values_list("concluded_at", "processing_ends"))
    return {"done": sum(local_day(at) <= ends for at, ends in days), "total": len(days)}


def middle(days: list[int]) -> float | None:
    return median(days) if days else None


def counts_of(incidents: QuerySet, one: Period) -> dict[str, int]:
    """{'received', 'concluded', 'closed', 'screened_out', 'noted'} of one period, in one query."""
    closed = within(one, "closed_at")
    return (
        reported(incidents)
        .filter(within(one, "submitted_at") | within(one, "concluded_at") | closed)
        .aggregate(
            received=Count("pk", filter=within(one, "submitted_at")),
            concluded=Count("pk", filter=within(one, "concluded_at")),
            closed=Count("pk", filter=closed),
            screened_out=Count("pk", filter=closed & Q(status=Status.SCREENED_OUT)),
            noted=Count("pk", filter=closed & Q(status=Status.NOTED)),
        )
    )


def trend(incidents: QuerySet, periods: Iterable[Period]) -> list[dict]:
    """[{'period', 'received', 'concluded'}], opened counted by opened date and concluded by concluded date; one query."""
    periods = list(periods)
    first, last = periods[0], periods[-1]
    span = Period(first.kind, first.year, first.number, first.start, last.end)
    asked = {}
    for number, one in enumerate(periods):
        asked[f"r{number}"] = Count("pk", filter=within(one, "submitted_at"))
        asked[f"c{number}"] = Count("pk", filter=within(one, "concluded_at"))
    row = reported(incidents).filter(within(span, "submitted_at") | within(span, "concluded_at")).aggregate(**asked)
    return [{"period": one, "received": row[f"r{number}"], "concluded": row[f"c{number}"]} for number, one in enumerate(periods)]


def overdue(today: date) -> Q:
    """Open, past the day of its step, and not paused: the list's `overdue=1`."""
    return Q(status__in=OPEN, due_on__lt=today, suspended_at=None)


def ages(incidents: QuerySet, today: date) -> list[dict]:
    """[{'label', 'cells': [(stage, count, url)], 'total', 'url'}] of open cases, by age since they were sent in and by stage; one query."""
    stage = Case(
        When(overdue(today), then=Value("late")),
        When(status__in=GROUPS["hearing"][1], then=Value("hearing")),
        When(status=Status.CONSULTING, then=Value("consulting")),
        default=Value("to_carry_out"),
    )
    bounds = [_bounds(low, high, today) for low, high, _ in AGES]
    asked = {f"a{n}": Count("pk", filter=_aged(low, high)) for n, (low, high) in enumerate(bounds)}
    found = {row["stage"]: row for row in reported(incidents).open().annotate(stage=stage).order_by().values("stage").annotate(**asked)}
    rows = []
    for number, ((_, _, label), (first, last)) in enumerate(zip(AGES, bounds, strict=True)):
        days = {"submitted_from": first.isoformat() if first else "", "submitted_to": last.isoformat()}
        cells = [(key, found.get(key, {}).get(f"a{number}", 0), list_url(**_stage_filter(key), **days)) for key, _ in STAGES]
        rows.append({"label": label, "cells": cells, "total": sum(count for _, count, _ in cells), "url": list_url(open=1, **days)})
    return rows


def _bounds(low: int, high: int | None, today: date) -> tuple[date | None, date]:
    return (today - timedelta(days=high) if high is not None else None), today - timedelta(days=low)


def _aged(first: date | None, last: date) -> Q:
    asked = Q(submitted_at__lt=start_of(last + timedelta(days=1)))
    return asked & Q(submitted_at__gte=start_of(first)) if first else asked


def _stage_filter(key: str) -> dict:
    return {"overdue": 1} if key == "late" else {"status": key, "overdue": 0}


def heat(incidents: QuerySet, one: Period, offices: list[Office], staff: dict[int, int]) -> dict:
    """Units × categories of what was received, with the rate per 100 staff. {'rows', 'total', 'quiet'}: units with nothing stand in `quiet`."""
    found = reported(incidents).filter(within(one, "submitted_at")).order_by().values_list("office_id", "category").annotate(Count("pk"))
    counts: dict[int, dict[str, int]] = {}
    for office_id, category, number in found:
        counts.setdefault(office_id, {})[category] = number
    rows = [_heat_row(office, counts[office.pk], staff.get(office.pk, 0), one) for office in offices if office.pk in counts]
    total = {category: sum(row.get(category, 0) for row in counts.values()) for category in Category.values}
    cells = [{"count": number, "url": list_url(category=category, **window(one, "submitted"))} for category, number in total.items()]
    people = sum(staff.values())
    return {
        "rows": rows,
        "total": {"cells": cells, "sum": sum(total.values()), "url": list_url(**window(one, "submitted")), "rate": rate(sum(total.values()), people)},
        "quiet": [office for office in offices if office.pk not in counts and staff.get(office.pk)],
    }


def _heat_row(office: Office, counts: dict[str, int], staff: int, one: Period) -> dict:
    days = window(one, "submitted")
    cells = [
        {"count": counts.get(category, 0), "level": min(counts.get(category, 0), 3), "url": list_url(office=office.code, category=category, **days)}
        for category in Category.values
    ]
    return {
        "office": office,
        "cells": cells,
        "sum": sum(counts.values()),
        "url": list_url(office=office.code, **days),
        "rate": rate(sum(counts.values()), staff),
    }


def rate(count: int, staff: int) -> float | None:
    """Per 100 staff."""
    return round(100 * count / staff, 1) if staff else None


def staff_by_office(staff: QuerySet) -> dict[int, int]:
    return dict(staff.filter(office__isnull=False).order_by().values_list("office_id").annotate(Count("pk")))


def workload(incidents: QuerySet, today: date) -> list[dict]:
    """Open cases per handler, in the order of names: who has room, not who is better."""
    rows = reported(incidents).open().filter(handler__isnull=False).order_by().values("handler_id", name=F("handler__display_name"))
    return sorted(rows.annotate(open=Count("pk"), late=Count("pk", filter=overdue(today))), key=lambda row: (row["name"].split()[-1], row["name"]))


def returns_of(returns: QuerySet, one: Period) -> dict:
    """{'total', 'sent', 'nil', 'missing': [office names]} of one period."""
    rows = list(returns.filter(kind=one.kind, end=one.end).select_related("office").order_by("office__order", "office__name"))
    sent = [row for row in rows if row.state in (UnitReturn.State.SUBMITTED, UnitReturn.State.ACCEPTED)]
    return {"total": len(rows), "sent": len(sent), "nil": sum(row.nil for row in sent), "missing": [row.office.name for row in rows if row not in sent]}


def directions_of(directions: QuerySet, one: Period) -> dict:
    """{'given': [numbers], 'open', 'overdue': [numbers]} as of the end of the period."""
    known = directions.filter(at__lt=one.end_at)
    still = known.filter(Q(closed_at=None) | Q(closed_at__gte=one.end_at))
    return {
        "given": [str(row) for row in known.filter(at__gte=one.start_at).order_by("at")],
        "open": still.count(),
        "overdue": [str(row) for row in still.filter(due_on__lte=one.end).order_by("due_on", "pk")],
    }


def figures_of(one: Period, previous: Period, before: Period) -> dict:
    """Every figure of a summary, as plain JSON. Committee-wide counts without a name of a person; the same rows give the same figures."""
    everything = Incident.objects.all()
    received = reported(everything).filter(within(one, "submitted_at"))
    concluded = reported(everything).filter(within(one, "concluded_at"))
    open_then = reported(everything).filter(submitted_at__lt=one.end_at).filter(Q(closed_at=None) | Q(closed_at__gte=one.end_at))
    offices = {office.pk: office for office in Office.objects.order_by("order", "name")}
    by_office, done_by_office, open_by_office = count_by(received, "office_id"), count_by(concluded, "office_id"), count_by(open_then, "office_id")
    staff = staff_by_office(StaffMember.objects.all())
    prior, same = counts_of(everything, previous), counts_of(everything, before)
    return {
        **counts_of(everything, one),
        "open": open_then.count(),
        "overdue": open_then.filter(suspended_at=None).filter(Q(due_on__lte=one.end) | Q(processing_ends__lte=one.end)).count(),
        "late_news": received.filter(known_on__lt=one.start).count(),
        "median_days": middle(processing_days(everything, one)),
        "median_days_previous": middle(processing_days(everything, previous)),
        "in_time": in_time(everything, one),
        "previous": prior,
        "year_before": same,
        "by_category": _compared(received, everything, "category", Category, previous, before),
        "by_act": _compared(received, everything, "act_kind", ActKind, previous, before),
        "by_staff_kind": {kind: count_by(received, "staff_kind").get(kind, 0) for kind in StaffKind.values},
        "by_outcome": {outcome: count_by(concluded, "outcome").get(outcome, 0) for outcome in Outcome.values},
        "by_office": [
            {
                "code": office.code,
                "name": office.name,
                "received": by_office.get(pk, 0),
                "concluded": done_by_office.get(pk, 0),
                "open": open_by_office.get(pk, 0),
                "staff": staff.get(pk, 0),
            }
            for pk, office in offices.items()
            if by_office.get(pk) or done_by_office.get(pk) or open_by_office.get(pk)
        ],
        "briefings": {
            **briefings_between(one.start, one.end),
            "offices": Briefing.objects.filter(held_on__range=(one.start, one.end)).values("office").distinct().count(),
        },
        "coverage": coverage_total(one.end),
        "returns": returns_of(UnitReturn.objects.all(), one),
        "directions": directions_of(Direction.objects.filter(incident=None), one),
    }


def _compared(received: QuerySet, everything: QuerySet, field: str, choices, previous: Period, before: Period) -> dict:
    now, then, same = count_by(received, field), received_by(everything, previous, field), received_by(everything, before, field)
    return {value: [now.get(value, 0), then.get(value, 0), same.get(value, 0)] for value in choices.values}


def unit_figures(office: Office, one: Period, user) -> dict:
    """What a unit return says of its period, from the rows its writer may see: a case about the head stands in no figure the head meets."""
    rows = Incident.objects.countable_by(user).filter(office=office)
    return {**counts_of(rows, one), "briefings": briefings_between(one.start, one.end, [office])}


def windows() -> str:
    return settings.PERIOD_WINDOWS


def began_on() -> date | None:
    """The day from which closed periods are owed: the setting; or the first summary there is; or the first report sent in."""
    if settings.SUMMARY_START:
        return date.fromisoformat(settings.SUMMARY_START)
    if known := Summary.objects.aggregate(first=Min("end"))["first"]:
        return known
    first: datetime | None = Incident.objects.filter(submitted_at__isnull=False).order_by("submitted_at").values_list("submitted_at", flat=True).first()
    return local_day(first) if first else None
