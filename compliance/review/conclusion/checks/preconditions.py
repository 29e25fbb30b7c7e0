"""What each step of the review needs before it may be taken."""

from datetime import datetime

from compliance.core.language import joined
from compliance.incidents.models import Incident
from compliance.registry.models import User
from compliance.review.case.checks import Check
from compliance.review.case.queries import (
    open_proposal,
)
from compliance.review.conclusion.checks.fairness import GROUPS, fairness
from compliance.review.conclusion.checks.outcomes import OF_A_BREACH
from compliance.review.conclusion.checks.precondition import Precondition
from compliance.review.consultation.checks import consulted
from compliance.review.hearing.checks import heard, window_ended
from compliance.review.models import Conclusion


def before_proposal(incident: Incident, at: datetime) -> list[Check]:
    return [*heard(incident), window_ended(incident, at), *consulted(incident)]


def before_conclusion(
    incident: Incident, at: datetime, decider: User | None = None
) -> list[Precondition]:
    """The fairness record of the open proposal: the whole of it for an outcome that rests on a
    breach, its core for any other.
    """
    return needed(fairness(incident, open_proposal(incident), decider, at), open_proposal(incident))


def needed(rows: list[Precondition], conclusion: Conclusion | None) -> list[Precondition]:
    """What `conclusion` must meet."""
    whole = conclusion is None or conclusion.outcome in OF_A_BREACH
    return [row for row in rows if whole or row.always]


def intake_read_again(incident: Incident, conclusion: Conclusion | None) -> bool:
    """Whether who concludes has to answer for the intake anew. Of a confidential report nobody is
    told whether its reporter is tied to anybody, so what such a tie would ask for is asked of every
    one: that a breach stands by the evidence, read by somebody without a part.
    """
    breach = conclusion is not None and conclusion.outcome in OF_A_BREACH
    return breach and incident.reporter.confidential


def in_groups(rows: list[Precondition]) -> list[tuple[str, list[Precondition]]]:
    """[(heading, rows)] in the order of the record."""
    return [
        (label, conditions)
        for key, label in GROUPS
        if (conditions := [row for row in rows if row.group == key])
    ]


def in_short(rows: list[Precondition]) -> list[Check]:
    """One line a group, for the rail of the case page."""
    return [
        Check(
            all(row.ok for row in conditions),
            f"{label}: {sum(row.ok for row in conditions)}/{len(conditions)}",
            joined("; ", (row.missing for row in conditions if not row.ok)),
        )
        for label, conditions in in_groups(rows)
    ]
