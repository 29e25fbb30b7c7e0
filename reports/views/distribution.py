"""To whom a summary went, and the list of who gets one."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from compliance.core.access import may, require
from compliance.core.language import _
from compliance.core.refusals import Invisible
from compliance.core.roles import Do
from compliance.files import Refused
from compliance.files.signing import taken_from
from reports import actions
from reports.actions.summaries import period_of_summary
from reports.forms import ExtractForm, RecipientForm, TextForm
from reports.models import Delivery, PeriodKind, Recipient, Summary
from reports.views.summaries import fetch


def _delivery(request, pk: int) -> Delivery:
    delivery = (
        Delivery.objects.select_related("summary", "recipient")
        .filter(pk=pk, summary__in=Summary.objects.visible_to(request.user))
        .first()
    )
    if delivery is None or not may(request.user, Do.PREPARE_SUMMARY):
        raise Invisible
    return delivery


def deliveries(request, pk: int):
    summary = fetch(request, pk)
    require(
        request.user, Do.PREPARE_SUMMARY, _("Danh sách gửi báo cáo dành cho Tổ kiểm tra giám sát.")
    )
    return render(request, "reports/deliveries.html", _context(request, summary))


def _context(
    request,
    summary: Summary,
    delivery: Delivery | None = None,
    form: TextForm | None = None,
    extract: ExtractForm | None = None,
) -> dict:
    rows = list(
        summary.deliveries.select_related("recipient", "by").order_by("recipient__order", "pk")
    )
    for row in rows:
        if row.state == Delivery.State.PAPER:
            row.form = (
                form
                if delivery is not None and delivery.pk == row.pk
                else TextForm(label=_("Người nhận, ngày nhận"), auto_id=f"gg{row.pk}_%s")
            )
    waiting = (
        Recipient.objects.filter(ended_at=None)
        .exclude(deliveries__summary=summary)
        .order_by("order", "pk")
    )
    if summary.kind == PeriodKind.WEEK:
        waiting = waiting.filter(inside=True)
    out = hasattr(summary, "extract")
    return {
        "summary": summary,
        "period": period_of_summary(summary),
        "rows": rows,
        "waiting": waiting,
        "ready": sum(row.inside or out for row in waiting),
        "may_send": may(request.user, Do.APPROVE_SUMMARY),
        "extract_form": extract or _extract_form(summary),
    }


def _extract_form(summary: Summary) -> ExtractForm | None:
    """While the copy for outside has no number yet, and may have one."""
    goes_out = summary.document_number and not summary.withdrawn_at
    if not goes_out or summary.kind == PeriodKind.WEEK or hasattr(summary, "extract"):
        return None
    return ExtractForm(auto_id="ts_%s")


@require_POST
def record_extract(request, pk: int):
    """Number, day and signer of the copy for outside."""
    summary = fetch(request, pk)
    require(request.user, Do.PREPARE_SUMMARY)
    form = ExtractForm(request.POST, request.FILES, auto_id="ts_%s")
    if form.is_valid():
        data = form.cleaned_data
        try:
            actions.record_extract(
                summary=summary,
                number=data["number"],
                day=data["day"],
                signer=data["signer"],
                upload=data["scan"],
                by=request.user,
                at=timezone.now(),
            )
        except Refused as refused:
            form.add_error("scan", str(refused))
    if not form.is_valid():
        context = _context(request, summary, extract=form)
        return render(request, "reports/deliveries.html", context, status=422)
    messages.success(request, _("Đã ghi số trích sao. Bản gửi ra ngoài sẵn sàng gửi."))
    if form.signed:
        messages.info(request, taken_from(form.signed))
    return redirect("reports:deliveries", pk)


@require_POST
def distribute(request, pk: int):
    count = actions.distribute(summary=fetch(request, pk), by=request.user, at=timezone.now())
    messages.success(
        request,
        _(
            "Đã lập {count} bản gửi. Thư điện tử đi trong ít phút; bản giấy chờ ghi người nhận."
        ).format(count=count),
    )
    return redirect("reports:deliveries", pk)


@require_POST
def resend(request, pk: int):
    delivery = actions.resend(delivery=_delivery(request, pk), by=request.user, at=timezone.now())
    messages.success(
        request,
        _("Đang gửi lại đến {name}; liên kết cũ không dùng được nữa.").format(
            name=delivery.recipient.name
        ),
    )
    return redirect("reports:deliveries", delivery.summary_id)


@require_POST
def hand_over(request, pk: int):
    delivery = _delivery(request, pk)
    form = TextForm(request.POST, label=_("Người nhận, ngày nhận"), auto_id=f"gg{pk}_%s")
    if not form.is_valid():
        return render(
            request,
            "reports/deliveries.html",
            _context(request, delivery.summary, delivery, form),
            status=422,
        )
    actions.hand_over(
        delivery=delivery, note=form.cleaned_data["text"], by=request.user, at=timezone.now()
    )
    messages.success(
        request, _("Đã ghi: giao bản giấy cho {name}.").format(name=delivery.recipient.name)
    )
    return redirect("reports:deliveries", delivery.summary_id)


def recipients(request, pk: int | None = None):
    """The list, and the form for a new line or for one of them."""
    require(request.user, Do.PREPARE_SUMMARY, _("Nơi nhận báo cáo dành cho Tổ kiểm tra giám sát."))
    chosen = get_object_or_404(Recipient, pk=pk) if pk else None
    edits = may(request.user, Do.APPROVE_SUMMARY)
    form = (
        RecipientForm(
            request.POST or None,
            row=chosen,
            initial=chosen and {name: getattr(chosen, name) for name in RecipientForm.base_fields},
        )
        if edits
        else None
    )
    if request.method == "POST":
        require(request.user, Do.APPROVE_SUMMARY, _("Tổ trưởng quản lý danh sách nơi nhận."))
        if form.is_valid():
            actions.keep_recipient(
                recipient=chosen, by=request.user, at=timezone.now(), **form.cleaned_data
            )
            messages.success(request, _("Đã lưu nơi nhận."))
            return redirect("reports:recipients")
    rows = Recipient.objects.order_by("ended_at", "order", "pk")
    return render(
        request,
        "reports/recipients.html",
        {"rows": rows, "form": form, "chosen": chosen},
        status=422 if form is not None and form.errors else 200,
    )


@require_POST
def end_recipient(request, pk: int):
    recipient = get_object_or_404(Recipient, pk=pk)
    actions.end_recipient(recipient=recipient, by=request.user, at=timezone.now())
    messages.success(request, _("Từ nay không gửi báo cáo đến {name}.").format(name=recipient.name))
    return redirect("reports:recipients")


@require_POST
def restore_recipient(request, pk: int):
    recipient = get_object_or_404(Recipient, pk=pk)
    actions.restore_recipient(recipient=recipient, by=request.user, at=timezone.now())
    messages.success(request, _("Từ nay lại gửi báo cáo đến {name}.").format(name=recipient.name))
    return redirect("reports:recipients")
