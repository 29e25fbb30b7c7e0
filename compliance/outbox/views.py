"""One's own notifications; and, for the administrator, what could not be sent."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from compliance.core.access import require
from compliance.core.language import _
from compliance.core.parameters import MOST_PAGES, Asked
from compliance.core.refusals import Invisible, NotNow
from compliance.core.roles import Do
from compliance.outbox.actions import give_up, mark_read, revive, revive_all
from compliance.outbox.breaker import MAIL_SERVER, outage
from compliance.outbox.handlers import DEFAULT, STILL_VISIBLE
from compliance.outbox.heartbeat import TOPICS_OF, last_beat, late_lanes
from compliance.outbox.models import Gap, Message, Notification
from compliance.outbox.words import LANES, TOPICS, reason, topic

PER_PAGE = 30


def notifications(request):
    """The bell. What has gone behind the wall since it was written is not shown."""
    rows = Notification.objects.visible_to(request.user)
    if Asked(request.GET).flag("chua-doc"):
        rows = rows.unread()
    page = Asked(request.GET).turned(rows.newest_first(request.user), PER_PAGE, MOST_PAGES)
    return render(
        request,
        "outbox/notifications.html",
        {
            "page": page,
            "notes": _still_visible(request.user, list(page)),
            "only_unread": bool(request.GET.get("chua-doc")),
        },
    )


def _still_visible(user, notes: list[Notification]) -> list[Notification]:
    allowed = {}
    for model, ask in STILL_VISIBLE.items():
        ids = {int(note.subject_id) for note in notes if note.subject_type == model}
        allowed[model] = ask(user, ids) if ids else set()
    return [
        note
        for note in notes
        if note.subject_type not in allowed or int(note.subject_id) in allowed[note.subject_type]
    ]


def open_notification(request, pk: int):
    """Mark one as read and go where it leads."""
    note = Notification.objects.visible_to(request.user).filter(pk=pk).first()
    if note is None or not _still_visible(request.user, [note]):
        raise Invisible
    mark_read(by=request.user, notifications=[note], at=timezone.now())
    return redirect(note.url)


@require_POST
def read_all(request):
    count = mark_read(
        by=request.user,
        notifications=Notification.objects.visible_to(request.user).unread(),
        at=timezone.now(),
    )
    messages.success(request, _("Đã đánh dấu {count} thông báo là đã đọc.").format(count=count))
    return redirect("outbox:notifications")


STATES = (("dung", _("Đã dừng")), ("thu-lai", _("Đang thử lại")), ("bo", _("Đã bỏ hẳn")))


def _asked(request):
    """The rows the address asks for: stopped ones first."""
    rows = Message.objects.troubled()
    state = Asked(request.GET).choice("loc", ("dung", "thu-lai", "bo"))
    if state == "dung":
        rows = rows.stopped()
    elif state == "thu-lai":
        rows = rows.filter(dead_at=None)
    elif state == "bo":
        rows = rows.filter(given_up_at__isnull=False)
    if value := Asked(request.GET).choice("viec", TOPICS):
        rows = rows.filter(topic=value)
    if words := request.GET.get("q", "").strip()[:100]:
        rows = rows.filter(dedup_key__icontains=words)
    return rows


def dead(request):
    """What waits for a person: keys and errors, never content. And whether the way works at all."""
    require(request.user, Do.KEEP_FUNCTIONS)
    return _dead_page(request)


def _dead_page(request, status: int = 200, typed: dict | None = None):
    """`typed`: the message and the reason of one that was not given up, to be gone on with."""
    late, away = late_lanes(timezone.now()), outage(MAIL_SERVER)
    page = Asked(request.GET).page(
        _asked(request).order_by("given_up_at", "dead_at", "-created_at", "-pk"), PER_PAGE
    )
    context = {
        "page": page,
        "rows": [(row, topic(row.topic), reason(row.last_error)) for row in page],
        "waiting": Message.objects.pending().exclude(topic__in=TOPICS_OF.values()).count(),
        "stopped": Message.objects.stopped().count(),
        "heard": last_beat(),
        "late": DEFAULT in late,
        "late_lanes": [LANES[lane] for lane in late if lane != DEFAULT],
        "gaps": Gap.objects.order_by("since", "pk"),
        "outage": away,
        "outage_why": reason(away.last_error) if away else "",
        "topics": sorted(TOPICS.items(), key=lambda pair: pair[1]),
        "states": STATES,
        "filtered": any(request.GET.get(name) for name in ("q", "viec", "loc")),
    }
    return render(request, "outbox/dead.html", {**context, "typed": typed}, status=status)


def _message(pk: int) -> Message:
    row = Message.objects.filter(pk=pk, done_at=None).first()
    if row is None:
        raise Invisible
    return row


@require_POST
def resend(request, pk: int):
    require(request.user, Do.KEEP_FUNCTIONS)
    revive(message=_message(pk), by=request.user, at=timezone.now())
    messages.success(request, _("Sẽ thử gửi lại trong ít giây."))
    return redirect("outbox:dead")


@require_POST
def resend_all(request):
    """Everything stopped that the list shows."""
    require(request.user, Do.KEEP_FUNCTIONS)
    count = revive_all(messages=_asked(request), by=request.user, at=timezone.now())
    messages.success(
        request,
        (
            _("Sẽ thử lại {count} việc trong ít giây.").format(count=count)
            if count
            else _("Không có việc nào đã dừng trong danh sách này.")
        ),
    )
    return redirect("outbox:dead")


@require_POST
def leave_undone(request, pk: int):
    """Give one up for good, with the reason."""
    require(request.user, Do.KEEP_FUNCTIONS)
    because = request.POST.get("ly-do", "").strip()
    try:
        give_up(message=_message(pk), because=because, by=request.user, at=timezone.now())
        messages.success(request, _("Đã bỏ hẳn việc này; lý do ở trong nhật ký."))
    except NotNow as refused:
        if not Message.objects.stopped().filter(pk=pk).exists():
            raise  # tried again meanwhile: its row has no form any more
        messages.error(request, refused.reason)
        if because:
            return _dead_page(request, 409, {"pk": pk, "because": because})
    return redirect("outbox:dead")
