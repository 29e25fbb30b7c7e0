"""What the page of a case reads with it, in one question, however much asks after it."""

from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q, QuerySet

from compliance.core.hooks import Hook
from compliance.core.kept import Kept
from compliance.core.together import (
    Given,
    Part,
    Read,
    Together,
    asked_together,
    give,
    of_key,
    remember,
)
from compliance.incidents import custody
from compliance.incidents.models import (
    Allegation,
    Evidence,
    Incident,
    Invitation,
    Recusal,
    StepTaken,
)
from compliance.registry.models import User
from compliance.review.case.queries import remember_beside, remember_round
from compliance.review.case.standing import Standing
from compliance.review.models import (
    Answer,
    ClockEntry,
    Complaint,
    Completion,
    Conclusion,
    Contest,
    Decision,
    Delivery,
    Extension,
    Finding,
    Measure,
    MeasureReturn,
    Milestone,
    Notice,
    Opinion,
    PaperAct,
    Triage,
)
from compliance.rulebook.models import RuleTerm

STORY = 80  # steps; a longer story is shown by its end, and rows are looked for without asking it


@dataclass(frozen=True)
class Beside:
    """What a room shows on the page of a case: {name: rows}, each under a name of its own. `rows`
    are written once for whoever reads, the day and what they follow from (`of`), with OF for the
    key of the case and with what stands for all that is `given`.
    """

    of: Hashable
    rows: Callable[[], dict[str, QuerySet]]
    given: Given = field(default_factory=dict)


BESIDE: Hook[Callable[[Standing], Beside]] = Hook()
_BESIDE: Kept[dict[str, Part]] = Kept(most=256)


def _of_the_case(key: int) -> dict[str, QuerySet]:
    """The rows of a case that its page shows and that decide what it offers, each with what is
    shown of it; of those that hang on the case itself by the name that leads to them.
    """
    of = {"incident": key}
    signers = ("entered_by", "decided_by")
    deciders = ("proposed_by", "decided_by", "amends__proposed_by", "amends__decided_by")
    return {
        "steps": (
            StepTaken.objects.filter(**of).select_related("by").order_by("-version")[: STORY + 1]
        ),
        "allegations": Allegation.objects.filter(**of).select_related("provision__instrument"),
        "notices": (
            Notice.objects.filter(**of).select_related("by", "confirmed_by").order_by("-number")
        ),
        "answers": Answer.objects.filter(**of).select_related("by").order_by("-at"),
        "paper_acts": (
            PaperAct.objects.filter(**of).select_related(*signers, "scan").order_by("-pk")
        ),
        "opinions": Opinion.objects.filter(**of).select_related("by__staff__office").order_by("at"),
        "clock_entries": (
            ClockEntry.objects.filter(**of)
            .select_related("by", "rule_set", "former_rule_set")
            .order_by("at", "pk")
        ),
        "triages": Triage.objects.filter(**of).select_related("by").order_by("-at", "-pk"),
        "conclusions": (
            Conclusion.objects.filter(**of).select_related(*deciders).order_by("-proposed_at")
        ),
        "contests": Contest.objects.filter(**of).select_related("decided_by").order_by("-filed_at"),
        "measures": (
            Measure.objects.filter(**of)
            .select_related("office", "carried_out_by", "verified_by", "proof_file")
            .order_by("due_on", "pk")
        ),
        "extensions": (
            Extension.objects.filter(**of).select_related("decided_by").order_by("-asked_at")
        ),
        "completions": Completion.objects.filter(**of).select_related("by"),
        "deliveries": Delivery.objects.filter(**of).select_related("scan").order_by("pk"),
        "invitations": Invitation.objects.filter(**of).select_related("user").order_by("pk"),
        "recusals": Recusal.objects.filter(**of).select_related("user").order_by("pk"),
        **_below(key),
    }


def _below(key: int) -> dict[str, QuerySet]:
    """The rows that hang on those."""
    of_measure, papers = {"measure__incident": key}, ("file", "entered_by")
    bundle, files = Notice.bundle.through.objects, Answer.files.through.objects
    sources = Measure.sources.through.objects
    discipline = Q(
        rule_set__in=Incident.objects.filter(pk=key, measures__kind=Measure.Kind.DISCIPLINE)
        .order_by()
        .values("rule_set")
    )
    return {
        "evidence": (
            Evidence.objects.filter(incident=key).select_related("file").order_by("number", "copy")
        ),
        "custody": custody.shown_or_opened(key),
        "bundles": bundle.filter(notice__incident=key).order_by("pk"),
        "files": files.filter(answer__incident=key).select_related("storedfile").order_by("pk"),
        "sources": (sources.filter(**of_measure).select_related("officialsource").order_by("pk")),
        "findings": Finding.objects.filter(conclusion__incident=key).order_by("pk"),
        "returns": (
            MeasureReturn.objects.filter(**of_measure)
            .select_related("reported_by", "by", "proof_file")
            .order_by("pk")
        ),
        "milestones": Milestone.objects.filter(**of_measure).select_related(*papers).order_by("pk"),
        "decisions": Decision.objects.filter(**of_measure).select_related(*papers).order_by("pk"),
        "complaints": (
            Complaint.objects.filter(decision__measure__incident=key)
            .select_related("file")
            .order_by("pk")
        ),
        "terms": RuleTerm.objects.filter(discipline).standing(),
    }


_CASE = Together(_of_the_case)
_OF_ITSELF = (
    "allegations",
    "notices",
    "answers",
    "paper_acts",
    "opinions",
    "triages",
    "conclusions",
    "contests",
    "measures",
    "extensions",
    "clock_entries",
    "completions",
    "deliveries",
    "evidence",
    "invitations",
    "recusals",
)


def read_ahead(standing: Standing) -> list[StepTaken]:
    """The last steps, newest first. They, the rows that much of the page asks after, and what every
    room of BESIDE shows of it, are read once here.
    """
    steps = read_rows(standing.incident, standing.viewer, *(room(standing) for room in BESIDE))
    if len(steps) <= STORY:
        standing.story = steps
    return steps[:STORY]


def read_rows(incident: Incident, viewer: User | None, *beside: Beside) -> list[StepTaken]:
    """The same with these alone, for a page that offers none of the acts; and one step more than
    are shown, where there are so many.
    """
    more = {name: part for room in beside for name, part in _written(viewer, room).items()}
    given = dict(of_key(incident.pk))
    for room in beside:
        given |= room.given
    read = asked_together({**_CASE.written(), **more}, given)
    remember_beside(incident, {name: read[name] for name in more})
    steps = read["steps"]
    for step in steps:
        step.incident = incident
    if len(steps) <= STORY:
        remember_round(incident, steps)
    for name in _OF_ITSELF:
        give([incident], name, read[name], "incident")
    _hang(read)
    if incident.rule_set:
        vars(incident.rule_set)["_step_terms"] = read["terms"]
    return steps


def _written(viewer: User | None, room: Beside) -> dict[str, Part]:
    def written() -> dict[str, Part]:
        return {name: Part(rows) for name, rows in room.rows().items()}

    return _BESIDE.text(viewer, room.of, written)


def _hang(read: Read) -> None:
    """Each row knows those that hang on it, and they know it."""
    give(read["notices"], "deliveries", read["deliveries"], "notice")
    give(read["conclusions"], "findings", read["findings"], "conclusion")
    give(read["measures"], "returns", read["returns"], "measure")
    give(read["measures"], "milestones", read["milestones"], "measure")
    give(read["measures"], "decisions", read["decisions"], "measure")
    give(read["decisions"], "complaints", read["complaints"], "decision")
    custody.remember_shown(read["evidence"], read["custody"])
    items = {item.pk: item for item in read["evidence"]}
    bundles: dict[int, list[Evidence]] = {notice.pk: [] for notice in read["notices"]}
    for row in read["bundles"]:
        bundles[row.notice_id].append(items[row.evidence_id])
    for notice in read["notices"]:
        remember(notice, "bundle", bundles[notice.pk])
    _tie(read["answers"], "files", read["files"], "answer", "storedfile")
    _tie(read["measures"], "sources", read["sources"], "measure", "officialsource")
    for name, of in (("findings", "allegations"), ("deliveries", "measures")):
        _join(read[name], of[:-1], read[of])
    _join(read["answers"], "paper", read["paper_acts"])


def _tie(parents: list, name: str, rows: list, column: str, other: str) -> None:
    """Let `parents` know what `rows` between two tables tie them to."""
    tied: dict[Any, list] = {parent.pk: [] for parent in parents}
    for row in rows:
        tied[getattr(row, f"{column}_id")].append(getattr(row, other))
    for parent in parents:
        remember(parent, name, tied[parent.pk])


def _join(rows: list, column: str, others: list) -> None:
    """Give each of `rows` the one of `others` that it points at."""
    by_key: dict[Any, Any] = {other.pk: other for other in others}
    for row in rows:
        other = by_key.get(getattr(row, f"{column}_id"))
        if other is not None:
            setattr(row, column, other)
