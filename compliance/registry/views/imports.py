"""Import a list of staff: upload, follow the reading, preview that can be filtered and taken away,
apply whole or not at all, undo the last one.
"""

from django.contrib import messages
from django.http import JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from compliance.audit.exports import hand_out
from compliance.core.access import require
from compliance.core.parameters import Asked
from compliance.core.refusals import Invisible
from compliance.core.roles import Do
from compliance.core.spreadsheets import Table
from compliance.registry import actions
from compliance.registry.forms import ImportForm
from compliance.registry.importing.plan import NEW, UNCHANGED, WORDS, WRONG
from compliance.registry.importing.reader import Unreadable
from compliance.registry.importing.staging import progress
from compliance.registry.models import ImportRow, ImportRun, Office
from compliance.rulebook.clocks import local_day

PER_PAGE, ERRORS = 50, 50
State = ImportRun.State
RUNNING = (State.READING, State.APPLYING)
COLUMNS = (("Dòng", 8), ("Mã cán bộ", 14), ("Họ và tên", 28), ("Sẽ làm gì", 18), ("Chi tiết", 80))


def staff_import(request):
    require(request.user, Do.KEEP_REGISTRY, "Đầu mối nội vụ nhập danh sách cán bộ.")
    now = timezone.now()
    form = ImportForm(request.POST or None, request.FILES or None, today=local_day(now))
    if request.method == "POST" and form.is_valid():
        upload = form.cleaned_data["upload"]
        try:
            run = actions.upload_list(
                upload=upload,
                name=upload.name,
                scope=form.cleaned_data["scope"],
                left_day=form.cleaned_data["left_day"],
                by=request.user,
                at=now,
            )
            return redirect("registry:import_preview", run.pk)
        except Unreadable as reason:
            form.add_error("upload", str(reason))
    runs = Asked(request.GET).page(
        ImportRun.objects.select_related("by").order_by("-at", "-pk"), 10
    )
    return render(
        request,
        "registry/staff_import.html",
        {"form": form, "page": runs},
        status=422 if form.errors else 200,
    )


def _run(request, pk: int) -> ImportRun:
    require(request.user, Do.KEEP_REGISTRY)
    run = ImportRun.objects.select_related("by", "scope").filter(pk=pk).first()
    if run is None:
        raise Invisible
    return run


def _asked(request, run: ImportRun):
    """The rows the address asks for: one fate, or words of the code or the name; without a choice,
    everything that is not unchanged.
    """
    asked = Asked(request.GET)
    rows = run.rows.order_by("number", "pk")
    fate, words = asked.choice("loai", (*WORDS, "tat-ca")), asked.text("q")
    if fate in WORDS:
        rows = rows.filter(fate=fate)
    elif fate != "tat-ca" and not words:
        rows = rows.exclude(fate=UNCHANGED)
    return (
        rows.filter(code__icontains=words) | rows.filter(values__full_name__icontains=words)
        if words
        else rows
    )


def preview(request, pk: int):
    """What the list would do; nothing has changed yet. While it is read or applied: how far it has
    come.
    """
    run = _run(request, pk)
    if run.state in RUNNING:
        return render(
            request,
            "registry/import_progress.html",
            {"run": run, "done": progress(run), "all": sum(run.counts.values())},
        )
    page = Asked(request.GET).page(_asked(request, run), PER_PAGE)
    offices = Office.objects.in_bulk(
        [row.values["office"] for row in page if row.values.get("office")]
    )
    errors = [
        error
        for row in run.rows.filter(fate=WRONG).order_by("number", "pk")[:ERRORS]
        for error in row.errors
    ]
    context = {
        "run": run,
        "page": page,
        "rows": [(row, WORDS[row.fate], offices.get(row.values.get("office"))) for row in page],
        "errors": errors[:ERRORS],
        "wrong": run.counts.get(WRONG, 0),
        "tiles": [(fate, WORDS[fate], run.counts.get(fate, 0)) for fate in WORDS],
        "nothing": not any(count for fate, count in run.counts.items() if fate != UNCHANGED),
        "stale": actions.is_stale(run),
        "undoable": run.state == State.APPLIED and run == actions.last_applied(),
    }
    return render(request, "registry/import_preview.html", context)


def state(request, pk: int):
    """How far it has come, for the page's own script."""
    run = _run(request, pk)
    return JsonResponse(
        {
            "running": run.state in RUNNING,
            "done": progress(run),
            "all": sum(run.counts.values()) or None,
        }
    )


def download(request, pk: int):
    """The rows on the screen as a file, to be mended beside the list."""
    run = _run(request, pk)
    rows = (
        (row.number or "", row.code, row.values.get("full_name", ""), WORDS[row.fate], _says(row))
        for row in _asked(request, run).iterator(chunk_size=2000)
    )
    table = Table("XEM TRƯỚC DANH SÁCH NHẬP", COLUMNS, rows, name="Xem trước")
    now = timezone.now()
    chosen = WORDS.get(request.GET.get("loai", ""), "")
    return hand_out(
        by=request.user,
        at=now,
        what="export_import",
        name=f"xem-truoc-{run.pk}",
        table=table,
        kind=request.GET.get("dang") or "xlsx",
        filters=f"Loại: {chosen}" if chosen else "",
    )


def _says(row: ImportRow) -> str:
    return "; ".join(f"{error['column']}: {error['message']}" for error in row.errors) or "; ".join(
        row.changes
    )


@require_POST
def apply(request, pk: int):
    run = actions.apply_import(run=_run(request, pk), by=request.user, at=timezone.now())
    if run.state == State.APPLIED:
        messages.success(request, _told(run.counts))
    return redirect("registry:import_preview", pk)


def _told(counts: dict) -> str:
    says = {
        NEW: "người mới",
        "moved": "chuyển vị trí",
        "changed": "đổi thông tin",
        "left": "rời danh sách",
        UNCHANGED: "không đổi",
    }
    return (
        "Đã nhập: "
        + ", ".join(f"{counts.get(fate, 0)} {words}" for fate, words in says.items())
        + "."
    )


@require_POST
def read_again(request, pk: int):
    try:
        actions.read_again(run=_run(request, pk), by=request.user, at=timezone.now())
        messages.success(request, "Đã đọc lại tệp theo danh sách hiện nay.")
    except Unreadable as reason:
        messages.error(request, str(reason))
    return redirect("registry:import_preview", pk)


@require_POST
def cancel(request, pk: int):
    actions.cancel_import(run=_run(request, pk), by=request.user, at=timezone.now())
    messages.success(request, "Đã bỏ danh sách này; không có gì thay đổi.")
    return redirect("registry:staff_import")


@require_POST
def undo(request, pk: int):
    actions.undo_import(run=_run(request, pk), by=request.user, at=timezone.now())
    messages.success(request, "Đã hoàn tác: danh sách trở lại như trước lần nhập này.")
    return redirect("registry:import_preview", pk)
