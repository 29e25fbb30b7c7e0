"""When an incident happened, as far as it is known: the columns it is kept in, and its words."""

from typing import Any

from compliance.core.days import Span
from compliance.core.fields import at_of

COLUMNS = ("happened_at", "hour_known", "happened_about", "happened_until")


def columns_of(span: Span) -> dict[str, Any]:
    return {
        "happened_at": at_of(span),
        "hour_known": span.hour is not None,
        "happened_about": span.about,
        "happened_until": span.until,
    }
