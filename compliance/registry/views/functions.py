"""Functions: who may do what, given and ended by the administrator."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from compliance.core.access import require
from compliance.core.language import _
from compliance.core.parameters import Asked
from compliance.core.refusals import Invisible, NotAllowed, NotNow
from compliance.core.roles import ROLES, Do, Kind
from compliance.registry import actions
from compliance.registry.forms import FunctionForm
from compliance.registry.models import Function, StaffMember
from compliance.rulebook.clocks import local_day


def functions(request):
    """Who holds what today, and who held what; giving one is below the list."""
    require(request.user, Do.KEEP_FUNCTIONS, _("Quản trị hệ thống giao và kết thúc chức năng."))
    now = timezone.now()
    today = local_day(now)
    form = FunctionForm(request.POST or None, today=today, user=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            actions.grant_function(by=request.user, at=now, **form.cleaned_data)
            messages.success(
                request, _("Đã giao chức năng; có hiệu lực từ lần mở trang tiếp theo của người đó.")
            )
            return redirect("registry:functions")
        except (NotNow, NotAllowed) as refused:
            form.add_error("user", refused.reason)
    rows = Function.objects.select_related("user__staff", "office").order_by(
        "kind", "office__order", "pk"
    )
    past = Asked(request.GET).flag("het")
    rows = (
        rows.exclude(pk__in=Function.objects.on(today).values("pk")).order_by("-valid_to")
        if past
        else rows.on(today)
    )
    if value := Asked(request.GET).choice("kind", Kind.values):
        rows = rows.filter(kind=value)
    if words := request.GET.get("q", "").strip()[:100]:
        rows = rows.filter(user__in=_people(words))
    page = Asked(request.GET).page(rows, 30)
    context = {
        "page": page,
        "form": form,
        "kinds": Kind.choices,
        "roles": ROLES.values(),
        "past": past,
        "resumable": {row.pk for row in page if row.ended_on(today)} if past else set(),
        "labels": dict(Kind.choices),
    }
    return render(request, "registry/functions.html", context, status=422 if form.errors else 200)


def _people(words: str):
    return StaffMember.objects.matching(words).filter(user__isnull=False).order_by().values("user")


def _function(request, pk: int) -> Function:
    function = Function.objects.select_related("user", "office").filter(pk=pk).first()
    if function is None:
        raise Invisible
    return function


@require_POST
def end_function(request, pk: int):
    function = _function(request, pk)
    actions.end_function(function=function, by=request.user, at=timezone.now())
    messages.success(
        request,
        _(
            "Đã kết thúc chức năng “{kind}” của {display_name}. Trong hôm nay còn bỏ được, ở danh "
            "sách đã kết thúc."
        ).format(kind=function.get_kind_display(), display_name=function.user.display_name),
    )
    return redirect("registry:functions")


@require_POST
def resume_function(request, pk: int):
    function = _function(request, pk)
    actions.resume_function(function=function, by=request.user, at=timezone.now())
    messages.success(
        request,
        _("{display_name} giữ tiếp chức năng “{kind}”.").format(
            display_name=function.user.display_name, kind=function.get_kind_display()
        ),
    )
    return redirect("registry:functions")
