"""Pages of the register of personal-data breaches."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone

from compliance.assurance import actions
from compliance.assurance.forms import (
    BreachForm,
    CloseForm,
    ExemptForm,
    NoteForm,
    NotifyForm,
    PeopleForm,
)
from compliance.assurance.models import Breach
from compliance.assurance.querysets import reads
from compliance.audit.exports import filters_of, hand_out
from compliance.core.access import may
from compliance.core.addresses import home_url
from compliance.core.language import _
from compliance.core.parameters import Asked
from compliance.core.refusals import Invisible, NotAllowed, NotNow
from compliance.core.roles import Do
from compliance.core.spreadsheets import Table
from compliance.registry.models import User

COLUMNS = (
    (_("Số"), 6),
    (_("Sự cố"), 40),
    (_("Phát hiện lúc"), 18),
    (_("Hạn thông báo"), 18),
    (_("Tình trạng"), 20),
    (_("Thông báo lúc"), 18),
    (_("Số văn bản"), 20),
    (_("Số người"), 10),
    (_("Báo người bị ảnh hưởng"), 18),
    (_("Kết thúc lúc"), 18),
)


def _asked(request):
    """The breaches of the page and of its export."""
    if not reads(request.user):
        raise NotAllowed(_("Sổ sự cố dữ liệu dành cho người giữ sổ, thanh tra và lãnh đạo."))
    rows = Breach.objects.visible_to(request.user).select_related("recorded_by")
    if state := Asked(request.GET).choice("loc", Breach.State.values):
        rows = rows.filter(state=state)
    if words := request.GET.get("q", "").strip()[:100]:
        rows = rows.filter(title__icontains=words)
    return rows.order_by("-noticed_at", "-pk")


def breaches(request):
    """The register, newest first."""
    page = Asked(request.GET).page(_asked(request), 25)
    filtered = any(request.GET.get(name) for name in ("q", "loc"))
    context = {"page": page, "states": Breach.State.choices, "filtered": filtered}
    return render(request, "assurance/breaches.html", context)


def export_breaches(request):
    """The register as a table, with its line in the ledger of exports."""
    rows = [
        (
            breach.pk,
            breach.title,
            _moment(breach.noticed_at),
            _moment(breach.due_at),
            breach.get_state_display(),
            _moment(breach.notified_at),
            breach.notified_number,
            "" if breach.people is None else breach.people,
            f"{breach.people_told_on:%d/%m/%Y}" if breach.people_told_on else "",
            _moment(breach.closed_at),
        )
        for breach in _asked(request)
    ]
    table = Table(_("SỔ SỰ CỐ DỮ LIỆU CÁ NHÂN"), COLUMNS, rows, name=_("Sổ sự cố"))
    return hand_out(
        by=request.user,
        at=timezone.now(),
        what="export_breaches",
        name="so-su-co-du-lieu",
        table=table,
        kind=request.GET.get("dang") or "xlsx",
        filters=filters_of(
            request.GET, {"loc": _("Tình trạng")}, {"loc": dict(Breach.State.choices)}
        ),
    )


def _moment(moment) -> str:
    return f"{timezone.localtime(moment):%d/%m/%Y %H:%M}" if moment else ""


def new_breach(request):
    """Anybody with an account writes down what they noticed; who may read the register goes on to
    it.
    """
    form = BreachForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            breach = actions.record_breach(by=request.user, at=timezone.now(), **form.cleaned_data)
        except NotNow as refusal:
            form.add_error("noticed_at", refusal.reason)
        else:
            messages.success(
                request,
                _(
                    "Đã ghi sự cố số {pk}; người giữ sổ và lãnh đạo đã được báo. Hạn thông báo: "
                    "{due:%H:%M} ngày {due:%d/%m/%Y}."
                ).format(pk=breach.pk, due=timezone.localtime(breach.due_at)),
            )
            return (
                redirect("assurance:breach", breach.pk)
                if reads(request.user)
                else redirect(home_url())
            )
    context = {"form": form, "reads": reads(request.user)}
    return render(request, "assurance/new_breach.html", context, status=422 if form.errors else 200)


# what a form of the page does: act -> (form, action, sentence when done)
ACTS = {
    "notify": (NotifyForm, actions.notify_breach, _("Đã ghi việc thông báo.")),
    "exempt": (ExemptForm, actions.ask_exemption, _("Đã đề nghị; chờ người thứ hai cho ý kiến.")),
    "people": (PeopleForm, actions.tell_people, _("Đã ghi việc báo người bị ảnh hưởng.")),
    "note": (NoteForm, actions.note_breach, _("Đã ghi diễn biến.")),
    "close": (CloseForm, actions.close_breach, _("Đã kết thúc sự cố.")),
}


def offered(breach: Breach, user: User) -> list[str]:
    """The acts the page offers to this person now."""
    keeps = may(user, Do.KEEP_BREACHES)
    seconds = may(user, Do.READ_AUDIT) or may(user, Do.DIRECT)
    acts = []
    if keeps and breach.running:
        acts.append("notify")
    if keeps and breach.state == Breach.State.OPEN:
        acts.append("exempt")
    if keeps and breach.state != Breach.State.CLOSED:
        acts += ["people", "note"]
    if seconds and breach.may_be_closed and breach.recorded_by_id != user.pk:
        acts.append("close")
    return acts


def breach(request, pk: int):
    """One breach: its clock, what is known, what may be done now."""
    rows = Breach.objects.visible_to(request.user)
    row = (
        rows.select_related("recorded_by", "exempt_asked_by", "decided_by", "closed_by")
        .filter(pk=pk)
        .first()
    )
    if row is None:
        raise Invisible
    act, failed = request.POST.get("act", ""), None
    if request.method == "POST":
        if act in ("agree", "disagree"):
            actions.decide_exemption(
                breach=row, agrees=act == "agree", by=request.user, at=timezone.now()
            )
            messages.success(request, _("Đã ghi ý kiến."))
            return redirect("assurance:breach", pk)
        failed = _run(request, row, act)
        if failed is None:
            return redirect("assurance:breach", pk)
    context = {
        "breach": row,
        "notes": row.notes.select_related("by"),
        "forms": _forms(row, request.user, act, failed),
        "decides": _decides(row, request.user),
        "now": timezone.now(),
    }
    return render(request, "assurance/breach.html", context, status=422 if failed else 200)


def _decides(row: Breach, user: User) -> bool:
    waits = row.state == Breach.State.EXEMPT_ASKED and row.exempt_asked_by_id != user.pk
    return waits and (may(user, Do.READ_AUDIT) or may(user, Do.DIRECT))


def _run(request, row: Breach, act: str):
    """Do what the posted form asks; returns the form when it has errors, None when it is done."""
    if act not in ACTS:
        raise NotNow(_("Việc này không có trên trang."))
    form_class, action, sentence = ACTS[act]
    form = form_class(request.POST, auto_id=f"{act}_%s")
    if form.is_valid():
        try:
            action(breach=row, by=request.user, at=timezone.now(), **form.cleaned_data)
        except NotNow as refusal:
            if act not in offered(row, request.user):
                raise  # its page has no such form any more
            form.add_error(None, refusal.reason)
        else:
            messages.success(request, sentence)
            return None
    return form


def _forms(row: Breach, user: User, act: str, failed) -> dict:
    """The forms of the page by act; the one that failed keeps what was typed."""
    return {
        name: failed if failed is not None and name == act else ACTS[name][0](auto_id=f"{name}_%s")
        for name in offered(row, user)
    }
