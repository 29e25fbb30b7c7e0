"""When what was decided reached the person concerned, and the terms that run from that day."""

from datetime import date, datetime
from typing import Any

from django.db.models import Count, Min, QuerySet, Value

from compliance.audit.models import Event
from compliance.incidents.models import Incident
from compliance.incidents.queries import who_can
from compliance.incidents.workflow import CONCLUDED, Status
from compliance.registry.models import User
from compliance.review.case.queries import (
    measures_at_work,
    open_contest,
    read_beside,
    read_with,
    standing_conclusion,
)
from compliance.review.models import Delivery, Measure
from compliance.rulebook.clocks import add_working_days, local_day
from compliance.rulebook.queries import calendar


def ended_at(incident: Incident) -> datetime | None:
    """When the conclusion in force, or the note at the unit, was made."""
    if incident.status in CONCLUDED:
        return incident.concluded_at
    return incident.closed_at if incident.status == Status.NOTED else None


OPENED = "opened_own_case"


def looks_at(incident: int, ended: datetime | None) -> dict[str, QuerySet]:
    """How often the page of the case (its key) was looked at; and when the person opened their own
    page, after it had ended.
    """
    events = Event.objects.about(Incident(pk=incident)).order_by()
    seen = events.filter(verb="saw").annotate(all=Value(1)).values("all")
    opened = events.filter(verb=OPENED, at__gte=ended) if ended else events.none()
    return {
        "looks": seen.annotate(times=Count("pk")).values_list("times"),
        "opened_own": opened.values_list("at"),
    }


def _opened_since(incident: Incident, moment: datetime) -> date | None:
    """The day on which the person first opened their page after `moment`."""
    read = read_beside(incident, "opened_own")
    if read is None:
        opened = Event.objects.about(incident).filter(verb=OPENED, at__gte=moment)
        at = opened.aggregate(at=Min("at"))["at"]
    else:
        at = min((at for (at,) in read if at >= moment), default=None)
    return local_day(at) if at else None


def _handed_on(incident: Incident, **which: Any) -> date | None:
    """The day of the first delivery that reached the person, of those about `which`."""
    rows = read_with(incident, "deliveries")
    if rows is None:
        rows = list(incident.deliveries.filter(**which))
    about = (row for row in rows if all(getattr(row, name) == of for name, of in which.items()))
    return min((row.day for row in about if row.reached), default=None)


def conclusion_received_on(incident: Incident) -> date | None:
    """The day on which the conclusion in force (or the note) was opened at the person's own door,
    or handed over; None while neither has happened.
    """
    ended = ended_at(incident)
    if ended is None:
        return None
    conclusion = standing_conclusion(incident)
    handed = _handed_on(
        incident,
        what=Delivery.What.CONCLUSION,
        conclusion_id=conclusion.pk if conclusion else None,
    )
    return min(filter(None, (_opened_since(incident, ended), handed)), default=None)


def reminder_received_on(measure: Measure) -> date | None:
    """The day on which a written reminder reached the person: delivered with a scan and a second
    person, or opened or acknowledged at their own door.
    """
    if not measure.carried_out_at:
        return None
    days = [_handed_on(measure.incident, measure_id=measure.pk)]
    if measure.acknowledged_at:
        days.append(local_day(measure.acknowledged_at))
    if measure.served_how == Measure.Served.PORTAL:
        days.append(_opened_since(measure.incident, measure.carried_out_at))
    elif measure.proof_file_id and measure.verified_at:
        days.append(measure.served_on)
    return min(filter(None, days), default=None)


def contest_runs_from(incident: Incident) -> date | None:
    """The day after which the term of a contest is counted: the conclusion was received, and a
    written reminder that came later too. None: it does not run.
    """
    if ended_at(incident) is None:
        return None
    reminders = [
        row for row in measures_at_work(incident) if row.kind == Measure.Kind.WRITTEN_REMINDER
    ]
    days = [conclusion_received_on(incident), *map(reminder_received_on, reminders)]
    return max(filter(None, days), default=None)


def last_who_could_review(incident: Incident, user: User, day: date) -> bool:
    """Whether nobody here could decide a later review of the conclusion once `user` has taken part
    in it: the level above would. Said beforehand, to whoever is about to.
    """
    return not who_can(incident, "contest_keep", day).exclude(pk=user.pk).exists()


def contest_until(incident: Incident) -> date | None:
    """The last day on which the person may ask for a review of the conclusion, or of a note at the
    unit. None while nothing was received: the term does not run.
    """
    start = contest_runs_from(incident)
    if incident.rule_set is None or start is None:
        return None
    return add_working_days(start, incident.rule_set.contest_workdays, calendar())


def may_contest(incident: Incident, today: date) -> bool:
    """Once a conclusion, from the day it was made until the end of the term from its receipt."""
    ended, until = ended_at(incident), contest_until(incident)
    return bool(
        ended
        and incident.rule_set
        and local_day(ended) <= today
        and (until is None or today <= until)
        and not open_contest(incident)
        and not _contested_since(incident, ended)
    )


def _contested_since(incident: Incident, ended: datetime) -> bool:
    """Whether a review of what was made at `ended` was asked for and decided."""
    rows = read_with(incident, "contests")
    if rows is None:
        return incident.contests.exclude(decision="").filter(filed_at__gte=ended).exists()
    return any(row.decision and row.filed_at >= ended for row in rows)
