"""The trail, and whether it is whole. For the inspectorate alone."""

import hashlib
import itertools
import json
from datetime import datetime, timedelta
from datetime import time as clock
from pathlib import Path

from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from compliance.audit import verify_chain
from compliance.audit.actions import ask_check
from compliance.audit.anchors import line_of, public_key
from compliance.audit.exports import WHAT, filters_of, hand_out, hand_out_lines
from compliance.audit.models import Anchor, ChainCheck, Event, ExportRecord
from compliance.audit.querysets import hidden_from, sees_counts
from compliance.audit.verify import lines, read_letters
from compliance.audit.words import WORDS, word
from compliance.core.access import may, require
from compliance.core.answers import JsonResponse
from compliance.core.language import _
from compliance.core.parameters import Asked
from compliance.core.recalling import recalled
from compliance.core.refusals import NotAllowed
from compliance.core.roles import Do
from compliance.core.spreadsheets import Table

COUNTED = _(
    "Chuỗi đầy đủ có số thứ tự của mọi sự kiện, kể cả sự kiện mà người đọc không được biết. Thanh "
    "tra không có tên trong danh sách cán bộ, hoặc quản trị bằng lệnh verify_audit, lấy và kiểm "
    "tra chuỗi."
)
REFUSAL = _("Nhật ký chỉ dành cho thanh tra, kiểm toán nội bộ.")
COLUMNS = (
    (_("Số"), 10),
    (_("Lúc"), 20),
    (_("Người thực hiện"), 28),
    (_("Việc"), 36),
    (_("Đối tượng"), 40),
    (_("Mã nối"), 66),
)
MOST = 50_000
PER_PAGE = 50
LONGEST_LETTERS = 200_000


def _day(request, name: str) -> datetime | None:
    day = Asked(request.GET).day(name)
    return day and timezone.make_aware(
        datetime.combine(day, clock())
    )  # midnight in Viet Nam's zone


def _asked(request):
    """The events the address asks for: the same for the page and the export."""
    events = Event.objects.visible_to(request.user).order_by("-seq")
    for name, column in (
        ("nguoi", "actor_name__icontains"),
        ("viec", "verb"),
        ("doi-tuong", "subject_label__icontains"),
    ):
        if value := request.GET.get(name, "").strip()[:100]:
            events = events.filter(**{column: value})
    first, last = _day(request, "tu"), _day(request, "den")
    if first:
        events = events.filter(at__gte=first)
    if last:
        events = events.filter(at__lt=last + timedelta(days=1))
    return events


def trail(request):
    """The newest first, by pages without a total: nobody reads how many events there are, and to
    count them is to go through them all. Lines are numbered from the newest.
    """
    require(request.user, Do.READ_AUDIT, REFUSAL)
    page = Asked(request.GET).turned(_asked(request), PER_PAGE, MOST // PER_PAGE)
    context = {
        "page": page,
        "rows": [
            (number, event, word(event.verb))
            for number, event in enumerate(page, page.start_index())
        ],
        "verbs": sorted(WORDS.items(), key=lambda pair: pair[1]),
        "asked": {
            name: request.GET.get(name, "") for name in ("nguoi", "viec", "doi-tuong", "tu", "den")
        },
    }
    return render(request, "audit/trail.html", context)


def export(request):
    """The filtered trail as csv, with the hash of every link; lines numbered as on the page."""
    require(request.user, Do.READ_AUDIT, REFUSAL)
    events = list(_asked(request)[:MOST])
    rows = [
        (
            number,
            f"{timezone.localtime(event.at):%d/%m/%Y %H:%M:%S}",
            event.actor_name,
            WORDS.get(event.verb, event.verb),
            recalled(event.subject_label),
            event.hash,
        )
        for number, event in enumerate(events, 1)
    ]
    table = Table(_("NHẬT KÝ"), COLUMNS, rows, name=_("Nhật ký"))
    filters = filters_of(
        request.GET, {"viec": _("Việc"), "tu": _("Từ"), "den": _("Đến")}, {"viec": WORDS}
    )
    return hand_out(
        by=request.user,
        at=timezone.now(),
        what="export_audit",
        name="nhat-ky",
        table=table,
        kind=request.GET.get("dang") or "csv",
        filters=filters,
    )


def verify(request):
    """What the last check of the chain found, how far the one under way has come; a new one is
    asked for here, also against anchors pasted from letters.
    """
    require(request.user, Do.READ_AUDIT, REFUSAL)
    context = {"key": public_key(), "counts": sees_counts(request.user)}
    if request.method == "POST":
        letters = request.POST.get("letters", "")[:LONGEST_LETTERS]
        try:
            ask_check(letters=read_letters(letters), by=request.user, at=timezone.now())
            return redirect("audit:verify")
        except ValueError:
            context |= {"letters": letters, "unreadable": True}
    ended = ChainCheck.objects.exclude(state=ChainCheck.State.RUNNING).order_by("-pk")
    context |= {
        "running": ChainCheck.objects.filter(state=ChainCheck.State.RUNNING).first(),
        "check": ended.first(),
    }
    if context["counts"]:
        context["last"] = Anchor.objects.order_by("-seq").first()
    status = 422 if "unreadable" in context else 200
    return render(request, "audit/verify.html", context, status=status)


def verify_state(request):
    """How far it has come, for the page's own script."""
    require(request.user, Do.READ_AUDIT, REFUSAL)
    running = ChainCheck.objects.filter(state=ChainCheck.State.RUNNING).first()
    done = running.percent if running else 100
    return JsonResponse({"running": running is not None, "done": done, "all": 100})


def chain(request):
    """The whole trail, one event a line, for the stand-alone verifier; events behind the reader's
    own wall keep only their links.
    """
    require(request.user, Do.READ_AUDIT, REFUSAL)
    if not sees_counts(request.user):
        raise NotAllowed(COUNTED)
    rows = (
        json.dumps(line, ensure_ascii=False) + "\n" for line in lines(hidden_from(request.user))
    )
    anchors = (line_of(anchor) + "\n" for anchor in Anchor.objects.order_by("seq"))
    written = itertools.chain(rows, anchors)
    return hand_out_lines(
        by=request.user,
        at=timezone.now(),
        what="export_chain",
        title=_("Chuỗi nhật ký"),
        name="nhat-ky.jsonl",
        lines=written,
    )


def verifier(request):
    """The verifier itself: a file that needs nothing but Python."""
    require(request.user, Do.READ_AUDIT, REFUSAL)
    response = HttpResponse(
        Path(verify_chain.__file__).read_bytes(), content_type="text/plain; charset=utf-8"
    )
    response["Content-Disposition"] = 'attachment; filename="verify_chain.py"'
    return response


LEDGER_COLUMNS = (
    (_("Lúc"), 20),
    (_("Người lấy"), 28),
    (_("Loại"), 26),
    (_("Danh sách, văn bản"), 40),
    (_("Điều kiện"), 40),
    (_("Tệp"), 36),
    (_("Số dòng"), 10),
    (_("Số byte"), 12),
    (_("Mã kiểm tra"), 66),
)
MOST_CHECKED = 60 * 1024 * 1024


def _exports(request):
    """The lines this person may see, by who took them, what and when."""
    rows = ExportRecord.objects.visible_to(request.user).latest_first()
    if value := Asked(request.GET).choice("loai", WHAT):
        rows = rows.filter(what=value)
    if words := request.GET.get("q", "").strip()[:100]:
        rows = rows.filter(
            Q(by_name__icontains=words) | Q(name__icontains=words) | Q(title__icontains=words)
        )
    first, last = _day(request, "tu"), _day(request, "den")
    rows = rows.filter(at__gte=first) if first else rows
    return rows.filter(at__lt=last + timedelta(days=1)) if last else rows


def _counts_kept(row: ExportRecord, user) -> ExportRecord:
    """Without rows and bytes, unless one took it oneself or reads the trail: they were counted
    behind another wall.

    Two leads' counts side by side would tell the one who stands behind a wall that there is
    something behind it.
    """
    if row.by_id != user.pk and not may(user, Do.READ_AUDIT):
        row.rows = row.size = None
    return row


def exports(request):
    """The ledger of what left the portal; a file shown here is told whether it came from it."""
    rows = _exports(request)
    page = Asked(request.GET).page(rows, 50)
    page.object_list = [_counts_kept(row, request.user) for row in page.object_list]
    context = {
        "page": page,
        "kinds": sorted(WHAT.items(), key=lambda pair: pair[1]),
        "words": WHAT,
        "all": may(request.user, Do.READ_AUDIT) or may(request.user, Do.TRIAGE),
        "filtered": any(request.GET.get(name) for name in ("q", "loai", "tu", "den")),
    }
    if request.method == "POST":
        context |= _checked(request)
    return render(
        request, "audit/exports.html", context, status=422 if context.get("refused") else 200
    )


def _checked(request) -> dict:
    """The file itself is not kept: only its fingerprint is looked up."""
    upload = request.FILES.get("tep")
    if upload is None:
        return {"refused": _("Chọn tệp cần kiểm tra.")}
    if upload.size > MOST_CHECKED:
        return {"refused": _("Tệp quá lớn.")}
    digest = hashlib.sha256()
    for chunk in upload.chunks():
        digest.update(chunk)
    return {
        "checked": upload.name,
        "found": list(
            ExportRecord.objects.visible_to(request.user)
            .filter(sha256=digest.hexdigest())
            .latest_first()[:5]
        ),
    }


def export_ledger(request):
    rows = _exports(request)
    lines = (
        (
            f"{timezone.localtime(row.at):%d/%m/%Y %H:%M}",
            row.by_name,
            WHAT.get(row.what, row.what),
            recalled(row.title),
            recalled(row.filters),
            row.name,
            row.rows,
            row.size,
            row.sha256,
        )
        for row in (_counts_kept(row, request.user) for row in rows.iterator(chunk_size=2000))
    )
    filters = filters_of(
        request.GET, {"loai": _("Loại"), "tu": _("Từ"), "den": _("Đến")}, {"loai": WHAT}
    )
    table = Table(_("SỔ XUẤT DỮ LIỆU"), LEDGER_COLUMNS, lines, name=_("Sổ xuất dữ liệu"))
    return hand_out(
        by=request.user,
        at=timezone.now(),
        what="export_exports",
        name="so-xuat-du-lieu",
        table=table,
        kind=request.GET.get("dang") or "xlsx",
        filters=filters,
    )
