"""Unit returns: the list by period with who is missing, and one return."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from compliance.audit.exports import filters_of, hand_out
from compliance.core.access import has_grant, may
from compliance.core.language import _, joined
from compliance.core.parameters import Asked
from compliance.core.refusals import Invisible, NotAllowed, NotNow, Stale
from compliance.core.roles import Do
from compliance.core.spreadsheets import Table
from compliance.registry.grants import OVERSEE
from compliance.rulebook.clocks import local_day
from reports import actions
from reports.actions.returns import STALE, figures_for, period_of_return
from reports.forms import ReturnForm, TextForm
from reports.models import UnitReturn
from reports.periods import Period, period_ending
from reports.queries import list_url, owed, returns_of, window

State = UnitReturn.State


def fetch(request, pk: int) -> UnitReturn:
    row = (
        UnitReturn.objects.visible_to(request.user)
        .select_related("office", "submitted_by", "accepted_by")
        .filter(pk=pk)
        .first()
    )
    if row is None:
        raise Invisible
    return row


def _listed(request):
    """What the list shows and its export holds: (rows, periods to choose from, the chosen one). By
    default the last closed period.
    """
    if not any(may(request.user, do) for do in (Do.SEND_RETURN, Do.ACCEPT_RETURN, Do.READ_SUMMARY)):
        raise NotAllowed(_("Báo cáo của đơn vị dành cho thủ trưởng đơn vị, Tổ trưởng và lãnh đạo."))
    visible = UnitReturn.objects.visible_to(request.user)
    periods = [
        period_ending(kind, end)
        for kind, end in visible.order_by("-end").values_list("kind", "end").distinct()[:36]
    ]
    asked = Asked(request.GET)
    by_slug = {period.slug: period for period in periods}
    if slug := asked.choice("ky", by_slug):
        chosen = by_slug[slug]
    else:
        newest_first = periods if _wide(request.user) and not asked.text("state") else []
        chosen = newest_first[0] if newest_first else None
    rows = visible.select_related("office", "submitted_by").order_by(
        "-end", "office__order", "office__name"
    )
    if chosen:
        rows = rows.filter(kind=chosen.kind, end=chosen.end)
    if value := Asked(request.GET).choice("state", State.values):
        rows = rows.filter(state=value)
    if request.GET.get("q", "").strip():
        rows = rows.filter(office__in=_offices(request.GET["q"]))
    return rows, periods, chosen


def _wide(user) -> bool:
    """Who looks at one period of all offices; a head looks at all periods of their own."""
    return may(user, Do.ACCEPT_RETURN) or may(user, Do.READ_SUMMARY)


def returns(request):
    """The missing are named, and reminded."""
    rows, periods, chosen = _listed(request)
    page = Asked(request.GET).page(rows, 40)
    context = {
        "page": page,
        "rows": [(row, period_of_return(row)) for row in page],
        "periods": periods,
        "chosen": chosen,
        "states": State.choices,
        "every": _("Kỳ gần nhất") if _wide(request.user) else _("Mọi kỳ"),
        "several": (
            UnitReturn.objects.visible_to(request.user)
            .order_by()
            .values("office")
            .distinct()[:2]
            .count()
            > 1
        ),
        "state": (
            returns_of(owed(UnitReturn.objects.visible_to(request.user), chosen))
            if chosen
            else None
        ),
        "may_remind": may(request.user, Do.ACCEPT_RETURN),
    }
    return render(request, "reports/returns.html", context)


def export(request):
    """The list as it is filtered."""
    rows, __, chosen = _listed(request)
    lines = (
        (
            row.office.code,
            row.office.name,
            period_of_return(row).label,
            row.get_state_display(),
            row.due_on,
            local_day(row.submitted_at) if row.submitted_at else None,
            "x" if row.nil else "",
            row.figures.get("received"),
            row.figures.get("concluded"),
            row.briefings_held if row.submitted_at else None,
            row.narrative,
            row.proposals,
        )
        for row in rows
    )
    columns = (
        (_("Mã đơn vị"), 10),
        (_("Đơn vị"), 34),
        (_("Kỳ"), 16),
        (_("Tình trạng"), 16),
        (_("Hạn"), 12),
        (_("Ngày gửi"), 12),
        (_("Không phát sinh"), 10),
        (_("Vụ việc ghi nhận"), 10),
        (_("Đã kết luận"), 10),
        (_("Buổi quán triệt"), 10),
        (_("Tình hình, kết quả"), 60),
        (_("Đề xuất, kiến nghị"), 40),
    )
    table = Table(_title(chosen), columns, lines, name=_("Báo cáo đơn vị"))
    period = chosen.label if chosen else _("Mọi kỳ")
    state = filters_of(request.GET, {"state": _("Tình trạng")}, {"state": dict(State.choices)})
    filters = joined("; ", filter(None, (period, state)))
    return hand_out(
        by=request.user,
        at=timezone.now(),
        what="export_returns",
        name="bao-cao-don-vi",
        table=table,
        kind=request.GET.get("dang") or "xlsx",
        filters=filters,
    )


def _title(period: Period | None) -> str:
    if period is None:
        return _("BÁO CÁO CỦA ĐƠN VỊ")
    return _("BÁO CÁO CỦA ĐƠN VỊ {label} ({covers})").format(
        label=period.label.upper(), covers=period.covers
    )


def _offices(words: str):
    from compliance.registry.models import Office

    return Office.objects.matching(words[:100]).order_by().values("pk")


def unit_return(request, pk: int):
    """Fill in and send, for its head; read, for the others."""
    row = fetch(request, pk)
    own = may(request.user, Do.SEND_RETURN) and has_grant(request.user, OVERSEE, row.office)
    on_paper = not own and may(request.user, Do.ACCEPT_RETURN) and "giay" in request.GET
    may_send = (own or on_paper) and row.state in (State.DUE, State.RETURNED)
    figures = row.figures or figures_for(row, request.user)
    initial = {
        "version": row.version,
        "nil": row.nil if row.state == State.RETURNED else not figures["received"],
        "narrative": row.narrative,
        "proposals": row.proposals,
    }
    form = ReturnForm(request.POST or None, initial=initial) if may_send else None
    if request.method == "POST" and form is None:
        raise NotNow(
            _("Báo cáo này đã gửi."),
            form=ReturnForm(request.POST, initial=initial),
            back=request.path,
        )
    if form is not None and form.is_bound and form.is_valid():
        return _send(request, row, form, on_paper)
    return render(
        request,
        "reports/return.html",
        _context(request, row, form, figures),
        status=422 if form is not None and form.errors else 200,
    )


def _send(request, row: UnitReturn, form: ReturnForm, on_paper: bool):
    data = form.cleaned_data
    if data["version"] != row.version:
        here = request.get_full_path()
        raise Stale(
            STALE,
            form=form,
            current=ReturnForm(initial=form.initial),
            version=row.version,
            back=here,
        )
    actions.submit_return(
        row=row,
        nil=data["nil"],
        narrative=data["narrative"],
        proposals=data["proposals"],
        by=request.user,
        at=timezone.now(),
        on_paper=on_paper,
    )
    messages.success(
        request, _("Đã gửi báo cáo “không phát sinh”.") if data["nil"] else _("Đã gửi báo cáo.")
    )
    return redirect("reports:returns")


def _context(request, row: UnitReturn, form, figures: dict) -> dict:
    accepts = may(request.user, Do.ACCEPT_RETURN)
    receives = accepts and row.state == State.SUBMITTED and row.submitted_by_id != request.user.pk
    own = may(request.user, Do.SEND_RETURN) and has_grant(request.user, OVERSEE, row.office)
    missing = row.state in (State.DUE, State.RETURNED)
    return {
        "row": row,
        "period": period_of_return(row),
        "form": form,
        "figures": figures,
        "lists": _lists(row),
        "receives": receives,
        "back_form": (
            TextForm(label=_("Nội dung cần bổ sung"))
            if accepts and row.state in (State.SUBMITTED, State.ACCEPTED)
            else None
        ),
        "recall_form": (
            TextForm(label=_("Vì sao rút lại")) if own and row.state == State.SUBMITTED else None
        ),
        "may_remind": accepts and missing,
        "may_enter": missing and not own and accepts and form is None,
        "turns": row.turns.select_related("by").order_by("-pk"),
    }


def _lists(row: UnitReturn) -> dict[str, str]:
    """The list behind each figure of the return."""
    period, code = period_of_return(row), row.office.code
    return {
        "received": list_url(office=code, **window(period, "submitted")),
        "concluded": list_url(office=code, **window(period, "concluded")),
        "screened_out": list_url(office=code, status="screened_out", **window(period, "closed")),
        "noted": list_url(office=code, status="noted", **window(period, "closed")),
        "stopped": list_url(office=code, status="stopped", **window(period, "closed")),
    }


@require_POST
def recall(request, pk: int):
    row = fetch(request, pk)
    form = TextForm(request.POST, label=_("Vì sao rút lại"))
    if not form.is_valid():
        return render(
            request,
            "reports/return.html",
            {**_context(request, row, None, row.figures), "recall_form": form},
            status=422,
        )
    actions.recall_return(
        row=row, reason=form.cleaned_data["text"], by=request.user, at=timezone.now()
    )
    messages.success(request, _("Đã rút lại. Sửa rồi gửi lại trước hạn."))
    return redirect("reports:return", pk)


@require_POST
def remind(request, pk: int):
    row = fetch(request, pk)
    anybody_reminded = actions.remind_return(row=row, by=request.user, at=timezone.now())
    messages.success(
        request,
        (
            _("Đã nhắc {short_name}.").format(short_name=row.office.short_name)
            if anybody_reminded
            else (
                _("Hôm nay {short_name} đã được nhắc rồi, hoặc đơn vị chưa có thủ trưởng.").format(
                    short_name=row.office.short_name
                )
            )
        ),
    )
    return redirect(f"{reverse('reports:returns')}?ky={period_of_return(row).slug}")


@require_POST
def accept(request, pk: int):
    row = fetch(request, pk)
    actions.accept_return(row=row, by=request.user, at=timezone.now())
    messages.success(
        request, _("Đã nhận báo cáo của {short_name}.").format(short_name=row.office.short_name)
    )
    waiting = (
        UnitReturn.objects.visible_to(request.user)
        .filter(state=State.SUBMITTED)
        .exclude(submitted_by=request.user)
        .order_by("end", "pk")
        .first()
    )
    return redirect("reports:return", waiting.pk) if waiting else redirect("reports:returns")


@require_POST
def send_back(request, pk: int):
    row = fetch(request, pk)
    form = TextForm(request.POST, label=_("Nội dung cần bổ sung"))
    if not form.is_valid():
        context = _context(request, row, None, row.figures)
        return render(request, "reports/return.html", {**context, "back_form": form}, status=422)
    actions.send_back_return(
        row=row, comment=form.cleaned_data["text"], by=request.user, at=timezone.now()
    )
    messages.success(request, _("Đã trả lại, kèm nội dung cần bổ sung."))
    return redirect("reports:returns")
