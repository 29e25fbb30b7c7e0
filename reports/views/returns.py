"""Unit returns: the list by period with who is missing, and one return."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from compliance.access import holds, may
from compliance.refusals import Invisible, NotAllowed, NotNow
from compliance.registry.grants import OVERSEE
from compliance.roles import Do
from reports import actions
from reports.actions.returns import STALE, period_of_return
from reports.forms import ReturnForm, TextForm
from reports.models import UnitReturn
from reports.periods import period_of
from reports.queries import returns_of, unit_figures, windows

State = UnitReturn.State


def fetch(request, pk: int) -> UnitReturn:
    found = UnitReturn.objects.visible_to(request.user).select_related("office", "submitted_by", "accepted_by").filter(pk=pk).first()
    if found is None:
        raise Invisible
    return found


def returns(request):
    """By default the last closed period; the missing are named."""
    if not any(may(request.user, do) for do in (Do.SEND_RETURN, Do.ACCEPT_RETURN, Do.READ_SUMMARY)):
        raise NotAllowed("Báo cáo của đơn vị dành cho thủ trưởng đơn vị, Tổ trưởng và lãnh đạo.")
    visible = UnitReturn.objects.visible_to(request.user)
    periods = [period_of(kind, end, windows()) for kind, end in visible.order_by("-end").values_list("kind", "end").distinct()[:36]]
    wide = may(request.user, Do.ACCEPT_RETURN) or may(request.user, Do.READ_SUMMARY)
    chosen = next((one for one in periods if one.slug == request.GET.get("ky")), periods[0] if periods and wide and not request.GET.get("state") else None)
    rows = visible.select_related("office", "submitted_by").order_by("-end", "office__order", "office__name")
    if chosen:
        rows = rows.filter(kind=chosen.kind, end=chosen.end)
    if request.GET.get("state") in State.values:
        rows = rows.filter(state=request.GET["state"])
    if request.GET.get("q", "").strip():
        rows = rows.filter(office__in=_offices(request.GET["q"]))
    page = Paginator(rows, 40).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "rows": [(row, period_of_return(row)) for row in page],
        "periods": periods,
        "chosen": chosen,
        "states": State.choices,
        "state": returns_of(visible, chosen) if chosen else None,
    }
    return render(request, "reports/returns.html", context)


def _offices(words: str):
    from compliance.registry.models import Office

    return Office.objects.matching(words[:100]).order_by().values("pk")


def unit_return(request, pk: int):
    """Fill in and send, for its head; read, for the others."""
    found = fetch(request, pk)
    may_send = may(request.user, Do.SEND_RETURN) and holds(request.user, OVERSEE, found.office) and found.state in (State.DUE, State.RETURNED)
    figures = found.figures or unit_figures(found.office, period_of_return(found), request.user)
    initial = {
        "version": found.version,
        "nil": found.nil if found.state == State.RETURNED else not figures["received"],
        "narrative": found.narrative,
        "proposals": found.proposals,
    }
    form = (
        ReturnForm(
            None if "_reopen" in request.POST else request.POST or None,
            initial={**initial, **({name: request.POST.get(name, "") for name in ("narrative", "proposals")} if "_reopen" in request.POST else {})},
        )
        if may_send
        else None
    )
    if request.method == "POST" and form is None:
        raise NotNow("Báo cáo này đã gửi.", back=request.path)
    if form is not None and form.is_bound and form.is_valid():
        return _send(request, found, form)
    return render(request, "reports/return.html", _context(request, found, form, figures), status=422 if form is not None and form.errors else 200)


def _send(request, found: UnitReturn, form: ReturnForm):
    data = form.cleaned_data
    if data["version"] != found.version:
        again = [(name, value) for name, value in request.POST.items() if name != "csrfmiddlewaretoken"] + [("_reopen", "1")]
        names = ("narrative", "proposals")
        raise NotNow(
            STALE,
            theirs={form[name].label: getattr(found, name) for name in names},
            mine={form[name].label: data[name] for name in names},
            again=again,
            again_url=request.path,
            back=request.path,
        )
    actions.submit_return(row=found, nil=data["nil"], narrative=data["narrative"], proposals=data["proposals"], by=request.user, at=timezone.now())
    messages.success(request, "Đã gửi báo cáo “không phát sinh”." if data["nil"] else "Đã gửi báo cáo.")
    return redirect("reports:returns")


def _context(request, found: UnitReturn, form, figures: dict) -> dict:
    receives = may(request.user, Do.ACCEPT_RETURN) and found.state == State.SUBMITTED and found.submitted_by_id != request.user.pk
    return {
        "row": found,
        "period": period_of_return(found),
        "form": form,
        "figures": figures,
        "receives": receives,
        "back_form": TextForm(label="Nội dung cần bổ sung") if receives else None,
    }


@require_POST
def accept(request, pk: int):
    found = fetch(request, pk)
    actions.accept_return(row=found, by=request.user, at=timezone.now())
    messages.success(request, f"Đã nhận báo cáo của {found.office.short_name}.")
    waiting = UnitReturn.objects.visible_to(request.user).filter(state=State.SUBMITTED).exclude(submitted_by=request.user).order_by("end", "pk").first()
    return redirect("reports:return", waiting.pk) if waiting else redirect("reports:returns")


@require_POST
def send_back(request, pk: int):
    found = fetch(request, pk)
    form = TextForm(request.POST, label="Nội dung cần bổ sung")
    if not form.is_valid():
        context = _context(request, found, None, found.figures)
        return render(request, "reports/return.html", {**context, "back_form": form}, status=422)
    actions.send_back_return(row=found, comment=form.cleaned_data["text"], by=request.user, at=timezone.now())
    messages.success(request, "Đã trả lại, kèm nội dung cần bổ sung.")
    return redirect("reports:returns")
