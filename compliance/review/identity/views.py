"""Who reported: the name to those who work on the review, a pseudonym for a confidential report,
and the way to open it.
"""

from django.contrib import messages
from django.db.models import Exists, OuterRef
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from compliance.core.access import may
from compliance.core.language import _, lower_first
from compliance.core.parameters import Asked
from compliance.core.refusals import Invisible, NotAllowed
from compliance.core.roles import Do
from compliance.desk.reasons import read_text
from compliance.incidents.actions.lost_key import declare_not_reporter
from compliance.incidents.queries import must_declare
from compliance.review.case.fetching import fetch
from compliance.review.identity import actions
from compliance.review.identity.forms import NotReporterForm
from compliance.review.identity.queries import ties_of_reporter
from compliance.review.models import RevealRequest


@require_POST
def reporter(request, code: str):
    """Who reported: shown once, and the look is recorded."""
    incident = fetch(request, code)
    if incident.sealed:
        raise Invisible
    pseudonym = actions.see_reporter(incident=incident, by=request.user, at=timezone.now())
    context = {
        "incident": incident,
        "pseudonym": pseudonym,
        "reporter": None if pseudonym else incident.reporter.user,
        "ties": [] if pseudonym else ties_of_reporter(incident),
    }
    return render(request, "review/reporter.html", context)


@require_POST
def ask(request, code: str):
    """Ask to know, with the reason."""
    incident = fetch(request, code)
    actions.require_asker(incident, request.user)
    reason = read_text(request, "reason", 2000)
    if not reason:
        context = {"incident": incident, "pseudonym": incident.reporter.pseudonym, "missing": True}
        return render(request, "review/reporter.html", context, status=422)
    actions.ask_reveal(incident=incident, reason=reason, by=request.user, at=timezone.now())
    messages.success(
        request, _("Đã gửi đề nghị. Cần hai người khác đồng ý; kết quả hiện ở trang này.")
    )
    return redirect("review:reveals")


def not_reporter(request, code: str):
    """Where the seal cannot be read: the word of who has a part that it was not them."""
    incident = fetch(request, code, declared=False)
    if not must_declare(incident, request.user):
        return redirect("review:case", code)
    form = NotReporterForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        declare_not_reporter(incident=incident, by=request.user, at=timezone.now())
        return redirect("review:case", code)
    context = {"incident": incident, "form": form}
    return render(request, "review/not_reporter.html", context, status=422 if form.errors else 200)


def _seen(user):
    """Requests one made oneself, and for those who vote all; never one about a case behind one's
    wall, own requests included.
    """
    requests = RevealRequest.objects.filter(~Exists(_walled(user)))
    return (
        requests
        if may(user, Do.TRIAGE) or may(user, Do.READ_AUDIT)
        else requests.filter(asked_by=user)
    )


def _walled(user):
    from compliance.incidents.facts import excluded_from
    from compliance.incidents.models import Incident

    # asked of the case of each request: all that is walled may be a large part of the committee's
    return Incident.objects.filter(excluded_from(user), pk=OuterRef("incident"))


def reveals(request):
    """Requests to know a confidential reporter: what waits for my word, and what became of the
    others.
    """
    if not (
        may(request.user, Do.TRIAGE)
        or may(request.user, Do.READ_AUDIT)
        or may(request.user, Do.HANDLE)
    ):
        raise NotAllowed(_("Trang này dành cho Tổ kiểm tra giám sát và thanh tra."))
    rows = (
        _seen(request.user)
        .select_related("incident", "asked_by__staff__office")
        .prefetch_related("votes__by")
        .order_by("-asked_at", "-pk")
    )
    if value := Asked(request.GET).choice("loc", RevealRequest.State.values):
        rows = rows.filter(state=value)
    page = Asked(request.GET).page(rows, 20)
    mine = set(
        actions.waiting_for(request.user)
        .filter(pk__in=[row.pk for row in page])
        .values_list("pk", flat=True)
    )
    context = {
        "page": page,
        "rows": [(row, row.pk in mine) for row in page],
        "states": RevealRequest.State.choices,
    }
    return render(request, "review/reveals.html", context)


@require_POST
def vote(request, pk: int):
    """Agree or refuse, with the reason."""
    asked = (
        _seen(request.user)
        .select_related("incident__reporter", "incident__person")
        .filter(pk=pk)
        .first()
    )
    if asked is None:
        raise Invisible
    actions.require_voter(asked, request.user, timezone.now())
    reason = read_text(request, "reason", 2000)
    if not reason:
        messages.error(request, _("Ghi lý do trước khi cho ý kiến."))
        return redirect("review:reveals")
    done = actions.vote_reveal(
        asked=asked,
        agrees=request.POST.get("agrees") == "1",
        reason=reason,
        by=request.user,
        at=timezone.now(),
    )
    messages.success(
        request,
        _("Đã ghi ý kiến. Đề nghị: {state}.").format(state=lower_first(done.get_state_display())),
    )
    return redirect("review:reveals")
