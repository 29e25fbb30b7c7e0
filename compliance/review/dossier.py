"""Measures still in effect, for the page about a person: whoever may open the case sees them; everybody else meets no such section."""

from datetime import date

from django.urls import reverse

from compliance.incidents.models import Incident
from compliance.registry.dossier import Line, Section, tells_about
from compliance.registry.models import StaffMember
from compliance.review.models import Measure


@tells_about
def measures_in_effect(user, person: StaffMember, day: date) -> Section | None:
    if person.user_id == user.pk:
        return None  # their own page shows them, from the day they were told
    seen = Incident.objects.visible_to(user).filter(person=person, sealed=False).order_by().values("pk")
    rows = Measure.objects.in_effect(day).filter(incident__in=seen).select_related("incident").order_by("lapses_on", "pk")
    lines = [Line(row.get_kind_display(), f"đến {row.lapses_on:%d/%m/%Y}", reverse("review:case", args=[row.incident.code])) for row in rows]
    return Section("Biện pháp còn hiệu lực", lines) if lines else None
