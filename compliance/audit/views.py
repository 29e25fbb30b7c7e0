"""The trail, and whether it is whole. For the inspectorate alone."""

import time

from django.core.paginator import Paginator
from django.shortcuts import render

from compliance.access import require
from compliance.audit.models import ChainHead, Event
from compliance.audit.verify import first_break
from compliance.roles import Do


def trail(request):
    require(request.user, Do.READ_AUDIT, "Nhật ký chỉ dành cho thanh tra, kiểm toán nội bộ.")
    events = Event.objects.visible_to(request.user).order_by("-seq")
    for name, column in (("nguoi", "actor_name__icontains"), ("viec", "verb"), ("doi-tuong", "subject_label__icontains")):
        if value := request.GET.get(name, "").strip()[:100]:
            events = events.filter(**{column: value})
    verbs = Event.objects.order_by("verb").values_list("verb", flat=True).distinct()
    return render(request, "audit/trail.html", {"page": Paginator(events, 50).get_page(request.GET.get("page")), "verbs": verbs})


def verify(request):
    """Walk the whole chain now and say what was found."""
    require(request.user, Do.READ_AUDIT, "Nhật ký chỉ dành cho thanh tra, kiểm toán nội bộ.")
    started = time.monotonic()
    head = ChainHead.objects.filter(pk=1).first()
    broken = first_break(Event.objects.order_by("seq").iterator(), head.seq if head else 0, head.hash if head else "0" * 64)
    return render(request, "audit/verify.html", {"broken": broken, "count": head.seq if head else 0, "hash": head.hash if head else "", "seconds": round(time.monotonic() - started, 1)})
