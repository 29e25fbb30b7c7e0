"""Who may see a case, and why: for the lead and for the inspectorate. Codes and people,
no content.
"""

from django.shortcuts import render
from django.utils import timezone

from compliance.core.access import may
from compliance.core.language import _
from compliance.core.refusals import NotAllowed
from compliance.core.roles import Do
from compliance.incidents.facts import excluded_from
from compliance.incidents.models import Incident
from compliance.incidents.transitions import look
from compliance.incidents.why import explain, likely_viewers
from compliance.registry.models import User
from compliance.registry.queries import accounts_matching


def why(request):
    """A code alone lists everybody who could; a person's name or code asks about that person."""
    user = request.user
    if not (may(user, Do.TRIAGE) or may(user, Do.READ_AUDIT)):
        raise NotAllowed(_("Trang này dành cho Tổ trưởng và thanh tra."))
    code, words = (
        request.GET.get("ho-so", "").strip()[:30],
        request.GET.get("nguoi", "").strip()[:100],
    )
    incident = _find(user, code) if code else None
    context = {"code": code, "words": words, "incident": incident, "rows": [], "asked": bool(code)}
    if incident:
        people: list[User] = (
            list(accounts_matching(words)[:10]) if words else likely_viewers(incident)
        )
        context["rows"] = sorted(
            (explain(incident, person) for person in people), key=lambda row: not row.sees
        )
        look(incident=incident, by=user, at=timezone.now(), what="asked_why")
    return render(request, "review/why.html", context)


def _find(user, code: str) -> Incident | None:
    """A submitted case: for the lead one that is visible, for the inspectorate any that is not
    behind their own wall.
    """
    cases = (
        Incident.objects.visible_to(user)
        if may(user, Do.TRIAGE)
        else Incident.objects.exclude(excluded_from(user))
    )
    return (
        cases.filter(code__iexact=code, submitted_at__isnull=False)
        .select_related("person", "handling_office__parent__parent")
        .first()
    )
