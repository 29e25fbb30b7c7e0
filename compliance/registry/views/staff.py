"""People: the list, the list as a file, a new person."""

from io import BytesIO

from django.contrib import messages
from django.db.models import Q
from django.shortcuts import redirect, render
from django.utils import timezone

from compliance.audit.exports import as_file, filters_of, hand_out
from compliance.core.access import may, require
from compliance.core.language import _
from compliance.core.parameters import Asked
from compliance.core.roles import Do
from compliance.core.spreadsheets import XLSX, Table
from compliance.registry import actions
from compliance.registry.forms import PostingForm, StaffForm
from compliance.registry.importing.workbook import COLUMNS, TITLE, write_template
from compliance.registry.models import Office, Posting, StaffMember
from compliance.registry.queries import staffed_offices
from compliance.registry.search import Found, search
from compliance.rulebook.clocks import local_day
from compliance.rulebook.models import StaffKind

PER_PAGE = 30


def _listed(request, rows=None):
    """The list the address asks for: the same rows for page and export, but for who merely holds a
    second post in an office of the reader: their contact and main post are not the reader's to take
    away.
    """
    if rows is None:
        rows = StaffMember.objects.visible_to(request.user)
    rows, day = rows.select_related("office"), local_day(timezone.now())
    asked = Asked(request.GET)
    if code := asked.text("don-vi"):
        chosen = Office.objects.filter(code=code).first()
        if chosen is None:
            raise asked.refuse("don-vi")
        below = asked.flag("truc-thuoc")
        offices = Office.objects.descendants(chosen, include_self=True) if below else [chosen]
        second = StaffMember.objects.holding_second(day, offices)
        rows = rows.filter(Q(office__in=offices) | Q(pk__in=second.values("pk")))
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
        _("Danh sách cán bộ dành cho người giữ danh sách, lãnh đạo và Tổ kiểm tra giám sát."),
    )
    everybody = StaffMember.objects.reportable_by(request.user, local_day(timezone.now()))
    rows, words = _listed(request, everybody), request.GET.get("q", "").strip()[:100]
    page = (
        _found(rows, words, Asked(request.GET))
        if words
        else Asked(request.GET).page(rows.by_name(), PER_PAGE)
    )
    offices = staffed_offices(request.user, local_day(timezone.now())).order_by("order", "name")
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

    def __init__(self, matches: Found, number: int):
        self.count = matches.count
        self.num_pages = (
            number + matches.more if matches.count is None else -(-matches.count // PER_PAGE)
        )


class _Page:
    def __init__(self, matches: Found, number: int):
        self.object_list, self.number, self.paginator = (
            matches.people,
            number,
            _Pages(matches, number),
        )
        self.has_next, self.has_previous = matches.more, number > 1
        self.next_page_number, self.previous_page_number = number + 1, number - 1

    def __iter__(self):
        return iter(self.object_list)


def _found(rows, words: str, asked: Asked) -> _Page:
    number = asked.page_number()
    matches = search(rows, words, page=number, size=PER_PAGE)
    if number > 1 and not matches.people:
        raise asked.refuse("page")
    return _Page(matches, number)


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
    beside = _second_posts(request)
    rows = (
        _line(number, person, started.get(person.pk), beside.get(person.pk))
        for number, person in people
    )
    table = Table(TITLE, COLUMNS, rows, official=True)
    filters = filters_of(
        request.GET,
        {
            "don-vi": _("Đơn vị"),
            "loai": _("Loại"),
            "tinh-trang": _("Tình trạng"),
            "lanh-dao": _("Lãnh đạo"),
        },
        {
            "loai": dict(StaffKind.choices),
            "tinh-trang": dict(StaffMember.State.choices),
            "lanh-dao": {"1": _("chỉ lãnh đạo")},
        },
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
        filters=filters,
    )


def _main_posts(request):
    return Posting.objects.filter(
        staff__in=StaffMember.objects.visible_to(request.user).order_by().values("pk"),
        kind=Posting.Kind.MAIN,
        valid_to=None,
    ).order_by()


def _second_posts(request) -> dict[int, Posting]:
    """{person: the first of their second posts of today}: a line of the list holds one."""
    people = StaffMember.objects.visible_to(request.user).order_by().values("pk")
    held = Posting.objects.second(local_day(timezone.now())).filter(staff__in=people)
    rows = held.select_related("office").order_by("-valid_from", "-pk")
    return {row.staff_id: row for row in rows}


def _line(number: int, person: StaffMember, since, second: Posting | None) -> tuple:
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
        *((second.office.name, second.position, second.valid_from) if second else ("", "", "")),
    )


def template(request):
    """The empty list to fill in."""
    require(request.user, Do.KEEP_REGISTRY)
    out = BytesIO()
    write_template(out, Office.objects.on(local_day(timezone.now())).order_by("order", "name"))
    return as_file(out.getvalue(), "mau-danh-sach-can-bo.xlsx", XLSX)


def new_person(request):
    require(request.user, Do.KEEP_REGISTRY, _("Đầu mối nội vụ giữ danh sách cán bộ."))
    now = timezone.now()
    form = StaffForm(request.POST or None)
    posting = PostingForm(request.POST or None, today=local_day(now))
    if request.method == "POST" and form.is_valid() & posting.is_valid():
        person = actions.save_staff(staff=form.save(commit=False), by=request.user, at=now)
        actions.post_staff(staff=person, by=request.user, at=now, **posting.cleaned_data)
        messages.success(request, _("Đã thêm {full_name}.").format(full_name=person.full_name))
        return redirect("registry:person", person.code)
    return render(
        request,
        "registry/new_person.html",
        {"form": form, "posting": posting},
        status=422 if request.method == "POST" else 200,
    )
