"""Briefings held, official sources, and a member of staff who confirms."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from compliance.core import parameters
from compliance.core.access import may, require
from compliance.core.language import _
from compliance.core.parameters import Asked
from compliance.core.refusals import Invisible, NotNow
from compliance.core.roles import Do
from compliance.files import Refused
from compliance.files.models import StoredFile
from compliance.files.serving import serve
from compliance.guidance import actions
from compliance.guidance.forms import BriefingForm, SourceForm, heads_offices
from compliance.guidance.models import Briefing, OfficialSource
from compliance.guidance.querysets import offices_of
from compliance.rulebook.clocks import local_day
from compliance.rulebook.models import Instrument


def briefings(request):
    """Meetings held, by office and words of their minutes."""
    rows = (
        Briefing.objects.visible_to(request.user)
        .select_related("office")
        .prefetch_related("instruments")
        .order_by("-held_on", "-pk")
    )
    asked = Asked(request.GET)
    if code := asked.text("don-vi"):
        if not offices_of(request.user).filter(code=code).exists():
            raise asked.refuse("don-vi")
        rows = rows.filter(office__code=code)
    if words := request.GET.get("q", "").strip()[:100]:
        rows = rows.filter(minutes__icontains=words) | rows.filter(
            instruments__number__icontains=words
        )
    context = {
        "page": Asked(request.GET).page(rows.distinct(), 20),
        "may_hold": may(request.user, Do.HOLD_BRIEFING),
        "offices": (
            offices_of(request.user)
            .filter(briefings__isnull=False)
            .distinct()
            .order_by("order", "name")
        ),
        "filtered": bool(request.GET.get("q") or request.GET.get("don-vi")),
    }
    return render(request, "guidance/briefings.html", context)


def new_briefing(request):
    """Which office, then who attended, what was said, minutes and photos."""
    require(request.user, Do.HOLD_BRIEFING)
    now = timezone.now()
    offices = heads_offices(request.user)
    office = offices.filter(code=request.GET.get("don-vi", "")).first() or offices.first()
    if office is None:
        raise NotNow(_("Ông/bà chưa phụ trách đơn vị nào."))
    about = parameters.number(request.GET.get("van-ban", ""))
    form = BriefingForm(
        request.POST or None,
        request.FILES or None,
        office=office,
        today=local_day(now),
        initial={"instruments": [about] if about else []},
    )
    if request.method == "POST" and form.is_valid():
        given = {
            name: list(value) if name in ("instruments", "attendees") else value
            for name, value in form.cleaned_data.items()
        }
        try:
            made = actions.hold_briefing(office=office, by=request.user, at=now, **given)
            messages.success(
                request,
                _(
                    "Đã ghi buổi quán triệt với {attended} người dự; số liệu vào báo cáo kỳ của "
                    "đơn vị."
                ).format(attended=made.attended),
            )
            return redirect("guidance:briefing", made.pk)
        except Refused as refused:
            form.add_error("uploads", str(refused))
        except NotNow as refused:
            form.add_error(None, refused.reason)
    return render(
        request,
        "guidance/new_briefing.html",
        {"form": form, "office": office, "offices": offices},
        status=422 if form.errors else 200,
    )


def briefing(request, pk: int):
    briefing_shown = (
        Briefing.objects.visible_to(request.user)
        .select_related("office", "by")
        .filter(pk=pk)
        .first()
    )
    if briefing_shown is None:
        raise Invisible
    context = {
        "briefing": briefing_shown,
        "instruments": briefing_shown.instruments.order_by("number"),
        "attendees": briefing_shown.attendees.select_related("office").by_name(),
        "files": briefing_shown.files.order_by("pk"),
    }
    return render(request, "guidance/briefing.html", context)


def file(request, pk):
    """Minutes, a photo, a scan: a download for who sees the briefing or the list."""
    stored = StoredFile.objects.filter(pk=pk).first()
    owner = stored and (stored.briefings.first() or stored.signings.first())
    if owner is None:
        raise Invisible
    return serve(stored, by=request.user, obj=owner, at=timezone.now())


def sources(request):
    """The committee's list of official sources (letter 308, mục 2)."""
    keeper = may(request.user, Do.KEEP_RULEBOOK)
    form = SourceForm(request.POST or None) if keeper else None
    if request.method == "POST":
        require(request.user, Do.KEEP_RULEBOOK)
        if form.is_valid():
            actions.keep_source(by=request.user, at=timezone.now(), **form.cleaned_data)
            messages.success(request, _("Đã thêm nguồn."))
            return redirect("guidance:sources")
    context = {"sources": OfficialSource.objects.order_by("order", "pk"), "form": form}
    return render(
        request,
        "guidance/sources.html",
        context,
        status=422 if form is not None and form.errors else 200,
    )


@require_POST
def acknowledge(request, pk: int):
    instrument = Instrument.objects.filter(pk=pk, published_at__isnull=False).first()
    if instrument is None:
        raise Invisible
    actions.acknowledge(instrument=instrument, by=request.user, at=timezone.now())
    messages.success(request, _("Đã xác nhận đã đọc {short}.").format(short=instrument.short))
    return redirect("rulebook:instrument", pk)
