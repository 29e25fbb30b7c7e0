"""What stands in a case now: the last notice, the answer, the opinions of this round, the
conclusion in force, the windows.
"""

from datetime import UTC, date, datetime
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from compliance.core.presence import present
from compliance.incidents.models import Evidence, Incident, StepTaken
from compliance.incidents.transitions import REPORTER_ALIAS
from compliance.incidents.workflow import CONCLUDED, STEPS, Status
from compliance.review.models import (
    Answer,
    Conclusion,
    Contest,
    Extension,
    Measure,
    Notice,
    Opinion,
)
from compliance.rulebook.clocks import add_working_days, local_day
from compliance.rulebook.queries import calendar

_MOMENTS = {
    "Notice": "served_at",
    "Conclusion": "proposed_at",
    "Measure": "set_at",
    "Contest": "filed_at",
}
_BEFORE_ALL = datetime(1900, 1, 1, tzinfo=UTC)


def last_notice(incident: Incident) -> Notice | None:
    return incident.notices.order_by("-number").first()


def disclosed(incident: Incident) -> list[Evidence]:
    """The bundle of the notices served: what the person concerned may open, and nothing else."""
    notices = this_round(incident, Notice).values("pk")
    return list(
        Evidence.objects.filter(disclosed_in__in=notices, removed_at=None)
        .distinct()
        .select_related("file")
        .order_by("number", "copy")
    )


def active_account(incident: Incident) -> bool:
    """Whether the person concerned can be reached at their own door."""
    return bool(present(incident.person).user_id and present(incident.person).user.is_active)


def unreached(incident: Incident) -> list[Notice]:
    """Notices of this round that nobody can say have arrived: no account to open them with, and no
    paper handed over or refused.
    """
    if active_account(incident):
        return []
    rows = (
        this_round(incident, Notice)
        .filter(opened_at=None)
        .prefetch_related("deliveries")
        .order_by("number")
    )
    return [row for row in rows if not any(one.reached for one in row.deliveries.all())]


def answered(incident: Incident) -> bool:
    """Heard, or recorded as not wishing or not willing to be heard; only rows after the last
    reopening count.
    """
    return this_round(incident, Answer).exists()


def this_round(incident: Incident, model: Any, of: str = "incident") -> QuerySet:
    """Rows of `model` on this incident since it was last reopened (all of them when it
    never was). `of` leads from a row to its incident.
    """
    reopened = round_began_at(incident)
    rows = model.objects.filter(**{of: incident})
    if reopened is None:
        return rows
    return rows.filter(**{f"{_MOMENTS.get(model.__name__, 'at')}__gte": reopened})


def with_round(incidents: QuerySet) -> QuerySet:
    """`round_began`: what in_round() counts from."""
    reopened = (
        StepTaken.objects.filter(incident=OuterRef("pk"), verb="reopen")
        .order_by("-version")
        .values("at")[:1]
    )
    return incidents.annotate(round_began=Coalesce(Subquery(reopened), Value(_BEFORE_ALL)))


def in_round(model: Any, **which: Any) -> Exists:
    """this_round() of `model` as a condition on the cases of with_round(): asked of a whole list at
    once.
    """
    return Exists(
        model.objects.filter(
            incident=OuterRef("pk"),
            **{f"{_MOMENTS.get(model.__name__, 'at')}__gte": OuterRef("round_began")},
            **which,
        )
    )


def round_began_at(incident: Incident) -> datetime | None:
    """When it was last reopened; asked once per loaded row: a step gives a fresh one."""
    if getattr(incident, "_reopened", (None, None))[0] != incident.version:
        incident._reopened = (
            incident.version,
            incident.steps.filter(verb="reopen")
            .order_by("-version")
            .values_list("at", flat=True)
            .first(),
        )
    return incident._reopened[1]


def opinion_of(incident: Incident, side: str) -> Opinion | None:
    return this_round(incident, Opinion).filter(side=side).order_by("-round").first()


def round_number(incident: Incident) -> int:
    return incident.steps.filter(verb="reopen").count() + 1


def open_proposal(incident: Incident) -> Conclusion | None:
    return incident.conclusions.filter(state=Conclusion.State.PROPOSED).first()


def standing_conclusion(incident: Incident) -> Conclusion | None:
    return (
        incident.conclusions.filter(state=Conclusion.State.CONCLUDED)
        .select_related("decided_by", "proposed_by")
        .first()
    )


def open_contest(incident: Incident) -> Contest | None:
    return incident.contests.filter(decision="").first()


def open_extension(incident: Incident) -> Extension | None:
    return incident.extensions.filter(granted=None).order_by("-asked_at").first()


def issued_reminder(incident: Incident) -> Any:
    """The written reminder that was signed and numbered last, unless it was withdrawn."""
    return (
        incident.documents.standing()
        .issued()
        .in_force()
        .filter(kind="reminder")
        .order_by("-issued_on", "-pk")
        .first()
    )


def live_measures(incident: Incident) -> QuerySet:
    return Measure.objects.filter(incident=incident, cancelled_at=None).order_by("due_on", "pk")


def contest_until(incident: Incident) -> date | None:
    """The last day on which the person may ask for a review of the conclusion, or of a note at the
    unit.
    """
    if incident.rule_set is None:
        return None
    start = (
        incident.concluded_at
        if incident.status in CONCLUDED
        else incident.closed_at
        if incident.status == Status.NOTED
        else None
    )
    return (
        add_working_days(local_day(start), incident.rule_set.contest_workdays, calendar())
        if start
        else None
    )


def may_contest(incident: Incident, today: date) -> bool:
    until = contest_until(incident)
    return bool(
        until
        and today <= until
        and not open_contest(incident)
        and not incident.contests.exclude(decision="")
        .filter(filed_at__gte=incident.concluded_at or incident.closed_at)
        .exists()
    )


def told(step: Any) -> dict:
    return {
        "at": step.at,
        "says": STEPS[step.verb].label,
        "by": step.by.display_name if step.by else REPORTER_ALIAS,
        "note": step.note,
        "verb": step.verb,
    }
