"""Logging an incident: a draft that saves itself, evidence, what is missing, and what happens after
it was sent.
"""

from collections.abc import Collection
from typing import Any

from django import forms
from django.contrib import messages
from django.db import transaction
from django.db.models import QuerySet
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from compliance.core import parameters
from compliance.core.access import require
from compliance.core.addresses import case_url
from compliance.core.answers import JsonResponse
from compliance.core.days import read_span
from compliance.core.kept import ask
from compliance.core.language import _, joined
from compliance.core.refusals import Invisible, NotNow, Stale
from compliance.core.roles import Do
from compliance.core.together import OF_CODE
from compliance.files import Refused
from compliance.incidents import actions
from compliance.incidents.facts import know_wall
from compliance.incidents.forms import (
    ABOUT,
    AboutForm,
    AmendForm,
    LogForm,
    grouped_provisions,
    initial_of,
    standings,
)
from compliance.incidents.models import Incident
from compliance.incidents.queries import duplicates, why_alike
from compliance.incidents.views.queue import own_drafts
from compliance.incidents.workflow import Status
from compliance.registry.capacities import capacities_named
from compliance.registry.models import User
from compliance.registry.queries import hours_of, staff_kind_on
from compliance.rulebook.clocks import local_day
from compliance.rulebook.queries import calendar, citable

MOST_ALIKE = 3


def log(request):
    """GET: what is in scope, and one's drafts. POST: a new draft."""
    require(request.user, Do.LOG_INCIDENT, _("Chức năng của ông/bà không ghi nhận vụ việc."))
    if request.method == "POST":
        incident = actions.start_draft(by=request.user, at=timezone.now())
        return redirect("incidents:edit", incident.code)
    return render(request, "incidents/log.html", {"drafts": own_drafts(request.user)[:20]})


def own_report(request, code: str) -> Incident:
    """A report of the reader's own, as its form and its receipt need it."""

    def written() -> list[QuerySet]:
        rows = Incident.objects.own_reports(request.user).filter(code=OF_CODE)
        return [rows.select_related("person__office", "second_post__office", "office", "reporter")]

    know_wall(request.user)
    [rows] = ask(request.user, "own report", written, {OF_CODE: code})
    if not rows:
        raise Invisible
    incident: Incident = rows[0]
    return incident


def edit(request, code: str):
    """The form of a draft. Every button keeps what was typed first."""
    incident = own_report(request, code)
    today = local_day(timezone.now())
    if incident.status not in actions.EDITABLE:
        if request.method == "POST":
            posted = request.POST.copy()
            raise _sent(
                incident,
                LogForm(posted, request.FILES, incident=incident, user=request.user, today=today),
            )
        return redirect("incidents:submitted", code)
    if request.method != "POST":
        return _page(
            request,
            incident,
            LogForm(
                initial=initial_of(incident), incident=incident, user=request.user, today=today
            ),
        )
    posted = request.POST.copy()
    form, about = (
        LogForm(posted, request.FILES, incident=incident, user=request.user, today=today),
        AboutForm(posted),
    )
    form.is_valid()
    adds = bool(request.FILES.get("upload") or posted.get("evidence_url"))
    if adds and not (about.is_valid() and not {"caption", "evidence_url"} & form.errors.keys()):
        return _unread(request, incident, form, about)
    try:
        incident = _save(request, incident, form, about)
    except Stale as refusal:
        raise _stale(request, incident, form, about) from refusal
    except Refused as refused:
        form.add_error("upload", str(refused))
        return _page(request, own_report(request, code), form, status=422, about=about)
    return _after_save(request, incident, form, today)


def _unread(request, incident: Incident, form: LogForm, about: AboutForm):
    """What is said of the evidence cannot be read: nothing is added, the rest is kept, and the file
    must be chosen again.
    """
    incident.version = form.cleaned_data.get("version") or 0
    actions.save_draft(incident=incident, by=request.user, at=timezone.now(), **form.read())
    fresh, posted = own_report(request, incident.code), form.data.copy()
    posted["version"] = fresh.version
    again = LogForm(posted, incident=fresh, user=request.user, today=local_day(timezone.now()))
    again.is_valid()
    if request.FILES.get("upload"):
        again.add_error("upload", _("Chọn lại tệp sau khi sửa các ô báo lỗi của chứng cứ."))
    return _page(request, fresh, again, status=422, about=about)


@transaction.atomic
def _save(request, incident: Incident, form: LogForm, about: AboutForm) -> Incident:
    now = timezone.now()
    incident.version = form.cleaned_data.get("version") or 0
    incident = actions.save_draft(incident=incident, by=request.user, at=now, **form.read())
    files = actions.store_files(
        uploads=form.cleaned_data.get("upload") or [],
        by=None,
        at=now,
        incident=incident,
        sender=request.user,
    )
    url = form.cleaned_data.get("evidence_url", "")
    linked: list[None] = [None] if url else []
    for file in files or linked:
        actions.add_evidence(
            incident=incident,
            file=file,
            url=url,
            caption=form.cleaned_data.get("caption", ""),
            by=request.user,
            at=now,
            **about.about(),
        )
    return incident


def _after_save(request, incident: Incident, form: LogForm, today):
    if "submit" in request.POST:
        return _send(request, incident, form, today)
    fresh = own_report(request, incident.code)
    if "search" in request.POST or form.errors:
        return _page(
            request,
            fresh,
            _again(request, fresh, today, form.errors if "search" not in request.POST else {}),
            status=200 if "search" in request.POST else 422,
        )
    messages.success(request, _("Đã lưu nháp."))
    return redirect(
        f"{request.path}#chung-cu"
        if request.FILES or request.POST.get("evidence_url")
        else request.path
    )


def _send(request, incident: Incident, form: LogForm, today):
    def page(errors, status: int, missing: dict | None = None):
        fresh = own_report(request, incident.code)
        again = _again(request, fresh, today, errors, missing)
        return _page(request, fresh, again, status=status)

    if any(name in form.errors for name in ("happened_at", "known_on", "title", "link")):
        return page(form.errors, 422)
    try:
        sent = actions.submit(incident=incident, by=request.user, at=timezone.now())
    except actions.Incomplete as refusal:
        return page({}, 422, refusal.details["fields"])
    except actions.NobodyLeft as refusal:
        messages.error(request, refusal.reason)
        return page({}, 409)
    if len(sent) > 1:
        messages.success(
            request, _("Đã gửi {count} vụ việc cùng một báo cáo.").format(count=len(sent))
        )
    return redirect("incidents:submitted", incident.code)


def _again(request, incident: Incident, today, errors, missing: dict | None = None) -> LogForm:
    """The form as typed, with the version it now has; errors of reading and of sending at their
    fields.
    """
    posted = request.POST.copy()
    posted["version"] = incident.version
    for name in ("evidence_url", "caption"):
        posted.pop(name, None)
    form = LogForm(posted, incident=incident, user=request.user, today=today)
    form.is_valid()
    for name, says in (missing or {}).items():
        form.add_error({"evidence": "upload"}.get(name, name), says)
    return form


def _page(
    request, incident: Incident, form: LogForm, status: int = 200, about: AboutForm | None = None
):
    hours = None
    second = incident.second_post
    office = second.office if second else incident.person.office if incident.person_id else None
    if incident.act_kind == "working_time" and incident.happened_at and office:
        hours = {
            "office": office,
            "told": hours_of(office, local_day(incident.happened_at)),
            "working": calendar().is_working(local_day(incident.happened_at)),
        }
    context = {
        **_state(request.user, incident, form.errors),
        "incident": incident,
        "form": form,
        "about": about or AboutForm(),
        "evidence": (
            incident.evidence.filter(removed_at=None).select_related("file").order_by("number")
        ),
        "hours": hours,
        "returned": (
            incident.steps.filter(verb="return").order_by("-version").first()
            if incident.status == Status.RETURNED
            else None
        ),
    }
    return render(request, "incidents/edit.html", context, status=status)


def _sent(incident: Incident, form: forms.BaseForm) -> NotNow:
    """It was sent in another window meanwhile: what was typed here is shown, and goes nowhere."""
    return NotNow(
        _("Vụ việc này đã được gửi hoặc rút ở nơi khác (cửa sổ hoặc máy khác)."),
        form=form,
        facts=[(_("Trạng thái hiện nay"), incident.get_status_display())],
        back=reverse("incidents:submitted", args=[incident.code]),
    )


def _stale(request, incident: Incident, form: LogForm, about: AboutForm) -> Stale:
    """Both versions of the draft: what is kept now, and what was typed here."""
    now = own_report(request, incident.code)
    current = LogForm(
        initial=initial_of(now), incident=now, user=request.user, today=local_day(timezone.now())
    )
    evidence = joined(
        "; ", (item.label for item in now.evidence.filter(removed_at=None).order_by("number"))
    )
    more = [about] if form.data.get("evidence_url") or request.FILES else []
    return Stale(
        _("Bản nháp này vừa được lưu ở nơi khác (cửa sổ hoặc máy khác)."),
        form=form,
        current=current,
        version=now.version,
        more=more,
        facts=[(_("Chứng cứ đã có"), evidence)] if evidence else [],
        drop=("submit", "search"),
        back=request.path,
    )


@require_POST
def autosave(request, code: str):
    """Keep the draft quietly: {saved_at, version}, or 409 when it was saved elsewhere."""
    incident = own_report(request, code)
    form = LogForm(
        request.POST, incident=incident, user=request.user, today=local_day(timezone.now())
    )
    form.is_valid()
    incident.version = form.cleaned_data.get("version") or 0
    now = timezone.now()
    saved = actions.save_draft(incident=incident, by=request.user, at=now, **form.read())
    state = _state(request.user, saved)
    steps = [
        {"slug": at.step.slug, "number": at.number, "done": at.done, "said": at.says}
        for at in state["steps"]
    ]
    return JsonResponse(
        {
            "saved_at": f"{timezone.localtime(now):%H:%M}",
            "version": saved.version,
            "state": {**state, "steps": steps},
        }
    )


def _state(user: User, incident: Incident, errors: Collection[str] = ()) -> dict[str, Any]:
    """How far a draft is: its steps, what is missing where, and which reports it may repeat."""
    steps = standings(incident, user, local_day(timezone.now()), errors)
    missing = [{"at": at.step.slug, "says": says} for at in steps for says in at.missing.values()]
    alike = [
        {
            "code": row.code,
            "url": case_url(row.code),
            "says": joined("", (row.title, " (", joined(", ", why_alike(incident, row)), ")")),
        }
        for row in duplicates(incident, user)[:MOST_ALIKE]
    ]
    left = _("Còn thiếu {count} mục").format(count=len(missing)) if missing else _("Đã đủ để gửi")
    return {"steps": steps, "missing": missing, "left": left, "alike": alike}


def provisions(request):
    """Provisions in force on a day that apply to one of the people `nguoi`, for the form, by
    group: [{label, acts, rows: [{id, name, says}]}].
    """
    today = local_day(timezone.now())
    span = read_span(request.GET.get("ngay", "")[:100], today)
    day = span.first if span and parameters.sane_day(span.first) else today
    named = capacities_named(request.GET.getlist("nguoi"), request.user)
    kinds = {staff_kind_on(row.person, day, today) for row in named.values()}
    groups = [
        {
            "label": group.label,
            "acts": group.acts,
            "rows": [{"id": row.key, "name": row.name, "says": row.says} for row in group.rows],
        }
        for group in grouped_provisions(citable(day, *kinds))
    ]
    return JsonResponse({"results": groups})


@require_POST
def drop_evidence(request, code: str, pk):
    incident = own_report(request, code)
    item = incident.evidence.filter(pk=pk, removed_at=None).first()
    if item is None:
        raise Invisible
    actions.remove_evidence(incident=incident, evidence=item, by=request.user, at=timezone.now())
    messages.success(request, _("Đã bỏ {label}.").format(label=item.label))
    return redirect("incidents:edit", code)


def edit_evidence(request, code: str, pk):
    """What is said about one item, while the report is a draft."""
    incident = own_report(request, code)
    item = incident.evidence.filter(pk=pk, removed_at=None).select_related("file").first()
    if item is None:
        raise Invisible
    if incident.status not in actions.EDITABLE:
        if request.method == "POST":
            raise _sent(incident, AmendForm(request.POST, row=item, user=request.user))
        return redirect("incidents:submitted", code)
    names = ("caption", *ABOUT)
    form = AmendForm(
        request.POST if request.method == "POST" else None,
        row=item,
        user=request.user,
        initial={name: getattr(item, name) for name in names},
    )
    if request.method == "POST" and form.is_valid():
        actions.amend_evidence(
            incident=incident,
            evidence=item,
            fields={name: form.cleaned_data[name] for name in names},
            by=request.user,
            at=timezone.now(),
        )
        messages.success(request, _("Đã sửa thông tin {label}.").format(label=item.label))
        return redirect(f"{reverse('incidents:edit', args=[code])}#chung-cu")
    return render(
        request,
        "incidents/edit_evidence.html",
        {"incident": incident, "item": item, "form": form},
        status=422 if form.errors else 200,
    )
