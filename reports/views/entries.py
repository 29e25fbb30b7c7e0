"""The rows behind one figure of a summary: as they stood at the cut-off, beside what
they are now.
"""

from django.shortcuts import render

from compliance.core.parameters import Asked
from compliance.core.refusals import Invisible
from compliance.incidents.models import Incident
from compliance.registry.models import Office
from reports.actions.summaries import period_of_summary
from reports.models import Summary
from reports.narrative import LABELS
from reports.queries import SPLIT, WHEN, parts_of
from reports.snapshot import spans
from reports.views.summaries import fetch


def entries(request, pk: int):
    """Only what this reader may open has a row; nothing is said of the others."""
    summary = fetch(request, pk)
    if summary.state == Summary.State.PLANNED:
        raise Invisible
    asked = Asked(request.GET)
    figure, when = asked.choice("so", LABELS, "received"), asked.choice("ky", WHEN)
    period = spans(period_of_summary(summary))[list(WHEN).index(when)]
    rows, words = summary.entries.filter(parts_of(period)[figure]), LABELS[figure]
    rows, part = _split(rows, asked)
    visible = Incident.objects.visible_to(request.user)
    rows = (
        rows.filter(incident__in=visible.order_by().values("pk"))
        .select_related("office")
        .order_by("-submitted_at", "-pk")
    )
    page = Asked(request.GET).page(rows, 40)
    now = {
        incident.pk: incident
        for incident in visible.with_people().filter(pk__in=[entry.incident_id for entry in page])
    }
    context = {
        "summary": summary,
        "period": period,
        "report": period_of_summary(summary),
        "words": words,
        "part": part,
        "when": WHEN[when],
        "page": page,
        "rows": [(entry, now[entry.incident_id]) for entry in page if entry.incident_id in now],
    }
    return render(request, "reports/entries.html", context)


def _split(rows, asked: Asked):
    """One split at most: two together would tell more than the report does."""
    for name, (column, choices) in SPLIT.items():
        if value := asked.choice(name, choices.values):
            return rows.filter(**{column: value}), choices(value).label
    if not (code := asked.text("office")):
        return rows, ""
    office = Office.objects.filter(code=code).first()
    if office is None:
        raise asked.refuse("office")
    return rows.filter(office=office), office.short_name
