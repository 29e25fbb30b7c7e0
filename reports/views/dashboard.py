"""The state of things at a glance: the chairman's, the lead's and the unit head's, one page over what each may see."""

from django.shortcuts import render
from django.utils import timezone

from compliance.access import may, require
from compliance.audit.exports import hand_out
from compliance.guidance.queries import coverage, coverage_total, instrument_to_cover
from compliance.incidents.models import Incident, Outcome
from compliance.incidents.todo import for_user
from compliance.registry.models import Office, StaffMember
from compliance.roles import Do
from compliance.rulebook.clocks import local_day
from compliance.rulebook.models import Category
from reports import queries
from reports.charts import line_chart, stacked_bars
from reports.exports import dashboard_table
from reports.models import Direction, PeriodKind, UnitReturn
from reports.periods import Period, back_from, from_slug, period_of, previous, year_before


def _chosen(request, today) -> Period:
    """The period asked for, or the last closed month."""
    windows = queries.windows()
    return from_slug(request.GET.get("ky", ""), windows) or previous(period_of(PeriodKind.MONTH, today, windows), windows)


def choices(today) -> list[Period]:
    """What the picker offers: the running month and twelve before, four quarters, two years."""
    windows = queries.windows()
    found = []
    for kind, count in ((PeriodKind.MONTH, 13), (PeriodKind.QUARTER, 5), (PeriodKind.HALF_YEAR, 3), (PeriodKind.YEAR, 3)):
        found += back_from(period_of(kind, today, windows), count, windows)[::-1]
    return found


def figures(user, one: Period, today) -> dict:
    """What the page and its exports show, counted over what `user` may see."""
    windows = queries.windows()
    visible = Incident.objects.countable_by(user)
    staff = queries.staff_by_office(StaffMember.objects.visible_to(user))
    offices = list(Office.objects.filter(pk__in=staff).order_by("order", "name"))
    before, same = previous(one, windows), year_before(one, windows)
    points = queries.trend(visible, back_from(one, 13, windows))
    known = {point["period"]: point for point in points}
    counts, outcomes = queries.counts_of(visible, one), queries.count_by(queries.reported(visible).filter(queries.within(one, "concluded_at")), "outcome")
    return {
        "period": one,
        "counts": counts,
        "previous": known[before],
        "year_before": known.get(same) or queries.counts_of(Incident.objects.of_all_time(user), same),
        "outcomes": [
            (label, outcomes[value], queries.list_url(outcome=value, **queries.window(one, "concluded")))
            for value, label in Outcome.choices
            if outcomes.get(value)
        ],
        "median": queries.middle(queries.processing_days(visible, one)),
        "median_previous": queries.middle(queries.processing_days(visible, before)),
        "in_time": queries.in_time(visible, one),
        "open": queries.reported(visible).open().count(),
        "overdue": queries.reported(visible).filter(queries.overdue(today)).count(),
        "points": points[1:],
        "ages": queries.ages(visible, today),
        "heat": queries.heat(visible, one, offices, staff),
        "categories": Category.labels,
        "stages": [label for _, label in queries.STAGES],
    }


def dashboard(request):
    require(request.user, Do.SEE_DASHBOARD, "Số liệu dành cho lãnh đạo, Tổ kiểm tra giám sát và thủ trưởng đơn vị.")
    today = local_day(timezone.now())
    one = _chosen(request, today)
    shown = figures(request.user, one, today)
    last = shown["points"][-1]
    told = f"Mười hai kỳ đến {one.label.lower()}. Kỳ cuối tiếp nhận {last['received']}, kết luận {last['concluded']}."
    points = [{"label": point["period"].short if one.kind == PeriodKind.MONTH else point["period"].short, **point} for point in shown["points"]]
    is_chair, is_lead = may(request.user, Do.DIRECT), may(request.user, Do.APPROVE_SUMMARY) or may(request.user, Do.TRIAGE)
    context = {
        **shown,
        "today": today,
        "choices": choices(today),
        "earlier": previous(one, queries.windows()),
        "urls": {
            "received": queries.list_url(**queries.window(one, "submitted")),
            "concluded": queries.list_url(**queries.window(one, "concluded")),
            "overdue": queries.list_url(overdue=1),
            "open": queries.list_url(open=1),
        },
        "line": line_chart(points, "Vụ việc tiếp nhận và kết luận theo kỳ", told),
        "bars": stacked_bars(shown["ages"], "Tuổi của hồ sơ đang mở theo bước", f"{shown['open']} hồ sơ đang mở, {shown['overdue']} quá hạn."),
        "is_chair": is_chair,
        "is_lead": is_lead,
        "todos": for_user(request.user, today) if is_chair else [],
        "workload": queries.workload(Incident.objects.countable_by(request.user), today) if is_lead else [],
        "returns": queries.returns_of(UnitReturn.objects.visible_to(request.user), _month_of(one)),
        "returns_period": _month_of(one),
        **_coverage(request.user),
        **_directions(request.user, today),
    }
    return render(request, "reports/dashboard.html", context)


def _month_of(one: Period) -> Period:
    """Returns are monthly: the month itself, or the last month of a longer period."""
    return one if one.kind == PeriodKind.MONTH else period_of(PeriodKind.MONTH, one.end, queries.windows())


def _coverage(user) -> dict:
    offices = {office.pk: office for office in Office.objects.filter(pk__in=StaffMember.objects.visible_to(user).order_by().values("office"))}
    rows = sorted(coverage(offices=list(offices.values())), key=lambda row: row["pct"] or 0)
    lowest = [{**row, "office": offices[row["office_id"]]} for row in rows if row["pct"] is not None and row["pct"] < 90][:3]
    return {"coverage": coverage_total(offices=list(offices.values())), "lowest": lowest, "instrument": instrument_to_cover()}


def _directions(user, today) -> dict:
    rows = Direction.objects.visible_to(user).open()
    return {
        "directions_open": rows.count(),
        "directions_overdue": rows.overdue(today).count(),
        "directions_next": rows.filter(due_on__isnull=False).order_by("due_on", "pk")[:3],
    }


def export(request):
    """The figures as a table; taking them away is an event."""
    require(request.user, Do.SEE_DASHBOARD)
    now = timezone.now()
    today = local_day(now)
    shown = figures(request.user, _chosen(request, today), today)
    name = f"so-lieu-{shown['period'].slug}"
    return hand_out(
        by=request.user,
        at=now,
        what="export_figures",
        name=name,
        table=dashboard_table(shown),
        kind=request.GET.get("dang", "xlsx"),
        filters=shown["period"].label,
    )
