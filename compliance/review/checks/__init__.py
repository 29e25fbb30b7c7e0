"""Preconditions as sentences: each with a tick or a cross, and where to mend it."""

from compliance.review.checks.base import Check, require_all
from compliance.review.checks.fairness import Precondition, fairness
from compliance.review.checks.handing import WAY_OUT, handed_hash, runs_in, why_not_handed
from compliance.review.checks.outcomes import (
    ABOVE_GUIDANCE,
    ADVERSE,
    FOUND,
    SCALE,
    Offer,
    gravest,
    offered,
    offers,
    outcome_checks,
    severities,
    severity_label,
)
from compliance.review.checks.record import changed_since, freeze, frozen, intact
from compliance.review.checks.steps import (
    before_close,
    before_conclusion,
    before_consult,
    before_proposal,
    before_silence,
    consulted,
    heard,
    in_groups,
    in_short,
    needed,
)

__all__ = [
    "WAY_OUT",
    "handed_hash",
    "runs_in",
    "why_not_handed",
    "ABOVE_GUIDANCE",
    "ADVERSE",
    "FOUND",
    "SCALE",
    "Check",
    "Offer",
    "Precondition",
    "before_close",
    "before_conclusion",
    "before_consult",
    "before_proposal",
    "before_silence",
    "changed_since",
    "consulted",
    "fairness",
    "freeze",
    "frozen",
    "gravest",
    "heard",
    "in_groups",
    "in_short",
    "intact",
    "needed",
    "offered",
    "offers",
    "outcome_checks",
    "require_all",
    "severities",
    "severity_label",
]
