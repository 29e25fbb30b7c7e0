"""One's own notifications; and, for the administrator, what could not be sent."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from compliance.access import require
from compliance.outbox.actions import mark_read, revive
from compliance.outbox.handlers import STILL_VISIBLE
from compliance.outbox.models import Message, Notification
from compliance.refusals import Invisible
from compliance.roles import Do

PER_PAGE = 30


def notifications(request):
    """The bell. What has gone behind the wall since it was written is not shown."""
    rows = Notification.objects.visible_to(request.user).order_by("-at", "-pk")
    if request.GET.get("chua-doc"):
        rows = rows.unread()
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    return render(
        request,
        "outbox/notifications.html",
        {"page": page, "notes": _still_visible(request.user, list(page)), "only_unread": bool(request.GET.get("chua-doc"))},
    )


def _still_visible(user, notes: list[Notification]) -> list[Notification]:
    allowed = {}
    for model, ask in STILL_VISIBLE.items():
        ids = {int(note.subject_id) for note in notes if note.subject_type == model}
        allowed[model] = ask(user, ids) if ids else set()
    return [note for note in notes if note.subject_type not in allowed or int(note.subject_id) in allowed[note.subject_type]]


def open_notification(request, pk: int):
    """Mark one as read and go where it leads."""
    note = Notification.objects.visible_to(request.user).filter(pk=pk).first()
    if note is None or not _still_visible(request.user, [note]):
        raise Invisible
    mark_read(by=request.user, notifications=[note], at=timezone.now())
    return redirect(note.url)


@require_POST
def read_all(request):
    count = mark_read(by=request.user, notifications=Notification.objects.visible_to(request.user).unread(), at=timezone.now())
    messages.success(request, f"Đã đánh dấu {count} thông báo là đã đọc.")
    return redirect("outbox:notifications")


def dead(request):
    """What waits for a person: keys and errors, never content."""
    require(request.user, Do.KEEP_FUNCTIONS)
    rows = Message.objects.filter(done_at=None, attempts__gt=0).order_by("dead_at", "-created_at", "-pk")
    return render(
        request, "outbox/dead.html", {"page": Paginator(rows, PER_PAGE).get_page(request.GET.get("page")), "waiting": Message.objects.pending().count()}
    )


@require_POST
def resend(request, pk: int):
    require(request.user, Do.KEEP_FUNCTIONS)
    message = Message.objects.filter(pk=pk, done_at=None).first()
    if message is None:
        raise Invisible
    revive(message=message, by=request.user, at=timezone.now())
    messages.success(request, "Sẽ thử gửi lại trong ít giây.")
    return redirect("outbox:dead")
