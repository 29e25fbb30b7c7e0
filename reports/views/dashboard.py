"""The state of things at a glance: the chairman's, the lead's and the unit head's, one page over
what each may see.
"""

from urllib.parse import urlencode

from django.contrib import messages
from django.db.models import Count, Q, QuerySet, Value
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from compliance.audit.exports import hand_out
from compliance.core.access import may, require
from compliance.core.language import _
from compliance.core.parameters import Asked
from compliance.core.refusals import Invisible
from compliance.core.roles import Do
from compliance.core.work_list import for_user
from compliance.guidance.queries import coverage, followed, instrument_to_cover, total_of
from compliance.incidents.models import Incident
from compliance.incidents.workflow import Status
from compliance.registry.models import Office
from compliance.rulebook.clocks import local_day
from reports import actions, queries
from reports.charts import line_chart, stacked_bars
from reports.counting import choices, figures, office_asked, period_asked
from reports.exports import dashboard_table
from reports.forms import ViewForm
from reports.models import Direction, PeriodKind, UnitReturn
from reports.periods import Period, back_from, period_of, previous, windows_of


def dashboard(request):
    require(
        request.user,
        Do.SEE_DASHBOARD,
        _("Số liệu dành cho lãnh đạo, Tổ kiểm tra giám sát và thủ trưởng đơn vị."),
    )
    today = local_day(timezone.now())
    period, office = (
        period_asked(Asked(request.GET), today),
        office_asked(request.user, Asked(request.GET)),
    )
    return render(request, "reports/dashboard.html", _context(request, period, office, today))


def _context(
    request, period: Period, office: Office | None, today, form: ViewForm | None = None
) -> dict:
    is_chair, is_lead = (
        may(request.user, Do.DIRECT),
        may(request.user, Do.APPROVE_SUMMARY) or may(request.user, Do.TRIAGE),
    )
    asked = _asked(request.user, period, today, is_lead)
    shown = figures(request.user, period, today, office, also=asked)
    windows = queries.windows()
    base = {"office": office.code} if office else {}
    last = shown["points"][-1]
    words = _(
        "Mười hai kỳ đến {label}. Kỳ cuối tiếp nhận {received}, kết luận {concluded}."
    ).format(label=period.in_sentence, received=last["received"], concluded=last["concluded"])
    points = [{"label": point["period"].short, **point} for point in shown["points"]]
    return {
        **shown,
        "today": today,
        "choices": choices(today),
        "earlier": previous(period, windows),
        "urls": _urls(period, previous(period, windows), base),
        "line": line_chart(points, _("Vụ việc tiếp nhận và kết luận theo kỳ"), words),
        "bars": stacked_bars(
            shown["ages"],
            _("Tuổi của hồ sơ đang mở theo bước"),
            _("{open} hồ sơ đang mở, {overdue} quá hạn.").format(
                open=shown["open"], overdue=shown["overdue"]
            ),
        ),
        "is_chair": is_chair,
        "is_lead": is_lead,
        "tasks": for_user(request.user, today) if is_chair else None,
        "workload": queries.workload(asked["handled"]) if is_lead else [],
        "returns": queries.returns_of(asked["returns"]),
        "returns_period": _month_of(period),
        "views": asked["views"],
        "view_form": form or _view_form(period, office, today),
        **_coverage(request.user, shown["offices"]),
        **_directions(asked),
    }


def _asked(user, period: Period, today, is_lead: bool) -> dict[str, QuerySet]:
    """What the page shows beside the figures, all asked with them."""
    rows = Direction.objects.visible_to(user).open()
    late = Q(pk__in=Direction.objects.overdue(today).order_by().values("pk"))
    every = rows.order_by().annotate(all=Value(1)).values("all")
    handled = queries.handled(Incident.objects.countable_by(user), today)
    return {
        **({"handled": handled} if is_lead else {}),
        "returns": queries.owed(UnitReturn.objects.visible_to(user), _month_of(period)),
        "views": user.saved_views.order_by("name"),
        "directions": every.annotate(open=Count("pk"), overdue=Count("pk", filter=late)),
        "next": rows.filter(due_on__isnull=False).order_by("due_on", "pk")[:3],
    }


def _view_form(period: Period, office: Office | None, today) -> ViewForm:
    """To keep what is on screen under a name."""
    return ViewForm(
        initial={
            "kind": period.kind,
            "back": _steps_back(period, today),
            "office": office.code if office else "",
        },
        auto_id="luu_%s",
    )


def _urls(period: Period, before: Period, base: dict[str, str]) -> dict[str, str]:
    """The list behind each figure of the tiles."""
    concluded = {**base, **queries.window(period, "concluded")}
    return {
        "received": queries.list_url(**base, **queries.window(period, "submitted")),
        "received_before": queries.list_url(**base, **queries.window(before, "submitted")),
        "concluded": queries.list_url(**concluded),
        "concluded_before": queries.list_url(**base, **queries.window(before, "concluded")),
        "screened_out": queries.list_url(
            ended_as=Status.SCREENED_OUT, **base, **queries.window(period, "closed")
        ),
        "stopped": queries.list_url(
            ended_as=Status.STOPPED, **base, **queries.window(period, "closed")
        ),
        "in_time": queries.list_url(in_time=1, **concluded),
        "with_term": queries.list_url(in_time="any", **concluded),
        "overdue": queries.list_url(overdue=1, **base),
        "open": queries.list_url(open=1, **base),
    }


def _steps_back(period: Period, today) -> int:
    """How many periods before the running one."""
    reached, steps = period_of(period.kind, today, queries.windows()), 0
    while reached.start > period.start and steps < 60:
        reached, steps = previous(reached, queries.windows()), steps + 1
    return steps


@require_POST
def save_view(request):
    """Keep what is on screen under a name."""
    require(request.user, Do.SEE_DASHBOARD)
    form = ViewForm(request.POST, auto_id="luu_%s")
    if not form.is_valid():
        today = local_day(timezone.now())
        period = period_asked(Asked(request.GET), today)
        return render(
            request,
            "reports/dashboard.html",
            _context(request, period, None, today, form),
            status=422,
        )
    data = form.cleaned_data
    view = actions.save_view(
        name=data["name"],
        kind=data["kind"],
        back=data["back"],
        office=data["office"],
        cadence=data["cadence"] or "never",
        by=request.user,
        at=timezone.now(),
    )
    reminder = "" if view.cadence == "never" else _(", cổng sẽ gửi thư nhắc (chỉ có đường dẫn)")
    messages.success(
        request, _("Đã lưu cách xem “{name}”{reminder}.").format(name=view.name, reminder=reminder)
    )
    return redirect("reports:saved_view", view.pk)


def saved_view(request, pk: int):
    """The same view today: its periods count from now."""
    view = request.user.saved_views.filter(pk=pk).first()
    if view is None:
        raise Invisible
    windows = queries.windows()
    period = back_from(
        period_of(view.kind, local_day(timezone.now()), windows), view.back + 1, windows
    )[0]
    query = {"ky": period.slug, **({"don-vi": view.office} if view.office else {})}
    return redirect(f"{reverse('reports:dashboard')}?{urlencode(query)}")


@require_POST
def drop_view(request, pk: int):
    view = request.user.saved_views.filter(pk=pk).first()
    if view is None:
        raise Invisible
    actions.drop_view(view=view, by=request.user)
    messages.success(request, _("Đã bỏ cách xem “{name}”.").format(name=view.name))
    return redirect("reports:dashboard")


def _month_of(period: Period) -> Period:
    """Returns are monthly: the month itself, or the last month of a longer period."""
    return (
        period
        if period.kind == PeriodKind.MONTH
        else period_of(PeriodKind.MONTH, period.end, windows_of(period.end))
    )


def _coverage(user, offices: list[Office]) -> dict:
    """Who has read the instrument; each figure with the page that names the people it counts."""
    instrument, named = instrument_to_cover(), {office.pk: office for office in offices}
    rows = sorted(coverage(instrument, offices=offices), key=lambda row: row["pct"] or 0)
    sent = followed(instrument, user) if instrument else {}
    lowest = [
        {
            **row,
            "office": named[row["office_id"]],
            "url": _people_url(sent.get(row["office_id"]), "chua", named[row["office_id"]]),
        }
        for row in rows
        if row["pct"] is not None and row["pct"] < 90
    ][:3]
    total, dispatches = total_of(rows), set(sent.values())
    single = dispatches.pop() if len(dispatches) == 1 else None
    return {
        "coverage": {**total, "left": total["total"] - total["done"]},
        "coverage_urls": {part: _people_url(single, part) for part in ("da", "chua")},
        "lowest": lowest,
        "instrument": instrument,
    }


def _people_url(dispatch: int | None, part: str, office: Office | None = None) -> str:
    """The people of one part of a dispatch, or the dispatches when none or several hold them."""
    if dispatch is None:
        return reverse("guidance:dispatches")
    query = {"loc": part, **({"don-vi": office.code} if office else {})}
    return f"{reverse('guidance:people', args=[dispatch])}?{urlencode(query)}"


def _directions(asked: dict[str, QuerySet]) -> dict:
    counted = next(iter(asked["directions"]), {"open": 0, "overdue": 0})
    return {
        "directions_open": counted["open"],
        "directions_overdue": counted["overdue"],
        "directions_next": asked["next"],
    }


def export(request):
    """The figures as a table; taking them away is an event."""
    require(request.user, Do.SEE_DASHBOARD)
    now = timezone.now()
    today = local_day(now)
    asked = Asked(request.GET)
    office = office_asked(request.user, asked)
    shown = figures(request.user, period_asked(asked, today), today, office)
    name = f"so-lieu-{shown['period'].slug}"
    return hand_out(
        by=request.user,
        at=now,
        what="export_figures",
        name=name,
        table=dashboard_table(shown),
        kind=request.GET.get("dang") or "xlsx",
        filters=shown["period"].label
        + (_("; đơn vị {code}").format(code=office.code) if office else ""),
    )
