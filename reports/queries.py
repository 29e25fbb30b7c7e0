"""Each figure once. A figure is counted over rows its reader may see, and every figure a page shows
names the list it counts.
"""

from datetime import date, timedelta
from functools import cache
from typing import Any
from urllib.parse import urlencode

from django.db.models import Case, Count, F, Q, QuerySet, Value, When
from django.urls import reverse

from compliance.core import committee
from compliance.core.language import _
from compliance.guidance.queries import briefings_between
from compliance.incidents.filters import (
    GROUPS,
    REVIEWED,
    WHOLE_PERIODS,
    start_of,
)  # the list's own words for a stage, so that figure and list agree
from compliance.incidents.models import ActKind, Incident, Outcome, StepTaken
from compliance.incidents.workflow import OPEN, Status
from compliance.registry.models import Office
from compliance.rulebook.models import Category, StaffKind
from reports.models import DirectionTask, Summary, UnitReturn
from reports.periods import MONTHS, Period, period_ending
from reports.rollups import Flows

AGES = (
    (0, 15, _("0–15 ngày")),
    (16, 30, _("16–30 ngày")),
    (31, 45, _("31–45 ngày")),
    (46, 60, _("46–60 ngày")),
    (61, None, _("Trên 60 ngày")),
)
STAGES = (
    ("hearing", _("Thụ lý, giải trình")),
    ("consulting", _("Lấy ý kiến")),
    ("to_carry_out", _("Kết luận, thực hiện")),
    ("late", _("Quá hạn")),
)


@cache
def _lists() -> str:
    """A dashboard names some four hundred lists."""
    return reverse("incidents:queue")


def list_url(**filters: Any) -> str:
    """The address of the list that a figure counts."""
    given = {key: value for key, value in filters.items() if value not in (None, "")}
    return f"{_lists()}?{urlencode(given)}"


def within(period: Period, moment: str) -> Q:
    """Rows whose `moment` falls into the period (half-open, in Viet Nam's days)."""
    return Q(**{f"{moment}__gte": period.start_at, f"{moment}__lt": period.end_at})


def window(period: Period, name: str) -> dict[str, str]:
    """The list's parameters for the same rows: name is submitted, concluded or closed."""
    return {f"{name}_from": period.start.isoformat(), f"{name}_to": period.end.isoformat()}


def reported(incidents: QuerySet) -> QuerySet:
    """What reports count: everything that was sent in."""
    return incidents.filter(submitted_at__isnull=False)


def counted_by(incidents: QuerySet, field: str) -> QuerySet:
    counted: QuerySet = incidents.order_by().values_list(field).annotate(Count("pk"))
    return counted


def count_by(incidents: QuerySet, field: str) -> dict[str, int]:
    return dict(counted_by(incidents, field))


def reviewed(incidents: QuerySet, period: Period) -> QuerySet:
    """(verb, n) of contests decided and cases taken up again in the period: figures of their own,
    no conclusions and no ends.
    """
    steps = StepTaken.objects.filter(within(period, "at"), verb__in=REVIEWED)
    return counted_by(steps.filter(incident__in=incidents.order_by().values("pk")), "verb")


def received_by(incidents: QuerySet, period: Period, field: str) -> dict[str, int]:
    return count_by(reported(incidents).filter(within(period, "submitted_at")), field)


def overdue(today: date) -> Q:
    """Open, past the day of its step, and not paused: the list's `overdue=1`."""
    return Q(status__in=OPEN, due_on__lt=today, suspended_at=None)


def stages(incidents: QuerySet, today: date) -> QuerySet:
    """Of open cases: how many stand in which stage, by age; what ages() lays out."""
    stage = Case(
        When(overdue(today), then=Value("late")),
        When(status__in=GROUPS["hearing"][1], then=Value("hearing")),
        When(status=Status.CONSULTING, then=Value("consulting")),
        default=Value("to_carry_out"),
    )
    columns = {
        f"a{n}": Count("pk", filter=_aged(*_bounds(low, high, today)))
        for n, (low, high, __) in enumerate(AGES)
    }
    staged = reported(incidents).filter(status__in=OPEN).annotate(stage=stage).order_by()
    counted: QuerySet = staged.values("stage").annotate(**columns)
    return counted


def ages(staged: QuerySet, today: date, **base: str) -> list[dict]:
    """[{'label', 'cells': [(stage, count, url)], 'total', 'url'}] of open cases, by age since they
    were sent in and by stage, from stages(). `base`: further filters of the lists.
    """
    by_stage = {row["stage"]: row for row in staged}
    bounds = [_bounds(low, high, today) for low, high, __ in AGES]
    rows = []
    for number, ((*__, label), (first, last)) in enumerate(zip(AGES, bounds, strict=True)):
        days = {
            "submitted_from": first.isoformat() if first else "",
            "submitted_to": last.isoformat(),
        }
        counts = [(key, by_stage.get(key, {}).get(f"a{number}", 0)) for key, __ in STAGES]
        cells = [
            (key, count, list_url(**_stage_filter(key), **days, **base) if count else "")
            for key, count in counts
        ]
        rows.append(
            {
                "label": label,
                "cells": cells,
                "total": sum(count for __, count, __ in cells),
                "url": list_url(open=1, **days, **base),
            }
        )
    return rows


def _bounds(low: int, high: int | None, today: date) -> tuple[date | None, date]:
    return (today - timedelta(days=high) if high is not None else None), today - timedelta(days=low)


def _aged(first: date | None, last: date) -> Q:
    until_last = Q(submitted_at__lt=start_of(last + timedelta(days=1)))
    return until_last & Q(submitted_at__gte=start_of(first)) if first else until_last


def _stage_filter(key: str) -> dict:
    return {"overdue": 1} if key == "late" else {"status": key, "overdue": 0}


def heat(
    counts: dict[int, dict[str, int]], period: Period, offices: list[Office], staff: dict[int, int]
) -> dict:
    """Units × categories of what was received (`counts` = {office: {category: n}}), with the rate
    per 100 staff. {'rows', 'total', 'quiet'}: units with nothing stand in `quiet`.
    """
    rows = [
        _heat_row(office, counts[office.pk], staff.get(office.pk, 0), period)
        for office in offices
        if office.pk in counts
    ]
    total = {
        category: sum(row.get(category, 0) for row in counts.values())
        for category in Category.values
    }
    cells = [
        {
            "count": number,
            "url": list_url(category=category, **window(period, "submitted")) if number else "",
        }
        for category, number in total.items()
    ]
    people = sum(staff.values())
    return {
        "rows": rows,
        "total": {
            "cells": cells,
            "sum": sum(total.values()),
            "url": list_url(**window(period, "submitted")),
            "rate": rate(sum(total.values()), people),
        },
        "quiet": [office for office in offices if office.pk not in counts and staff.get(office.pk)],
    }


def _heat_row(office: Office, counts: dict[str, int], staff: int, period: Period) -> dict:
    days = window(period, "submitted")
    counted = [(category, counts.get(category, 0)) for category in Category.values]
    cells = [
        {
            "count": n,
            "level": min(n, 3),
            "url": list_url(office=office.code, category=category, **days) if n else "",
        }
        for category, n in counted
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


def staff_by_office(staff: QuerySet) -> QuerySet:
    """(office, n)"""
    return counted_by(staff.filter(office__isnull=False), "office_id")


def handled(incidents: QuerySet, today: date) -> QuerySet:
    """Open cases per handler: what workload() lays out."""
    rows = (
        reported(incidents)
        .filter(status__in=OPEN)
        .filter(handler__isnull=False)
        .order_by()
        .values("handler_id", name=F("handler__display_name"))
    )
    counted: QuerySet = rows.annotate(open=Count("pk"), late=Count("pk", filter=overdue(today)))
    return counted


def workload(counted: QuerySet) -> list[dict]:
    """[{'name', 'open', 'late', 'url', 'late_url'}] of handled(), in the order of names: who has
    room, not who is better.
    """
    handlers = sorted(counted, key=lambda row: (row["name"].split()[-1], row["name"]))
    return [
        {
            **row,
            "url": list_url(handler=row["handler_id"], open=1),
            "late_url": list_url(handler=row["handler_id"], overdue=1),
        }
        for row in handlers
    ]


def owed(returns: QuerySet, period: Period) -> QuerySet:
    """Those of one period, in the order of their offices."""
    rows: QuerySet = returns.filter(kind=period.kind, end=period.end).select_related("office")
    return rows.order_by("office__order", "office__name")


def returns_of(returns: QuerySet) -> dict:
    """{'total', 'sent', 'nil', 'missing': [office names]} of what owed() says."""
    rows = list(returns)
    sent = [
        row for row in rows if row.state in (UnitReturn.State.SUBMITTED, UnitReturn.State.ACCEPTED)
    ]
    return {
        "total": len(rows),
        "sent": len(sent),
        "nil": sum(row.nil for row in sent),
        "missing": [row.office.name for row in rows if row not in sent],
    }


def directions_of(directions: QuerySet, period: Period) -> dict:
    """{'given': [numbers], 'open', 'closed', 'overdue': [numbers], 'tasks': {'done', 'late',
    'total'}} as of the end of the period; done: accepted within it.
    """
    known = directions.filter(at__lt=period.end_at)
    still = known.filter(Q(closed_at=None) | Q(closed_at__gte=period.end_at))
    tasks = DirectionTask.objects.filter(direction__in=known.order_by().values("pk"))
    waiting = tasks.filter(direction__in=still.order_by().values("pk")).filter(
        Q(accepted_at=None) | Q(accepted_at__gte=period.end_at)
    )
    late = waiting.filter(
        Q(due_on__lte=period.end) | Q(due_on=None, direction__due_on__lte=period.end)
    )
    return {
        "given": [str(row) for row in known.filter(at__gte=period.start_at).order_by("at")],
        "open": still.count(),
        "closed": known.filter(within(period, "closed_at")).count(),
        "overdue": [
            str(row)
            for row in still.filter(pk__in=late.order_by().values("direction")).order_by(
                "year", "number"
            )
        ],
        "tasks": {
            "done": tasks.filter(within(period, "accepted_at")).count(),
            "late": late.count(),
            "waiting": waiting.count(),
        },
    }


def parts_of(period: Period) -> dict[str, Q]:
    """{name of a figure: the rows it counts}: what a summary counts, and the list behind each of
    its figures.
    """
    closed, concluded = within(period, "first_ended_at"), within(period, "first_concluded_at")
    return {
        "received": within(period, "submitted_at"),
        "concluded": concluded,
        "closed": closed,
        "screened_out": closed & Q(first_ended_as=Status.SCREENED_OUT),
        "noted": closed & Q(first_ended_as=Status.NOTED),
        "stopped": closed & Q(first_ended_as=Status.STOPPED),
        "late_news": within(period, "submitted_at") & Q(known_on__lt=period.start),
        "open": Q(status__in=OPEN),
        "overdue": overdue(period.end + timedelta(days=1)),
        "in_time": concluded & Q(in_time=True),
    }


WHEN = {"": _("kỳ này"), "truoc": _("kỳ trước"), "nam-truoc": _("cùng kỳ năm trước")}
# what a table of a summary is divided by: {parameter: (column of the frozen rows, its values)}
SPLIT = {
    "category": ("category", Category),
    "act_kind": ("act_kind", ActKind),
    "staff_kind": ("staff_kind", StaffKind),
    "outcome": ("first_outcome", Outcome),
}


def behind(summary: Summary, figure: str, when: str = "", **split: str) -> str:
    """The address of the frozen rows that one figure of a summary counts; split by at most one
    thing, as its tables are.
    """
    choices = {"so": figure, "ky": when, **split}
    given = {key: value for key, value in choices.items() if value}
    return f"{reverse('reports:entries', args=[summary.pk])}?{urlencode(given)}"


def unit_figures(office: Office, period: Period, user: Any, but_heads: bool = False) -> dict:
    """What a unit return says of its period, from the rows its writer may see: a case about the
    head stands in no figure the head meets.
    """
    rows = Incident.objects.countable_by(user).filter(office=office)
    if but_heads:
        rows = rows.filter(concerns_head=False)
    return {
        **Flows(rows, [period]).counts_of(period),
        "briefings": briefings_between(period.start, period.end, [office]),
    }


def windows() -> str:
    """How periods are counted on the day of the clock."""
    return committee.today().period_windows


@WHOLE_PERIODS.register
def is_a_period(first: date, last: date) -> bool:
    """Whether both days are those of a month, quarter, half-year or year of the reports."""
    periods = (period_ending(kind, last) for kind in MONTHS)
    return any((period.start, period.end) == (first, last) for period in periods)
