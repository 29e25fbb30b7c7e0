"""One person: posts, functions, what is on file for whoever may see it, kinship, account, and who
looked.
"""

from django.contrib import messages
from django.db.models import Q
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from compliance.audit.actions import saw
from compliance.audit.models import Event
from compliance.audit.words import word
from compliance.core.access import may, require
from compliance.core.parameters import Asked
from compliance.core.refusals import Invisible, NotAllowed, NotNow
from compliance.core.roles import Do
from compliance.core.text import fold
from compliance.registry import actions
from compliance.registry.forms import AccountForm, CodeForm, KinshipForm, StaffForm
from compliance.registry.models import AccessRequest, Kinship, StaffMember
from compliance.registry.person_sections import sections_about
from compliance.registry.queries import looks_counted
from compliance.rulebook.clocks import local_day

LOOKS = 5


def fetch(request, code: str) -> StaffMember:
    found = (
        StaffMember.objects.visible_to(request.user)
        .select_related("office", "user")
        .filter(code=code)
        .first()
    )
    if found is None:
        raise Invisible
    return found


def person(request, code: str):
    """One person. Incidents about them are not listed here: the list of cases answers that, behind
    its wall. Measures in effect come from the rooms above,
    each behind that same wall."""
    found = fetch(request, code)
    if found.user_id != request.user.pk:
        saw(by=request.user, obj=found, at=timezone.now(), what="saw_person", label=found.code)
    return render(request, "registry/person.html", _context(request, found))


def old_address(request, code: str):
    """Codes with a stroke stood in addresses as they were; such an address leads on."""
    return redirect("registry:person", fetch(request, code).code)


def change_code(request, code: str):
    """Another code for a person, with the reason."""
    found, now = fetch(request, code), timezone.now()
    require(request.user, Do.KEEP_REGISTRY, "Đầu mối nội vụ giữ danh sách cán bộ.")
    form = CodeForm(request.POST or None, most=StaffMember._meta.get_field("code").max_length)
    if request.method == "POST" and form.is_valid():
        try:
            changed = actions.change_staff_code(
                staff=found, by=request.user, at=now, **form.cleaned_data
            )
            messages.success(
                request,
                f"Mã của {changed.full_name} nay là {changed.code}; mã cũ còn trong nhật ký.",
            )
            return redirect("registry:person", changed.code)
        except NotNow as refused:
            form.add_error("code", refused.reason)
    return render(
        request,
        "registry/change_code.html",
        {"person": found, "form": form},
        status=422 if form.errors else 200,
    )


def history(request, code: str):
    """What was changed about a person, by whom, and who opened the page: for who keeps the list or
    the accounts, and for the person.
    """
    found = fetch(request, code)
    if found.user_id != request.user.pk and not (
        may(request.user, Do.KEEP_REGISTRY) or may(request.user, Do.KEEP_FUNCTIONS)
    ):
        raise NotAllowed(
            "Lịch sử của một người chỉ dành cho người giữ danh sách, quản trị và chính người đó."
        )
    events = Event.objects.about(found)
    if found.user_id:
        functions = [str(pk) for pk in found.user.functions.values_list("pk", flat=True)]
        events |= (
            Event.objects.filter(subject_type="user", subject_id=str(found.user_id))
            .exclude(verb__startswith="export")
            .order_by("-seq")
        )
        events |= Event.objects.filter(subject_type="function", subject_id__in=functions).order_by(
            "-seq"
        )
    if found.user_id == request.user.pk:
        events = events.exclude(
            verb="saw_person"
        )  # how often, not who: a name beside an hour could announce a case before its notice
    page = Asked(request.GET).page(events, 50)
    return render(
        request,
        "registry/history.html",
        {
            "person": found,
            "page": page,
            "rows": [(event, word(event.verb)) for event in page],
            "counted": (
                looks_counted(found, local_day(timezone.now()))
                if found.user_id == request.user.pk
                else None
            ),
            "looks": Event.objects.about(found).filter(verb="saw_person").count(),
        },
    )


def _context(request, found: StaffMember, **forms) -> dict:
    keeps, accounts = may(request.user, Do.KEEP_REGISTRY), may(request.user, Do.KEEP_FUNCTIONS)
    own = found.user_id == request.user.pk
    sees_kin, today = keeps or own, local_day(timezone.now())
    kin = (
        Kinship.objects.standing().filter(Q(person=found) | Q(relative=found))
        if sees_kin
        else Kinship.objects.none()
    )
    return {
        "person": found,
        "today": today,
        "postings": found.postings.select_related("office").order_by("-valid_from", "-pk"),
        "sections": sections_about(request.user, found, today),
        "looks": (
            Event.objects.about(found).filter(verb="saw_person")[:LOOKS]
            if (keeps or accounts) and not own
            else []
        ),
        "counted": looks_counted(found, today) if own else None,
        "functions": (
            found.user.functions.select_related("office").order_by("-valid_from", "pk")
            if found.user_id
            else []
        ),
        "kin": [
            (row, row.relative if row.person_id == found.pk else row.person)
            for row in kin.select_related("person__office", "relative__office")
        ],
        "sees_kin": sees_kin,
        "keeps": keeps,
        "accounts": accounts,
        "form": forms.get("form") or (StaffForm(instance=found) if keeps else None),
        "kinship": forms.get("kinship") or (KinshipForm(user=request.user) if sees_kin else None),
        "account": (
            forms.get("account")
            or (
                AccountForm(initial={"username": fold(found.full_name).replace(" ", "")})
                if accounts and not found.user_id
                else None
            )
        ),
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
def declare_kin(request, code: str):
    """One's own relatives, or anybody's by who keeps the list."""
    found = fetch(request, code)
    form = KinshipForm(request.POST, user=request.user)
    if not form.is_valid():
        return _failed(request, found, kinship=form)
    try:
        made = actions.declare_kinship(
            person=found,
            relative=form.cleaned_data["relative"],
            relation=form.cleaned_data["relation"],
            by=request.user,
            at=timezone.now(),
        )
    except NotNow as refused:
        form.add_error("relative", refused.reason)
        return _failed(request, found, kinship=form)
    messages.success(request, "Đã khai quan hệ; người có liên quan được báo để xác nhận.")
    return redirect("registry:relation", made.pk)


@require_POST
def account(request, code: str):
    """Create the account, shut or open it. Letting somebody in again is asked on a page of its own
    (views/access.py).
    """
    found = fetch(request, code)
    require(request.user, Do.KEEP_FUNCTIONS)
    now, act = timezone.now(), request.POST.get("act", "")
    if act == "create":
        form = AccountForm(request.POST)
        if not form.is_valid():
            return _failed(request, found, account=form)
        try:
            actions.create_account(staff=found, by=request.user, at=now, **form.cleaned_data)
        except NotNow as refused:
            form.add_error("way", refused.reason)
            return _failed(request, found, account=form)
        messages.success(request, _made(found))
        return redirect("registry:person", code)
    if found.user is None:
        raise NotNow("Người này chưa có tài khoản.", back=reverse("registry:person", args=[code]))
    if act not in ("shut", "open"):
        raise NotAllowed
    actions.set_active(user=found.user, active=act == "open", by=request.user, at=now)
    messages.success(
        request,
        (
            "Đã mở lại tài khoản."
            if act == "open"
            else "Đã khóa tài khoản; các phiên đang mở hết hiệu lực."
        ),
    )
    return redirect("registry:person", code)


def _made(person: StaffMember) -> str:
    """What happens next with a new account."""
    waits = AccessRequest.objects.filter(
        user__staff=person, state=AccessRequest.State.OPEN
    ).exists()
    if waits:
        return "Đã lập tài khoản. Người thứ hai xác nhận xong thì đường dẫn đặt mật khẩu được giao."
    return (
        "Đã lập tài khoản. Đường dẫn đặt mật khẩu đã gửi đến địa chỉ thư trong danh sách, dùng được"
        " 24 giờ."
    )
