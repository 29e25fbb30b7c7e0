"""Offices as a tree, and functions: who may do what."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from compliance.access import may, require
from compliance.refusals import Invisible, NotAllowed, NotNow
from compliance.registry import actions
from compliance.registry.forms import FunctionForm, OfficeForm
from compliance.registry.models import Function, Office, StaffMember
from compliance.roles import ROLES, Do, Kind
from compliance.rulebook.clocks import local_day


def offices(request):
    """The tree of today; a search lists what matches."""
    require(request.user, Do.SEE_REGISTRY)
    today = local_day(timezone.now())
    rows = list(Office.objects.on(today).order_by("order", "name"))
    counts = dict(StaffMember.objects.visible_to(request.user).order_by().values_list("office_id").annotate(Count("pk")))
    children: dict[int | None, list] = {}
    for office in rows:
        children.setdefault(office.parent_id, []).append(office)
    words = request.GET.get("q", "").strip()[:100]
    context = {
        "tree": [_node(office, children, counts) for office in children.get(None, [])],
        "found": [(office, counts.get(office.pk, 0)) for office in Office.objects.on(today).matching(words).order_by("order", "name")] if words else None,
        "total": len(rows),
        "keeps": may(request.user, Do.KEEP_REGISTRY),
    }
    return render(request, "registry/offices.html", context)


def _node(office: Office, children: dict, counts: dict) -> dict:
    return {"office": office, "count": counts.get(office.pk, 0), "children": [_node(child, children, counts) for child in children.get(office.pk, [])]}


def office(request, code: str):
    require(request.user, Do.SEE_REGISTRY)
    found = Office.objects.select_related("parent").filter(code=code).first()
    if found is None:
        raise Invisible
    today = local_day(timezone.now())
    context = {
        "office": found,
        "heads": Function.objects.on(today).filter(office=found).select_related("user__staff").order_by("kind", "pk"),
        "below": Office.objects.on(today).filter(parent=found).order_by("order", "name"),
        "staff_count": StaffMember.objects.visible_to(request.user).filter(office=found).count(),
        "before": found.predecessors.select_related("from_office"),
        "after": found.successions.select_related("to_office"),
    }
    return render(request, "registry/office.html", context)


def new_office(request):
    require(request.user, Do.KEEP_REGISTRY, "Đầu mối nội vụ giữ danh sách đơn vị.")
    now = timezone.now()
    form = OfficeForm(request.POST or None, today=local_day(now))
    if request.method == "POST" and form.is_valid():
        made = actions.add_office(by=request.user, at=now, order=Office.objects.count(), **form.cleaned_data)
        messages.success(request, f"Đã thêm {made.name}.")
        return redirect("registry:office", made.code)
    return render(request, "registry/new_office.html", {"form": form}, status=422 if form.errors else 200)


def functions(request):
    """Who holds what today, and who held what; giving one is below the list."""
    require(request.user, Do.KEEP_FUNCTIONS, "Quản trị hệ thống giao và kết thúc chức năng.")
    now = timezone.now()
    today = local_day(now)
    form = FunctionForm(request.POST or None, today=today)
    if request.method == "POST" and form.is_valid():
        try:
            actions.grant_function(by=request.user, at=now, **form.cleaned_data)
            messages.success(request, "Đã giao chức năng; có hiệu lực từ lần mở trang tiếp theo của người đó.")
            return redirect("registry:functions")
        except (NotNow, NotAllowed) as refused:
            form.add_error("user", refused.reason)
    rows = Function.objects.select_related("user__staff", "office").order_by("kind", "office__order", "pk")
    past = request.GET.get("het")
    rows = rows.exclude(pk__in=Function.objects.on(today).values("pk")).order_by("-valid_to") if past else rows.on(today)
    if request.GET.get("kind") in Kind.values:
        rows = rows.filter(kind=request.GET["kind"])
    if words := request.GET.get("q", "").strip()[:100]:
        rows = rows.filter(user__in=_people(words))
    context = {
        "page": Paginator(rows, 30).get_page(request.GET.get("page")),
        "form": form,
        "kinds": Kind.choices,
        "roles": ROLES.values(),
        "past": past,
        "labels": dict(Kind.choices),
    }
    return render(request, "registry/functions.html", context, status=422 if form.errors else 200)


def _people(words: str):
    return StaffMember.objects.matching(words).filter(user__isnull=False).order_by().values("user")


@require_POST
def end_function(request, pk: int):
    found = Function.objects.select_related("user", "office").filter(pk=pk).first()
    if found is None:
        raise Invisible
    actions.end_function(function=found, by=request.user, at=timezone.now())
    messages.success(request, f"Đã kết thúc chức năng “{found.get_kind_display()}” của {found.user.display_name}.")
    return redirect("registry:functions")
