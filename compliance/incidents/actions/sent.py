"""What a report said each time it was sent."""

from datetime import date, datetime
from typing import Any

from django.utils import timezone, translation

from compliance.core.language import SOURCE, _, joined
from compliance.incidents.checks import allegations_of
from compliance.incidents.models import Incident, SentReport

FIELDS = (
    "title",
    "act_kind",
    "platform",
    "link",
    "account_kind",
    "happened_at",
    "known_on",
    "seen_how",
    "narrative",
    "unit_measure",
    "unit_acted_on",
    "unit_action",
)


def keep_sent(incident: Incident, at: datetime) -> SentReport:
    """Keep the report as it is sent now, in words: of the record, whoever sends it."""
    number = incident.sent_reports.count() + 1
    with translation.override(SOURCE):
        said = _said(incident)
    return SentReport.objects.create(incident=incident, number=number, said=said, at=at)


def _said(incident: Incident) -> list[list[str]]:
    rows: list[list[str]] = []  # whom it is about stands on the case: a wrong name must not stay
    for name in FIELDS:
        field: Any = incident._meta.get_field(name)
        label = str(field.verbose_name)
        rows.append([f"{label[:1].upper()}{label[1:]}", _words(incident, name)])
    cited = (str(row.provision) for row in allegations_of(incident))
    rows.append([_("Quy định viện dẫn"), joined("; ", cited)])
    items = incident.evidence.filter(removed_at=None).order_by("number", "copy")
    evidence = joined(
        "; ", (joined(". ", (item.label, item.caption)).strip(". ") for item in items)
    )
    return [*rows, [_("Chứng cứ"), evidence]]


def _words(incident: Incident, name: str) -> str:
    """A column of the report as its page shows it."""
    if name == "happened_at":
        return str(incident.happened or "")
    value: Any = getattr(incident, name)
    if isinstance(value, datetime):
        return f"{timezone.localtime(value):%H:%M %d/%m/%Y}"
    if isinstance(value, date):
        return f"{value:%d/%m/%Y}"
    shown = getattr(incident, f"get_{name}_display", None)
    return str((shown() if shown else value) or "")
