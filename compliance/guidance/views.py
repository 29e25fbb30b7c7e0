"""Briefings, official sources, acknowledgement."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from compliance.access import may, require
from compliance.guidance import actions
from compliance.guidance.forms import BriefingForm, SourceForm
from compliance.guidance.models import Briefing, OfficialSource
from compliance.guidance.queries import coverage, instrument_to_cover
from compliance.refusals import Invisible
from compliance.registry.models import Office, StaffMember
from compliance.roles import Do
from compliance.rulebook.clocks import local_day
from compliance.rulebook.models import Instrument


def briefings(request):
    """Meetings held, and how many staff have confirmed reading, by office."""
    rows = Briefing.objects.visible_to(request.user).select_related("office").prefetch_related("instruments").order_by("-held_on", "-pk")
    offices = Office.objects.filter(pk__in=StaffMember.objects.visible_to(request.user).order_by().values("office"))
    if code := request.GET.get("don-vi"):
        rows = rows.filter(office__code=code)
    names = {office.pk: office for office in offices}
    covered = sorted(
        ({**row, "office": names[row["office_id"]]} for row in coverage(offices) if row["office_id"] in names),
        key=lambda row: (row["pct"], row["office"].order),
    )
    context = {
        "page": Paginator(rows, 20).get_page(request.GET.get("page")),
        "coverage": covered,
        "instrument": instrument_to_cover(),
        "may_hold": may(request.user, Do.HOLD_BRIEFING),
        "offices": sorted(names.values(), key=lambda office: (office.order, office.name)),
    }
    return render(request, "guidance/briefings.html", context)


def new_briefing(request):
    require(request.user, Do.HOLD_BRIEFING)
    now = timezone.now()
    form = BriefingForm(request.POST or None, user=request.user, today=local_day(now))
    if request.method == "POST" and form.is_valid():
        actions.hold_briefing(by=request.user, at=now, **form.cleaned_data)
        messages.success(request, "Đã ghi buổi quán triệt; số liệu vào báo cáo kỳ của đơn vị.")
        return redirect("guidance:briefings")
    return render(request, "guidance/new_briefing.html", {"form": form}, status=422 if form.errors else 200)


def sources(request):
    """The committee's list of official sources (letter 308, mục 2)."""
    keeper = may(request.user, Do.KEEP_RULEBOOK)
    form = SourceForm(request.POST or None) if keeper else None
    if request.method == "POST":
        require(request.user, Do.KEEP_RULEBOOK)
        if form.is_valid():
            actions.keep_source(by=request.user, at=timezone.now(), **form.cleaned_data)
            messages.success(request, "Đã thêm nguồn.")
            return redirect("guidance:sources")
    return render(
        request,
        "guidance/sources.html",
        {"sources": OfficialSource.objects.order_by("order", "pk"), "form": form},
        status=422 if form is not None and form.errors else 200,
    )


@require_POST
def acknowledge(request, pk: int):
    instrument = Instrument.objects.filter(pk=pk, published_at__isnull=False).first()
    if instrument is None:
        raise Invisible
    actions.acknowledge(instrument=instrument, by=request.user, at=timezone.now())
    messages.success(request, f"Đã xác nhận đã đọc {instrument.short}.")
    return redirect("rulebook:instrument", pk)
