"""Changing the working calendar: a list or one day, what it would change and which dates of open
cases would move, then the change itself.
"""

import io

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from compliance.core import parameters
from compliance.core.access import require
from compliance.core.language import _, in_sense, joined
from compliance.core.parameters import Asked
from compliance.core.refusals import NotNow
from compliance.core.roles import Do
from compliance.desk.actions import KEY
from compliance.review.deadlines.actions.calendars import apply_calendar
from compliance.review.deadlines.forms.calendars import OneDayForm, YearForm
from compliance.review.deadlines.ledger import NAMES
from compliance.review.deadlines.recalculation import moves, shown_to
from compliance.rulebook.clocks import local_day
from compliance.rulebook.exports import write_days
from compliance.rulebook.models import CalendarDay
from compliance.rulebook.years import (
    Change,
    after_change,
    calendar_of,
    change_to,
    computed_days,
    day_of,
)

WORDS = {
    "added": in_sense("state", "Thêm"),
    "changed": in_sense("state", "Đổi"),
    "removed": in_sense("state", "Bỏ"),
}
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def change_calendar(request):
    """GET: the two forms. POST: the preview; with `apply` the change."""
    require(
        request.user,
        Do.KEEP_RULEBOOK,
        _("Tổ trưởng, đầu mối nội vụ, quản trị hệ thống giữ lịch làm việc."),
    )
    today = local_day(timezone.now())
    year = Asked(request.GET).year("nam", 2017, 2100) or today.year + 1
    single = "kind" in request.POST
    held = [day.line for day in _days()]
    form = None
    if request.method == "POST":
        listed = (
            {} if single else {"initial": _filled(_year(request.POST.get("year", ""), year), None)}
        )
        form = (OneDayForm if single else YearForm)(
            request.POST, request.FILES, held=held, **listed
        )
    if form is not None and form.is_valid() and not request.POST.get("again"):
        change = change_to(
            _days(), form.cleaned_data["days"], None if single else form.cleaned_data["year"]
        )
        if request.POST.get("apply"):
            return _apply(request, change)
        return _preview(request, change, form, today)
    forms = {
        "year_form": YearForm(initial=_filled(year, request.GET.get("theo-luat")), held=held),
        "day_form": OneDayForm(held=held),
    }
    if form is not None:
        forms["day_form" if single else "year_form"] = form
    return render(
        request,
        "review/change_calendar.html",
        {**forms, "year": year, "announced": year in calendar_of(_days()).announced},
        status=422 if form and form.errors else 200,
    )


def _year(text: str, otherwise: int) -> int:
    return parameters.number(text, 2017, 2100) or otherwise


def _days():
    return [day_of(row) for row in CalendarDay.objects.order_by("day")]


def _filled(year: int, by_law) -> dict:
    """The list as it stands; by the law where nothing is held yet, or when asked for."""
    held = [row for row in _days() if row.day.year == year]
    return {
        "year": year,
        "lines": joined(
            "\n", (row.line for row in (computed_days(year) if by_law or not held else held))
        ),
    }


def _preview(request, change: Change, form, today):
    now = _days()
    moved_cases = moves(calendar_of(now), calendar_of(after_change(now, change)), today)
    shown = shown_to(request.user, moved_cases)
    cases = [
        (incident, [(NAMES[name], *pair) for name, pair in dates.items()])
        for incident, dates in shown["rows"]
    ]
    hidden = {
        name: value
        for name, value in form.data.items()
        if name not in ("csrfmiddlewaretoken", KEY, "lines", "upload", "apply", "again")
    }
    if "year" in form.cleaned_data:
        hidden["lines"] = joined("\n", (row.line for row in form.cleaned_data["days"]))
    context = {
        "change": change,
        "rows": [(WORDS[fate], before, after) for fate, before, after in change.rows],
        "cases": cases,
        "others": shown["others"],
        "count": shown["count"],
        "hidden": hidden,
    }
    return render(request, "review/calendar_preview.html", context)


def _apply(request, change: Change):
    if not change.rows:
        raise NotNow(
            _("Danh sách giống hệt lịch đang có; không có gì để đổi."),
            back=reverse("review:change_calendar"),
        )
    years = sorted({(after or before).day.year for __, before, after in change.rows})
    apply_calendar(change=change, by=request.user, at=timezone.now())
    messages.success(
        request,
        _(
            "Đã cập nhật {count} ngày. Hạn của các hồ sơ đang mở được tính lại; người phụ trách "
            "được báo."
        ).format(count=len(change.rows)),
    )
    return redirect(f"{reverse('rulebook:calendar')}?nam={years[0]}")


def template(request):
    """The list of a year to fill in, as far as it is known."""
    require(request.user, Do.KEEP_RULEBOOK)
    year = Asked(request.GET).year("nam", 2017, 2100) or local_day(timezone.now()).year + 1
    held = [row for row in _days() if row.day.year == year]
    out = io.BytesIO()
    write_days(out, held or computed_days(year), year)
    return HttpResponse(
        out.getvalue(),
        content_type=XLSX,
        headers={"Content-Disposition": f'attachment; filename="lich-lam-viec-{year}.xlsx"'},
    )
