"""Holds, the archive, the terms, and what has gone."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from compliance.audit.exports import as_file, keep
from compliance.core.access import may, require
from compliance.core.addresses import home_url
from compliance.core.language import _, composed, lower_first
from compliance.core.parameters import MOST_PAGES, Asked
from compliance.core.refusals import Invisible, NotNow
from compliance.core.roles import Do
from compliance.incidents.models import Incident
from compliance.retention import actions
from compliance.retention.forms import ArchiveForm, HoldForm, ReleaseForm, TermForm
from compliance.retention.models import Kind, LegalHold, RetentionTerm, Tombstone
from compliance.retention.register import line_of
from compliance.retention.terms import reviewed, rules
from compliance.retention.views.disposal import require_either
from compliance.rulebook.clocks import local_day

FILTERS = {"cho": ("proposed", "release"), "dang": ("active",), "xong": ("refused", "released")}


def holds(request, form=None, about: int = 0, status: int = 200):
    """Holds by state; each shows what waits for whom. The inspectorate reads code, reason and day,
    not the case.
    """
    require_either(request.user)
    rows = (
        LegalHold.objects.visible_to(request.user)
        .select_related("incident", "asked_by", "decided_by", "release_by", "released_by")
        .order_by("-asked_at", "-pk")
    )
    if state := Asked(request.GET).choice("loc", FILTERS):
        rows = rows.filter(state__in=FILTERS[state])
    if words := request.GET.get("q", "").strip()[:30]:
        rows = rows.filter(incident__code__icontains=words)
    page = Asked(request.GET).turned(rows, 20, MOST_PAGES)
    confirms, retains = may(request.user, Do.CONFIRM_DISPOSAL), may(request.user, Do.RETAIN)
    shown, today = [], local_day(timezone.now())
    for row in page:
        first = (
            row.asked_by_id
            if row.state == LegalHold.State.PROPOSED
            else row.release_by_id
            if row.state == LegalHold.State.RELEASE
            else None
        )
        bound = form if form is not None and about == row.pk else None
        release = (
            (bound or ReleaseForm(auto_id=f"h{row.pk}_%s"))
            if retains and row.state == LegalHold.State.ACTIVE
            else None
        )
        shown.append(
            {
                "hold": row,
                "confirms": confirms and first is not None and first != request.user.pk,
                "release": release,
                "spent": _spent(row.incident, today),
            }
        )
    context = {"page": page, "rows": shown, "retains": retains, "today": today}
    return render(request, "retention/holds.html", context, status=status)


def _spent(incident: Incident, today) -> bool:
    """Whether its page is shut because its measure has lapsed."""
    return bool(incident.spent_on and incident.spent_on <= today)


def _case(request, code: str) -> Incident:
    incident = (
        Incident.objects.on_file_for(request.user)
        .select_related("person", "office", "rule_set")
        .filter(code=code, submitted_at__isnull=False)
        .first()
    )
    if incident is None:
        raise Invisible
    return incident


def hold(request, code: str):
    """Ask for a hold on one case."""
    incident = _case(request, code)
    require(request.user, Do.RETAIN, _("Tổ trưởng, Tổ phó đề nghị giữ hồ sơ."))
    form = HoldForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.ask_hold(
                incident=incident, by=request.user, at=timezone.now(), **form.cleaned_data
            )
            messages.success(request, _("Hồ sơ được giữ từ bây giờ; chờ thanh tra xác nhận."))
            return redirect("retention:holds")
        except NotNow as why:
            form.add_error("until" if "Ngày" in why.reason else None, why.reason)
    words = {
        "title": _("Giữ lại hồ sơ"),
        "intro": (
            _(
                "Hồ sơ được giữ ngay từ lúc đề nghị, không bị tiêu hủy khi đến hạn. Thanh tra xác "
                "nhận; khi thôi giữ cũng cần hai người."
            )
        ),
        "button": _("Đề nghị giữ"),
    }
    return render(
        request,
        "retention/act.html",
        {
            "incident": incident,
            "form": form,
            "shut": _spent(incident, local_day(timezone.now())),
            **words,
        },
        status=422 if form.errors else 200,
    )


def archive(request, code: str):
    """Write down that the official file went to the archive."""
    incident = _case(request, code)
    require(
        request.user, Do.HAND_TO_ARCHIVE, _("Đầu mối nội vụ hoặc Tổ trưởng ghi việc nộp lưu trữ.")
    )
    form = ArchiveForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.hand_to_archive(
                incident=incident, by=request.user, at=timezone.now(), **form.cleaned_data
            )
            messages.success(request, _("Đã ghi việc nộp lưu trữ."))
            return _back(request, incident)
        except NotNow as why:
            form.add_error("handed_on" if "Ngày" in why.reason else None, why.reason)
    words = {
        "title": _("Ghi việc nộp lưu trữ"),
        "intro": (
            _(
                "Hồ sơ kỷ luật chính thức lưu 70 năm ở lưu trữ cơ quan, ngoài cổng. Sau khi nộp, "
                "bản trên cổng mới bắt đầu tính thời hạn."
            )
        ),
        "button": _("Ghi"),
        "asks": True,
    }
    return render(
        request,
        "retention/act.html",
        {
            "incident": incident,
            "form": form,
            "shut": _spent(incident, local_day(timezone.now())),
            **words,
        },
        status=422 if form.errors else 200,
    )


def _back(request, incident: Incident):
    """To the case, or to the list when its page is shut because its measure has lapsed."""
    if Incident.objects.visible_to(request.user).filter(pk=incident.pk).exists():
        return redirect("review:case", incident.code)
    return redirect("retention:due" if may(request.user, Do.RETAIN) else home_url())


def _hold(request, pk: int) -> LegalHold:
    require_either(request.user)
    hold_row = (
        LegalHold.objects.visible_to(request.user)
        .select_related("incident__person", "incident__reporter")
        .filter(pk=pk)
        .first()
    )
    if hold_row is None:
        raise Invisible
    return hold_row


@require_POST
def decide_hold(request, pk: int):
    """The inspectorate's word on a hold, or on letting go."""
    hold_row = _hold(request, pk)
    require(request.user, Do.CONFIRM_DISPOSAL, _("Thanh tra xác nhận việc giữ hồ sơ."))
    act = (
        actions.decide_release if hold_row.state == LegalHold.State.RELEASE else actions.decide_hold
    )
    done = act(
        hold=hold_row, agrees=request.POST.get("agrees") == "1", by=request.user, at=timezone.now()
    )
    state = lower_first(done.get_state_display())
    messages.success(request, composed("{code}: {state}.", code=done.incident.code, state=state))
    return redirect("retention:holds")


@require_POST
def release(request, pk: int):
    hold_row = _hold(request, pk)
    require(request.user, Do.RETAIN, _("Tổ trưởng, Tổ phó đề nghị thôi giữ."))
    form = ReleaseForm(request.POST, auto_id=f"h{pk}_%s")
    if not form.is_valid():
        return holds(request, form=form, about=pk, status=422)
    actions.ask_release(
        hold=hold_row, reason=form.cleaned_data["reason"], by=request.user, at=timezone.now()
    )
    messages.success(
        request, _("Đã đề nghị thôi giữ; hồ sơ vẫn được giữ cho đến khi thanh tra xác nhận.")
    )
    return redirect("retention:holds")


def terms(request):
    """The term of each class with its basis, and what was changed by whom."""
    require_either(request.user)
    now, edits = timezone.now(), may(request.user, Do.RETAIN)
    today = local_day(now)
    form = TermForm(
        request.POST if request.method == "POST" else None, initial={"valid_from": today}
    )
    if request.method == "POST":
        require(request.user, Do.RETAIN, _("Tổ trưởng, Tổ phó đặt thời hạn lưu."))
        if form.is_valid():
            try:
                actions.set_term(by=request.user, at=now, **form.cleaned_data)
                messages.success(request, _("Đã ghi thời hạn mới."))
                return redirect("retention:terms")
            except NotNow as why:
                form.add_error(
                    "valid_from" if "ngày" in why.reason.lower() else "months", why.reason
                )
    changes = RetentionTerm.objects.select_related("by").order_by("-at", "-pk")[:50]
    context = {
        "rules": rules(today).values(),
        "base": reviewed(),
        "changes": changes,
        "form": form if edits else None,
    }
    return render(request, "retention/terms.html", context, status=422 if form.errors else 200)


def tombstones(request):
    """What has gone: code, class, days, two names, the hash. No person concerned."""
    require_either(request.user)
    rows = Tombstone.objects.order_by("-disposed_at", "-pk")
    if words := request.GET.get("q", "").strip()[:30]:
        rows = rows.filter(code__icontains=words)
    if kind := Asked(request.GET).choice("loai", Kind.values):
        rows = rows.filter(kind=kind)
    context = {
        "page": Asked(request.GET).page(rows, 25),
        "total": Tombstone.objects.count(),
        "kinds": Kind.choices,
        "audits": may(request.user, Do.CONFIRM_DISPOSAL),
    }
    return render(request, "retention/tombstones.html", context)


def register(request):
    """The register as a file to be kept elsewhere: `manage.py repurge --register` reads it after a
    restore.
    """
    require(request.user, Do.CONFIRM_DISPOSAL, _("Thanh tra giữ bản sao sổ tiêu hủy."))
    now = timezone.now()
    stones = Tombstone.objects.order_by("pk")
    content = "".join(f"{line_of(stone)}\n" for stone in stones).encode()
    name = f"so-tieu-huy-{local_day(now):%Y%m%d}.jsonl"
    keep(
        by=request.user,
        at=now,
        what="export_register",
        title=_("Sổ tiêu hủy"),
        name=name,
        content=content,
        rows=stones.count(),
    )
    return as_file(content, name, "application/x-ndjson; charset=utf-8")
