"""The trail, and whether it is whole. For the inspectorate alone."""

import time
from datetime import datetime, timedelta

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from compliance.access import require
from compliance.audit.actions import record
from compliance.audit.models import ChainHead, Event
from compliance.audit.verify import first_break
from compliance.audit.words import WORDS, word
from compliance.roles import Do
from compliance.sheets import write_csv

REFUSAL = "Nhật ký chỉ dành cho thanh tra, kiểm toán nội bộ."
HEADINGS = ("Số", "Lúc", "Người thực hiện", "Việc", "Đối tượng", "Mã nối")
MOST = 50_000


def _day(text: str):
    try:
        return timezone.make_aware(datetime.strptime(text.strip(), "%d/%m/%Y"))  # noqa: DTZ007  made aware in Viet Nam's zone
    except ValueError:
        return None


def _asked(request):
    """The events the address asks for: the same for the page and the export."""
    events = Event.objects.visible_to(request.user).order_by("-seq")
    for name, column in (("nguoi", "actor_name__icontains"), ("viec", "verb"), ("doi-tuong", "subject_label__icontains")):
        if value := request.GET.get(name, "").strip()[:100]:
            events = events.filter(**{column: value})
    first, last = _day(request.GET.get("tu", "")), _day(request.GET.get("den", ""))
    if first:
        events = events.filter(at__gte=first)
    if last:
        events = events.filter(at__lt=last + timedelta(days=1))
    return events


def trail(request):
    require(request.user, Do.READ_AUDIT, REFUSAL)
    verbs = [(verb, word(verb)) for verb in Event.objects.order_by("verb").values_list("verb", flat=True).distinct()]
    page = Paginator(_asked(request), 50).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "rows": [(event, word(event.verb)) for event in page],
        "verbs": sorted(verbs, key=lambda pair: pair[1]),
        "asked": {name: request.GET.get(name, "") for name in ("nguoi", "viec", "doi-tuong", "tu", "den")},
    }
    return render(request, "audit/trail.html", context)


def export(request):
    """The filtered trail as csv, with the hash of every link."""
    require(request.user, Do.READ_AUDIT, REFUSAL)
    rows = [
        (event.seq, f"{timezone.localtime(event.at):%d/%m/%Y %H:%M:%S}", event.actor_name, WORDS.get(event.verb, event.verb), event.subject_label, event.hash)
        for event in _asked(request)[:MOST]
    ]
    record(by=request.user, verb="export_audit", obj=request.user, at=timezone.now(), label=f"{len(rows)} sự kiện")
    response = HttpResponse(write_csv(rows, HEADINGS), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="nhat-ky.csv"'
    return response


def verify(request):
    """Walk the whole chain now and say what was found."""
    require(request.user, Do.READ_AUDIT, REFUSAL)
    started = time.monotonic()
    head = ChainHead.objects.filter(pk=1).first()
    broken = first_break(Event.objects.order_by("seq").iterator(), head.seq if head else 0, head.hash if head else "0" * 64)
    return render(
        request,
        "audit/verify.html",
        {"broken": broken, "count": head.seq if head else 0, "hash": head.hash if head else "", "seconds": round(time.monotonic() - started, 1)},
    )
