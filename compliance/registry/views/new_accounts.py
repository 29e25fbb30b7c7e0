"""Accounts for a whole list: made office by office, confirmed by a second person, handed over on
slips.
"""

from django.conf import settings
from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from compliance.audit.actions import saw
from compliance.core.access import may, require
from compliance.core.language import _, joined
from compliance.core.parameters import Asked, keys
from compliance.core.refusals import NotAllowed, NotNow
from compliance.core.roles import Do
from compliance.registry import actions
from compliance.registry.accountless import accountless, login_names, offices_of, rows_of
from compliance.registry.forms import ConfirmManyForm, NewAccountsForm
from compliance.registry.models import AccessRequest, SignInLink, User
from compliance.registry.onetime import number_of, token_of

OFFICES, PEOPLE = 25, 100  # a page; accounts made by one press
FIRST = AccessRequest.Kind.FIRST


def _place(user: User) -> tuple[int, str]:
    """By office, then by name; who has left the last office comes first."""
    staff = user.staff
    return (staff.office.order if staff.office else -1, staff.sort_key)


def _waiting(request) -> list[AccessRequest]:
    """New accounts that wait for my word, by office and name."""
    rows = actions.waiting_for(request.user, timezone.now())
    first = [asked for asked in rows if asked.kind == FIRST]
    return sorted(first, key=lambda asked: _place(asked.user))


def _slips(request, **by) -> list[SignInLink]:
    """Slips of new accounts that still open, of requests `by` somebody."""
    links = SignInLink.objects.filter(
        way=SignInLink.Way.SLIP,
        request__kind=FIRST,
        used_at=None,
        cancelled_at=None,
        ends_at__gt=timezone.now(),
        **{f"request__{name}": value for name, value in by.items()},
    ).select_related("user__staff__office", "request__decided_by", "request__asked_by")
    live = [link for link in links if link.is_live(timezone.now())]
    return sorted(live, key=lambda link: _place(link.user))


def new_accounts(request):
    """People without an account: make theirs, confirm them, hand them over."""
    makes, waiting = may(request.user, Do.KEEP_FUNCTIONS), _waiting(request)
    numbers = _slips(request, decided_by=request.user)
    if not (makes or waiting or numbers or may(request.user, Do.READ_AUDIT)):
        raise NotAllowed(_("Trang này dành cho quản trị hệ thống và người xác nhận."))
    form = None
    if makes:
        offices = offices_of(accountless(request.user))
        form = NewAccountsForm(request.POST or None, offices=offices)
        if request.method == "POST" and form.is_valid():
            try:
                messages.success(request, _make(request, form.cleaned_data))
                return redirect("registry:new_accounts")
            except (NotNow, NotAllowed) as refused:
                form.add_error(None, refused.reason)
    context = {"form": form, "waiting": waiting, "confirm": ConfirmManyForm(), "numbers": numbers}
    if form:
        asked = AccessRequest.objects.filter(kind=FIRST, asked_by=request.user)
        context |= _offices(request, form) | {
            "slips": _slips(request, asked_by=request.user),
            "unconfirmed": asked.filter(state=AccessRequest.State.OPEN).count(),
        }
    errors = bool(form and form.errors)
    return render(request, "registry/new_accounts.html", context, status=422 if errors else 200)


def _offices(request, form: NewAccountsForm) -> dict:
    people = accountless(request.user)
    page = Asked(request.GET).page(offices_of(people), OFFICES)
    rows = rows_of(page, people)
    chosen = request.POST.getlist("offices") if form.is_bound else [row.office.code for row in rows]
    return {
        "page": page,
        "rows": rows,
        "chosen": set(chosen),
        "left": people.count(),
        "most": PEOPLE,
        "second_by_mail": not actions.mailed_at_once(SignInLink.Way.MAIL, request.user),
    }


def _make(request, data: dict) -> str:
    """What was done, in words. Raises NotNow when nobody is left without an account there."""
    people = accountless(request.user).filter(office__in=data["offices"])
    batch = list(
        people.select_related("office").order_by("office__order", "sort_key", "code")[:PEOPLE]
    )
    if not batch:
        raise NotNow(_("Ở các đơn vị đã chọn không còn ai chưa có tài khoản."))
    mailed, slips = actions.create_accounts(
        people=batch,
        names=login_names(batch),
        slips=data["way"] == NewAccountsForm.SLIPS,
        by=request.user,
        at=timezone.now(),
    )
    parts = [_("Đã lập {count} tài khoản").format(count=len(batch))]
    parts += [_("{mailed} đường dẫn gửi qua thư").format(mailed=mailed)] if mailed else []
    parts += [_("{slips} phiếu chờ người thứ hai xác nhận").format(slips=slips)] if slips else []
    left = people.count()
    return joined("; ", parts) + (
        _(". Còn {left} người ở các đơn vị này: bấm lần nữa.").format(left=left) if left else "."
    )


@require_POST
def confirm_new_accounts(request):
    """The second line under the people the page listed, and no others."""
    listed = set(keys(request.POST.getlist("request")))
    rows = [asked for asked in _waiting(request) if asked.pk in listed]
    if not rows:
        if not (may(request.user, Do.KEEP_FUNCTIONS) or may(request.user, Do.READ_AUDIT)):
            raise NotAllowed(_("Tài khoản mới do thanh tra hoặc quản trị khác xác nhận."))
        raise NotNow(
            _("Danh sách này đã được xác nhận hoặc đã hủy."), back=reverse("registry:new_accounts")
        )
    form = ConfirmManyForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Đánh dấu ô xác nhận đã đối chiếu danh sách."))
        return redirect("registry:new_accounts")
    signed = actions.confirm_first_accounts(requests=rows, by=request.user, at=timezone.now())
    messages.success(
        request,
        _("Đã xác nhận {signed} tài khoản. Trao mã cho từng người khi họ nhận phiếu.").format(
            signed=signed
        ),
    )
    return redirect("registry:new_accounts")


def slips(request):
    """All slips I asked for that still open, each on half a sheet, and the list to sign on. The
    numbers are with the second person.
    """
    require(request.user, Do.KEEP_FUNCTIONS)
    links, now = _slips(request, asked_by=request.user), timezone.now()
    rows = []
    for link in links:
        saw(by=request.user, obj=link.user, at=now, what="print_slip", label=link.user.username)
        address = settings.PORTAL_URL + reverse("registry:set_password", args=[token_of(link)])
        rows.append({"link": link, "asked": link.request, "address": address})
    return render(request, "registry/slips.html", {"rows": rows})


def numbers(request):
    """The numbers of the slips I confirmed, to hand to each person alone."""
    links = _slips(request, decided_by=request.user)
    if not (links or may(request.user, Do.KEEP_FUNCTIONS) or may(request.user, Do.READ_AUDIT)):
        raise NotAllowed(_("Mã của phiếu hiện cho người đã xác nhận phiếu."))
    rows = [{"link": link, "number": number_of(link)} for link in links]
    return render(request, "registry/numbers.html", {"rows": rows})
