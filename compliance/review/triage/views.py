"""Two reports side by side, and the siblings of one report: exact criteria, the eye decides.
Nothing is scored.
"""

from django.shortcuts import render
from django.utils import timezone

from compliance.core.language import _, joined
from compliance.core.refusals import Invisible
from compliance.incidents.custody import open_evidence
from compliance.incidents.models import Incident
from compliance.incidents.queries import duplicates, open_verbs, require_declared, why_alike
from compliance.incidents.transitions import look
from compliance.registry.models import User
from compliance.review.case.fetching import fetch
from compliance.review.triage.queries import siblings


def compare(request, code: str):
    """`?voi=` names the other one; without it the likely doubles are listed with the reason each is
    there.
    """
    incident = fetch(request, code)
    if incident.sealed:
        raise Invisible
    words = request.GET.get("voi", "").strip().upper()[:20]
    other = _other(request, incident, words) if words else None
    alike = [(row, why_alike(incident, row)) for row in duplicates(incident, request.user)[:20]]
    if other is None and len(alike) == 1 and not words:
        other = _other(request, incident, alike[0][0].code)
    context = {"incident": incident, "other": other, "alike": alike, "words": words}
    if other:
        now = timezone.now()
        for first in (incident, other):
            look(incident=first, by=request.user, at=now, what="compared")
        context |= {
            "rows": _rows(incident, other, request.user),
            "why": why_alike(incident, other),
            "may_choose": "screen_out" in open_verbs(incident, request.user),
        }
    return render(request, "review/compare.html", context)


def _other(request, incident: Incident, code: str) -> Incident:
    alike = (
        Incident.objects.visible_to(request.user)
        .with_people()
        .select_related("reporter")
        .filter(code=code, submitted_at__isnull=False, sealed=False)
        .exclude(pk=incident.pk)
        .first()
    )
    if alike is None:
        raise Invisible
    require_declared(alike, request.user)
    return alike


def _rows(first: Incident, two: Incident, user: User) -> list[dict]:
    """[{label, left, right, same}]; a row is 'same' when both are equal and not empty."""
    left, right = _facts(first, user), _facts(two, user)
    return [
        {
            "label": label,
            "left": left[label],
            "right": right[label],
            "same": bool(left[label]) and left[label] == right[label],
        }
        for label in left
    ]


def _facts(incident: Incident, user: User) -> dict[str, str]:
    evidence = open_evidence(incident, user).select_related("file").order_by("number")
    return {
        _("Người được phản ánh"): (
            f"{incident.person.full_name}, {incident.position_words}, {incident.office.name}"
        ),
        _("Trạng thái"): incident.get_status_display(),
        _("Xảy ra lúc"): str(incident.happened),
        _("Biết sự việc ngày"): f"{incident.known_on:%d/%m/%Y}",
        _("Gửi lúc"): f"{timezone.localtime(incident.submitted_at):%H:%M %d/%m/%Y}",
        _("Hành vi"): incident.get_act_kind_display(),
        _("Nền tảng"): incident.get_platform_display(),
        _("Liên kết"): incident.link,
        _("Tóm tắt"): incident.title,
        _("Diễn biến"): incident.narrative,
        _("Quy định viện dẫn"): joined(
            "\n",
            (
                str(row.provision)
                for row in incident.allegations.select_related("provision__instrument").order_by(
                    "number"
                )
            ),
        ),
        _("Chứng cứ"): joined(
            "\n",
            (joined(". ", (item.label, item.words)) for item in evidence),
        ),
    }


def report(request, code: str):
    """The siblings: one report that named several people, each with their own case and state."""
    incident = fetch(request, code)
    if incident.sealed:
        raise Invisible
    rows = [incident, *siblings(incident, request.user).select_related("handling_office")]
    return render(request, "review/siblings.html", {"incident": incident, "rows": rows})
