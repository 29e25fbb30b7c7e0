"""Whom a measure waits for: to carry it out, to confirm it, to end the case."""

from collections.abc import Iterable
from datetime import date

from django.db.models import F, Q, QuerySet

from compliance.core.access import may
from compliance.core.language import _
from compliance.core.roles import Do
from compliance.incidents.models import Incident
from compliance.incidents.queries import who_can
from compliance.incidents.workflow import CaseRole, Status
from compliance.registry.models import User
from compliance.review.case.acts import Waiting
from compliance.review.case.standing import Standing
from compliance.review.conclusion.checks.outcomes import ADVERSE
from compliance.review.models import Measure


def not_reported(standing: Standing) -> list[Measure]:
    return [row for row in standing.measures if not row.carried_out_at]


def reported_rows(standing: Standing) -> list[Measure]:
    """What was reported and nobody has confirmed."""
    return [row for row in standing.measures if row.carried_out_at and not row.verified_at]


def reported(standing: Standing) -> bool:
    return bool(reported_rows(standing))


def who_verifies(standing: Standing) -> list[tuple[CaseRole, QuerySet]]:
    """The handler; the leads for what the handler carried out."""
    able = who_can(standing.incident, "verify", standing.today)
    handler = standing.incident.handler_id or 0
    by = {row.carried_out_by_id for row in reported_rows(standing)}
    asked = []
    if by - {handler}:
        asked.append((CaseRole.HANDLER, able.filter(pk=handler)))
    if handler in by:
        asked.append((CaseRole.LEAD, able.exclude(pk=handler)))
    return asked


def who_carries_out(standing: Standing) -> list[tuple[CaseRole, QuerySet]]:
    """The unit and internal affairs; the handler where none of them is there."""
    able = who_can(standing.incident, "carry_out", standing.today)
    others = able.exclude(pk=standing.incident.handler_id or 0)
    return [(CaseRole.UNIT, others)] if others.exists() else [(CaseRole.HANDLER, able)]


def to_verify(user: User, day: date) -> Iterable[Waiting]:
    """Reported measures: for the handler, and for the leads those the handler reported."""
    by_handler = Q(carried_out_by=F("incident__handler"))

    def cases(reported: QuerySet) -> QuerySet:
        seen = Incident.objects.visible_to(user).filter(status=Status.ENFORCING, suspended_at=None)
        return seen.filter(pk__in=reported.order_by().values("incident"))

    def of_others() -> QuerySet:
        return cases(_reported().exclude(by_handler)).filter(handler=user)

    def of_handlers() -> QuerySet:
        return cases(_reported().filter(by_handler)).exclude(handler=user)

    if may(user, Do.HANDLE):
        yield Waiting(_("Xác nhận biện pháp"), of_others)
    if may(user, Do.TRIAGE):
        yield Waiting(_("Xác nhận biện pháp"), of_handlers)


def _reported() -> QuerySet:
    rows: QuerySet = Measure.objects.live().filter(carried_out_at__isnull=False, verified_at=None)
    return rows


def ended_but_open(incident: Incident) -> bool:
    """On a row of `handled`: nothing is left to do but to say so."""
    row = vars(incident)
    return bool((row["measured"] or incident.outcome not in ADVERSE) and not row["unverified"])


def to_carry_out(user: User, day: date) -> Iterable[Waiting]:
    """Measures the unit has to carry out."""

    def waiting() -> QuerySet:
        cases = Incident.objects.visible_to(user).filter(
            status=Status.ENFORCING,
            suspended_at=None,
            measures__carried_out_at=None,
            measures__cancelled_at=None,
        )
        return cases.exclude(handler=user).distinct()

    if may(user, Do.CARRY_OUT_MEASURE):
        yield Waiting(_("Thực hiện biện pháp"), waiting)
