"""People: the list, one person with postings, kinship, functions and account, and the list as a file."""

from io import BytesIO

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from compliance.access import may, require
from compliance.audit.actions import record, saw
from compliance.audit.models import Event
from compliance.audit.words import word
from compliance.fold import fold
from compliance.refusals import Invisible, NotAllowed, NotNow
from compliance.registry import actions
from compliance.registry.forms import AccountForm, KinshipForm, PostingForm, StaffForm
from compliance.registry.importing.workbook import HEADINGS, write_staff
from compliance.registry.models import Kinship, Office, Posting, StaffMember
from compliance.roles import Do
from compliance.rulebook.clocks import local_day
from compliance.rulebook.models import StaffKind
from compliance.sheets import write_csv

PER_PAGE = 30


def fetch(request, code: str) -> StaffMember:
    found = StaffMember.objects.visible_to(request.user).select_related("office", "user").filter(code=code).first()
    if found is None:
        raise Invisible
    return found


def _listed(request):
    """The list the address asks for: the same rows for page and export."""
    rows = StaffMember.objects.visible_to(request.user).select_related("office").by_name()
    if words := request.GET.get("q", "").strip()[:100]:
        rows = rows.matching(words)
    if code := request.GET.get("don-vi"):
        rows = rows.filter(office__code=code)
    if request.GET.get("loai") in StaffKind.values:
        rows = rows.filter(staff_kind=request.GET["loai"])
    return rows


def staff(request):
    require(request.user, Do.SEE_REGISTRY, "Danh sách cán bộ dành cho người giữ danh sách, lãnh đạo và Tổ kiểm tra giám sát.")
    rows = _listed(request)
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    offices = Office.objects.filter(pk__in=StaffMember.objects.visible_to(request.user).order_by().values("office")).order_by("order", "name")
    context = {
        "page": page,
        "offices": offices,
        "kinds": StaffKind.choices,
        "keeps": may(request.user, Do.KEEP_REGISTRY),
        "filtered": any(request.GET.get(name) for name in ("q", "don-vi", "loai")),
    }
    return render(request, "registry/staff.html", context)


def export(request):
    """The filtered list as the template's own columns, so that it can be mended and imported again."""
    require(request.user, Do.SEE_REGISTRY)
    now = timezone.now()
    started = {posting.staff_id: posting.valid_from for posting in _open_postings(request)}
    rows = [_line(person, started.get(person.pk)) for person in _listed(request)]
    kind = "csv" if request.GET.get("dang") == "csv" else "xlsx"
    record(by=request.user, verb="export_staff", obj=request.user, at=now, label=f"{len(rows)} người, {kind}", after={"rows": len(rows)})
    if kind == "csv":
        response = HttpResponse(write_csv([(str(n), *row) for n, row in enumerate(rows, 1)], HEADINGS), content_type="text/csv; charset=utf-8")
    else:
        response = _book(rows)
    response["Content-Disposition"] = f'attachment; filename="can-bo-{local_day(now):%Y%m%d}.{kind}"'
    return response


def _open_postings(request):
    return Posting.objects.filter(staff__in=StaffMember.objects.visible_to(request.user).order_by().values("pk"), is_main=True, valid_to=None)


def _line(person: StaffMember, since) -> tuple:
    office = person.office.name if person.office else ""
    return (
        person.code,
        person.full_name,
        person.get_salutation_display(),
        office,
        person.position,
        person.get_staff_kind_display(),
        "x" if person.is_leader else "",
        f"{since:%d/%m/%Y}" if since else "",
        person.email,
        person.phone,
    )


def _book(rows) -> HttpResponse:
    out = BytesIO()
    write_staff(out, rows, offices=[(office.code, office.name) for office in Office.objects.on(local_day(timezone.now())).order_by("order", "name")])
    return HttpResponse(out.getvalue(), content_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")


def template(request):
    """The empty list to fill in."""
    require(request.user, Do.KEEP_REGISTRY)
    response = _book([])
    response["Content-Disposition"] = 'attachment; filename="mau-danh-sach-can-bo.xlsx"'
    return response


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
    return render(request, "registry/new_person.html", {"form": form, "posting": posting}, status=422 if request.method == "POST" else 200)


def person(request, code: str):
    """One person. Incidents about them are not shown here: the list of cases answers that, behind its wall."""
    found = fetch(request, code)
    if found.user_id != request.user.pk:
        saw(by=request.user, obj=found, at=timezone.now(), what="saw_person", label=found.code)
    return render(request, "registry/person.html", _context(request, found))


def history(request, code: str):
    """What was changed about a person, by whom, and who opened the page: for who keeps the list or the accounts, and for the person."""
    found = fetch(request, code)
    if found.user_id != request.user.pk and not (may(request.user, Do.KEEP_REGISTRY) or may(request.user, Do.KEEP_FUNCTIONS)):
        raise NotAllowed("Lịch sử của một người chỉ dành cho người giữ danh sách, quản trị và chính người đó.")
    events = Event.objects.about(found)
    if found.user_id:
        functions = [str(pk) for pk in found.user.functions.values_list("pk", flat=True)]
        events |= Event.objects.filter(subject_type="user", subject_id=str(found.user_id)).exclude(verb__startswith="export").order_by("-seq")
        events |= Event.objects.filter(subject_type="function", subject_id__in=functions).order_by("-seq")
    if found.user_id == request.user.pk:
        events = events.exclude(verb="saw_person")  # how often, not who: a name beside an hour could announce a case before its notice
    page = Paginator(events, 50).get_page(request.GET.get("page"))
    return render(
        request,
        "registry/history.html",
        {
            "person": found,
            "page": page,
            "rows": [(event, word(event.verb)) for event in page],
            "looks": Event.objects.about(found).filter(verb="saw_person").count(),
        },
    )


def _context(request, found: StaffMember, **forms) -> dict:
    keeps, accounts = may(request.user, Do.KEEP_REGISTRY), may(request.user, Do.KEEP_FUNCTIONS)
    own = found.user_id == request.user.pk
    sees_kin = keeps or own
    kin = Kinship.objects.filter(person=found).select_related("relative__office") if sees_kin else []
    return {
        "person": found,
        "postings": found.postings.select_related("office").order_by("-valid_from", "-pk"),
        "functions": found.user.functions.select_related("office").order_by("-valid_from", "pk") if found.user_id else [],
        "kin": kin,
        "sees_kin": sees_kin,
        "keeps": keeps,
        "accounts": accounts,
        "form": forms.get("form") or (StaffForm(instance=found) if keeps else None),
        "posting": forms.get("posting")
        or (PostingForm(today=local_day(timezone.now()), initial={"office": found.office_id, "staff_kind": found.staff_kind}) if keeps else None),
        "kinship": forms.get("kinship") or (KinshipForm() if sees_kin else None),
        "account": forms.get("account")
        or (AccountForm(initial={"username": fold(found.full_name).replace(" ", "")}) if accounts and not found.user_id else None),
        "open_form": next(iter(forms), ""),
    }


def _failed(request, found: StaffMember, **forms):
    return render(request, "registry/person.html", _context(request, found, **forms), status=422)


@require_POST
def change(request, code: str):
    found = fetch(request, code)
    require(request.user, Do.KEEP_REGISTRY)
    form = StaffForm(request.POST, instance=found)
    if not form.is_valid():
        return _failed(request, fetch(request, code), form=form)
    actions.save_staff(staff=form.save(commit=False), by=request.user, at=timezone.now())
    messages.success(request, "Đã lưu thông tin.")
    return redirect("registry:person", code)


@require_POST
def move(request, code: str):
    """A new main posting."""
    found = fetch(request, code)
    require(request.user, Do.KEEP_REGISTRY)
    now = timezone.now()
    form = PostingForm(request.POST, today=local_day(now))
    if not form.is_valid():
        return _failed(request, found, posting=form)
    try:
        actions.post_staff(staff=found, by=request.user, at=now, **form.cleaned_data)
    except NotNow as refused:
        form.add_error("valid_from", refused.reason)
        return _failed(request, found, posting=form)
    messages.success(request, f"Đã ghi vị trí mới của {found.full_name}.")
    return redirect("registry:person", code)


@require_POST
def declare_kin(request, code: str):
    """One's own relatives, or anybody's by who keeps the list."""
    found = fetch(request, code)
    form = KinshipForm(request.POST)
    if not form.is_valid():
        return _failed(request, found, kinship=form)
    try:
        actions.declare_kinship(
            person=found, relative=form.cleaned_data["relative"], relation=form.cleaned_data["relation"], by=request.user, at=timezone.now()
        )
    except NotNow as refused:
        form.add_error("relative", refused.reason)
        return _failed(request, found, kinship=form)
    messages.success(request, "Đã khai quan hệ. Hai bên không xem được hồ sơ của nhau.")
    return redirect("registry:person", code)


@require_POST
def revoke_kin(request, code: str, pk: int):
    found = fetch(request, code)
    kinship = Kinship.objects.filter(pk=pk, person=found).select_related("person").first()
    if kinship is None:
        raise Invisible
    actions.revoke_kinship(kinship=kinship, by=request.user, at=timezone.now())
    messages.success(request, "Đã bỏ khai báo.")
    return redirect("registry:person", code)


@require_POST
def account(request, code: str):
    """Create the account, reset its password, shut or open it; the password is shown once."""
    found = fetch(request, code)
    require(request.user, Do.KEEP_FUNCTIONS)
    now, act = timezone.now(), request.POST.get("act", "")
    if act == "create":
        form = AccountForm(request.POST)
        if not form.is_valid():
            return _failed(request, found, account=form)
        user, password = actions.create_account(staff=found, username=form.cleaned_data["username"], by=request.user, at=now)
        return render(request, "registry/password.html", {"person": found, "username": user.username, "password": password})
    if found.user is None:
        raise NotNow("Người này chưa có tài khoản.", back=f"/can-bo/{code}/")
    if act == "reset":
        return render(
            request,
            "registry/password.html",
            {"person": found, "username": found.user.username, "password": actions.reset_password(user=found.user, by=request.user, at=now)},
        )
    if act not in ("shut", "open"):
        raise NotAllowed
    actions.set_active(user=found.user, active=act == "open", by=request.user, at=now)
    messages.success(request, "Đã mở lại tài khoản." if act == "open" else "Đã khóa tài khoản; các phiên đang mở hết hiệu lực.")
    return redirect("registry:person", code)
