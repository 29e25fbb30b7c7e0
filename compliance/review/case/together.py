"""What the page of a case reads with it, once, however much of the page asks after it."""

from django.db.models import Prefetch, QuerySet, prefetch_related_objects

from compliance.incidents import custody
from compliance.incidents.models import Allegation, Incident, StepTaken
from compliance.review.case.queries import remember_round
from compliance.review.case.standing import Standing
from compliance.review.models import (
    Answer,
    Completion,
    Conclusion,
    Contest,
    Delivery,
    Extension,
    Measure,
    MeasureReturn,
    Notice,
    Opinion,
    PaperAct,
    Triage,
)

STORY = 80  # steps; a longer story is shown by its end, and rows are looked for without asking it


def read_ahead(standing: Standing) -> list[StepTaken]:
    """The last steps, newest first. They, and the rows that much of the page asks after, are read
    once here with the case; of a kind that no step ever wrote nothing is asked.
    """
    incident = standing.incident
    steps = list(incident.steps.select_related("by").order_by("-version")[: STORY + 1])
    if len(steps) <= STORY:
        standing.story = steps
        remember_round(incident, steps)
    prefetch_related_objects(
        [incident],
        *(
            Prefetch(name, rows if standing.ever(name) else rows.none())
            for name, rows in _together(standing).items()
        ),
        custody.read_ahead(),
    )
    _join_findings(incident)
    return steps[:STORY]


def _join_findings(incident: Incident) -> None:
    """Give each finding its allegation, which was read with the case."""
    alleged = {row.pk: row for row in incident.allegations.all()}
    for conclusion in incident.conclusions.all():
        for finding in conclusion.findings.all():
            finding.allegation = alleged[finding.allegation_id]


def _together(standing: Standing) -> dict[str, QuerySet]:
    """The rows of a case that its page shows and that decide what it offers, each with what is
    shown of it, by the name that leads to them.
    """
    returns = MeasureReturn.objects.select_related("reported_by", "by", "proof_file")
    returns = returns if standing.took("return_measure") else returns.none()
    handed = Delivery.objects.select_related("scan")
    sent = Prefetch("deliveries", handed if standing.ever("deliveries") else handed.none())
    signers = ("entered_by", "decided_by")
    deciders = ("proposed_by", "decided_by", "amends__proposed_by", "amends__decided_by")
    return {
        "allegations": Allegation.objects.select_related("provision__instrument"),
        "notices": (
            Notice.objects.select_related("by", "confirmed_by")
            .prefetch_related(sent)
            .order_by("-number")
        ),
        "answers": Answer.objects.select_related("by").prefetch_related("files").order_by("-at"),
        "paper_acts": PaperAct.objects.select_related(*signers, "scan").order_by("-pk"),
        "opinions": Opinion.objects.select_related("by__staff__office").order_by("at"),
        "triages": Triage.objects.select_related("by").order_by("-at", "-pk"),
        "conclusions": (
            Conclusion.objects.select_related(*deciders)
            .prefetch_related("findings")
            .order_by("-proposed_at")
        ),
        "contests": Contest.objects.select_related("decided_by").order_by("-filed_at"),
        "measures": (
            Measure.objects.select_related("office", "carried_out_by", "verified_by", "proof_file")
            .prefetch_related(Prefetch("returns", returns.order_by("pk")))
            .order_by("due_on", "pk")
        ),
        "extensions": Extension.objects.select_related("decided_by").order_by("-asked_at"),
        "completions": Completion.objects.select_related("by"),
        "deliveries": Delivery.objects.select_related("scan", "measure").order_by("pk"),
    }
