"""Letting somebody in again: what is asked, what a second person confirms, the slip, and the page
where the owner sets the password.
"""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from compliance.audit.actions import saw
from compliance.core.access import may, require
from compliance.core.addresses import account_url
from compliance.core.language import _
from compliance.core.parameters import Asked
from compliance.core.refusals import Invisible, NotAllowed, NotNow
from compliance.core.roles import Do
from compliance.desk.reasons import read_text
from compliance.registry import actions
from compliance.registry.forms import AccessForm, ConfirmForm, RefuseForm, SetPasswordForm
from compliance.registry.models import AccessRequest, SignInLink
from compliance.registry.onetime import number_of, token_of
from compliance.registry.queries import recovery_address
from compliance.registry.views.people import fetch


def masked(address: str) -> str:
    """Enough to recognise one's own mailbox, not enough to learn another's."""
    name, __, host = address.partition("@")
    return f"{name[:1]}***{name[-1:]}@{host}" if host else ""


def ask(request, code: str):
    """The page that asks, and says what will happen: nothing changes before a second person has
    confirmed.
    """
    person = fetch(request, code)
    require(request.user, Do.KEEP_FUNCTIONS)
    if person.user is None:
        raise NotNow(
            _("Người này chưa có tài khoản."), back=reverse("registry:person", args=[code])
        )
    now = timezone.now()
    form = AccessForm(
        request.POST or None,
        initial={
            "kind": request.GET.get("viec", "password"),
            "way": "mail" if person.user.email else "slip",
        },
    )
    if request.method == "POST" and form.is_valid():
        try:
            actions.ask_access(user=person.user, by=request.user, at=now, **form.cleaned_data)
            messages.success(
                request, _("Đã gửi đề nghị. Người thứ hai và chủ tài khoản đã được báo.")
            )
            return redirect("registry:access")
        except (NotNow, NotAllowed) as refused:
            form.add_error(None, refused.reason)
    second = actions.confirmers(request.user, person.user, now)
    context = {
        "person": person,
        "form": form,
        "address": recovery_address(person.user, now),
        "second": second,
    }
    return render(request, "registry/ask_access.html", context, status=422 if form.errors else 200)


def access(request):
    """Requests: what waits for my word, and what became of the others. Without a word
    of any case.
    """
    now = timezone.now()
    mine = actions.waiting_for(request.user, now)
    if not (mine or may(request.user, Do.KEEP_FUNCTIONS) or may(request.user, Do.READ_AUDIT)):
        raise NotAllowed(_("Trang này dành cho quản trị hệ thống và người xác nhận."))
    rows = AccessRequest.objects.select_related(
        "user__staff__office", "asked_by", "decided_by", "link"
    ).order_by("-asked_at", "-pk")
    if not (may(request.user, Do.KEEP_FUNCTIONS) or may(request.user, Do.READ_AUDIT)):
        rows = rows.filter(pk__in=[asked.pk for asked in mine])
    page = Asked(request.GET).page(rows, 20)
    waiting = {asked.pk for asked in mine}
    shown = [_shown(request, asked, asked.pk in waiting, now) for asked in page]
    return render(
        request,
        "registry/access.html",
        {"page": page, "rows": shown, "confirm": ConfirmForm(), "refuse": RefuseForm()},
    )


def _shown(request, asked: AccessRequest, waits_for_me: bool, now) -> dict:
    """The slip is for who asked, its number for who confirmed: neither alone becomes the owner."""
    link = getattr(asked, "link", None)
    live = bool(link and link.way == SignInLink.Way.SLIP and link.is_live(now))
    return {
        "asked": asked,
        "mine": waits_for_me,
        "own": asked.asked_by_id == request.user.pk,
        "lapsed": asked.state == AccessRequest.State.OPEN and now >= asked.until,
        "slip": live and asked.asked_by_id == request.user.pk,
        "number": number_of(link) if live and asked.decided_by_id == request.user.pk else "",
        "link": link,
        "live": bool(link and link.is_live(now)),
    }


def _asked(pk: int) -> AccessRequest:
    asked = (
        AccessRequest.objects.select_related("user", "asked_by", "decided_by").filter(pk=pk).first()
    )
    if asked is None:
        raise Invisible
    return asked


@require_POST
def confirm(request, pk: int):
    asked = _asked(pk)
    actions.require_second(asked, request.user, timezone.now())
    if not ConfirmForm(request.POST).is_valid():
        messages.error(request, _("Đánh dấu ô xác nhận đã hỏi chính người này trước khi xác nhận."))
        return redirect("registry:access")
    actions.confirm_access(asked=asked, by=request.user, at=timezone.now())
    messages.success(request, _("Đã xác nhận. Chủ tài khoản đã được báo."))
    return redirect("registry:access")


@require_POST
def refuse(request, pk: int):
    asked = _asked(pk)
    actions.require_second(asked, request.user, timezone.now())
    reason = read_text(request, "reason", 300)
    if not reason:
        messages.error(request, _("Ghi lý do không xác nhận."))
        return redirect("registry:access")
    actions.refuse_access(asked=asked, reason=reason, by=request.user, at=timezone.now())
    messages.success(request, _("Đã ghi. Người đề nghị đã được báo."))
    return redirect("registry:access")


@require_POST
def withdraw(request, pk: int):
    """By the owner (“I never asked”) or by who asked."""
    asked = _asked(pk)
    if request.user.pk not in (asked.user_id, asked.asked_by_id):
        raise Invisible
    actions.withdraw_access(asked=asked, by=request.user, at=timezone.now())
    messages.success(request, _("Đã hủy đề nghị; đường dẫn đã lập, nếu có, không dùng được nữa."))
    return redirect(account_url() if asked.user_id == request.user.pk else "registry:access")


def slip(request, pk: int):
    """The slip to hand over: the address and the name, for who asked. The number is with the second
    person.
    """
    asked, now = _asked(pk), timezone.now()
    link = (
        SignInLink.objects.select_related("user__staff__office")
        .filter(request=asked, way=SignInLink.Way.SLIP)
        .first()
    )
    if asked.asked_by_id != request.user.pk or link is None or not link.is_live(now):
        raise Invisible
    saw(by=request.user, obj=asked.user, at=now, what="print_slip", label=asked.user.username)
    address = settings.PORTAL_URL + reverse("registry:set_password", args=[token_of(link)])
    return render(request, "registry/slip.html", {"asked": asked, "link": link, "address": address})


@require_POST
def confirm_address(request):
    actions.confirm_address(user=request.user, at=timezone.now())
    messages.success(
        request, _("Đã xác nhận. Từ nay thư lấy lại mật khẩu và mã xác nhận gửi đến địa chỉ này.")
    )
    return redirect(account_url())


@login_not_required
def set_password(request, token: str):
    """Opening the page changes nothing (mail scanners open links): the password is set by the form
    alone. Whoever is signed in stays so.
    """
    now = timezone.now()
    link = actions.live_link(token, now)
    if link is None:
        return render(request, "registry/dead_link.html", status=410)
    asks = link.way == SignInLink.Way.SLIP
    form = SetPasswordForm(request.POST or None, user=link.user, asks_number=asks)
    if request.method == "POST" and form.is_valid():
        if asks and not actions.try_number(link=link, typed=form.cleaned_data["number"]):
            if actions.live_link(token, now) is None:
                return render(request, "registry/dead_link.html", status=410)
            form.add_error(
                "number", _("Mã không đúng. Sau năm lần sai, đường dẫn không dùng được nữa.")
            )
        else:
            actions.use_link(link=link, password=form.cleaned_data["password1"], at=now)
            messages.success(request, _("Đã đặt mật khẩu. Đăng nhập bằng mật khẩu mới."))
            return redirect("account_login")
    context = {"form": form, "owner": link.user, "until": link.ends_at}
    return render(
        request, "registry/set_password.html", context, status=422 if form.errors else 200
    )
