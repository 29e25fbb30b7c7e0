"""Directions: the list, one with each office's part, giving one."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from compliance.access import holds, may, require
from compliance.incidents.models import Incident
from compliance.refusals import Invisible, NotAllowed
from compliance.registry.grants import OVERSEE
from compliance.roles import Do
from compliance.rulebook.clocks import local_day
from reports import actions
from reports.actions.directions import follows_up
from reports.forms import DirectionForm, TextForm
from reports.models import Direction, DirectionTask


def fetch(request, pk: int) -> Direction:
    found = Direction.objects.visible_to(request.user).select_related("by", "summary", "incident", "instrument").filter(pk=pk).first()
    if found is None:
        raise Invisible
    return found


def _task(request, pk: int) -> DirectionTask:
    visible = Direction.objects.visible_to(request.user).order_by().values("pk")
    found = DirectionTask.objects.select_related("office", "direction__by").filter(pk=pk, direction__in=visible).first()
    if found is None:
        raise Invisible
    return found


def directions(request):
    if not any(may(request.user, do) for do in (Do.DIRECT, Do.PREPARE_SUMMARY, Do.SEND_RETURN)):
        raise NotAllowed("Ý kiến chỉ đạo dành cho lãnh đạo, Tổ kiểm tra giám sát và đơn vị được giao.")
    today = local_day(timezone.now())
    rows = (
        Direction.objects.visible_to(request.user)
        .select_related("by")
        .annotate(asked=Count("tasks"), answered=Count("tasks", filter=Q(tasks__accepted_at__isnull=False)))
        .order_by("-at", "-pk")
    )
    wanted = request.GET.get("tinh-trang", "")
    rows = {"dang": rows.open(), "qua-han": rows.overdue(today), "xong": rows.filter(closed_at__isnull=False)}.get(wanted, rows)
    if words := request.GET.get("q", "").strip()[:100]:
        rows = rows.filter(text__icontains=words)
    context = {"page": Paginator(rows, 20).get_page(request.GET.get("page")), "today": today, "wanted": wanted, "may_direct": may(request.user, Do.DIRECT)}
    return render(request, "reports/directions.html", context)


def direction(request, pk: int):
    found = fetch(request, pk)
    return render(request, "reports/direction.html", _context(request, found))


def _context(request, found: Direction, task: DirectionTask | None = None, form=None) -> dict:
    follows = follows_up(request.user)
    rows = []
    for one in found.tasks.select_related("office", "replied_by", "accepted_by").order_by("office__order", "pk"):
        open_part = found.closed_at is None and one.accepted_at is None
        replies = open_part and (not one.replied_at or one.sent_back) and may(request.user, Do.SEND_RETURN) and holds(request.user, OVERSEE, one.office)
        judges = open_part and follows and one.replied_at and not one.sent_back and one.replied_by_id != request.user.pk
        bound = form if task is not None and task.pk == one.pk else None
        rows.append(
            {
                "task": one,
                "reply_form": (bound or TextForm(label="Trả lời của đơn vị", auto_id=f"tl{one.pk}_%s")) if replies else None,
                "judges": judges,
                "back_form": (bound or TextForm(label="Nội dung cần bổ sung", auto_id=f"bs{one.pk}_%s")) if judges else None,
            }
        )
    may_close = found.closed_at is None and (may(request.user, Do.DIRECT) or (follows and all(row["task"].accepted_at for row in rows)))
    return {"direction": found, "rows": rows, "may_close": may_close, "accepted": sum(bool(row["task"].accepted_at) for row in rows)}


def new_direction(request):
    """On its own, or on a case (?ho-so=CODE)."""
    require(request.user, Do.DIRECT, "Chủ tịch, Phó Chủ tịch được ủy quyền cho ý kiến chỉ đạo.")
    now = timezone.now()
    incident = None
    if code := request.GET.get("ho-so"):
        incident = Incident.objects.visible_to(request.user).filter(code=code, submitted_at__isnull=False).first()
        if incident is None:
            raise Invisible
    form = DirectionForm(request.POST or None, today=local_day(now), on_case=incident is not None)
    if request.method == "POST" and form.is_valid():
        given = actions.give_direction(incident=incident, by=request.user, at=now, **form.cleaned_data)
        count = given.tasks.count()
        messages.success(request, f"Đã gửi ý kiến chỉ đạo số {given}" + (f" đến {count} đơn vị." if count else "."))
        return redirect("reports:direction", given.pk)
    return render(request, "reports/new_direction.html", {"form": form, "incident": incident}, status=422 if form.errors else 200)


@require_POST
def reply(request, pk: int):
    task = _task(request, pk)
    form = TextForm(request.POST, label="Trả lời của đơn vị", auto_id=f"tl{pk}_%s")
    if not form.is_valid():
        return render(request, "reports/direction.html", _context(request, fetch(request, task.direction_id), task, form), status=422)
    actions.reply(task=task, text=form.cleaned_data["text"], by=request.user, at=timezone.now())
    messages.success(request, "Đã gửi trả lời.")
    return redirect("reports:direction", task.direction_id)


@require_POST
def accept(request, pk: int):
    task = _task(request, pk)
    actions.accept_reply(task=task, by=request.user, at=timezone.now())
    messages.success(request, f"Đã chấp nhận trả lời của {task.office.short_name}.")
    return redirect("reports:direction", task.direction_id)


@require_POST
def send_back(request, pk: int):
    task = _task(request, pk)
    form = TextForm(request.POST, label="Nội dung cần bổ sung", auto_id=f"bs{pk}_%s")
    if not form.is_valid():
        return render(request, "reports/direction.html", _context(request, fetch(request, task.direction_id), task, form), status=422)
    actions.send_back_reply(task=task, comment=form.cleaned_data["text"], by=request.user, at=timezone.now())
    messages.success(request, f"Đã yêu cầu {task.office.short_name} bổ sung.")
    return redirect("reports:direction", task.direction_id)


@require_POST
def close(request, pk: int):
    found = fetch(request, pk)
    actions.close_direction(direction=found, by=request.user, at=timezone.now())
    messages.success(request, f"Ý kiến chỉ đạo số {found} đã kết thúc.")
    return redirect("reports:direction", pk)
