"""Summaries: the list, the document on screen with what may be done to it, its copies."""

from django.contrib import messages
from django.db import transaction
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from compliance.audit.actions import saw
from compliance.audit.exports import as_file, keep
from compliance.core.access import may, require
from compliance.core.language import _, joined
from compliance.core.parameters import Asked
from compliance.core.refusals import Invisible, NotAllowed, NotNow, Stale
from compliance.core.roles import Do
from compliance.files import Refused
from compliance.files.serving import serve
from compliance.files.signing import taken_from
from compliance.papers.writers import TYPES, WRITERS, Unsettable, require_settable
from compliance.rulebook.clocks import local_day
from reports import actions
from reports.actions.summaries import STALE, period_of_summary, returns_now
from reports.forms import DirectionForm, SectionsForm, SignedForm, TextForm
from reports.models import PeriodKind, Recipient, Summary
from reports.narrative import LABELS, TITLES, main_figures, told_apart
from reports.paper import paper_of
from reports.queries import behind

COPIES = {"ban-chinh": False, "ban-gui-ngoai": True}


def fetch(request, pk: int) -> Summary:
    summary = (
        Summary.objects.visible_to(request.user)
        .select_related("approved_by", "read_by")
        .filter(pk=pk)
        .first()
    )
    if summary is None:
        raise Invisible
    return summary


def summaries(request):
    if not (may(request.user, Do.PREPARE_SUMMARY) or may(request.user, Do.READ_SUMMARY)):
        raise NotAllowed(_("Báo cáo tổng hợp dành cho lãnh đạo và Tổ kiểm tra giám sát."))
    rows = (
        Summary.objects.visible_to(request.user)
        .exclude(state=Summary.State.PLANNED)
        .select_related("approved_by")
        .latest_first()
    )
    if value := Asked(request.GET).choice("ky", PeriodKind.values):
        rows = rows.filter(kind=value)
    if value := Asked(request.GET).choice("state", Summary.State.values):
        rows = rows.filter(state=value)
    if year := Asked(request.GET).year("nam"):
        rows = rows.filter(end__year=year)
    page = Asked(request.GET).page(rows, 20)
    years = [
        day.year
        for day in Summary.objects.visible_to(request.user).dates("end", "year", order="DESC")
    ]
    context = {
        "page": page,
        "rows": [(row, period_of_summary(row)) for row in page],
        "kinds": PeriodKind.choices,
        "states": [
            choice for choice in Summary.State.choices if choice[0] != Summary.State.PLANNED
        ],
        "years": years,
        "may_prepare": may(request.user, Do.PREPARE_SUMMARY),
        "waiting": (
            Summary.objects.visible_to(request.user).filter(state=Summary.State.PLANNED).count()
        ),
    }
    return render(request, "reports/summaries.html", context)


def summary(request, pk: int):
    """Read on screen; the chairman's direction beside it."""
    summary = fetch(request, pk)
    now = timezone.now()
    today = local_day(now)
    if summary.state == Summary.State.PLANNED:
        return render(
            request,
            "reports/planned.html",
            {"summary": summary, "period": period_of_summary(summary)},
        )
    if request.method == "GET" and request.user.email:
        for copy in summary.deliveries.select_related("recipient", "summary").filter(
            recipient__inside=True, recipient__email__iexact=request.user.email, state="sent"
        ):
            actions.open_copy(delivery=copy, at=now, by=request.user)
    form = (
        DirectionForm(request.POST or None, today=today)
        if may(request.user, Do.DIRECT) and summary.approved_at
        else None
    )
    if request.method == "POST":
        require(request.user, Do.DIRECT)
        if form and form.is_valid():
            given = actions.give_direction(summary=summary, by=request.user, at=now, **form.given())
            messages.success(
                request,
                _("Đã gửi ý kiến chỉ đạo số {given} đến {tasks} nơi.").format(
                    given=given, tasks=given.tasks.count()
                ),
            )
            return redirect("reports:summary", pk)
    return render(
        request,
        "reports/summary.html",
        _context(request, summary, form),
        status=422 if form is not None and form.errors else 200,
    )


def _context(request, summary: Summary, form, **forms) -> dict:
    """What the page lays out; `forms`: what was sent and is to be put right, by name."""
    prepares, approves = (
        may(request.user, Do.PREPARE_SUMMARY),
        may(request.user, Do.APPROVE_SUMMARY),
    )
    period = period_of_summary(summary)
    if not summary.approved_at:
        summary.returns = returns_now(period)
    before = (
        Summary.objects.filter(kind=summary.kind, end__lt=summary.start)
        .exclude(code="")
        .latest_first()
        .first()
    )
    return {
        "summary": summary,
        "period": period,
        "paper": paper_of(summary, _recipients()),
        "form": form,
        "given": (
            summary.directions.select_related("by").prefetch_related("tasks__office").order_by("at")
        ),
        "revisions": (
            Summary.objects.visible_to(request.user)
            .filter(kind=summary.kind, start=summary.start, end=summary.end)
            .exclude(pk=summary.pk)
            .order_by("revision")
        ),
        **_compared(summary, before),
        **_offers(request.user, summary, prepares=prepares, approves=approves, forms=forms),
        "scans": summary.files.select_related("stored"),
        "sent": summary.deliveries.count() if prepares else 0,
        "may_distribute": prepares and summary.document_number and not summary.withdrawn_at,
    }


def _compared(summary: Summary, before: Summary | None) -> dict:
    """Its figures, what sets it apart from the one `before`, and which sections were rewritten."""
    return {
        "figures": [
            (words, summary.figures[name], behind(summary, name))
            for name, words in LABELS.items()
            if name in summary.figures and name != "in_time"
        ],
        "apart": (
            told_apart(
                main_figures(before.figures),
                main_figures(summary.figures),
                _("kỳ trước"),
                _("kỳ này"),
            )
            if before
            else []
        ),
        "before": before,
        "edited": [
            title
            for name, title in TITLES.items()
            if summary.sections.get(name, "") != summary.computed.get(name, "")
        ],
    }


def _offers(user, summary: Summary, *, prepares: bool, approves: bool, forms: dict) -> dict:
    """What may be done to it now, and the forms of that."""
    drawn, approved = (
        summary.state == Summary.State.DRAWN,
        summary.state == Summary.State.APPROVED,
    )
    signs = (
        prepares
        and summary.approved_at
        and not summary.document_number
        and not summary.withdrawn_at
    )
    return {
        "may_edit": drawn and prepares,
        "may_approve": drawn and approves,
        "may_revise": summary.approved_at is not None and approves and not summary.withdrawn_at,
        "may_read": approved and may(user, Do.DIRECT),
        "signed_form": forms.get("signed") or (SignedForm(auto_id="ky_%s") if signs else None),
        "back_form": (
            forms.get("back")
            or (
                TextForm(label=_("Cần sửa gì"), auto_id="tra_%s")
                if approved and may(user, Do.DIRECT) and not summary.document_number
                else None
            )
        ),
    }


def _recipients():
    return Recipient.objects.filter(ended_at=None).order_by("order", "pk")


def edit(request, pk: int):
    """Change the text; what was typed is never lost to somebody else's change."""
    summary = fetch(request, pk)
    require(request.user, Do.PREPARE_SUMMARY)
    initial = {
        "version": summary.version,
        **{f"section_{name}": summary.sections.get(name, "") for name in TITLES},
    }
    if (name := request.GET.get("tinh-lai", "")) in TITLES:
        initial[f"section_{name}"] = summary.computed.get(name, "")
    form = SectionsForm(request.POST or None, initial=initial)
    if summary.state != Summary.State.DRAWN:
        raise NotNow(
            _("Báo cáo đã duyệt không sửa được; cần thì lập bản mới."),
            back=reverse("reports:summary", args=[pk]),
        )
    if form.is_bound and form.is_valid():
        if form.cleaned_data["version"] != summary.version:
            raise Stale(
                STALE,
                form=form,
                current=SectionsForm(initial=initial),
                version=summary.version,
                back=reverse("reports:summary", args=[pk]),
            )
        summary.version = form.cleaned_data["version"]
        try:
            _word(request, summary, form.sections())
        except Unsettable as refused:
            form.add_error(None, refused.reason)
        else:
            messages.success(request, _("Đã lưu lời văn báo cáo."))
            return redirect("reports:summary", pk)
    context = {
        "summary": summary,
        "period": period_of_summary(summary),
        "form": form,
        "computed": [(TITLES[name], summary.computed.get(name, "")) for name in TITLES],
    }
    return render(request, "reports/edit_summary.html", context, status=422 if form.errors else 200)


@transaction.atomic
def _word(request, summary: Summary, sections: dict[str, str]) -> None:
    fresh = actions.edit_sections(
        summary=summary, sections=sections, by=request.user, at=timezone.now()
    )
    fresh.returns = returns_now(period_of_summary(fresh))
    require_settable(paper_of(fresh, _recipients()))


@require_POST
@transaction.atomic
def approve(request, pk: int):
    """What goes up can be read: every writer has set it, the copy for outside too."""
    summary = fetch(request, pk)
    approved = actions.approve(summary=summary, by=request.user, at=timezone.now())
    for outside in (False, True)[: 1 if summary.kind == PeriodKind.WEEK else 2]:
        require_settable(paper_of(approved, _recipients(), outside=outside))
    messages.success(
        request,
        _("Đã duyệt và trình. Chủ tịch, Phó Chủ tịch được báo qua thư điện tử (chỉ có đường dẫn)."),
    )
    return redirect("reports:summary", pk)


@require_POST
def send_back(request, pk: int):
    """Who was to read it wants its text written again."""
    summary = fetch(request, pk)
    form = TextForm(request.POST, label=_("Cần sửa gì"), auto_id="tra_%s")
    if not form.is_valid():
        require(request.user, Do.DIRECT)
        return render(
            request, "reports/summary.html", _context(request, summary, None, back=form), status=422
        )
    actions.send_back_summary(
        summary=summary, reason=form.cleaned_data["text"], by=request.user, at=timezone.now()
    )
    messages.success(request, _("Đã trả lại, Tổ trưởng được báo."))
    return redirect("reports:summaries")


@require_POST
def signed(request, pk: int):
    """Number, day and signer of the paper that was signed outside."""
    summary = fetch(request, pk)
    require(request.user, Do.PREPARE_SUMMARY)
    form = SignedForm(request.POST, request.FILES, auto_id="ky_%s")
    if form.is_valid():
        data = form.cleaned_data
        try:
            actions.record_signed(
                summary=summary,
                number=data["number"],
                day=data["day"],
                signer=data["signer"],
                upload=data["scan"],
                by=request.user,
                at=timezone.now(),
            )
        except Refused as refused:
            form.add_error("scan", str(refused))
    if not form.is_valid():
        return render(
            request,
            "reports/summary.html",
            _context(request, summary, None, signed=form),
            status=422,
        )
    messages.success(request, _("Đã ghi số, ngày, người ký. Báo cáo sẵn sàng gửi đến nơi nhận."))
    if form.signed:
        messages.info(request, taken_from(form.signed))
    return redirect("reports:summary", pk)


def scan(request, pk: int, file: int):
    """The scan of the signed paper."""
    summary = fetch(request, pk)
    scanned = summary.files.select_related("stored").filter(pk=file).first()
    if scanned is None:
        raise Invisible
    return serve(scanned.stored, by=request.user, obj=summary, at=timezone.now())


@require_POST
def read(request, pk: int):
    summary = fetch(request, pk)
    actions.mark_read(summary=summary, by=request.user, at=timezone.now())
    messages.success(request, _("Đã ghi: đã đọc, không có ý kiến."))
    return redirect("reports:summary", pk)


def revise(request, pk: int):
    """Draw the period up again as a new revision, with a reason."""
    summary = fetch(request, pk)
    require(request.user, Do.APPROVE_SUMMARY, _("Tổ trưởng quyết định lập bản mới."))
    form = TextForm(request.POST or None, label=_("Lý do lập bản mới"))
    if request.method == "POST" and form.is_valid():
        fresh = actions.revise(
            summary=summary, reason=form.cleaned_data["text"], by=request.user, at=timezone.now()
        )
        drawn = _("Đã lập bản {revision} với số liệu tính lại. Bản {former} được giữ nguyên.")
        messages.success(request, drawn.format(revision=fresh.revision, former=summary.revision))
        return redirect("reports:summary", fresh.pk)
    return render(
        request,
        "reports/revise_summary.html",
        {"summary": summary, "period": period_of_summary(summary), "form": form},
        status=422 if form.errors else 200,
    )


def document(request, pk: int, copy: str, kind: str):
    """.docx or PDF; the copy for outside carries no names and no small counts."""
    summary = fetch(request, pk)
    if kind not in TYPES or copy not in COPIES or summary.state == Summary.State.PLANNED:
        raise Invisible
    outside = COPIES[copy]
    if outside and (not summary.approved_at or summary.kind == PeriodKind.WEEK):
        raise NotNow(
            _("Bản gửi ra ngoài có khi báo cáo đã duyệt; báo cáo tuần không gửi ra ngoài."),
            back=reverse("reports:summary", args=[pk]),
        )
    if not summary.approved_at:
        summary.returns = returns_now(period_of_summary(summary))
    paper = paper_of(summary, _recipients(), outside=outside)
    now, label = timezone.now(), period_of_summary(summary).label + f", {kind}"
    label = joined(", ", (label, _("bản gửi ra ngoài"))) if outside else label
    saw(by=request.user, obj=summary, at=now, what="download_summary", label=label)
    content = WRITERS[kind](paper)
    ending = "-gui-ngoai" if outside else ""
    name = f"bao-cao-{period_of_summary(summary).slug}-ban-{summary.revision}{ending}.{kind}"
    keep(
        by=request.user,
        at=now,
        what="download_summary",
        title=label,
        name=name,
        content=content,
        event=False,
    )
    return as_file(content, name, TYPES[kind])
