"""Directions: the list, one with each office's part, giving one."""

from django.contrib import messages
from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from compliance.audit.exports import filters_of, hand_out
from compliance.core.access import may, require
from compliance.core.language import _, in_sense
from compliance.core.parameters import MOST_PAGES, Asked
from compliance.core.refusals import Invisible, NotAllowed
from compliance.core.roles import Do
from compliance.core.spreadsheets import Table
from compliance.files import Refused
from compliance.files.serving import serve
from compliance.incidents.models import Incident
from compliance.rulebook.clocks import local_day
from reports import actions
from reports.actions.directions import follows_up, may_reply
from reports.forms import DirectionForm, DueForm, ReplyForm, TextForm
from reports.models import Direction, DirectionTask, ReportFile


def fetch(request, pk: int) -> Direction:
    direction = (
        Direction.objects.visible_to(request.user)
        .select_related("by", "summary", "incident", "instrument")
        .filter(pk=pk)
        .first()
    )
    if direction is None:
        raise Invisible
    return direction


def _task(request, pk: int) -> DirectionTask:
    visible = Direction.objects.visible_to(request.user).order_by().values("pk")
    task = (
        DirectionTask.objects.select_related("office", "person", "direction__by")
        .filter(pk=pk, direction__in=visible)
        .first()
    )
    if task is None:
        raise Invisible
    return task


def directions(request):
    rows, wanted = _listed(request)
    tasks = DirectionTask.objects.filter(direction=OuterRef("pk")).order_by()
    rows = rows.select_related("by").annotate(  # of the directions of the page alone
        asked=_number(tasks), answered=_number(tasks.filter(accepted_at__isnull=False))
    )
    context = {
        "page": Asked(request.GET).turned(rows.order_by("-at", "-pk"), 20, MOST_PAGES),
        "today": local_day(timezone.now()),
        "wanted": wanted,
        "may_direct": may(request.user, Do.DIRECT),
    }
    return render(request, "reports/directions.html", context)


STATES = {"dang": _("Đang theo dõi"), "qua-han": _("Quá hạn"), "xong": _("Đã kết thúc")}


def _number(tasks) -> Coalesce:
    """How many of `tasks` one direction has, as a column."""
    counted = tasks.values("direction").annotate(number=Count("pk")).values("number")
    return Coalesce(Subquery(counted), 0)


def _listed(request):
    """What the list shows and its export holds: (directions, the state asked for). Whoever was
    named in one sees those.
    """
    rows = Direction.objects.visible_to(request.user)
    if (
        not any(may(request.user, do) for do in (Do.DIRECT, Do.PREPARE_SUMMARY, Do.SEND_RETURN))
        and not rows.exists()
    ):
        raise NotAllowed(
            _("Ý kiến chỉ đạo dành cho lãnh đạo, Tổ kiểm tra giám sát và nơi được giao.")
        )
    wanted = Asked(request.GET).choice("tinh-trang", STATES)
    rows = {
        "dang": rows.open(),
        "qua-han": rows.overdue(local_day(timezone.now())),
        "xong": rows.filter(closed_at__isnull=False),
    }.get(wanted, rows)
    if words := request.GET.get("q", "").strip()[:100]:
        rows = rows.filter(text__icontains=words)
    return rows, wanted


def direction(request, pk: int):
    direction = fetch(request, pk)
    return render(request, "reports/direction.html", _context(request, direction))


def _context(
    request, direction: Direction, task: DirectionTask | None = None, form=None, which: str = ""
) -> dict:
    """What the page lays out; `form` is what was typed under `task`, as its form `which`."""
    follows, directs = follows_up(request.user), may(request.user, Do.DIRECT)
    tasks = direction.tasks.select_related(
        "direction", "office", "person", "replied_by", "accepted_by"
    ).order_by("office__order", "pk")
    rows = [
        _task_row(
            request.user,
            part,
            direction_open=direction.closed_at is None,
            follows=follows,
            directs=directs,
            typed={which: form} if task is not None and task.pk == part.pk else {},
        )
        for part in tasks.prefetch_related(
            "replies__by", "replies__judged_by", "replies__files__stored"
        )
    ]
    may_close = direction.closed_at is None and (
        directs or (follows and all(row["task"].accepted_at for row in rows))
    )
    return {
        "direction": direction,
        "rows": rows,
        "may_close": may_close,
        "may_reopen": direction.closed_at is not None and (directs or follows),
        "accepted": sum(bool(row["task"].accepted_at) for row in rows),
    }


def _task_row(
    user, task: DirectionTask, *, direction_open: bool, follows: bool, directs: bool, typed: dict
) -> dict:
    """One task with the forms `user` may fill in; `typed`: {which form: it, as it was sent}."""
    open_part = direction_open and task.accepted_at is None
    replies = open_part and (not task.replied_at or task.sent_back) and may_reply(user, task)
    judges = (
        open_part
        and follows
        and task.replied_at
        and not task.sent_back
        and task.replied_by_id != user.pk
    )
    return {
        "task": task,
        "reply_form": (
            (typed.get("reply") or ReplyForm(auto_id=f"tl{task.pk}_%s")) if replies else None
        ),
        "judges": judges,
        "back_form": (typed.get("back") or _text_form("back", task.pk)) if judges else None,
        "due_form": (
            (typed.get("due") or DueForm(auto_id=f"h{task.pk}_%s", row=task))
            if open_part and directs
            else None
        ),
        "again_form": (
            (typed.get("again") or _text_form("again", task.pk))
            if directs and task.accepted_at
            else None
        ),
    }


def _text_form(which: str, pk: int, data=None) -> TextForm:
    """The one question that sending back and asking anew have: what is still to be done."""
    label, prefix = {
        "back": (_("Nội dung cần bổ sung"), "bs"),
        "again": (_("Vì sao phải làm lại"), "ll"),
    }[which]
    return TextForm(data, label=label, auto_id=f"{prefix}{pk}_%s")


def _with_text(request, task: DirectionTask, which: str, act):
    """act(text) -> what happened, in words."""
    form = _text_form(which, task.pk, request.POST)
    if not form.is_valid():
        return _again(request, task, form, which)
    messages.success(request, act(form.cleaned_data["text"]))
    return redirect("reports:direction", task.direction_id)


def _again(request, task: DirectionTask, form, which: str):
    """The page with what was typed, and what is wrong with it."""
    return render(
        request,
        "reports/direction.html",
        _context(request, fetch(request, task.direction_id), task, form, which),
        status=422,
    )


def new_direction(request):
    """On its own, or on a case (?ho-so=CODE)."""
    require(request.user, Do.DIRECT, _("Chủ tịch, Phó Chủ tịch được ủy quyền cho ý kiến chỉ đạo."))
    now = timezone.now()
    incident = None
    if code := request.GET.get("ho-so"):
        incident = (
            Incident.objects.visible_to(request.user)
            .filter(code=code, submitted_at__isnull=False)
            .first()
        )
        if incident is None:
            raise Invisible
    form = DirectionForm(request.POST or None, today=local_day(now), on_case=incident is not None)
    if request.method == "POST" and form.is_valid():
        given = actions.give_direction(incident=incident, by=request.user, at=now, **form.given())
        count = given.tasks.count()
        messages.success(
            request,
            _("Đã gửi ý kiến chỉ đạo số {given}").format(given=given)
            + (_(" đến {count} nơi.").format(count=count) if count else "."),
        )
        return redirect("reports:direction", given.pk)
    return render(
        request,
        "reports/new_direction.html",
        {"form": form, "incident": incident},
        status=422 if form.errors else 200,
    )


@require_POST
def reply(request, pk: int):
    task = _task(request, pk)
    form = ReplyForm(request.POST, request.FILES, auto_id=f"tl{pk}_%s")
    if form.is_valid():
        try:
            actions.reply(
                task=task,
                text=form.cleaned_data["text"],
                uploads=form.cleaned_data["files"],
                by=request.user,
                at=timezone.now(),
            )
        except Refused as refused:
            form.add_error("files", str(refused))
    if not form.is_valid():
        return _again(request, task, form, "reply")
    messages.success(request, _("Đã gửi trả lời."))
    return redirect("reports:direction", task.direction_id)


@require_POST
def reopen(request, pk: int):
    task = _task(request, pk)

    def act(text: str) -> str:
        actions.reopen_task(task=task, reason=text, by=request.user, at=timezone.now())
        return _("Đã yêu cầu {whose} thực hiện lại.").format(whose=task.whose)

    return _with_text(request, task, "again", act)


@require_POST
def move_due(request, pk: int):
    task = _task(request, pk)
    form = DueForm(request.POST, auto_id=f"h{pk}_%s", row=task)
    if not form.is_valid():
        return _again(request, task, form, "due")
    actions.move_due(
        task=task, due_on=form.cleaned_data["due_on"], by=request.user, at=timezone.now()
    )
    messages.success(
        request,
        _("Hạn mới của {whose}: {due_on:%d/%m/%Y}.").format(
            whose=task.whose, due_on=form.cleaned_data["due_on"]
        ),
    )
    return redirect("reports:direction", task.direction_id)


def file(request, pk: int):
    """Proof of a reply, to who may read the direction."""
    visible = Direction.objects.visible_to(request.user).order_by().values("pk")
    proof = (
        ReportFile.objects.select_related("stored", "reply__task__direction")
        .filter(pk=pk, reply__task__direction__in=visible)
        .first()
    )
    if proof is None:
        raise Invisible
    return serve(proof.stored, by=request.user, obj=proof.reply.task.direction, at=timezone.now())


def export(request):
    """The list as it is filtered, a line a task."""
    rows, __ = _listed(request)
    tasks = (
        DirectionTask.objects.filter(direction__in=rows.order_by().values("pk"))
        .select_related("direction__by", "office", "person")
        .order_by("-direction__at", "pk")
    )
    lines = (
        (
            str(t.direction),
            local_day(t.direction.at),
            t.direction.text,
            t.whose,
            t.text,
            t.due,
            local_day(t.replied_at) if t.replied_at else None,
            _state(t),
        )
        for t in tasks
    )
    columns = (
        (_("Số"), 10),
        (_("Ngày"), 12),
        (_("Nội dung"), 60),
        (in_sense("given to", "Giao"), 24),
        (_("Việc riêng"), 40),
        (_("Hạn"), 12),
        (_("Trả lời ngày"), 12),
        (_("Tình trạng"), 18),
    )
    table = Table(_("Ý KIẾN CHỈ ĐẠO"), columns, lines, name=_("Ý kiến chỉ đạo"))
    return hand_out(
        by=request.user,
        at=timezone.now(),
        what="export_directions",
        name="y-kien-chi-dao",
        table=table,
        kind=request.GET.get("dang") or "xlsx",
        filters=filters_of(request.GET, {"tinh-trang": _("Tình trạng")}, {"tinh-trang": STATES}),
    )


def _state(task: DirectionTask) -> str:
    if task.accepted_at:
        return _("Đã chấp nhận")
    return (
        _("Yêu cầu bổ sung")
        if task.sent_back
        else _("Chờ xem")
        if task.replied_at
        else _("Chưa trả lời")
    )


@require_POST
def accept(request, pk: int):
    task = _task(request, pk)
    actions.accept_reply(task=task, by=request.user, at=timezone.now())
    messages.success(request, _("Đã chấp nhận trả lời của {whose}.").format(whose=task.whose))
    return redirect("reports:direction", task.direction_id)


@require_POST
def send_back(request, pk: int):
    task = _task(request, pk)

    def act(text: str) -> str:
        actions.send_back_reply(task=task, comment=text, by=request.user, at=timezone.now())
        return _("Đã yêu cầu {whose} bổ sung.").format(whose=task.whose)

    return _with_text(request, task, "back", act)


@require_POST
def close(request, pk: int):
    direction = fetch(request, pk)
    actions.close_direction(direction=direction, by=request.user, at=timezone.now())
    messages.success(
        request, _("Ý kiến chỉ đạo số {direction} đã kết thúc.").format(direction=direction)
    )
    return redirect("reports:direction", pk)


@require_POST
def follow_again(request, pk: int):
    """A direction that was closed is followed up again."""
    direction = fetch(request, pk)
    actions.reopen_direction(direction=direction, by=request.user, at=timezone.now())
    messages.success(
        request, _("Ý kiến chỉ đạo số {direction} được theo dõi lại.").format(direction=direction)
    )
    return redirect("reports:direction", pk)
