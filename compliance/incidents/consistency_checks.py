"""Every open case has somebody who can take its next step."""

from collections.abc import Iterator
from datetime import datetime

from compliance.core.language import _
from compliance.incidents.models import Incident
from compliance.incidents.queries import stuck
from compliance.outbox.consistency_checks import finds_gaps
from compliance.rulebook.clocks import local_day


@finds_gaps
def cases_without_a_hand(now: datetime) -> Iterator[str]:
    """Named by code and stage; whoever reads it learns nothing of the person concerned."""
    day = local_day(now)
    cases = Incident.objects.open().select_related("person", "handling_office").order_by("pk")
    for incident in cases.iterator(500):
        for words in stuck(incident, day):
            yield (
                _(
                    "Hồ sơ {code} không còn ai {words}: giao thêm chức năng cho người chưa tham "
                    "gia."
                ).format(code=incident.code, words=words)
            )
