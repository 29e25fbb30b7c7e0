"""The trail, and whether it is whole. For the inspectorate alone."""

import itertools
import json
import time
from datetime import datetime, timedelta
from pathlib import Path

from django.core.paginator import Paginator
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone

from compliance.access import require
from compliance.audit import verify_chain
from compliance.audit.actions import record
from compliance.audit.anchors import line_of, public_key
from compliance.audit.models import Anchor, Event
from compliance.audit.querysets import HIDDEN
from compliance.audit.verify import check, lines
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
    """Walk the whole chain now and say what was found; anchors pasted from letters are checked too."""
    require(request.user, Do.READ_AUDIT, REFUSAL)
    started = time.monotonic()
    letters = request.POST.get("letters", "")[:200_000]
    broken, count, head, marks = check(letters)
    seconds = round(time.monotonic() - started, 1)
    last = Anchor.objects.order_by("-seq").first()
    context = {"broken": broken, "count": count, "hash": head, "marks": marks, "seconds": seconds, "letters": letters, "key": public_key(), "last": last}
    return render(request, "audit/verify.html", context)


def chain(request):
    """The whole trail, one event a line, for the stand-alone verifier; events behind the reader's own wall keep only their links."""
    require(request.user, Do.READ_AUDIT, REFUSAL)
    record(by=request.user, verb="export_chain", obj=request.user, at=timezone.now(), label=request.user.username)
    hidden = {label for ask in HIDDEN for label in ask(request.user)}
    rows = (json.dumps(line, ensure_ascii=False) + "\n" for line in lines(hidden))
    anchors = (line_of(anchor) + "\n" for anchor in Anchor.objects.order_by("seq"))
    response = StreamingHttpResponse(itertools.chain(rows, anchors), content_type="application/x-ndjson; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="nhat-ky.jsonl"'
    return response


def verifier(request):
    """The verifier itself: a file that needs nothing but Python."""
    require(request.user, Do.READ_AUDIT, REFUSAL)
    response = HttpResponse(Path(verify_chain.__file__).read_bytes(), content_type="text/plain; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="verify_chain.py"'
    return response
