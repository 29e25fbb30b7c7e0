"""Offices as a tree on any day, one office with its history, and what changes it."""

from datetime import date

from django.contrib import messages
from django.db.models import Count
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from compliance.core import committee
from compliance.core.access import may, require
from compliance.core.language import _
from compliance.core.refusals import Invisible, NotNow
from compliance.core.roles import Do
from compliance.registry import actions
from compliance.registry.forms import (
    CloseOfficeForm,
    CodeForm,
    CorrectOfficeForm,
    HoursForm,
    OfficeChangeForm,
    OfficeForm,
    TreeDayForm,
)
from compliance.registry.models import (
    Function,
    Office,
    OfficeAlias,
    OfficeSuccession,
    OfficeVersion,
    Posting,
    StaffMember,
)
from compliance.registry.queries import hours_of
from compliance.registry.tree import Node, tree_on
from compliance.rulebook.clocks import local_day

MILESTONES = (
    (date(2020, 3, 1), _("Sắp xếp xã 2020")),
    (date(2025, 7, 1), _("Chính quyền hai cấp")),
)


def _milestones() -> list[tuple[date, str]]:
    """Days on which the tree is worth a look: (day, name), the oldest first."""
    of = committee.today()
    if of.founding_day is None or not of.founding_instrument:
        return list(MILESTONES)
    return [(of.founding_day, of.founding_instrument), *MILESTONES]


KEEPER = _("Đầu mối nội vụ giữ danh sách đơn vị.")


def offices(request):
    """The tree as it was, is or will be on a day; a search lists what matches that day."""
    require(request.user, Do.SEE_REGISTRY)
    today = local_day(timezone.now())
    form = TreeDayForm(request.GET or None)
    day = (form.cleaned_data.get("ngay") if form.is_valid() else None) or today
    tree, counts = tree_on(day), _people_on(request.user, day, today)
    after = {
        row.from_office_id: row
        for row in _successions().filter(day__gt=day).order_by("-day", "-pk")
    }
    words = request.GET.get("q", "").strip()[:100]
    matching = set(Office.objects.matching(words).values_list("pk", flat=True)) if words else set()
    context = {
        "form": form,
        "day": day,
        "is_today": day == today,
        "tree": [_shown(root, counts, after) for root in tree.roots],
        "found": (
            [
                _shown(node, counts, after)
                for root in tree.roots
                for node in root.walk()
                if node.office.pk in matching
            ]
            if words
            else None
        ),
        "total": len(tree.nodes),
        "milestones": [(key, label, key == day) for key, label in _milestones()],
        "changes": _changes(today),
        "keeps": may(request.user, Do.KEEP_REGISTRY),
    }
    return render(request, "registry/offices.html", context, status=422 if form.errors else 200)


def _successions():
    return OfficeSuccession.objects.select_related("from_office", "to_office")


def _people_on(user, day: date, today: date) -> dict[int, int]:
    """People per office on the day, of those this reader may list."""
    seen = StaffMember.objects.visible_to(user).order_by()
    if day == today:
        return dict(seen.values_list("office_id").annotate(Count("pk")))
    return dict(
        Posting.objects.worked(day)
        .filter(staff__in=seen.values("pk"))
        .order_by()
        .values_list("office_id")
        .annotate(Count("pk"))
    )


def _shown(node: Node, counts: dict, after: dict) -> dict:
    return {
        "office": node.office,
        "version": node.version,
        "count": counts.get(node.office.pk, 0),
        "after": after.get(node.office.pk),
        "children": [_shown(child, counts, after) for child in node.children],
    }


def _changes(today: date) -> dict[str, list]:
    """What is to come, and the last ten changes: renames and moves, and offices that ended."""
    versions = OfficeVersion.objects.select_related("office", "parent").exclude(valid_from=None)
    begun = [
        version
        for version in versions.order_by("-valid_from", "pk")
        if version.valid_from != version.office.valid_from
    ]
    return {
        "coming": [version for version in begun if version.valid_from > today][::-1],
        "ended": _successions().filter(day__lte=today).order_by("-day", "from_office__order")[:10],
    }


def _office(code: str) -> Office:
    unit = Office.objects.select_related("parent").filter(code=code).first()
    if unit is None:
        raise Invisible
    return unit


def office(request, code: str):
    """One office: today, who heads it, what it was before and became after."""
    require(request.user, Do.SEE_REGISTRY)
    unit, today = _office(code), local_day(timezone.now())
    context = {
        "office": unit,
        "today": today,
        "hours": hours_of(unit, today),
        "heads": (
            Function.objects.on(today)
            .filter(office=unit)
            .select_related("user__staff")
            .order_by("kind", "pk")
        ),
        "below": Office.objects.on(today).filter(parent=unit).order_by("order", "name"),
        "staff_count": StaffMember.objects.visible_to(request.user).filter(office=unit).count(),
        "versions": unit.versions.select_related("parent").order_by("-valid_from"),
        "all_hours": unit.hours.order_by("-valid_from"),
        "aliases": unit.aliases.select_related("by").order_by("folded"),
        "before": unit.predecessors.select_related("from_office").order_by("day", "pk"),
        "after": unit.successions.select_related("to_office").order_by("day", "pk"),
        "keeps": may(request.user, Do.KEEP_REGISTRY),
    }
    return render(request, "registry/office.html", context)


def new_office(request):
    require(request.user, Do.KEEP_REGISTRY, KEEPER)
    now = timezone.now()
    form = OfficeForm(request.POST or None, today=local_day(now))
    if request.method == "POST" and form.is_valid():
        made = actions.add_office(
            by=request.user, at=now, order=Office.objects.count(), **form.cleaned_data
        )
        messages.success(request, _("Đã thêm {name}.").format(name=made.name))
        return redirect("registry:office", made.code)
    return render(
        request, "registry/new_office.html", {"form": form}, status=422 if form.errors else 200
    )


def _act(request, unit: Office, form, template: str, do, done: str):
    """One form that changes an office: what was typed stays when it is refused."""
    if request.method == "POST" and form.is_valid():
        try:
            do()
            messages.success(request, done)
            return redirect("registry:office", unit.code)
        except NotNow as refused:
            form.add_error(None, refused.reason)
    return render(
        request, template, {"office": unit, "form": form}, status=422 if form.errors else 200
    )


def change_office(request, code: str):
    """Another name, kind or place in the tree from a day on."""
    require(request.user, Do.KEEP_REGISTRY, KEEPER)
    unit, now = _office(code), timezone.now()
    form = OfficeChangeForm(request.POST or None, office=unit, row=unit, today=local_day(now))

    def do():
        actions.change_office(office=unit, by=request.user, at=now, **form.cleaned_data)

    return _act(
        request,
        unit,
        form,
        "registry/change_office.html",
        do,
        _("Đã ghi thay đổi; lịch sử đơn vị ở dưới."),
    )


def change_office_code(request, code: str):
    """Another code, with the reason."""
    require(request.user, Do.KEEP_REGISTRY, KEEPER)
    unit, now = _office(code), timezone.now()
    form = CodeForm(request.POST or None, most=Office._meta.get_field("code").max_length)

    def do():
        unit.code = actions.change_office_code(
            office=unit, by=request.user, at=now, **form.cleaned_data
        ).code

    return _act(
        request,
        unit,
        form,
        "registry/change_office_code.html",
        do,
        _("Đã đổi mã; mã cũ còn trong nhật ký."),
    )


def office_hours(request, code: str):
    require(request.user, Do.KEEP_REGISTRY, KEEPER)
    unit, now = _office(code), timezone.now()
    form = HoursForm(
        request.POST or None,
        row=unit,
        held=_all_hours(unit),
        initial=_hours_now(unit, local_day(now)),
    )

    def do():
        actions.set_hours(office=unit, by=request.user, at=now, **form.cleaned_data)

    return _act(request, unit, form, "registry/office_hours.html", do, _("Đã đặt giờ làm việc."))


def _all_hours(unit: Office) -> list[str]:
    """What is set for any day, the days to come too."""
    return [
        _(
            "Từ {valid_from:%d/%m/%Y}: {morning_from:%H:%M}–{morning_to:%H:%M}, "
            "{afternoon_from:%H:%M}–{afternoon_to:%H:%M}"
        ).format(
            valid_from=hours.valid_from,
            morning_from=hours.morning_from,
            morning_to=hours.morning_to,
            afternoon_from=hours.afternoon_from,
            afternoon_to=hours.afternoon_to,
        )
        for hours in unit.hours.order_by("valid_from", "pk")
    ]


def _hours_now(unit: Office, today: date) -> dict:
    hours = hours_of(unit, today)
    return {
        name: getattr(hours, name)
        for name in ("morning_from", "morning_to", "afternoon_from", "afternoon_to")
    }


def close_office(request, code: str):
    """The last day, who takes over, and where the people go."""
    require(request.user, Do.KEEP_REGISTRY, KEEPER)
    unit, now = _office(code), timezone.now()
    today = local_day(now)
    form = CloseOfficeForm(request.POST or None, office=unit, row=unit, today=today)

    def do():
        actions.close_office(office=unit, by=request.user, at=now, **form.cleaned_data)

    return _act(
        request, unit, form, "registry/close_office.html", do, _("Đã ghi ngày kết thúc hoạt động.")
    )


def _version(pk: int) -> OfficeVersion:
    version = OfficeVersion.objects.select_related("office").filter(pk=pk).first()
    if version is None:
        raise Invisible
    return version


@require_POST
def take_back_change(request, pk: int):
    require(request.user, Do.KEEP_REGISTRY, KEEPER)
    version = _version(pk)
    actions.take_back_office_change(version=version, by=request.user, at=timezone.now())
    messages.success(request, _("Đã hủy thay đổi sắp tới; đơn vị giữ như hiện nay."))
    return redirect("registry:office", version.office.code)


@require_POST
def forget_alias(request, pk: int):
    """A spelling of an office in lists that is not that office."""
    require(request.user, Do.KEEP_REGISTRY, KEEPER)
    alias = OfficeAlias.objects.select_related("office").filter(pk=pk).first()
    if alias is None:
        raise Invisible
    actions.forget_office(alias=alias, by=request.user, at=timezone.now())
    messages.success(request, _("Đã bỏ cách ghi ấy; lần nhập sau cổng hỏi lại."))
    return redirect("registry:office", alias.office.code)


def correct_version(request, pk: int):
    """Mend what was written wrongly, with the reason; the words before stay in the trail."""
    require(request.user, Do.KEEP_REGISTRY, KEEPER)
    version, now = _version(pk), timezone.now()
    form = CorrectOfficeForm(
        request.POST or None,
        row=version,
        initial={name: getattr(version, name) for name in ("name", "short_name", "kind", "basis")},
    )

    def do():
        actions.correct_office(version=version, by=request.user, at=now, **form.cleaned_data)

    return _act(
        request,
        version.office,
        form,
        "registry/correct_office.html",
        do,
        _("Đã đính chính; nội dung cũ còn trong nhật ký."),
    )
