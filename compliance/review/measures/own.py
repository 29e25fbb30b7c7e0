"""The measures of a case as the person concerned meets them."""

from datetime import date

from compliance.incidents.models import Incident
from compliance.incidents.workflow import Status
from compliance.review.case.queries import measures_at_work
from compliance.review.measures.progress import complaint_stages, last_decision, progress_of
from compliance.review.models import Measure


def own_measures(incident: Incident, today: date) -> list[dict]:
    """Each measure with what the person may do about it; a lapsed one says so, here and nowhere
    else.
    """
    rows = []
    for measure in measures_at_work(incident):
        outside = (
            progress_of(measure, incident.rule_set)
            if measure.kind == Measure.Kind.DISCIPLINE and measure.carried_out_at
            else None
        )
        decision = outside.decision if outside else None
        stages = (
            complaint_stages(last_decision(measure)) if outside and last_decision(measure) else []
        )
        may_complain = bool(decision and stages and stages[0].startswith("file"))
        rows.append(
            {
                "row": measure,
                "progress": outside,
                "lapsed": bool(measure.lapses_on and measure.lapses_on <= today),
                "may_complain": (
                    may_complain and incident.status in (Status.ENFORCING, Status.CLOSED)
                ),
                "complain_by": (
                    next(
                        (
                            due_step.due_on
                            for due_step in outside.complaint
                            if due_step.key.startswith("file") and not due_step.settled
                        ),
                        None,
                    )
                    if outside
                    else None
                ),
            }
        )
    return rows
