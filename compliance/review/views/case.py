"""The case page: what must be done, by when, what stands in the way; evidence and history after."""

from django.db.models import Q, QuerySet
from django.shortcuts import render
from django.utils import timezone

from compliance.audit.models import Event
from compliance.audit.words import word
from compliance.core.access import may
from compliance.core.language import in_sense
from compliance.core.parameters import Asked
from compliance.core.presence import present
from compliance.core.refusals import Invisible
from compliance.core.roles import Do
from compliance.core.together import ENDED, OF, SINCE, UNTIL
from compliance.files.serving import serve
from compliance.incidents.models import Incident, StepTaken
from compliance.incidents.queries import case_roles, fits
from compliance.incidents.transitions import look
from compliance.incidents.workflow import (
    CONCLUDED,
    STEPS,
    UNDER_REVIEW,
    CaseRole,
    Status,
    steps_from,
)
from compliance.registry.models import User
from compliance.review.acts import offer
from compliance.review.asking import OPEN_FOR, signs_asked
from compliance.review.case.fetching import fetch
from compliance.review.case.queries import opened_by_the_person, read_beside, step_row
from compliance.review.case.receipt import ended_at, looks_at
from compliance.review.case.standing import Standing
from compliance.review.case.together import BESIDE, STORY, Beside, read_ahead
from compliance.review.conclusion.checks.independence import ties_after_conclusion
from compliance.review.consultation.checks import consulted
from compliance.review.deadlines.laws import law_beside, more_favourable
from compliance.review.deadlines.ledger import READERS, derived, law_note, told_rows
from compliance.review.deadlines.panel import clocks
from compliance.review.documents.actions import draftable
from compliance.review.handover.queries import departed
from compliance.review.hearing.checks import heard
from compliance.review.measures.progress import papers_of, progress_of
from compliance.review.models import CaseDocument, Conclusion, Delivery, Measure
from compliance.review.rectification.queries import rectifications_for
from compliance.review.triage.queries import resent
from compliance.review.views.file import substance
from compliance.review.views.turns import turn_rows
from compliance.rulebook.clocks import local_day

LIFE = (
    (in_sense("step", "Ghi nhận"), (Status.DRAFT, Status.RETURNED, Status.WITHDRAWN)),
    (in_sense("step", "Thụ lý"), (Status.SUBMITTED, Status.SCREENED_OUT, Status.NOTED)),
    (in_sense("step", "Giải trình"), (Status.IN_REVIEW, Status.AWAITING_ANSWER)),
    (in_sense("step", "Lấy ý kiến"), (Status.CONSULTING,)),
    (in_sense("step", "Kết luận"), ()),
    (in_sense("step", "Thực hiện"), (Status.CONCLUDED, Status.ENFORCING)),
    (in_sense("step", "Kết thúc"), (Status.CLOSED, Status.STOPPED)),
)


def case(request, code: str):
    incident = fetch(request, code)
    now = timezone.now()
    if incident.sealed:
        triage = incident.triages.order_by("-at").first()
        referral = incident.rectifications.agreed("stop").first() or triage
        return render(request, "review/sealed.html", {"incident": incident, "triage": referral})
    look(incident=incident, by=request.user, at=now)
    today = local_day(now)
    standing = Standing(incident, today, request.user, now)
    steps = read_ahead(standing)
    standing.roles = mine = case_roles(incident, request.user)
    context = {
        "incident": incident,
        "life": life(incident, steps),
        "steps": [step_row(step) for step in steps[:5]],
        "more_steps": len(steps) > 5,
        "clocks": clocks(incident, today, steps),
        "law_note": law_note(incident, steps),
        "law_of_the_act": more_favourable(incident, today),
        "may_choose_law": incident.status in UNDER_REVIEW and fits(STEPS["choose_law"], mine),
        **_ended(standing),
        "resent": resent(incident) if _sent_again(steps) else [],
        "rectifications": (
            rectifications_for(request.user, incident) if standing.ever("rectifications") else []
        ),
        **substance(incident, request.user, mine),
        **_hearing(standing),
        **_people(standing, request.user, mine),
        "documents": read_beside(incident, "documents_shown"),
        "draftable": draftable(incident, mine),
        "ties": standing.once(ties_after_conclusion) if incident.status in CONCLUDED else [],
        "looks": sum(times for (times,) in read_beside(incident, "looks") or ()),
        **_what_next(standing, mine),
    }
    return render(request, "review/case.html", context)


@BESIDE.register
def _shown_beside(standing: Standing) -> Beside:
    """What the page shows besides the rows of the case itself."""
    viewer, ended = present(standing.viewer), ended_at(standing.incident)

    def rows() -> dict[str, QuerySet]:
        documents = CaseDocument.objects.filter(incident=OF).visible_to(viewer)
        documents = documents.select_related("conclusion")
        return {
            **looks_at(OF, ENDED if ended else None),
            **signs_asked(OF, viewer, SINCE, UNTIL),
            "documents_shown": documents.with_newer().order_by("pk"),
            "opened_by_the_person": opened_by_the_person(OF).values_list("pk")[:1],
        }

    at = {SINCE: standing.at - OPEN_FOR, UNTIL: standing.at, ENDED: ended}
    return Beside(("shown", bool(ended)), rows, at)


@BESIDE.register
def _law_beside(standing: Standing) -> Beside:
    return law_beside(standing.incident)


def _sent_again(steps: list[StepTaken]) -> bool:
    """Whether the report came in more than once; a story too long to tell may have."""
    return len(steps) == STORY or sum(step.verb == "submit" for step in steps) > 1


def _ended(standing: Standing) -> dict:
    """Conclusions, contests and measures; sets what of them still waits on `standing`."""
    incident = standing.incident
    conclusions, contests = incident.conclusions.all(), incident.contests.all()
    open_state = Conclusion.State.PROPOSED
    standing.proposal = next((row for row in conclusions if row.state == open_state), None)
    standing.contest = next((row for row in contests if not row.decision), None)
    return {
        "proposal": standing.proposal,
        "conclusions": [row for row in conclusions if row.state != open_state],
        "contest": standing.contest,
        "contests": [row for row in contests if row.decision],
        "measures": [shown(measure, incident, standing.today) for measure in standing.measures],
        "may_open_proof": True,
    }


def _hearing(standing: Standing) -> dict:
    """Notices, answers, wishes for more time, opinions."""
    incident = standing.incident
    handed = [row for row in incident.deliveries.all() if row.what != Delivery.What.NOTICE]
    return {
        "departed": departed(incident.person),
        "answers": incident.answers.all(),
        "extension": standing.extension,
        "opinions": incident.opinions.all(),
        "papers": incident.paper_acts.all(),
        "handed": [row for row in handed if row.what != Delivery.What.REPLY],
        "replied": [row for row in handed if row.what == Delivery.What.REPLY],
        "notices": incident.notices.all(),
        "wishes": [row for row in incident.extensions.all() if row.granted is not None],
        "bundle": standing.sightings,
        "seen_count": sum(bool(row.seen_on) for row in standing.sightings),
    }


def _people(standing: Standing, user: User, mine: set[CaseRole]) -> dict:
    """Who stands aside, who was invited, and what of the people this viewer may open."""
    return {
        "recusals": standing.incident.recusals.all(),
        "invitations": standing.invitations,
        "may_explain": may(user, Do.TRIAGE),
        "may_see_reporter": sees_reporter(mine),
        "may_direct": may(user, Do.DIRECT),
    }


def _what_next(standing: Standing, mine: set[CaseRole]) -> dict:
    """The act to offer first with its preconditions, the others, and whom the case waits for."""
    incident = standing.incident
    steps = steps_from(incident.status, bool(incident.suspended_at))
    turns = turn_rows(standing, mine)
    open_to_viewer = offer({verb for verb, step in steps.items() if fits(step, mine)}, standing)
    return {
        "next": open_to_viewer.next,
        "awaited": open_to_viewer.awaited,
        "opens_on": open_to_viewer.opens_on,
        "checks": open_to_viewer.checks,
        "others": open_to_viewer.others,
        "turns": turns,
        "opinions_awaited": [row for row in turns if row["turn"].verb == "give_opinion"],
    }


def sees_reporter(roles: set[CaseRole]) -> bool:
    """Those who work on the review, in their function: the lead and the handler."""
    return bool({CaseRole.LEAD, CaseRole.HANDLER} & roles)


def shown(measure: Measure, incident: Incident, today) -> dict:
    """One measure with what happened outside."""
    outside = (
        progress_of(measure, incident.rule_set)
        if measure.kind == Measure.Kind.DISCIPLINE and measure.carried_out_at
        else None
    )
    lapsed = bool(measure.lapses_on and measure.lapses_on <= today)
    return {
        "row": measure,
        "progress": outside,
        "lapsed": lapsed,
        "late": {due_step.key for due_step in outside.overdue(today)} if outside else set(),
    }


def life(incident: Incident, steps) -> list[dict]:
    """The seven steps with their days; an early end is shown where it happened."""
    stop = next((step for step in steps if step.to_status == Status.STOPPED), None)
    status = stop.from_status if stop and incident.status == Status.STOPPED else incident.status
    order = [index for index, (__, statuses) in enumerate(LIFE) if status in statuses]
    now = order[0] if order else 0
    ended = incident.status in (
        Status.SCREENED_OUT,
        Status.NOTED,
        Status.STOPPED,
        Status.WITHDRAWN,
    )
    first = {}
    for step in reversed(steps):
        first[step.verb] = step.at
    moments = [
        incident.submitted_at,
        incident.accepted_at,
        first.get("answer") or first.get("waive") or first.get("record_silence"),
        first.get("consult"),
        incident.concluded_at,
        first.get("set_measure"),
        incident.closed_at,
    ]
    rows = []
    for index, (label, __) in enumerate(LIFE):
        done = index < now or incident.status == Status.CLOSED
        when = incident.closed_at if ended and index == now else moments[index]
        rows.append(
            {
                "label": label,
                "done": done,
                "now": index == now and incident.status != Status.CLOSED,
                "when": when,
                "ended": ended and index == now,
            }
        )
    return rows


LOOKS = (
    "saw",
    "saw_history",
    "printed",
    "downloaded",
    "viewed_evidence",
    "saw_custody",
    "opened_evidence",
    "opened_own_case",
    "saw_reporter",
    "saw_pseudonym",
    "asked_why",
)


def history(request, code: str):
    """The whole story of a case, newest first."""
    incident = fetch(request, code)
    look(incident=incident, by=request.user, at=timezone.now(), what="saw_history")
    rows = [step_row(step) for step in incident.steps.select_related("by").order_by("-version")]
    looks = _looks(incident) if sees_reporter(case_roles(incident, request.user)) else None
    page = Asked(request.GET).page(looks, 40) if looks is not None else None
    context = {
        "incident": incident,
        "rows": rows,
        "page": page,
        "looks": [(event, word(event.verb)) for event in page] if page else None,
    }
    return render(request, "review/history.html", context)


def _looks(incident: Incident):
    """Who opened, printed or downloaded what of this case, newest first; the reporter stands there
    under the alias.
    """
    items = [str(pk) for pk in incident.evidence.values_list("pk", flat=True)]
    about = Q(subject_type="incident", subject_id=str(incident.pk), verb__in=LOOKS) | Q(
        subject_type="evidence", subject_id__in=items, verb__in=LOOKS
    )
    return Event.objects.filter(about).order_by("-seq")


def sheet(request, code: str):
    """One printable page: the case in short, and the fairness record with every precondition ticked
    or crossed.
    """
    incident = fetch(request, code)
    look(incident=incident, by=request.user, at=timezone.now(), what="printed")
    steps = list(incident.steps.select_related("by").order_by("version"))
    open_to = bool(READERS & case_roles(incident, request.user))
    return render(
        request,
        "review/sheet.html",
        {
            "incident": incident,
            "rows": [step_row(step) for step in steps],
            "dates": derived(incident, local_day(timezone.now())),
            "ledger_rows": told_rows(incident, open_to),
            "law_note": law_note(incident, steps),
            "checks": [*heard(incident), *consulted(incident)],
            "allegations": (
                incident.allegations.select_related("provision__instrument").order_by("number")
            ),
        },
    )


def answer_file(request, code: str, pk):
    """A file the person concerned handed in, for those who see the case."""
    incident = fetch(request, code)
    stored = next(
        (
            file
            for row in incident.answers.prefetch_related("files")
            for file in row.files.all()
            if file.pk == pk
        ),
        None,
    )
    if stored is None or incident.sealed:
        raise Invisible
    return serve(stored, by=request.user, obj=incident, at=timezone.now())


def proof_file(request, code: str, pk: int):
    """The paper that proves a measure was carried out."""
    incident = fetch(request, code)
    rows = incident.measures.select_related("proof_file")
    measure = rows.filter(pk=pk, proof_file__isnull=False).first()
    if measure is None:
        raise Invisible
    return serve(measure.proof_file, by=request.user, obj=incident, at=timezone.now())


def outside_file(request, code: str, pk):
    """A paper of the outside procedure, of a referral's answer or of a complaint, for those who see
    the case.
    """
    incident = fetch(request, code)
    stored = papers_of(incident).filter(pk=pk).first()
    if stored is None or incident.sealed:
        raise Invisible
    return serve(stored, by=request.user, obj=incident, at=timezone.now())
