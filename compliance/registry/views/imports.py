"""Import a list of staff: upload, follow the reading, preview that can be filtered and taken away,
apply whole or not at all, undo the last one.
"""

from datetime import date

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from compliance.audit.exports import hand_out
from compliance.core.access import require
from compliance.core.answers import JsonResponse
from compliance.core.language import _, composed, in_sense, joined
from compliance.core.parameters import Asked
from compliance.core.recalling import recalled
from compliance.core.refusals import Invisible
from compliance.core.roles import Do
from compliance.core.spreadsheets import Table
from compliance.registry import actions
from compliance.registry.forms import ImportForm, OfficeNamesForm, PartsForm
from compliance.registry.importing import account
from compliance.registry.importing.body import SKIPPED
from compliance.registry.importing.plan import NEW, UNCHANGED, WORDS, WRONG
from compliance.registry.importing.reader import Unreadable
from compliance.registry.importing.staging import progress
from compliance.registry.models import ImportRow, ImportRun, Office
from compliance.rulebook.clocks import local_day

PER_PAGE, ERRORS = 50, 50
State = ImportRun.State
RUNNING = (State.READING, State.APPLYING)
COLUMNS = (
    (in_sense("sheet", "Trang"), 18),
    (_("Dòng"), 8),
    (_("Mã cán bộ"), 14),
    (_("Họ và tên"), 28),
    (_("Sẽ làm gì"), 18),
    (_("Chi tiết"), 80),
    (_("Cổng hiểu là"), 60),
)
DOUBLES = "trung"
STATES = {"visible": "", "hidden": _("Trang ẩn"), "veryhidden": _("Trang ẩn kỹ")}


def staff_import(request):
    require(request.user, Do.KEEP_REGISTRY, _("Đầu mối nội vụ nhập danh sách cán bộ."))
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
        ImportRun.objects.filter(what=ImportRun.What.STAFF)
        .select_related("by")
        .order_by("-at", "-pk"),
        10,
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
    rows = run.rows.order_by("pk")
    fate, words = asked.choice("loai", (*WORDS, DOUBLES, "tat-ca")), asked.text("q")
    if fate in WORDS:
        rows = rows.filter(fate=fate)
    elif fate == DOUBLES:
        rows = rows.filter(values__has_key="double")
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
    return _previewed(request, run)


def _previewed(request, run: ImportRun, names: OfficeNamesForm | None = None, status: int = 200):
    page = Asked(request.GET).page(_asked(request, run), PER_PAGE)
    offices = Office.objects.in_bulk(
        [row.values["office"] for row in page if row.values.get("office")]
    )
    errors = [
        account.of_error(error)
        for row in run.rows.filter(fate=WRONG).order_by("pk")[:ERRORS]
        for error in row.errors
    ]
    open_still = run.state == State.PREVIEWED
    parts = PartsForm(run=run) if open_still else None
    if open_still and names is None and run.report.get("offices"):
        names = OfficeNamesForm(run=run, today=local_day(timezone.now()))
    context = {
        "run": run,
        "upload_url": _upload_url(run),
        "page": page,
        "rows": [_shown(row, offices.get(row.values.get("office"))) for row in page],
        "errors": errors[:ERRORS],
        "wrong": run.counts.get(WRONG, 0),
        "tiles": [(fate, WORDS[fate], run.counts.get(fate, 0)) for fate in _fates(run)],
        "nothing": not any(count for fate, count in run.counts.items() if fate != UNCHANGED),
        "empty": not any(run.counts.values()),
        "stale": actions.is_stale(run),
        "undoable": run.state == State.APPLIED and run == actions.last_applied(),
        "sheets": [_sheet(sheet, parts) for sheet in run.report.get("sheets", [])],
        "said": account.of_file(run.report, run.left_out),
        "parts": parts,
        "names": names,
    }
    return render(request, "registry/import_preview.html", context, status=status)


def _shown(row: ImportRow, office: Office | None) -> dict:
    """A row of the table: what stands in the registry, what the file says."""
    changes = [change for change in row.changes if isinstance(change, dict)]
    new = joined(
        ", ", (part for part in (row.values.get("position"), office and office.name) if part)
    )
    if kind := row.values.get("kind"):
        new = _office_says(row, str(Office.Kind(kind).label))
    return {
        "row": row,
        "word": WORDS[row.fate],
        "changes": changes,
        "says": "" if changes else new,
    }


def _office_says(row: ImportRow, kind: str) -> str:
    """What a row of a list of offices says beside its name."""
    since = date.fromisoformat(row.values["valid_from"])
    above = row.values["under"] or row.values.get("above", "")
    return joined(
        ", ",
        filter(
            None,
            (
                kind,
                above and _("thuộc {above}").format(above=above),
                _("từ {since:%d/%m/%Y}").format(since=since),
            ),
        ),
    )


def _upload_url(run: ImportRun) -> str:
    of_offices = run.what == ImportRun.What.OFFICES
    return reverse("registry:office_import" if of_offices else "registry:staff_import")


def _fates(run: ImportRun) -> list[str]:
    """A list of offices adds, and changes nothing that is there."""
    return [NEW, UNCHANGED, WRONG] if run.what == ImportRun.What.OFFICES else list(WORDS)


def _sheet(sheet: dict, parts: PartsForm | None) -> dict:
    """One sheet in words: what was read of it, what was passed over and why."""
    return {
        **sheet,
        "kind": STATES.get(sheet["state"], ""),
        "says": account.of_sheet(sheet),
        "lines": [{**line, "why": SKIPPED[line["kind"]]} for line in sheet["skipped"]],
        "more": sum(sheet["counts"].values()) - len(sheet["skipped"]),
        "fields": parts.of_sheet(sheet["number"]) if parts else [],
    }


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
        (
            row.sheet,
            row.number or "",
            row.code,
            row.values.get("full_name", ""),
            WORDS[row.fate],
            _says(row),
            joined("; ", map(recalled, row.notes)),
        )
        for row in _asked(request, run).iterator(chunk_size=2000)
    )
    table = Table(_("XEM TRƯỚC DANH SÁCH NHẬP"), COLUMNS, rows, name=_("Xem trước"))
    now = timezone.now()
    chosen = WORDS.get(request.GET.get("loai", ""), "")
    return hand_out(
        by=request.user,
        at=now,
        what="export_import",
        name=f"xem-truoc-{run.pk}",
        table=table,
        kind=request.GET.get("dang") or "xlsx",
        filters=_("Loại: {chosen}").format(chosen=chosen) if chosen else "",
    )


def _says(row: ImportRow) -> str:
    """What is wrong with a row, or what it changes: kept by the reading, shown as it is read."""
    if row.errors:
        return joined(
            "; ",
            (
                composed(
                    "{at}: {why}", at=recalled(error["column"]), why=recalled(error["message"])
                )
                for error in row.errors
            ),
        )
    return joined(
        "; ",
        (
            composed(
                "{what}: {before} → {after}",
                what=recalled(change["what"]),
                before=change["before"],
                after=change["after"],
            )
            for change in row.changes
            if isinstance(change, dict)
        ),
    )


@require_POST
def apply(request, pk: int):
    run = actions.apply_import(run=_run(request, pk), by=request.user, at=timezone.now())
    if run.state == State.APPLIED:
        messages.success(request, _told(run))
    return redirect("registry:import_preview", pk)


def _told(run: ImportRun) -> str:
    counts = run.counts
    if run.what == ImportRun.What.OFFICES:
        return _("Đã nhập: {counts} đơn vị mới, {counts_2} không đổi.").format(
            counts=counts.get(NEW, 0), counts_2=counts.get(UNCHANGED, 0)
        )
    says = {
        NEW: _("người mới"),
        "moved": _("chuyển vị trí"),
        "changed": _("đổi thông tin"),
        "left": _("rời danh sách"),
        UNCHANGED: _("không đổi"),
    }
    return (
        _("Đã nhập: ")
        + joined(", ", (f"{counts.get(fate, 0)} {words}" for fate, words in says.items()))
        + "."
    )


@require_POST
def read_again(request, pk: int):
    try:
        actions.read_again(run=_run(request, pk), by=request.user, at=timezone.now())
        messages.success(request, _("Đã đọc lại tệp theo danh sách hiện nay."))
    except Unreadable as reason:
        messages.error(request, str(reason))
    return redirect("registry:import_preview", pk)


@require_POST
def choose(request, pk: int):
    """Which hidden parts belong to the list, how its old letters are read; it is read again."""
    run, now = _run(request, pk), timezone.now()
    form = PartsForm(request.POST, run=run)
    if not form.is_valid():
        messages.error(request, _("Lựa chọn không còn đúng với tệp; chọn lại."))
        return redirect("registry:import_preview", pk)
    try:
        actions.choose_parts(run=run, choices=form.cleaned_data, by=request.user, at=now)
        messages.success(request, _("Đã đọc lại tệp theo lựa chọn."))
    except Unreadable as reason:
        messages.error(request, str(reason))
    return redirect("registry:import_preview", pk)


@require_POST
def name_offices(request, pk: int):
    """'This is that office', remembered for this list and the next; it is read again."""
    run, now = _run(request, pk), timezone.now()
    form = OfficeNamesForm(request.POST, run=run, today=local_day(now))
    if not form.is_valid():
        return _previewed(request, run, form, status=422)
    if not form.said:
        messages.error(request, _("Chưa chọn đơn vị nào."))
        return redirect("registry:import_preview", pk)
    try:
        actions.name_offices(run=run, said=form.said, by=request.user, at=now)
    except Unreadable as reason:
        messages.error(request, str(reason))
        return redirect("registry:import_preview", pk)
    messages.success(
        request, _("Đã nhớ {count} cách ghi và đọc lại tệp.").format(count=len(form.said))
    )
    return redirect("registry:import_preview", pk)


@require_POST
def cancel(request, pk: int):
    run = _run(request, pk)
    actions.cancel_import(run=run, by=request.user, at=timezone.now())
    messages.success(request, _("Đã bỏ danh sách này; không có gì thay đổi."))
    return redirect(_upload_url(run))


@require_POST
def undo(request, pk: int):
    actions.undo_import(run=_run(request, pk), by=request.user, at=timezone.now())
    messages.success(request, _("Đã hoàn tác: danh sách trở lại như trước lần nhập này."))
    return redirect("registry:import_preview", pk)
