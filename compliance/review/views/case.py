"""The case page: what must be done, by when, what stands in the way; evidence and history after."""

from datetime import datetime

from django.db.models import Q
from django.shortcuts import render
from django.utils import timezone

from compliance.audit.models import Event
from compliance.audit.words import word
from compliance.core.access import may
from compliance.core.parameters import Asked
from compliance.core.refusals import Invisible
from compliance.core.roles import Do
from compliance.files.serving import serve
from compliance.incidents.models import Incident
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
from compliance.review.case.fetching import fetch
from compliance.review.case.queries import (
    told,
)
from compliance.review.case.standing import Standing
from compliance.review.conclusion.checks.independence import ties_after_conclusion
from compliance.review.consultation.checks import consulted
from compliance.review.contest.actions import contest_goes_above
from compliance.review.deadlines.laws import more_favourable
from compliance.review.deadlines.ledger import READERS, derived, law_note, told_rows
from compliance.review.deadlines.panel import clocks
from compliance.review.documents.actions import draftable
from compliance.review.hearing.checks import heard
from compliance.review.measures.progress import (
    papers_of,
    progress_of,
)
from compliance.review.models import Conclusion, Delivery, Measure
from compliance.rulebook.clocks import local_day

LIFE = (
    ("Ghi nhận", (Status.DRAFT, Status.RETURNED, Status.WITHDRAWN)),
    ("Thụ lý", (Status.SUBMITTED, Status.SCREENED_OUT, Status.NOTED)),
    ("Giải trình", (Status.IN_REVIEW, Status.AWAITING_ANSWER)),
    ("Lấy ý kiến", (Status.CONSULTING,)),
    ("Kết luận", ()),
    ("Thực hiện", (Status.CONCLUDED, Status.ENFORCING)),
    ("Kết thúc", (Status.CLOSED,)),
)


def case(request, code: str):
    incident = fetch(request, code)
    now = timezone.now()
    if incident.sealed:
        return render(
            request,
            "review/sealed.html",
            {"incident": incident, "triage": incident.triages.order_by("-at").first()},
        )
    look(incident=incident, by=request.user, at=now)
    today, mine = local_day(now), case_roles(incident, request.user)
    standing = Standing(incident, today, request.user)
    steps = list(incident.steps.select_related("by").order_by("-version")[:80])
    context = {
        "incident": incident,
        "life": life(incident, steps),
        "steps": [told(step) for step in steps[:5]],
        "more_steps": len(steps) > 5,
        "clocks": clocks(incident, today, steps),
        "law_note": law_note(incident, steps),
        "law_of_the_act": more_favourable(incident, today),
        "may_choose_law": incident.status in UNDER_REVIEW and fits(STEPS["choose_law"], mine),
        **_ended(standing),
        **_substance(incident),
        **_hearing(standing),
        **_people(standing, request.user, mine),
        "documents": (
            incident.documents.visible_to(request.user)
            .select_related("conclusion")
            .with_newer()
            .order_by("pk")
        ),
        "draftable": draftable(incident, mine),
        "ties": standing.once(ties_after_conclusion) if incident.status in CONCLUDED else [],
        "looks": Event.objects.about(incident).filter(verb="saw").count(),
        **_what_next(standing, mine, now),
    }
    return render(request, "review/case.html", context)


def _ended(standing: Standing) -> dict:
    """Conclusions, contests and measures; sets what of them still waits on `standing`."""
    incident = standing.incident
    conclusions = list(
        incident.conclusions.select_related(
            "proposed_by", "decided_by", "amends__proposed_by", "amends__decided_by"
        )
        .prefetch_related("findings__allegation")
        .order_by("-proposed_at")
    )
    contests = list(incident.contests.select_related("decided_by").order_by("-filed_at"))
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


def _substance(incident: Incident) -> dict:
    """What the case is about, and what was decided at its start."""
    evidence = incident.evidence.filter(removed_at=None).select_related("file")
    return {
        "allegations": (
            incident.allegations.select_related("provision__instrument").order_by("number")
        ),
        "evidence": evidence.order_by("number", "copy"),
        "triage": incident.triages.select_related("by").order_by("-at").first(),
    }


def _hearing(standing: Standing) -> dict:
    """Notices, answers, wishes for more time, opinions."""
    incident = standing.incident
    wishes = incident.extensions.exclude(granted=None).select_related("decided_by")
    return {
        "answers": incident.answers.select_related("by").prefetch_related("files").order_by("-at"),
        "extension": standing.extension,
        "opinions": incident.opinions.select_related("by__staff__office").order_by("at"),
        "papers": incident.paper_acts.select_related("entered_by", "decided_by", "scan").order_by(
            "-pk"
        ),
        "handed": incident.deliveries.exclude(what=Delivery.What.NOTICE)
        .select_related("scan", "measure")
        .order_by("pk"),
        "notices": list(incident.notices.prefetch_related("deliveries__scan").order_by("-number")),
        "wishes": wishes.order_by("-asked_at"),
        "bundle": standing.sightings,
        "seen_count": sum(bool(row.seen_on) for row in standing.sightings),
    }


def _people(standing: Standing, user: User, mine: set[CaseRole]) -> dict:
    """Who stands aside, who was invited, and what of the people this viewer may open."""
    return {
        "recusals": standing.incident.recusals.select_related("user"),
        "invitations": standing.invitations,
        "may_explain": may(user, Do.TRIAGE),
        "may_see_reporter": sees_reporter(mine),
        "may_direct": may(user, Do.DIRECT),
    }


def _what_next(standing: Standing, mine: set[CaseRole], at: datetime) -> dict:
    """The act to offer first with its preconditions, the others, and whom the case waits for."""
    incident = standing.incident
    steps = steps_from(incident.status, bool(incident.suspended_at))
    open_to_viewer = offer({verb for verb, step in steps.items() if fits(step, mine)}, standing)
    following = open_to_viewer.next
    listed = following.checks(incident, at) if following and following.checks else []
    return {
        "next": following,
        "checks": following.in_short(listed) if following else [],
        "others": open_to_viewer.others,
        "waiting_for": waiting_for(incident, standing.proposal, standing.contest),
    }


def sees_reporter(found: set[CaseRole]) -> bool:
    """Those who work on the review, in their function: the lead and the handler."""
    return bool({CaseRole.LEAD, CaseRole.HANDLER} & found)


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


def waiting_for(incident: Incident, proposal, contest) -> str:
    """Who is to act, in one sentence, for viewers with nothing to do."""
    if incident.suspended_at:
        return "Hồ sơ đang tạm dừng, hạn của bước không chạy."
    if contest:
        if contest_goes_above(incident, local_day(timezone.now())):
            return "Chờ cấp trên quyết định việc xem xét lại: không còn ai ở đây chưa tham gia."
        return "Chờ quyết định về đề nghị xem xét lại."
    words = {
        Status.SUBMITTED: "Chờ Tổ trưởng xem xét thụ lý.",
        Status.RETURNED: "Chờ người ghi nhận bổ sung.",
        Status.IN_REVIEW: "Chờ người phụ trách gửi thông báo.",
        Status.AWAITING_ANSWER: "Chờ người được phản ánh giải trình.",
        Status.CONSULTING: (
            "Chờ kết luận của người có thẩm quyền chưa thụ lý hồ sơ này."
            if proposal
            else "Chờ ý kiến phối hợp và dự thảo kết luận."
        ),
        Status.CONCLUDED: "Chờ giao biện pháp hoặc kết thúc hồ sơ.",
        Status.ENFORCING: "Chờ thực hiện và xác nhận biện pháp.",
    }
    return words.get(incident.status, "Hồ sơ đã xong, không còn việc phải làm.")


def life(incident: Incident, steps) -> list[dict]:
    """The seven steps with their days; an early end is shown where it happened."""
    order = [index for index, (_, statuses) in enumerate(LIFE) if incident.status in statuses]
    now = order[0] if order else 0
    ended = incident.status in (Status.SCREENED_OUT, Status.NOTED, Status.WITHDRAWN)
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
    for index, (label, _) in enumerate(LIFE):
        done = index < now or incident.status == Status.CLOSED
        when = moments[index]
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
    rows = [told(step) for step in incident.steps.select_related("by").order_by("-version")]
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
            "rows": [told(step) for step in steps],
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
    measure = (
        incident.measures.filter(pk=pk, proof_file__isnull=False)
        .select_related("proof_file")
        .first()
    )
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
