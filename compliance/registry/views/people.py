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
from compliance.core.language import _
from compliance.core.parameters import Asked
from compliance.core.refusals import Invisible, NotAllowed, NotNow
from compliance.core.roles import Do
from compliance.core.text import fold
from compliance.registry import actions
from compliance.registry.forms import AccountForm, CodeForm, KinshipForm, StaffForm
from compliance.registry.looks import looks_counted
from compliance.registry.models import AccessRequest, Kinship, Posting, StaffMember
from compliance.registry.person_sections import sections_about
from compliance.registry.querysets import overseen_offices
from compliance.rulebook.clocks import local_day

LOOKS = 5


def fetch(request, code: str) -> StaffMember:
    staff = (
        StaffMember.objects.visible_to(request.user)
        .select_related("office", "user")
        .filter(code=code)
        .first()
    )
    if staff is None:
        raise Invisible
    return staff


def person(request, code: str):
    """One person. Incidents about them are not listed here: the list of cases answers that, behind
    its wall. Measures in effect come from the rooms above,
    each behind that same wall."""
    staff, offices = _fetch_or_beside(request, code)
    if staff.user_id != request.user.pk:
        saw(by=request.user, obj=staff, at=timezone.now(), what="saw_person", label=staff.code)
    if offices is not None:
        today = local_day(timezone.now())
        held = staff.postings.filter(kind=Posting.Kind.SECOND, office__in=offices)
        context = {
            "person": staff,
            "today": today,
            "postings": held.select_related("office").order_by("-valid_from", "-pk"),
        }
        return render(request, "registry/second_post.html", context)
    return render(request, "registry/person.html", _context(request, staff))


def _fetch_or_beside(request, code: str) -> tuple[StaffMember, list[int] | None]:
    """The person; and for a head in whose offices they merely hold a second post, these offices:
    that post is all the page then shows.
    """
    try:
        return fetch(request, code), None
    except Invisible:
        today = local_day(timezone.now())
        people = StaffMember.objects.reportable_by(request.user, today).select_related("office")
        staff = people.filter(code=code).first()
        if staff is None:
            raise
        return staff, overseen_offices(request.user)


def old_address(request, code: str):
    """Codes with a stroke stood in addresses as they were; such an address leads on."""
    return redirect("registry:person", fetch(request, code).code)


def change_code(request, code: str):
    """Another code for a person, with the reason."""
    staff, now = fetch(request, code), timezone.now()
    require(request.user, Do.KEEP_REGISTRY, _("Đầu mối nội vụ giữ danh sách cán bộ."))
    form = CodeForm(request.POST or None, most=StaffMember._meta.get_field("code").max_length)
    if request.method == "POST" and form.is_valid():
        try:
            changed = actions.change_staff_code(
                staff=staff, by=request.user, at=now, **form.cleaned_data
            )
            messages.success(
                request,
                _("Mã của {full_name} nay là {code}; mã cũ còn trong nhật ký.").format(
                    full_name=changed.full_name, code=changed.code
                ),
            )
            return redirect("registry:person", changed.code)
        except NotNow as refused:
            form.add_error("code", refused.reason)
    return render(
        request,
        "registry/change_code.html",
        {"person": staff, "form": form},
        status=422 if form.errors else 200,
    )


def history(request, code: str):
    """What was changed about a person, by whom, and who opened the page: for who keeps the list or
    the accounts, and for the person.
    """
    staff = fetch(request, code)
    if staff.user_id != request.user.pk and not (
        may(request.user, Do.KEEP_REGISTRY) or may(request.user, Do.KEEP_FUNCTIONS)
    ):
        raise NotAllowed(
            _("Lịch sử của một người chỉ dành cho người giữ danh sách, quản trị và chính người đó.")
        )
    events = Event.objects.about(staff)
    if staff.user_id:
        functions = [str(pk) for pk in staff.user.functions.values_list("pk", flat=True)]
        events |= (
            Event.objects.filter(subject_type="user", subject_id=str(staff.user_id))
            .exclude(verb__startswith="export")
            .order_by("-seq")
        )
        events |= Event.objects.filter(subject_type="function", subject_id__in=functions).order_by(
            "-seq"
        )
    if staff.user_id == request.user.pk:
        events = events.exclude(
            verb="saw_person"
        )  # how often, not who: a name beside an hour could announce a case before its notice
    page = Asked(request.GET).page(events, 50)
    return render(
        request,
        "registry/history.html",
        {
            "person": staff,
            "page": page,
            "rows": [(event, word(event.verb)) for event in page],
            "counted": (
                looks_counted(staff, local_day(timezone.now()))
                if staff.user_id == request.user.pk
                else None
            ),
            "looks": Event.objects.about(staff).filter(verb="saw_person").count(),
        },
    )


def _context(request, staff: StaffMember, **forms) -> dict:
    keeps, accounts = may(request.user, Do.KEEP_REGISTRY), may(request.user, Do.KEEP_FUNCTIONS)
    own = staff.user_id == request.user.pk
    sees_kin, today = keeps or own, local_day(timezone.now())
    kin = (
        Kinship.objects.standing().filter(Q(person=staff) | Q(relative=staff))
        if sees_kin
        else Kinship.objects.none()
    )
    postings = list(staff.postings.select_related("office").order_by("-valid_from", "-pk"))
    return {
        "person": staff,
        "today": today,
        "postings": postings,
        "resumable": {post.pk for post in postings if post.ended_on(today)},
        "sections": sections_about(request.user, staff, today),
        "looks": (
            Event.objects.about(staff).filter(verb="saw_person")[:LOOKS]
            if (keeps or accounts) and not own
            else []
        ),
        "counted": looks_counted(staff, today) if own else None,
        "functions": (
            staff.user.functions.select_related("office").order_by("-valid_from", "pk")
            if staff.user_id
            else []
        ),
        "kin": [
            (row, row.relative if row.person_id == staff.pk else row.person)
            for row in kin.select_related("person__office", "relative__office")
        ],
        "sees_kin": sees_kin,
        "keeps": keeps,
        "accounts": accounts,
        "form": forms.get("form") or (StaffForm(instance=staff) if keeps else None),
        "kinship": forms.get("kinship") or (KinshipForm(user=request.user) if sees_kin else None),
        "account": (
            forms.get("account")
            or (
                AccountForm(initial={"username": fold(staff.full_name).replace(" ", "")})
                if accounts and not staff.user_id
                else None
            )
        ),
        "open_form": next(iter(forms), ""),
    }


def _failed(request, staff: StaffMember, **forms):
    return render(request, "registry/person.html", _context(request, staff, **forms), status=422)


@require_POST
def change(request, code: str):
    staff = fetch(request, code)
    require(request.user, Do.KEEP_REGISTRY)
    form = StaffForm(request.POST, instance=staff)
    if not form.is_valid():
        return _failed(request, fetch(request, code), form=form)
    actions.save_staff(staff=form.save(commit=False), by=request.user, at=timezone.now())
    messages.success(request, _("Đã lưu thông tin."))
    return redirect("registry:person", code)


@require_POST
def declare_kin(request, code: str):
    """One's own relatives, or anybody's by who keeps the list."""
    staff = fetch(request, code)
    form = KinshipForm(request.POST, user=request.user)
    if not form.is_valid():
        return _failed(request, staff, kinship=form)
    try:
        made = actions.declare_kinship(
            person=staff,
            relative=form.cleaned_data["relative"],
            relation=form.cleaned_data["relation"],
            by=request.user,
            at=timezone.now(),
        )
    except NotNow as refused:
        form.add_error("relative", refused.reason)
        return _failed(request, staff, kinship=form)
    messages.success(request, _("Đã khai quan hệ; người có liên quan được báo để xác nhận."))
    return redirect("registry:relation", made.pk)


@require_POST
def account(request, code: str):
    """Create the account, shut or open it. Letting somebody in again is asked on a page of its own
    (views/access.py).
    """
    staff = fetch(request, code)
    require(request.user, Do.KEEP_FUNCTIONS)
    now, act = timezone.now(), request.POST.get("act", "")
    if act == "create":
        form = AccountForm(request.POST)
        if not form.is_valid():
            return _failed(request, staff, account=form)
        try:
            actions.create_account(staff=staff, by=request.user, at=now, **form.cleaned_data)
        except NotNow as refused:
            form.add_error("way", refused.reason)
            return _failed(request, staff, account=form)
        messages.success(request, _made(staff))
        return redirect("registry:person", code)
    if staff.user is None:
        raise NotNow(
            _("Người này chưa có tài khoản."), back=reverse("registry:person", args=[code])
        )
    if act not in ("shut", "open"):
        raise NotAllowed
    actions.set_active(user=staff.user, active=act == "open", by=request.user, at=now)
    messages.success(
        request,
        (
            _("Đã mở lại tài khoản.")
            if act == "open"
            else _("Đã khóa tài khoản; các phiên đang mở hết hiệu lực.")
        ),
    )
    return redirect("registry:person", code)


def _made(person: StaffMember) -> str:
    """What happens next with a new account."""
    waits = AccessRequest.objects.filter(
        user__staff=person, state=AccessRequest.State.OPEN
    ).exists()
    if waits:
        return _(
            "Đã lập tài khoản. Người thứ hai xác nhận xong thì đường dẫn đặt mật khẩu được giao."
        )
    return _(
        "Đã lập tài khoản. Đường dẫn đặt mật khẩu đã gửi đến địa chỉ thư trong danh sách, dùng "
        "được 5 ngày."
    )
