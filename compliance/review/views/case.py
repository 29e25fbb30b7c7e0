"""The case page: what must be done, by when, what stands in the way; evidence and history after."""

from django.core.paginator import Paginator
from django.db.models import Q
from django.shortcuts import render
from django.utils import timezone

from compliance.audit.models import Event
from compliance.audit.words import word
from compliance.core.access import may
from compliance.core.refusals import Invisible
from compliance.core.roles import Do
from compliance.files.serving import serve
from compliance.incidents.models import Incident
from compliance.incidents.queries import case_roles, fits
from compliance.incidents.transitions import look
from compliance.incidents.workflow import CaseRole, Status, steps_from
from compliance.review.case.fetching import fetch
from compliance.review.case.queries import (
    active_account,
    live_measures,
    open_extension,
    told,
    unreached,
)
from compliance.review.case.slugs import SLUGS
from compliance.review.conclusion.checks.outcomes import ADVERSE
from compliance.review.conclusion.checks.preconditions import in_short
from compliance.review.consultation.checks import consulted
from compliance.review.deadlines.ledger import READERS, derived, law_note, told_rows
from compliance.review.deadlines.panel import clocks
from compliance.review.documents.actions import draftable
from compliance.review.hearing.checks import heard
from compliance.review.measures.checks import before_close
from compliance.review.measures.progress import (
    awaiting_decision,
    complaint_stages,
    last_decision,
    papers_of,
    track,
    with_decision,
)
from compliance.review.models import Conclusion, Measure
from compliance.review.views.acts import ACTS
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
# The one next act for a viewer, in this order of precedence.
NEXT = (
    "accept",
    "resume",
    "notify",
    "extend_answer",
    "record_silence",
    "notify_again",
    "consult",
    "give_opinion",
    "conclude",
    "propose",
    "record_overdue_opinion",
    "contest_keep",
    "verify",
    "carry_out",
    "record_milestone",
    "record_decision",
    "record_reply",
    "close",
    "set_measure",
    "record_complaint",
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
    today = local_day(now)
    found = case_roles(incident, request.user)
    verbs = {
        verb
        for verb, step in steps_from(incident.status, bool(incident.suspended_at)).items()
        if fits(step, found)
    }
    conclusions = list(
        incident.conclusions.select_related("proposed_by", "decided_by")
        .prefetch_related("findings__allegation")
        .order_by("-proposed_at")
    )
    proposal = next((row for row in conclusions if row.state == Conclusion.State.PROPOSED), None)
    contests = list(incident.contests.select_related("decided_by").order_by("-filed_at"))
    contest = next((row for row in contests if not row.decision), None)
    steps = list(incident.steps.select_related("by").order_by("-version")[:80])
    invitations = list(incident.invitations.live(today).select_related("user"))
    if not invitations:
        verbs -= {"end_invitation"}
    measures = list(
        live_measures(incident).select_related(
            "office", "carried_out_by", "verified_by", "proof_file"
        )
    )
    context = {
        "incident": incident,
        "life": life(incident, steps),
        "allegations": (
            incident.allegations.select_related("provision__instrument").order_by("number")
        ),
        "evidence": (
            incident.evidence.filter(removed_at=None)
            .select_related("file")
            .order_by("number", "copy")
        ),
        "answers": incident.answers.select_related("by").prefetch_related("files").order_by("-at"),
        "extension": (
            open_extension(incident) if incident.status == Status.AWAITING_ANSWER else None
        ),
        "opinions": incident.opinions.select_related("by__staff__office").order_by("at"),
        "notices": list(incident.notices.prefetch_related("deliveries__scan").order_by("-number")),
        "wishes": (
            incident.extensions.exclude(granted=None)
            .select_related("decided_by")
            .order_by("-asked_at")
        ),
        "proposal": proposal,
        "conclusions": [row for row in conclusions if row.state != Conclusion.State.PROPOSED],
        "measures": [shown(measure, incident, today) for measure in measures],
        "may_open_proof": True,
        "documents": incident.documents.visible_to(request.user).with_newer().order_by("pk"),
        "draftable": draftable(incident, found),
        "contest": contest,
        "contests": [row for row in contests if row.decision],
        "triage": incident.triages.select_related("by").order_by("-at").first(),
        "steps": [told(step) for step in steps[:5]],
        "more_steps": len(steps) > 5,
        "clocks": clocks(incident, today, steps),
        "law_note": law_note(incident, steps),
        "recusals": incident.recusals.select_related("user"),
        "invitations": invitations,
        "may_explain": may(request.user, Do.TRIAGE),
        "looks": Event.objects.about(incident).filter(verb="saw").count(),
        "may_see_reporter": sees_reporter(found),
        "may_direct": may(request.user, Do.DIRECT),
        **next_act(incident, verbs, proposal, contest, measures, today),
    }
    return render(request, "review/case.html", context)


def sees_reporter(found: set[CaseRole]) -> bool:
    """Those who work on the review, in their function: the lead and the handler."""
    return bool({CaseRole.LEAD, CaseRole.HANDLER} & found)


def next_act(incident: Incident, verbs: set[str], proposal, contest, measures, today) -> dict:
    """{'next': the act to offer first, 'checks': its preconditions, 'others': the rest}."""
    useful = set(verbs) & set(SLUGS)
    if proposal:
        useful -= {"propose"}
    else:
        useful -= {"conclude", "send_back"}
    if not contest:
        useful -= {"contest_keep"}
    useful -= {"contest_amend", "contest_annul", "return", "screen_out", "note"}
    if incident.suspended_at:
        useful &= {"resume", "recuse", "reassign", "add_evidence", "invite", "end_invitation"}
    else:
        useful -= {"resume"}
    useful = _by_state(useful, incident, measures, today)
    asked = bool(incident.status == Status.AWAITING_ANSWER and open_extension(incident))
    chosen = next(
        (verb for verb in NEXT if verb in useful and (verb != "extend_answer" or asked)), ""
    )
    if (
        useful & {"notify_again", "consult", "record_silence", "record_delivery"}
        and unreached(incident)
        and "record_delivery" in useful
    ):
        chosen = "record_delivery"
    listed = ACTS[SLUGS[chosen]].checks if chosen else None
    return {
        "next": ACTS[SLUGS[chosen]] if chosen else None,
        "next_slug": SLUGS.get(chosen, ""),
        "checks": (
            (in_short(listed(incident)) if chosen == "conclude" else listed(incident))
            if listed
            else []
        ),
        "others": [
            (SLUGS[verb], ACTS[SLUGS[verb]]) for verb in SLUGS if verb in useful and verb != chosen
        ],
        "waiting_for": waiting_for(incident, proposal, contest),
    }


def _by_state(useful: set[str], incident: Incident, measures, today) -> set[str]:
    """Take away what the rows say is not to be done now."""
    if incident.status == Status.AWAITING_ANSWER:
        answered = heard(incident)[1].ok
        over = bool(incident.due_on and today > incident.due_on)
        useful -= {"consult"} if not answered else {"notify_again", "record_silence"}
        if not answered and incident.notices.count() < 2:
            useful -= {"record_silence"}
        if not answered and (not over or incident.notices.count() >= 2):
            useful -= {"notify_again"}
        if active_account(incident) and not incident.notices.exclude(paper="").exists():
            useful -= {"record_delivery"}
    if incident.status == Status.CONSULTING:
        both = all(check.ok for check in consulted(incident))
        if both:
            useful -= {"give_opinion", "record_overdue_opinion"}
        elif not (incident.due_on and today > incident.due_on):
            useful -= {"record_overdue_opinion"}
    if not any(m.carried_out_at and not m.verified_at for m in measures):
        useful -= {"verify"}
    if not any(not m.carried_out_at for m in measures):
        useful -= {"carry_out"}
    useful -= nothing_outside(incident, measures)
    if incident.outcome not in ADVERSE or measures:
        useful -= {"set_measure"} if incident.outcome not in ADVERSE else set()
    if incident.status in (Status.CONCLUDED, Status.ENFORCING) and not all(
        check.ok for check in before_close(incident)
    ):
        useful -= {"close"}
    return useful


def nothing_outside(incident: Incident, measures) -> set[str]:
    """The verbs of the outside procedure for which this case holds nothing to record."""
    gone = set()
    kinds = {m.kind for m in measures if m.carried_out_at}
    if Measure.Kind.DISCIPLINE not in kinds:
        gone |= {"record_milestone", "record_decision", "record_complaint"}
    else:
        waiting = awaiting_decision(incident).first()
        decided = with_decision(incident).first()
        following = track(waiting, incident.rule_set).next if waiting else None
        gone |= set() if waiting else {"record_milestone", "record_decision"}
        gone |= {"record_milestone"} if following and following.key == "decision" else set()
        gone |= (
            set() if decided and complaint_stages(last_decision(decided)) else {"record_complaint"}
        )
    if not any(
        m.kind == Measure.Kind.REFERRAL and m.carried_out_at and not m.answered_on for m in measures
    ):
        gone |= {"record_reply"}
    return gone


def shown(measure: Measure, incident: Incident, today) -> dict:
    """One measure with what happened outside."""
    outside = (
        track(measure, incident.rule_set)
        if measure.kind == Measure.Kind.DISCIPLINE and measure.carried_out_at
        else None
    )
    lapsed = bool(measure.lapses_on and measure.lapses_on <= today)
    return {
        "row": measure,
        "track": outside,
        "lapsed": lapsed,
        "late": {rung.key for rung in outside.overdue(today)} if outside else set(),
    }


def waiting_for(incident: Incident, proposal, contest) -> str:
    """Who is to act, in one sentence, for viewers with nothing to do."""
    if incident.suspended_at:
        return "Hồ sơ đang tạm dừng, hạn của bước không chạy."
    if contest:
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
    page = Paginator(looks, 40).get_page(request.GET.get("page")) if looks is not None else None
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
