"""Import a list of staff: upload, preview with every error by row and column, apply whole or not at all."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from compliance.access import require
from compliance.refusals import Invisible
from compliance.registry import actions
from compliance.registry.forms import ImportForm
from compliance.registry.importing.plan import UNCHANGED, WORDS
from compliance.registry.importing.reader import Unreadable
from compliance.registry.models import ImportRun
from compliance.roles import Do
from compliance.rulebook.clocks import local_day

MOST = 300


def staff_import(request):
    require(request.user, Do.KEEP_REGISTRY, "Đầu mối nội vụ nhập danh sách cán bộ.")
    form = ImportForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        upload = form.cleaned_data["upload"]
        try:
            run, _ = actions.preview_import(upload=upload, name=upload.name, by=request.user, at=timezone.now())
            return redirect("registry:import_preview", run.pk)
        except Unreadable as reason:
            form.add_error("upload", str(reason))
    runs = ImportRun.objects.select_related("by").order_by("-at")[:10]
    return render(request, "registry/staff_import.html", {"form": form, "runs": runs}, status=422 if form.errors else 200)


def _run(request, pk: int) -> ImportRun:
    require(request.user, Do.KEEP_REGISTRY)
    found = ImportRun.objects.select_related("by").filter(pk=pk).first()
    if found is None:
        raise Invisible
    return found


def preview(request, pk: int):
    """What the list would do today; nothing has changed yet."""
    run = _run(request, pk)
    context = {"run": run, "words": WORDS}
    if run.state == ImportRun.State.PREVIEWED:
        plan = actions.plan_of(run, local_day(timezone.now()))
        shown = [row for row in plan.rows if row.fate != UNCHANGED]
        errors = [error for row in plan.rows for error in row.errors]
        context |= {
            "plan": plan,
            "rows": shown[:MOST],
            "more": max(len(shown) - MOST, 0),
            "errors": errors[:50],
            "error_count": len(errors),
            "tiles": [(WORDS[fate], count) for fate, count in plan.counts().items()],
        }
    else:
        context |= {"tiles": [(WORDS.get(fate, fate), count) for fate, count in run.counts.items()]}
    return render(request, "registry/import_preview.html", context)


@require_POST
def apply(request, pk: int):
    counts = actions.apply_import(run=_run(request, pk), by=request.user, at=timezone.now())
    messages.success(
        request, f"Đã nhập: {counts['new']} người mới, {counts['moved']} chuyển vị trí, {counts['changed']} đổi thông tin, {counts['unchanged']} không đổi."
    )
    return redirect("registry:import_preview", pk)


@require_POST
def cancel(request, pk: int):
    actions.cancel_import(run=_run(request, pk), by=request.user, at=timezone.now())
    messages.success(request, "Đã bỏ danh sách này; không có gì thay đổi.")
    return redirect("registry:staff_import")
