"""Error pages: what happened, that nothing was lost, where to go. A 404 reads the same for absent
and not yours.
"""

from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import escape
from django.utils.http import url_has_allowed_host_and_scheme

from compliance.core.answers import JsonResponse
from compliance.core.language import _
from compliance.core.refusals import NotNow, Unreadable
from compliance.desk import conflict, sent_again
from compliance.desk.actions import CSRF
from halang_portal.answering import wants_json

FAILED = (settings.BASE_DIR / "templates" / "500.html").read_text(
    encoding="utf-8"
)  # read at the start: it must come when nothing else does

TOO_MANY = _("Quá nhiều yêu cầu trong thời gian ngắn. Chờ ít phút rồi thử lại.")


def refusal_page(request, refusal):
    """With NotNow goes what was typed, whatever form read it: beside what is there now where it can
    be sent again, else to be read and copied. `resend` of its details: as it is, with one button,
    in a while.
    """
    if refusal.details.get("resend"):
        again = sent_again.hidden(request, {CSRF})
        context = {"reason": refusal.reason, "again": again, "files": bool(request.FILES)}
        return render(request, "resend.html", context, status=refusal.status)
    typed = conflict.context_of(request, refusal) if isinstance(refusal, NotNow) else None
    if typed:
        page = "conflict.html" if typed["again"] else "409.html"
        return render(request, page, typed, status=refusal.status)
    context = {"refusal": refusal, "reason": refusal.reason, **refusal.details}
    return render(request, f"{refusal.status}.html", context, status=refusal.status)


def bad_request(request, exception=None):
    """`exception`: a refusal whose sentence says which part of the address is not known."""
    said = isinstance(exception, Unreadable) and exception.reason != Unreadable.default
    reason = exception.reason if said else ""
    return render(request, "400.html", {"reason": reason}, status=400)


def denied(request, exception=None):
    return render(
        request, "403.html", {"reason": _("Ông/bà không có quyền mở trang này.")}, status=403
    )


def not_found(request, exception=None):
    return render(request, "404.html", status=404)


def too_many(
    request, exception=None, seconds: int | None = None, again: list[tuple[str, str]] | None = None
):
    """More requests than one person makes: a page, or JSON to who asks for it. `seconds`: when to
    come again, said in the header too; `again`: the fields that were sent.
    """
    if wants_json(request):
        response = JsonResponse(
            {"detail": TOO_MANY, **({"retry_after": seconds} if seconds else {})}, status=429
        )
    else:
        response = render(
            request,
            "429.html",
            {"seconds": seconds, "again": again, "files": bool(again and request.FILES)},
            status=429,
        )
    response.headers["Retry-After"] = str(seconds or 60)
    return response


ENDED = _("Phiên đã hết. Đăng nhập lại để gửi tiếp.")
OLD_PAGE = _(
    "Phiên làm việc đã hết hạn hoặc trang đã cũ. Quay lại, tải lại trang rồi gửi lại; nội dung đã "
    "lưu nháp không mất."
)


def sign_in(request, page: str = ""):
    """The session is over: the sign-in page, which leads back to `page`; 401 to a script, which
    keeps what it has and says so.
    """
    address = f"{reverse('account_login')}?{urlencode({'next': page or request.get_full_path()})}"
    if wants_json(request):
        return JsonResponse({"detail": ENDED, "sign_in": reverse("account_login")}, status=401)
    return HttpResponseRedirect(address)


def csrf_failure(request, reason=""):
    """A sign-in page of another window is old once somebody signed in there: the person goes where
    they wanted to, or gets a fresh page to sign in on.
    """
    at = request.resolver_match
    if at is not None and at.url_name == "account_login":
        return redirect(_after_sign_in(request))
    if wants_json(request):
        return JsonResponse({"detail": OLD_PAGE, "old_page": True}, status=403)
    return render(
        request,
        "403.html",
        {"reason": OLD_PAGE},
        status=403,
    )


def _after_sign_in(request) -> str:
    """Where an old sign-in page leads: on to its target when signed in by now, else to a fresh
    sign-in page with the same target.
    """
    target = request.POST.get("next") or request.GET.get("next") or ""
    if not url_has_allowed_host_and_scheme(target, {request.get_host()}, request.is_secure()):
        target = ""
    if request.user.is_authenticated:
        return target or reverse("home")
    messages.info(request, _("Trang đăng nhập đã cũ. Nhập lại tên đăng nhập và mật khẩu."))
    query = f"?{urlencode({'next': target})}" if target else ""
    return reverse("account_login") + query


def server_error(request):
    """The number to quote stands in the log too. No template engine, no session, no database: any
    of them may be what failed.
    """
    number = getattr(request, "request_id", "-")
    if wants_json(request):
        return JsonResponse({"detail": _("Cổng gặp sự cố."), "request_id": number}, status=500)
    return HttpResponse(FAILED.replace("{{ request_id }}", escape(number)), status=500)
