"""Papers of a fair hearing, on screen and in print: the notice, the fairness record; each for those
who work on the case and for the person concerned.
"""

from django.shortcuts import render
from django.utils import timezone

from compliance.core.refusals import Invisible
from compliance.incidents.models import Incident
from compliance.incidents.transitions import look
from compliance.incidents.workflow import CONCLUDED, STEPS, CaseRole, label_of
from compliance.review.case.fetching import fetch, fetch_own
from compliance.review.case.queries import open_proposal, standing_conclusion, step_row
from compliance.review.conclusion.checks.fairness import fairness
from compliance.review.conclusion.checks.preconditions import in_groups
from compliance.review.conclusion.checks.record import changed_since, frozen, intact

# what the person concerned reads of the story: what was done and when, never by whom. Their own
# steps, and of others' those that mark the course of the case
OWN_STEPS = (
    *(verb for verb, step in STEPS.items() if CaseRole.PERSON in step.by),
    "accept",
    "confirm_triage",
    "notify",
    "confirm_notice",
    "notify_again",
    "record_delivery",
    "disclose_more",
    "extend_answer",
    "answer_for",
    "enter_paper",
    "confirm_paper",
    "refuse_paper",
    "record_silence",
    "seal",
    "consult",
    "give_opinion",
    "record_overdue_opinion",
    "suspend",
    "resume",
    "extend_processing",
    "propose",
    "conclude",
    "contest_keep",
    "contest_amend",
    "contest_annul",
    "close",
    "reopen",
)


def record(request, code: str):
    """The fairness record of a case: frozen when it was concluded, computed until then."""
    incident = fetch(request, code)
    if incident.sealed:
        raise Invisible
    look(incident=incident, by=request.user, at=timezone.now(), what="printed_fairness")
    steps = [step_row(step) for step in incident.steps.select_related("by").order_by("version")]
    return render(
        request,
        "review/fairness.html",
        {"incident": incident, "steps": steps, "own": False, **_record(incident)},
    )


def my_record(request, code: str):
    """The same for the person concerned: parts instead of names, and of a draft
    conclusion nothing.
    """
    incident = fetch_own(request, code)
    look(incident=incident, by=request.user, at=timezone.now(), what="printed_fairness")
    steps = [
        {"at": step.at, "says": label_of(step.verb)}
        for step in incident.steps.filter(verb__in=OWN_STEPS).order_by("version")
    ]
    if incident.status not in CONCLUDED:
        steps = [step for step in steps if step["says"] != STEPS["propose"].label]
    return render(
        request,
        "review/fairness.html",
        {"incident": incident, "steps": steps, "own": True, **_record(incident, own=True)},
    )


def _record(incident: Incident, own: bool = False) -> dict:
    """{'groups', 'rows', 'conclusion', 'intact', 'changed'}."""
    conclusion = (
        standing_conclusion(incident)
        if incident.status in CONCLUDED
        else None
        if own
        else open_proposal(incident)
    )
    if conclusion and conclusion.fairness:
        rows, whole = frozen(conclusion), intact(conclusion)
        changed = changed_since(incident, conclusion)
    else:
        rows, whole, changed = (
            fairness(
                incident, conclusion, conclusion.decided_by if conclusion else None, timezone.now()
            ),
            None,
            [],
        )
        if own and conclusion is None:
            rows = [row for row in rows if row.group != "conclusion"]
    return {
        "groups": in_groups(rows),
        "crosses": sum(not row.ok for row in rows),
        "total": len(rows),
        "conclusion": conclusion,
        "intact": whole,
        "changed": changed,
    }
