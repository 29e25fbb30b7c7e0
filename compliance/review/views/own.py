"""The person concerned's own door: what is asked, the bundle, the answer, the conclusion, the way
to contest, who looked. And no other.
"""

import uuid

from django.contrib import messages
from django.db.models import QuerySet
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from compliance.core.answers import JsonResponse
from compliance.core.language import _
from compliance.core.parameters import Asked
from compliance.core.presence import present
from compliance.core.refusals import Invisible, Stale
from compliance.core.together import ENDED, OF
from compliance.files import Refused
from compliance.files.models import StoredFile
from compliance.files.serving import serve
from compliance.guidance.queries import to_read as instruments_to_read
from compliance.incidents.checks import allegations_of
from compliance.incidents.models import Evidence, Incident
from compliance.incidents.serving import (
    serve_paper,
    serve_picture,
    serve_to_person,
    show,
    which_picture,
)
from compliance.incidents.workflow import CONCLUDED, Status
from compliance.registry.views.door import require_open
from compliance.review import actions
from compliance.review.case.fetching import concerning, fetch_own, stale
from compliance.review.case.looks import looks_shown, who_looked
from compliance.review.case.offered import own_verbs
from compliance.review.case.own import own_state, state_of, stated
from compliance.review.case.queries import (
    disclosed,
    last_notice,
    live_measures,
    open_contest,
    open_extension,
    read_beside,
    standing_conclusion,
)
from compliance.review.case.receipt import contest_until, ended_at, looks_at
from compliance.review.case.replacement import open_replacement, replacement_answer
from compliance.review.case.sightings import sightings
from compliance.review.case.together import Beside, read_rows
from compliance.review.deadlines.laws import law_beside, more_favourable
from compliance.review.deadlines.ledger import told_rows
from compliance.review.evidence.views import on_page, shown
from compliance.review.hearing import forms as hearing
from compliance.review.measures.own import own_measures
from compliance.review.measures.progress import papers_of
from compliance.review.models import AnswerDraft, CaseDocument, Measure
from compliance.rulebook.clocks import local_day, workdays_between
from compliance.rulebook.queries import calendar

FILES = 20  # a page of my files


def mine(request):
    """What concerns me: notices, decisions, instruments to confirm. Says plainly when there is
    nothing.
    """
    today = local_day(timezone.now())
    cases = stated(Incident.objects.concerning(request.user)).order_by("-told_at", "-pk")
    page = Asked(request.GET).page(cases, FILES)
    files = [(case, own_state(case, today)) for case in page]
    staff = getattr(request.user, "staff", None)
    to_read = instruments_to_read(staff, today) if staff else []
    context = {"page": page, "files": files, "staff": staff, "to_read": to_read}
    return render(request, "review/mine.html", context)


def receive(request, code: str):
    """The notice is taken by a press of the button, never by a link that a preview or a scanner may
    follow.
    """
    incident = concerning(request, code)
    require_open(request)
    if incident.status == Status.STOPPED:  # its notices hold no more: nothing to take
        return redirect("review:my_case", code)
    notice = incident.notices.filter(opened_at=None).order_by("-number").first()
    if request.method == "POST" and notice is not None:
        actions.open_notice(incident=incident, by=request.user, at=timezone.now())
    if request.method == "POST" or notice is None:
        return redirect("review:my_case", code)
    return render(request, "review/receive.html", {"incident": incident, "notice": notice})


def my_case(request, code: str):
    """Everything the person needs on one page."""
    incident = fetch_own(request, code, stopped=True)
    now = timezone.now()
    today = local_day(now)
    actions.look_at_own_case(incident=incident, by=request.user, at=now)
    if incident.status == Status.STOPPED:
        return _stopped(request, incident, today)
    _read(incident, request.user)
    notice, bundle = last_notice(incident), sightings(incident)
    verbs = own_verbs(incident, now)
    conclusion = standing_conclusion(incident) if incident.status in CONCLUDED else None
    context = {
        "incident": incident,
        "state": own_state(present(read_beside(incident, "state"))[0], today),
        "may": verbs,
        "notice": notice,
        "bundle": bundle,
        "seen_count": sum(bool(row.seen_on) for row in bundle),
        "form": answer_form(request, incident) if "answer" in verbs else None,
        "draft": draft_of(incident),
        "allegations": allegations_of(incident),
        "answers": incident.answers.all(),
        "left": workdays_between(today, notice.due_on, calendar()) if notice else 0,
        "late": bool(notice and today > notice.due_on),
        "extension": open_extension(incident),
        "asked_aside": open_replacement(incident),
        "answered_aside": replacement_answer(incident),
        "wishes": [row for row in incident.extensions.all() if row.granted is not None],
        "conclusion": conclusion,
        "findings": (
            sorted(conclusion.findings.all(), key=lambda row: row.allegation.number)
            if conclusion
            else []
        ),
        "measures": own_measures(incident, today) if conclusion else [],
        "may_contest": "contest" in verbs,
        "contest_until": contest_until(incident),
        "contest": open_contest(incident),
        "contests": [row for row in incident.contests.all() if row.decision],
        "looks": who_looked(incident),
        "ledger_rows": told_rows(incident, open_to=True),
        "law_of_the_act": more_favourable(incident, today),
        "papers": read_beside(incident, "papers"),
    }
    return render(request, "review/my_case.html", context)


def _read(incident: Incident, user) -> None:
    """What the page shows, in one question."""
    ended = ended_at(incident)

    def rows() -> dict[str, QuerySet]:
        return {
            **looks_at(OF, ENDED if ended else None),
            "state": stated(Incident.objects.filter(pk=OF)),
            "draft": AnswerDraft.objects.filter(incident=OF),
            "papers": own_papers(OF, user),
            "looked": looks_shown(OF),
        }

    shown_to_them = Beside(("shown to the person", bool(ended)), rows, {ENDED: ended})
    read_rows(incident, user, shown_to_them, law_beside(incident))


def draft_of(incident: Incident) -> AnswerDraft | None:
    """What the person has begun to write, as read with the page, where it was."""
    read = read_beside(incident, "draft")
    return next(iter(AnswerDraft.objects.filter(incident=incident) if read is None else read), None)


def _stopped(request, incident: Incident, today):
    """That it ended and why, and the documents that hold no more; nothing of what it was about."""
    context = {
        "incident": incident,
        "state": state_of(incident, today),
        "stop": incident.rectifications.agreed("stop").first(),
        "looks": who_looked(incident),
        "papers": own_papers(incident.pk, request.user),
    }
    return render(request, "review/my_stopped.html", context)


def own_papers(incident: int, user):
    """The documents of the case (its key) issued to the person, the withdrawn ones among them."""
    mine = CaseDocument.objects.filter(incident=incident).addressed_to(user)
    mine = mine.select_related("conclusion")
    return mine.with_newer().order_by("issued_on", "pk")


def my_paper(request, code: str, pk):
    """A paper about oneself: the reminder served, the decision, the answer of a body."""
    incident = fetch_own(request, code)
    if incident.status not in CONCLUDED:
        raise Invisible
    served = StoredFile.objects.filter(
        measures__in=live_measures(incident).filter(kind=Measure.Kind.WRITTEN_REMINDER), pk=pk
    ).first()
    stored = served or papers_of(incident).filter(milestones=None, pk=pk).first()
    if stored is None:
        raise Invisible
    return serve_paper(stored, by=request.user, at=timezone.now(), incident=incident)


def answer_form(request, incident: Incident):
    """The form, filled with the server's draft."""
    draft = draft_of(incident)
    return hearing.AnswerForm(
        incident=incident, user=request.user, initial=draft.fields if draft else None
    )


@require_POST
def save_answer(request, code: str):
    """Autosave of the answer: JSON in short."""
    incident = fetch_own(request, code)
    try:
        saved_at = _save(request, incident)
    except Refused as refused:
        return JsonResponse({"detail": str(refused)}, status=422)
    return JsonResponse({"saved_at": f"{timezone.localtime(saved_at):%H:%M}"})


def _save(request, incident: Incident):
    fields = {
        key: value
        for key, value in request.POST.items()
        if key.startswith(("stance_", "text", "companion"))
    }
    common = {"by": request.user, "at": timezone.now()}
    return actions.save_answer_draft(
        incident=incident,
        fields=fields,
        uploads=request.FILES.getlist("files"),
        without=_dropped(request),
        **common,
    ).saved_at


def _dropped(request) -> list[str]:
    return [key for key in request.POST.getlist("without") if _is_key(key)]


def _is_key(text: str) -> bool:
    try:
        return bool(uuid.UUID(text))
    except ValueError:
        return False


def answer(request, code: str):
    """Send it. Opened without sending (after signing in again, say) it leads back to the person's
    own page, where the draft is.
    """
    incident = fetch_own(request, code)
    if request.method != "POST":
        return redirect("review:my_case", code)
    posted = request.POST
    form = hearing.AnswerForm(posted, incident=incident, user=request.user)
    try:
        _save(request, incident)
    except Refused as refused:
        form.is_valid()
        form.add_error(None, str(refused))
        return _answer_page(request, incident, form, 422)
    if "draft" in posted:
        messages.success(request, _("Đã lưu nháp, kể cả tệp. Bản nháp chỉ mình ông/bà xem được."))
        return redirect("review:my_case", code)
    if not form.is_valid():
        return _answer_page(request, incident, form, 422)
    incident.version = form.cleaned_data["version"]
    try:
        _send_answer(request, incident, form)
    except Stale as refusal:  # the files are in the draft by now
        raise stale(
            incident, form, back=reverse("review:my_case", args=[code]), keep_files=False
        ) from refusal
    messages.success(request, _sent(incident))
    return redirect("review:my_case", code)


def _sent(incident: Incident) -> str:
    until = present(last_notice(incident)).due_on
    if local_day(timezone.now()) > until:
        return _("Đã gửi giải trình.")
    return _("Đã gửi giải trình. Có thể bổ sung đến hết ngày {until:%d/%m/%Y}.").format(until=until)


def _answer_page(request, incident: Incident, form, status: int):
    context = {
        "incident": incident,
        "form": form,
        "draft": AnswerDraft.objects.filter(incident=incident).first(),
    }
    return render(request, "review/answer.html", context, status=status)


def _send_answer(request, incident: Incident, form) -> None:
    """What was typed and every file is in the draft by now; sending takes the files along."""
    said = {
        name: form.cleaned_data[name]
        for name in ("per_allegation", "text", "companion", "companion_as")
    }
    actions.answer(incident=incident, by=request.user, at=timezone.now(), **said)


@require_POST
def acknowledge(request, code: str, pk: int):
    incident = fetch_own(request, code)
    measure = live_measures(incident).filter(pk=pk).first()
    if measure is None:
        raise Invisible
    actions.acknowledge(incident=incident, measure=measure, by=request.user, at=timezone.now())
    messages.success(request, _("Đã xác nhận đã nhận. Xác nhận không có nghĩa là đồng ý."))
    return redirect("review:my_case", code)


def _disclosed(request, code: str, pk) -> Evidence:
    """One item of the bundle; what was not disclosed, an original behind its redacted copy too,
    does not exist here.
    """
    incident = fetch_own(request, code)
    item = next((evidence for evidence in disclosed(incident) if evidence.pk == pk), None)
    if item is None:
        raise Invisible
    item.incident = incident
    return item


def my_viewer(request, code: str, pk):
    """The viewer at the person's own door; the look is recorded and counts as seen."""
    item = _disclosed(request, code, pk)
    context = shown(request, item)
    show(
        item,
        by=request.user,
        at=timezone.now(),
        what="opened_evidence",
        pages=on_page(context),
        large=context["large"],
    )
    bundle = disclosed(item.incident)
    place = [evidence.pk for evidence in bundle].index(item.pk)
    context |= {
        "incident": item.incident,
        "place": place + 1,
        "total": len(bundle),
        "next": bundle[place + 1] if place + 1 < len(bundle) else None,
    }
    return render(request, "review/my_viewer.html", context)


def my_evidence(request, code: str, pk, inline: bool = False):
    """One item of the disclosed bundle, streamed through the permission check; the look is
    recorded.
    """
    item, now = _disclosed(request, code, pk), timezone.now()
    incident = item.incident
    if item.file is None:
        raise Invisible
    if inline:
        page, large = which_picture(request)
        return serve_picture(
            item, by=request.user, at=now, page=page, large=large, what="opened_evidence"
        )
    actions.look_at_evidence(incident=incident, evidence=item, by=request.user, at=now)
    return serve_to_person(item, by=request.user, at=now)


def my_file(request, code: str, pk):
    """A file the person handed in with an answer."""
    incident = fetch_own(request, code)
    stored = next(
        (
            file
            for row in incident.answers.prefetch_related("files")
            for file in row.files.all()
            if file.pk == pk
        ),
        None,
    )
    if stored is None:
        raise Invisible
    return serve(stored, by=request.user, obj=incident, at=timezone.now())
