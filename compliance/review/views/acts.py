"""One page per act on a case: what it does, what stands in the way, its form, and afterwards what
comes next.
"""

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.forms import ChoiceField
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from compliance.core.addresses import home_url
from compliance.core.language import _, lower_first
from compliance.core.refusals import Invisible, NotNow, Stale
from compliance.files import Refused
from compliance.incidents.models import Incident
from compliance.incidents.workflow import STEPS
from compliance.review.acts import BY_PATH
from compliance.review.asking import attend
from compliance.review.case.acts import Act
from compliance.review.case.fetching import fetch, fetch_own, last_step, open_or_refuse, stale
from compliance.review.case.forms import ActForm
from compliance.review.case.offered import closed_to_owner
from compliance.review.views.file import beside

NOTHING_LEFT = _(
    "Phần việc này không còn trong hồ sơ: vừa được làm xong ở nơi khác, hoặc chưa đến lúc làm."
)


def act(request, code: str, slug: str):
    """GET shows the form with its preconditions, POST makes the call. The gate has the last word
    either way.
    """
    chosen = BY_PATH.get((False, slug))
    # standing aside is the other answer to that question
    incident = fetch(request, code, declared=chosen is None or chosen.verb != "recuse")
    if chosen is None:
        raise Invisible
    posted = request.POST if request.method == "POST" else None
    try:
        open_or_refuse(incident, chosen.verb, request.user)
    except NotNow as refusal:
        raise _with_typed(request, incident, chosen, refusal) from refusal
    if posted is None:
        attend(incident=incident, act=chosen, by=request.user, at=timezone.now())
    form = _form(request, incident, chosen)
    if posted is not None:
        _require_seen(incident, form, to=request.user)
    if posted is not None and form.is_valid():
        try:
            _run(request, incident, chosen, form, to=request.user)
            messages.success(request, chosen.done)
            still = Incident.objects.visible_to(request.user).filter(pk=incident.pk).exists()
            return redirect("review:case", code) if still else redirect(home_url())
        except Refused as refused:
            form.add_error("upload", str(refused))
    now = timezone.now()
    context = {
        "incident": incident,
        "act": chosen,
        "form": form,
        "checks": chosen.checks(incident, now) if chosen.checks else [],
        "file": beside(incident, request.user) if chosen.beside_file else None,
        **chosen.context(incident, request.user, now),
    }
    return render(request, chosen.template, context, status=422 if posted is not None else 200)


def _form(request, incident: Incident, chosen: Act):
    return chosen.form(
        request.POST if request.method == "POST" else None,
        request.FILES or None,
        incident=incident,
        user=request.user,
        initial=chosen.initial(request.GET),
    )


def _with_typed(request, incident: Incident, chosen: Act, refusal: NotNow) -> NotNow:
    """The case moved on while somebody typed: who was faster, and every field as it was sent."""
    if request.method != "POST":
        return refusal
    return NotNow(
        refusal.reason,
        **refusal.details,
        form=_form(request, incident, chosen),
        facts=last_step(incident, request.user),
    )


def _require_seen(incident: Incident, form: ActForm, **where) -> None:
    """Before a word of a form is read, so that what an error in a field would say is not what is
    wrong. Raises NotNow, with all that was typed, when what a field has to choose from is gone: the
    page of the act would come back without its form. Raises the page of both versions (Stale) when
    the form was opened on an older version.
    """
    if _nothing_left(form):
        facts = last_step(incident, where.pop("to", None))
        raise NotNow(NOTHING_LEFT, form=form, facts=facts, **where)
    seen = form.data.get("version", "")
    if seen.isdecimal() and int(seen) != incident.version:
        raise stale(incident, form, **where)


def _nothing_left(form: ActForm) -> bool:
    fields: list[Any] = [row for row in form.fields.values() if isinstance(row, ChoiceField)]
    return any(
        field.required and not any(str(key) for key, __ in field.choices) for field in fields
    )


def own_act(request, code: str, slug: str):
    """The acts of the person concerned, each a page of its own at their own door."""
    incident = fetch_own(request, code)
    chosen = BY_PATH.get((True, slug))
    if chosen is None:
        raise Invisible
    posted = request.POST if request.method == "POST" else None
    if posted is None and closed_to_owner(incident, chosen.verb, timezone.now()):
        raise NotNow(
            _("Lúc này không thể “{label}”.").format(label=lower_first(STEPS[chosen.verb].label)),
            back=reverse("review:my_case", args=[code]),
        )
    form = chosen.form(posted, incident=incident, user=request.user)
    back = reverse("review:my_case", args=[code])
    if posted is not None:
        _require_seen(incident, form, back=back)
    if posted is not None and form.is_valid():
        _run(request, incident, chosen, form, back=back)
        messages.success(request, chosen.done)
        return redirect("review:my_case", code)
    context = {"incident": incident, "act": chosen, "form": form}
    return render(request, "review/own_act.html", context, status=422 if form.errors else 200)


@transaction.atomic
def _run(request, incident: Incident, chosen: Act, form, **where) -> None:
    """Make the one call on the version that was on the screen. Raises the page of both versions
    (Stale) when the case moved on meanwhile.
    """
    incident.version = form.cleaned_data["version"]
    try:
        chosen.run(incident, form.cleaned_data, {"by": request.user, "at": timezone.now()})
    except Stale as refusal:
        raise stale(incident, form, **where) from refusal
