"""Summaries: the list, the document on screen with what may be done to it, its copies."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from compliance.access import may, require
from compliance.audit.actions import saw
from compliance.audit.exports import as_file, keep
from compliance.papers.docx import to_docx
from compliance.papers.pdf import to_pdf
from compliance.refusals import Invisible, NotAllowed, NotNow
from compliance.roles import Do
from compliance.rulebook.clocks import local_day
from reports import actions
from reports.actions.summaries import STALE, period_of_summary
from reports.forms import DirectionForm, SectionsForm, TextForm
from reports.models import PeriodKind, Recipient, Summary
from reports.narrative import TITLES
from reports.paper import paper_of

TYPES = {"docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document", "pdf": "application/pdf"}
COPIES = {"ban-chinh": False, "ban-gui-ngoai": True}


def fetch(request, pk: int) -> Summary:
    found = Summary.objects.visible_to(request.user).select_related("approved_by", "read_by").filter(pk=pk).first()
    if found is None:
        raise Invisible
    return found


def summaries(request):
    if not (may(request.user, Do.PREPARE_SUMMARY) or may(request.user, Do.READ_SUMMARY)):
        raise NotAllowed("Báo cáo tổng hợp dành cho lãnh đạo và Tổ kiểm tra giám sát.")
    rows = Summary.objects.visible_to(request.user).exclude(state=Summary.State.PLANNED).latest_first()
    if request.GET.get("ky") in PeriodKind.values:
        rows = rows.filter(kind=request.GET["ky"])
    if request.GET.get("state") in Summary.State.values:
        rows = rows.filter(state=request.GET["state"])
    if request.GET.get("nam", "").isdecimal():
        rows = rows.filter(end__year=int(request.GET["nam"][:4]))
    page = Paginator(rows, 20).get_page(request.GET.get("page"))
    years = [day.year for day in Summary.objects.visible_to(request.user).dates("end", "year", order="DESC")]
    context = {
        "page": page,
        "rows": [(row, period_of_summary(row)) for row in page],
        "kinds": PeriodKind.choices,
        "states": [choice for choice in Summary.State.choices if choice[0] != Summary.State.PLANNED],
        "years": years,
        "waiting": Summary.objects.visible_to(request.user).filter(state=Summary.State.PLANNED).count(),
    }
    return render(request, "reports/summaries.html", context)


def summary(request, pk: int):
    """Read on screen; the chairman's direction beside it."""
    found = fetch(request, pk)
    now = timezone.now()
    today = local_day(now)
    if found.state == Summary.State.PLANNED:
        return render(request, "reports/planned.html", {"summary": found, "period": period_of_summary(found)})
    form = DirectionForm(request.POST or None, today=today) if may(request.user, Do.DIRECT) and found.approved_at else None
    if request.method == "POST":
        require(request.user, Do.DIRECT)
        if form and form.is_valid():
            given = actions.give_direction(summary=found, by=request.user, at=now, **form.cleaned_data)
            messages.success(request, f"Đã gửi ý kiến chỉ đạo số {given} đến {given.tasks.count()} đơn vị.")
            return redirect("reports:summary", pk)
    return render(request, "reports/summary.html", _context(request, found, form), status=422 if form is not None and form.errors else 200)


def _context(request, found: Summary, form) -> dict:
    return {
        "summary": found,
        "period": period_of_summary(found),
        "paper": paper_of(found, Recipient.objects.order_by("order", "pk")),
        "form": form,
        "given": found.directions.select_related("by").prefetch_related("tasks__office").order_by("at"),
        "revisions": Summary.objects.visible_to(request.user)
        .filter(kind=found.kind, start=found.start, end=found.end)
        .exclude(pk=found.pk)
        .order_by("revision"),
        "may_edit": found.state == Summary.State.DRAWN and may(request.user, Do.PREPARE_SUMMARY),
        "may_approve": found.state == Summary.State.DRAWN and may(request.user, Do.APPROVE_SUMMARY),
        "may_revise": found.approved_at is not None and may(request.user, Do.APPROVE_SUMMARY),
        "may_read": found.state == Summary.State.APPROVED and may(request.user, Do.DIRECT),
    }


def edit(request, pk: int):
    """Change the text; what was typed is never lost to somebody else's change."""
    found = fetch(request, pk)
    require(request.user, Do.PREPARE_SUMMARY)
    if found.state != Summary.State.DRAWN:
        raise NotNow("Báo cáo đã duyệt không sửa được; cần thì lập bản mới.", back=f"/bao-cao/{pk}/")
    initial = {
        "version": found.version,
        "document_number": found.document_number,
        "document_date": found.document_date,
        **{f"section_{name}": found.sections.get(name, "") for name in TITLES},
    }
    form = SectionsForm(None if "_reopen" in request.POST else request.POST or None, initial=_reopened(request, initial))
    if form.is_bound and form.is_valid():
        if form.cleaned_data["version"] != found.version:
            raise _stale(request, found, form)
        found.version = form.cleaned_data["version"]
        actions.edit_sections(
            summary=found,
            sections=form.sections(),
            document_number=form.cleaned_data["document_number"],
            document_date=form.cleaned_data["document_date"],
            by=request.user,
            at=timezone.now(),
        )
        messages.success(request, "Đã lưu lời văn báo cáo.")
        return redirect("reports:summary", pk)
    return render(
        request, "reports/edit_summary.html", {"summary": found, "period": period_of_summary(found), "form": form}, status=422 if form.errors else 200
    )


def _reopened(request, initial: dict) -> dict:
    """After a conflict: one's own text, on the version that stands now."""
    if "_reopen" not in request.POST:
        return initial
    return {**initial, **{name: value for name, value in request.POST.items() if name.startswith("section_") or name in ("document_number", "document_date")}}


def _stale(request, found: Summary, form) -> NotNow:
    again = [(name, value) for name, value in request.POST.items() if name != "csrfmiddlewaretoken"] + [("_reopen", "1")]
    return NotNow(
        STALE,
        theirs={title: found.sections.get(name, "") for name, title in TITLES.items()},
        mine={title: form.cleaned_data[f"section_{name}"] for name, title in TITLES.items()},
        again=again,
        again_url=request.path,
        back=f"/bao-cao/{found.pk}/",
    )


@require_POST
def approve(request, pk: int):
    found = fetch(request, pk)
    actions.approve(summary=found, by=request.user, at=timezone.now())
    messages.success(request, "Đã duyệt và trình. Chủ tịch, Phó Chủ tịch được báo qua thư điện tử (chỉ có đường dẫn).")
    return redirect("reports:summary", pk)


@require_POST
def read(request, pk: int):
    found = fetch(request, pk)
    actions.mark_read(summary=found, by=request.user, at=timezone.now())
    messages.success(request, "Đã ghi: đã đọc, không có ý kiến.")
    return redirect("reports:summary", pk)


def revise(request, pk: int):
    """Draw the period up again as a new revision, with a reason."""
    found = fetch(request, pk)
    require(request.user, Do.APPROVE_SUMMARY, "Tổ trưởng quyết định lập bản mới.")
    form = TextForm(request.POST or None, label="Lý do lập bản mới")
    if request.method == "POST" and form.is_valid():
        fresh = actions.revise(summary=found, reason=form.cleaned_data["text"], by=request.user, at=timezone.now())
        messages.success(request, f"Đã lập bản {fresh.revision} với số liệu tính lại. Bản {found.revision} được giữ nguyên.")
        return redirect("reports:summary", fresh.pk)
    return render(
        request, "reports/revise_summary.html", {"summary": found, "period": period_of_summary(found), "form": form}, status=422 if form.errors else 200
    )


def document(request, pk: int, copy: str, kind: str):
    """.docx or PDF; the copy for outside carries no names and no small counts."""
    found = fetch(request, pk)
    if kind not in TYPES or copy not in COPIES or found.state == Summary.State.PLANNED:
        raise Invisible
    outside = COPIES[copy]
    paper = paper_of(found, Recipient.objects.order_by("order", "pk"), outside=outside)
    now, label = timezone.now(), f"{period_of_summary(found).label}, {kind}{', gửi ngoài' if outside else ''}"
    saw(by=request.user, obj=found, at=now, what="download_summary", label=label)
    content = to_docx(paper) if kind == "docx" else to_pdf(paper)
    name = f"bao-cao-{period_of_summary(found).slug}-ban-{found.revision}{'-gui-ngoai' if outside else ''}.{kind}"
    keep(by=request.user, at=now, what="download_summary", title=label, name=name, content=content, event=False)
    return as_file(content, name, TYPES[kind])
