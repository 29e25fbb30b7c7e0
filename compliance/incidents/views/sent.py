"""What became of a report: sent, taken back, copied, withdrawn; and the drafts one has."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from compliance.core.access import require
from compliance.core.addresses import case_url, home_url
from compliance.core.language import _
from compliance.core.parameters import Asked
from compliance.core.roles import Do
from compliance.desk.reasons import read_text
from compliance.incidents import actions
from compliance.incidents.models import Incident
from compliance.incidents.views.log import own_report
from compliance.incidents.views.queue import own_drafts
from compliance.incidents.workflow import STEPS, Status


def submitted(request, code: str):
    """What happens next, said once it was sent."""
    incident = own_report(request, code)
    if incident.status in actions.EDITABLE:
        return redirect("incidents:edit", code)
    if incident.sealed:
        return redirect(case_url(code))
    siblings = (
        Incident.objects.visible_to(request.user)
        .filter(sibling_group=incident.sibling_group, submitted_at__isnull=False, sealed=False)
        .exclude(pk=incident.pk)
        .with_people()
    )
    return render(
        request,
        "incidents/submitted.html",
        {
            "incident": incident,
            "siblings": siblings,
            "may_withdraw": incident.status in (Status.SUBMITTED, Status.RETURNED),
            "may_take_back": incident.status == Status.SUBMITTED,
            "may_copy": actions.may_copy(incident, request.user),
        },
    )


@require_POST
def take_back(request, code: str):
    """Go on writing what was sent and not taken up yet."""
    incident = own_report(request, code)
    actions.take_back(incident=incident, by=request.user, at=timezone.now())
    messages.success(request, _("Đã rút về để sửa. Sửa xong thì gửi lại; bản đã gửi được giữ."))
    return redirect("incidents:edit", code)


@require_POST
def copy(request, code: str):
    """Begin a new report with what a withdrawn or stopped one says."""
    incident = own_report(request, code)
    draft = actions.copy_report(incident=incident, by=request.user, at=timezone.now())
    messages.success(request, _("Đã chép sang bản nháp mới. Chọn người được phản ánh rồi gửi."))
    return redirect("incidents:edit", draft.code)


def drafts(request):
    """All of one's drafts; several can be removed together."""
    require(request.user, Do.LOG_INCIDENT, _("Chức năng của ông/bà không ghi nhận vụ việc."))
    rows = own_drafts(request.user)
    if request.method == "POST":
        chosen = rows.filter(status=Status.DRAFT, code__in=request.POST.getlist("codes"))
        chosen = chosen.select_related("reporter")
        dropped = actions.drop_drafts(drafts=chosen, by=request.user, at=timezone.now())
        messages.success(
            request,
            _("Đã bỏ {dropped} bản nháp.").format(dropped=dropped)
            if dropped
            else _("Chưa chọn bản nháp nào."),
        )
        return redirect("incidents:drafts")
    page = Asked(request.GET).page(rows, 25)
    return render(request, "incidents/drafts.html", {"page": page})


def withdraw(request, code: str):
    """Take it back before it was accepted, with a reason."""
    incident = own_report(request, code)
    if request.method != "POST" and incident.status not in STEPS["withdraw"].sources:
        messages.info(request, _("Vụ việc đã được xem xét hoặc đã kết thúc, không rút được nữa."))
        return redirect("incidents:submitted", code)
    reason = read_text(request, "reason", 1000) if request.method == "POST" else ""
    if request.method == "POST" and (reason or incident.status == Status.DRAFT):
        draft = incident.status == Status.DRAFT
        actions.withdraw(incident=incident, reason=reason, by=request.user, at=timezone.now())
        if draft:
            messages.success(request, _("Đã bỏ bản nháp."))
            return redirect(home_url())
        messages.success(request, _("Đã rút vụ việc. Có thể chép sang bản nháp mới khi cần."))
        return redirect("incidents:submitted", code)
    return render(
        request,
        "incidents/withdraw.html",
        {"incident": incident, "missing": request.method == "POST"},
        status=422 if request.method == "POST" else 200,
    )
