"""Every closed period since the start is owed: planned at each tick from the rows, so a missed night is made up."""

from datetime import datetime

from django.conf import settings
from django.db import transaction

from compliance.outbox.handlers import handles, plans
from reports.actions import draw, plan_returns, plan_summary
from reports.models import PeriodKind, Summary, UnitReturn
from reports.periods import closed_since
from reports.queries import began_on, windows


@plans
def plan_periods(now: datetime) -> int:
    """Plan returns and summaries of closed periods that have none yet; returns how many periods were new."""
    since = began_on()
    if since is None:
        return 0
    planned = 0
    returned = set(UnitReturn.objects.order_by().values_list("end", flat=True).distinct())
    for one in closed_since(PeriodKind.MONTH, since, now, windows()):
        if one.end not in returned:
            planned += bool(plan_returns(one=one, at=now))
    known = set(Summary.objects.values_list("kind", "end"))
    for kind in settings.SUMMARY_KINDS:
        for one in closed_since(kind, since, now, windows()):
            if (kind, one.end) not in known:
                planned += plan_summary(one=one, at=now)
    return planned


@handles("draw_summary")
def draw_summary(message, now) -> None:
    with transaction.atomic():
        draw(summary=Summary.objects.get(pk=message.payload["summary"]), at=now)
