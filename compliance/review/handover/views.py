"""Who leaves: what they hold, who takes it, and the moment the account is shut. Cases are shown to
the leads alone.
"""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from compliance.core.access import may, require
from compliance.core.language import _, joined
from compliance.core.parameters import Asked
from compliance.core.refusals import Invisible, NotAllowed, NotNow
from compliance.core.roles import Do
from compliance.incidents.models import Incident
from compliance.registry.models import Departure, StaffMember
from compliance.review.handover import actions as handover
from compliance.review.handover.forms import CasesForm, FinishForm, PlanForm, SuccessorForm
from compliance.review.handover.queries import about
from compliance.rulebook.clocks import local_day

REFUSAL = _("Bàn giao do quản trị, đầu mối nội vụ hoặc Tổ trưởng lập.")


def departures(request):
    """Those under way first; starting one is below."""
    require(request.user, Do.HAND_OVER, REFUSAL)
    form = PlanForm(
        request.POST if request.method == "POST" else None,
        initial={"staff": request.GET.get("nguoi", "")},
        user=request.user,
    )
    if request.method == "POST" and form.is_valid():
        try:
            made = handover.plan_departure(by=request.user, at=timezone.now(), **form.cleaned_data)
            messages.success(request, _("Đã lập bàn giao. Giao từng việc dưới đây rồi hoàn tất."))
            return redirect("review:departure", made.pk)
        except (NotNow, NotAllowed) as refused:
            form.add_error("staff", refused.reason)
    rows = Departure.objects.select_related("staff__office").order_by(
        "-finished_at", "last_day", "pk"
    )
    if state := Asked(request.GET).choice("loc", ("dang", "xong")):
        rows = rows.filter(finished_at__isnull=state == "dang")
    if words := request.GET.get("q", "").strip()[:100]:
        rows = rows.filter(staff__in=StaffMember.objects.matching(words).order_by().values("pk"))
    context = {"page": Asked(request.GET).page(rows, 20), "form": form}
    return render(request, "review/departures.html", context, status=422 if form.errors else 200)


def _fetch(request, pk: int) -> Departure:
    require(request.user, Do.HAND_OVER, REFUSAL)
    leaving = (
        Departure.objects.select_related("staff__user", "staff__office", "by").filter(pk=pk).first()
    )
    if leaving is None or leaving.staff.user_id == request.user.pk:
        raise Invisible
    return leaving


def departure(request, pk: int):
    leaving = _fetch(request, pk)
    left, lead = (
        handover.what_is_left(leaving, local_day(timezone.now())),
        may(request.user, Do.TRIAGE),
    )
    mine = (
        list(
            Incident.objects.visible_to(request.user)
            .filter(pk__in=[case.pk for case in left.cases])
            .with_people()
        )
        if lead
        else []
    )
    context = {
        "departure": leaving,
        "left": left,
        "lead": lead,
        "cases": mine,
        "hidden": lead and len(mine) < len(left.cases),
        "keeps": may(request.user, Do.KEEP_FUNCTIONS),
        "form": CasesForm(without=leaving.staff.user),
        "finish": FinishForm(),
        "about": _about(leaving, request.user) if lead else [],
        "serves": leaving.reason != Departure.Reason.TRANSFER,
        "due": local_day(timezone.now()) >= leaving.last_day,
    }
    return render(request, "review/departure.html", context)


def _about(leaving: Departure, user) -> list[Incident]:
    """The cases about the leaver that this lead may see."""
    keys = [case.pk for case in about(leaving.staff, local_day(timezone.now()))]
    return list(Incident.objects.visible_to(user).filter(pk__in=keys).with_people().order_by("pk"))


def _successor(request, leaving: Departure):
    form = SuccessorForm(request.POST, user=request.user)
    if not form.is_valid():
        messages.error(request, form.errors["successor"][0])
        return None, False
    chosen = form.cleaned_data["successor"]
    if chosen and chosen.pk == leaving.staff.user_id:
        messages.error(request, _("Chọn một người khác."))
        return None, False
    return chosen, True


@require_POST
def hand_function(request, pk: int, function: int):
    leaving = _fetch(request, pk)
    require(request.user, Do.KEEP_FUNCTIONS)
    row = leaving.staff.user.functions.filter(pk=function).first() if leaving.staff.user else None
    if row is None:
        raise Invisible
    chosen, ok = _successor(request, leaving)
    if ok:
        handover.hand_function(
            departure=leaving, function=row, successor=chosen, by=request.user, at=timezone.now()
        )
        messages.success(
            request,
            _("Đã kết thúc chức năng “{kind}”").format(kind=row.get_kind_display())
            + (
                _(" và giao cho {display_name}.").format(display_name=chosen.display_name)
                if chosen
                else "."
            ),
        )
    return redirect("review:departure", pk)


@require_POST
def hand_cases(request, pk: int):
    """Each chosen case to the member; what the gate refuses is named and stays."""
    leaving = _fetch(request, pk)
    require(request.user, Do.TRIAGE, _("Tổ trưởng bàn giao hồ sơ."))
    form = CasesForm(request.POST, without=leaving.staff.user)
    codes = request.POST.getlist("cases")
    if not form.is_valid() or not codes:
        messages.error(request, _("Chọn hồ sơ và người nhận."))
        return redirect("review:departure", pk)
    hands, refused = [], []
    for incident in (
        Incident.objects.visible_to(request.user)
        .filter(code__in=codes, handler=leaving.staff.user)
        .with_people()
    ):
        try:
            given = handover.hand_case(
                departure=leaving,
                incident=incident,
                handler=form.cleaned_data["handler"],
                by=request.user,
                at=timezone.now(),
            )
            hands.append(given.handler.display_name)
        except (NotNow, NotAllowed) as why:
            refused.append(f"{incident.code}: {why.reason}")
    if hands:
        messages.success(
            request,
            _("Đã giao {count} hồ sơ cho {hands}.").format(
                count=len(hands), hands=joined(", ", sorted(set(hands)))
            ),
        )
    for line in refused:
        messages.error(request, line)
    return redirect("review:departure", pk)


@require_POST
def hand_drafts(request, pk: int):
    leaving = _fetch(request, pk)
    require(request.user, Do.KEEP_FUNCTIONS)
    chosen, ok = _successor(request, leaving)
    if ok:
        done = handover.hand_drafts(
            departure=leaving, successor=chosen, by=request.user, at=timezone.now()
        )
        messages.success(
            request,
            _(
                "Đã bàn giao {handed} bản nháp, rút {withdrawn} bản không có người nhận phù hợp."
            ).format(handed=done["handed"], withdrawn=done["withdrawn"]),
        )
    return redirect("review:departure", pk)


@require_POST
def drop(request, pk: int):
    leaving = _fetch(request, pk)
    handover.drop_departure(departure=leaving, by=request.user, at=timezone.now())
    messages.success(
        request, _("Đã bỏ bàn giao của {full_name}.").format(full_name=leaving.staff.full_name)
    )
    return redirect("review:departures")


@require_POST
def finish(request, pk: int):
    leaving = _fetch(request, pk)
    own_door = request.POST.get("door") != "paper"
    handover.finish_departure(
        departure=leaving, by=request.user, at=timezone.now(), own_door=own_door
    )
    messages.success(
        request,
        _("Đã hoàn tất bàn giao của {full_name}.").format(full_name=leaving.staff.full_name),
    )
    return redirect("review:departures")
