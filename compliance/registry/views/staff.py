"""People: the list, the list as a file, a new person."""

from io import BytesIO

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone

from compliance.audit.exports import as_file, filters_of, hand_out
from compliance.core.access import may, require
from compliance.core.parameters import Asked
from compliance.core.roles import Do
from compliance.core.spreadsheets import XLSX, Table
from compliance.registry import actions
from compliance.registry.forms import PostingForm, StaffForm
from compliance.registry.importing.workbook import COLUMNS, TITLE, write_template
from compliance.registry.models import Office, Posting, StaffMember
from compliance.registry.search import Found, search
from compliance.rulebook.clocks import local_day
from compliance.rulebook.models import StaffKind

PER_PAGE = 30


def _listed(request):
    """The list the address asks for: the same rows for page and export."""
    rows = StaffMember.objects.visible_to(request.user).select_related("office")
    asked = Asked(request.GET)
    if code := asked.text("don-vi"):
        chosen = Office.objects.filter(code=code).first()
        if chosen is None:
            raise asked.refuse("don-vi")
        rows = rows.filter(
            office__in=(
                Office.objects.descendants(chosen, include_self=True)
                if asked.flag("truc-thuoc")
                else [chosen]
            )
        )
    if value := Asked(request.GET).choice("loai", StaffKind.values):
        rows = rows.filter(staff_kind=value)
    state = asked.choice("tinh-trang", StaffMember.State.values)
    rows = rows.filter(state=state) if state else rows.exclude(state=StaffMember.State.LEFT)
    if asked.flag("lanh-dao"):
        rows = rows.filter(is_leader=True)
    return rows


def staff(request):
    require(
        request.user,
        Do.SEE_REGISTRY,
        "Danh sách cán bộ dành cho người giữ danh sách, lãnh đạo và Tổ kiểm tra giám sát.",
    )
    rows, words = _listed(request), request.GET.get("q", "").strip()[:100]
    page = (
        _found(rows, words, Asked(request.GET))
        if words
        else Asked(request.GET).page(rows.by_name(), PER_PAGE)
    )
    offices = Office.objects.filter(
        pk__in=StaffMember.objects.visible_to(request.user).order_by().values("office")
    ).order_by("order", "name")
    context = {
        "page": page,
        "offices": offices,
        "kinds": StaffKind.choices,
        "states": StaffMember.State.choices,
        "keeps": may(request.user, Do.KEEP_REGISTRY),
        "filtered": any(
            request.GET.get(name) for name in ("q", "don-vi", "loai", "tinh-trang", "lanh-dao")
        ),
    }
    return render(request, "registry/staff.html", context)


class _Pages:
    """What the pager of a page asks, for a search whose end nobody counted."""

    def __init__(self, found: Found, number: int):
        self.count = found.count
        self.num_pages = number + found.more if found.count is None else -(-found.count // PER_PAGE)


class _Page:
    def __init__(self, found: Found, number: int):
        self.object_list, self.number, self.paginator = found.people, number, _Pages(found, number)
        self.has_next, self.has_previous = found.more, number > 1
        self.next_page_number, self.previous_page_number = number + 1, number - 1

    def __iter__(self):
        return iter(self.object_list)


def _found(rows, words: str, asked: Asked) -> _Page:
    number = asked.page_number()
    found = search(rows, words, page=number, size=PER_PAGE)
    if number > 1 and not found.people:
        raise asked.refuse("page")
    return _Page(found, number)


def export(request):
    """The filtered list as the template's own columns, so that it can be mended and
    imported again.
    """
    require(request.user, Do.SEE_REGISTRY)
    started = dict(_main_posts(request).values_list("staff_id", "valid_from"))
    people = enumerate(
        _listed(request)
        .matching(request.GET.get("q", "")[:100])
        .by_name()
        .iterator(chunk_size=2000),
        1,
    )
    table = Table(
        TITLE, COLUMNS, (_line(number, person, started.get(person.pk)) for number, person in people)
    )
    told = filters_of(
        request.GET,
        {"don-vi": "Đơn vị", "loai": "Loại", "tinh-trang": "Tình trạng", "lanh-dao": "Lãnh đạo"},
    )
    now = timezone.now()
    name = f"can-bo-{local_day(now):%Y%m%d}"
    return hand_out(
        by=request.user,
        at=now,
        what="export_staff",
        name=name,
        table=table,
        kind=request.GET.get("dang") or "xlsx",
        filters=told,
    )


def _main_posts(request):
    return Posting.objects.filter(
        staff__in=StaffMember.objects.visible_to(request.user).order_by().values("pk"),
        kind=Posting.Kind.MAIN,
        valid_to=None,
    ).order_by()


def _line(number: int, person: StaffMember, since) -> tuple:
    office = person.office.name if person.office else ""
    kind = person.get_staff_kind_display()
    return (
        number,
        person.code,
        person.full_name,
        person.get_salutation_display(),
        office,
        person.position,
        kind,
        "x" if person.is_leader else "",
        since,
        person.email,
        person.phone,
    )


def template(request):
    """The empty list to fill in."""
    require(request.user, Do.KEEP_REGISTRY)
    out = BytesIO()
    write_template(out, Office.objects.on(local_day(timezone.now())).order_by("order", "name"))
    return as_file(out.getvalue(), "mau-danh-sach-can-bo.xlsx", XLSX)


def new_person(request):
    require(request.user, Do.KEEP_REGISTRY, "Đầu mối nội vụ giữ danh sách cán bộ.")
    now = timezone.now()
    form = StaffForm(request.POST or None)
    posting = PostingForm(request.POST or None, today=local_day(now))
    if request.method == "POST" and form.is_valid() & posting.is_valid():
        person = actions.save_staff(staff=form.save(commit=False), by=request.user, at=now)
        actions.post_staff(staff=person, by=request.user, at=now, **posting.cleaned_data)
        messages.success(request, f"Đã thêm {person.full_name}.")
        return redirect("registry:person", person.code)
    return render(
        request,
        "registry/new_person.html",
        {"form": form, "posting": posting},
        status=422 if request.method == "POST" else 200,
    )
