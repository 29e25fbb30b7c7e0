"""How often others opened the page of a person, as that person is told it."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta

from compliance.audit.models import Event
from compliance.core.hooks import Hook
from compliance.registry.models import StaffMember
from compliance.rulebook.clocks import ZONE

# staff -> [(from, until or None)]: times in which a look at their page may have to do with
# something they have not been told of yet
UNTOLD: Hook[Callable] = Hook()


def quarter_before(today: date) -> date:
    """The last day of the quarter before that of `today`."""
    return date(today.year, 3 * ((today.month - 1) // 3) + 1, 1) - timedelta(days=1)


def looks_counted(staff: StaffMember, today: date) -> dict:
    """{'looks', 'until'}: how often others opened the page of `staff`, as they are told it
    themselves.

    Over closed quarters, and without what falls into the time of a case they have not been told of:
    a counter that moves would announce it.
    """
    until = quarter_before(today)
    looks = Event.objects.about(staff).filter(
        verb="saw_person", at__lt=datetime.combine(until + timedelta(days=1), time.min, tzinfo=ZONE)
    )
    for untold in UNTOLD:
        for begins, ends in untold(staff):
            looks = looks.exclude(at__gte=begins, **({"at__lte": ends} if ends else {}))
    return {"looks": looks.count(), "until": until}
