"""What is due, chosen and proposed by a lead; confirmed by the inspectorate; the minutes of a
batch.
"""

from django.contrib import messages
from django.db.models import Count, Exists, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from compliance.audit.exports import filters_of, hand_out
from compliance.core.access import may, require
from compliance.core.language import _
from compliance.core.parameters import MOST_PAGES, Asked
from compliance.core.refusals import Invisible, NotAllowed, NotNow
from compliance.core.roles import Do
from compliance.core.spreadsheets import Table
from compliance.incidents.models import Incident
from compliance.incidents.workflow import Status
from compliance.retention import actions
from compliance.retention.forms import DecisionForm, NoteForm
from compliance.retention.models import DisposalBatch, DisposalItem, Kind, LegalHold
from compliance.retention.queries import due_for_disposal, ended_as
from compliance.retention.removal import survey
from compliance.rulebook.clocks import local_day

LEADS_ONLY = _("Danh sách đến hạn tiêu hủy dành cho Tổ trưởng, Tổ phó.")
BOTH = _("Trang này dành cho Tổ trưởng, Tổ phó và thanh tra.")
PER_PAGE = 25
MOST_LISTED = 500  # cases looked at: those that ended first
MOST_TAKEN = 2000  # in the file
COLUMNS = (
    (_("Mã hồ sơ"), 18),
    (_("Loại"), 28),
    (_("Kết thúc ngày"), 14),
    (_("Đến hạn từ"), 14),
    (_("Tính từ"), 20),
    (_("Số tháng"), 10),
    (_("Căn cứ"), 60),
    (_("Số dòng"), 10),
    (_("Nội dung chữ"), 14),
    (_("Tệp"), 8),
    (_("Dung lượng (byte)"), 16),
)


def require_either(user) -> None:
    if not (may(user, Do.RETAIN) or may(user, Do.CONFIRM_DISPOSAL)):
        raise NotAllowed(BOTH)


def _listed(request, today, most: int):
    """The due cases this lead may see, of the class asked for; what each would lose is counted for
    the page alone. At most `most` at a time, however many years are waiting.
    """
    cases = Incident.objects.on_file_for(request.user)
    due_rows = due_for_disposal(cases, today, most=most)
    by_kind: dict[str, int] = {}
    for row in due_rows:
        by_kind[row.rule.kind] = by_kind.get(row.rule.kind, 0) + 1
    asked = Asked(request.GET)
    kind, words = asked.choice("loai", Kind.values), asked.text("q", 30).upper()
    looked_at = due_rows
    if (words or kind) and len(due_rows) == most:  # what is looked for may lie further back
        wanted = cases.filter(ended_as(kind, today)) if kind else cases
        looked_at = due_for_disposal(wanted.filter(code__contains=words), today, most=most)
    rows = [row for row in looked_at if kind in ("", row.rule.kind) and words in row.incident.code]
    return rows, by_kind, len(due_rows)


def _unarchived(user):
    """Ended recommendations for discipline whose official file is not yet known to lie in the
    archive: they do not become due before.
    """
    return (
        Incident.objects.on_file_for(user)
        .filter(status=Status.CLOSED, outcome=Kind.DISCIPLINE, archived=None)
        .order_by("closed_at", "pk")
    )


def due(request, form=None, chosen: tuple = (), status: int = 200):
    """The preview: nothing is done here but choosing."""
    require(request.user, Do.RETAIN, LEADS_ONLY)
    now = timezone.now()
    today = local_day(now)
    due_rows, by_kind, total = _listed(request, today, MOST_LISTED)
    page = Asked(request.GET).page(due_rows, PER_PAGE)
    counts = survey([row.incident.pk for row in page])
    for row in page:
        row.counts = counts[row.incident.pk]
    context = {
        "page": page,
        "total": total,
        "more": total >= MOST_LISTED,
        "form": form or NoteForm(),
        "chosen": set(chosen),
        "today": today,
        "wanted": request.GET.get("loai", ""),
        "kinds": [(kind, Kind(kind).label, number) for kind, number in by_kind.items()],
        "unarchived": _unarchived(request.user)[:20],
        "held": LegalHold.objects.visible_to(request.user).holding(today).count(),
    }
    return render(request, "retention/due.html", context, status=status)


def due_book(request):
    """The whole list as a workbook; taking it away is an event."""
    require(request.user, Do.RETAIN, LEADS_ONLY)
    now = timezone.now()
    due_rows, __, __ = _listed(request, local_day(now), MOST_TAKEN)
    counts = survey([row.incident.pk for row in due_rows])
    lines = (
        (
            row.incident.code,
            row.rule.label,
            row.closed_on,
            row.due_on,
            row.rule.starts_label,
            row.rule.months,
            row.rule.basis,
            *(counts[row.incident.pk][name] for name in ("rows", "texts", "files", "bytes")),
        )
        for row in due_rows
    )
    table = Table(_("HỒ SƠ ĐẾN HẠN TIÊU HỦY"), COLUMNS, lines, name=_("Đến hạn"))
    name = f"den-han-tieu-huy-{local_day(now):%Y%m%d}"
    filters = filters_of(request.GET, {"loai": _("Loại")}, {"loai": dict(Kind.choices)})
    return hand_out(
        by=request.user,
        at=now,
        what="export_disposal",
        name=name,
        table=table,
        kind=request.GET.get("dang") or "xlsx",
        filters=filters,
    )


@require_POST
def propose(request):
    require(request.user, Do.RETAIN, LEADS_ONLY)
    codes, form = request.POST.getlist("codes"), NoteForm(request.POST)
    if not codes:
        form.add_error(None, _("Chọn ít nhất một hồ sơ."))
    if form.errors or not form.is_valid():
        return due(request, form=form, chosen=tuple(codes), status=422)
    incidents = (
        Incident.objects.on_file_for(request.user)
        .filter(code__in=codes)
        .select_related("rule_set", "archived")
        .order_by("closed_at", "pk")
    )
    try:
        batch = actions.propose_disposal(
            incidents=incidents, note=form.cleaned_data["note"], by=request.user, at=timezone.now()
        )
    except NotNow as why:
        form.add_error(None, why.reason)
        return due(request, form=form, chosen=tuple(codes), status=422)
    messages.success(
        request,
        _("Đã lập đề nghị {batch}. Chưa có gì bị xóa: chờ thanh tra xác nhận.").format(batch=batch),
    )
    return redirect("retention:batch", batch.pk)


def _number(items) -> Coalesce:
    """How many of `items` one batch has, as a column."""
    counted = items.values("batch").annotate(number=Count("pk")).values("number")
    return Coalesce(Subquery(counted), 0)


def batches(request):
    require_either(request.user)
    rows = (
        DisposalBatch.objects.visible_to(request.user).select_related("proposed_by").order_by("-pk")
    )
    items = DisposalItem.objects.visible_to(request.user).filter(batch=OuterRef("pk")).order_by()
    waiting = items.filter(state=DisposalItem.State.PROPOSED)
    if Asked(request.GET).choice("loc", ("cho",)):
        rows = rows.filter(Exists(waiting))
    rows = rows.annotate(  # of the batches of the page alone
        cases=_number(items),
        waiting=_number(waiting),
        gone=_number(items.filter(state=DisposalItem.State.DONE)),
    )
    context = {
        "page": Asked(request.GET).turned(rows, 20, MOST_PAGES),
        "confirms": may(request.user, Do.CONFIRM_DISPOSAL),
    }
    return render(request, "retention/batches.html", context)


def _fetch(request, pk: int) -> DisposalBatch:
    require_either(request.user)
    batch = (
        DisposalBatch.objects.visible_to(request.user)
        .select_related("proposed_by__staff__office")
        .filter(pk=pk)
        .first()
    )
    if batch is None:
        raise Invisible
    return batch


def _page(request, batch: DisposalBatch, form: DecisionForm, status: int = 200):
    items = list(
        batch.items.visible_to(request.user)
        .select_related("incident", "decided_by", "incident__tombstone")
        .order_by("due_on", "pk")
    )
    waiting = sum(item.state == DisposalItem.State.PROPOSED for item in items)
    gone = [item for item in items if item.state == DisposalItem.State.DONE]
    context = {
        "batch": batch,
        "items": items,
        "waiting": waiting,
        "gone": len(gone),
        "form": form,
        "confirms": (
            bool(waiting)
            and may(request.user, Do.CONFIRM_DISPOSAL)
            and batch.proposed_by_id != request.user.pk
        ),
        "sums": {
            name: sum(item.counts.get(name, 0) for item in items)
            for name in ("texts", "files", "bytes")
        },
        "opens": may(request.user, Do.RETAIN),
    }
    return render(request, "retention/batch.html", context, status=status)


def batch(request, pk: int):
    return _page(request, _fetch(request, pk), DecisionForm())


@require_POST
def decide(request, pk: int):
    batch, form = _fetch(request, pk), DecisionForm(request.POST)
    require(request.user, Do.CONFIRM_DISPOSAL, _("Thanh tra xác nhận việc tiêu hủy."))
    if not form.is_valid():
        return _page(request, batch, form, status=422)
    agrees = request.POST.get("agrees") == "1"
    count = actions.decide_batch(
        batch=batch,
        agrees=agrees,
        reason=form.cleaned_data["reason"],
        by=request.user,
        at=timezone.now(),
    )
    messages.success(
        request,
        (
            _("Đã xác nhận {count} hồ sơ; việc xóa được thực hiện trong vài phút.").format(
                count=count
            )
            if agrees
            else _("Đã ghi không đồng ý {count} hồ sơ.").format(count=count)
        ),
    )
    return redirect("retention:batch", pk)


def minutes(request, pk: int):
    """The printable minutes of what was disposed of in a batch."""
    batch = _fetch(request, pk)
    stones = batch.tombstones.filter(
        incident__in=batch.items.visible_to(request.user).order_by().values("incident")
    ).order_by("disposed_at", "pk")
    if not stones:
        raise NotNow(_("Đợt này chưa có hồ sơ nào được tiêu hủy."))
    context = {
        "batch": batch,
        "stones": stones,
        "files": sum(len(stone.manifest.get("files", [])) for stone in stones),
        "first": stones[0],
        "last": stones[len(stones) - 1],
    }
    return render(request, "retention/minutes.html", context)
