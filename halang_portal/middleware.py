"""Headers, session limits, the second factor, and the three refusals as pages."""

from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.middleware.gzip import GZipMiddleware
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone, translation

from compliance.core.answers import JsonResponse
from compliance.core.committee import remembered
from compliance.core.language import _
from compliance.core.refusals import AskFirst, NotAllowed, Refusal, Unreadable, as_refusal
from compliance.core.roles import ROLES
from compliance.core.text import tidy
from halang_portal.answering import is_api, wants_json
from halang_portal.errors import bad_request, refusal_page, sign_in
from halang_portal.language import language_at_the_door

ALWAYS_REACHABLE = (
    "account_logout",
    "account_reauthenticate",
    "account_login",
    "healthz",
    "readyz",
    "help",
    "privacy",
    "set_language",
)


class CommitteeMiddleware:
    """One request reads what the committee is called once at most, and the next one anew."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        with remembered():
            return self.get_response(request)


class HeadersMiddleware:
    """What every answer carries beyond Django's and django-csp's headers."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        response.headers.setdefault(
            "Permissions-Policy",
            "camera=(), microphone=(), geolocation=(), payment=(), usb=(), interest-cohort=()",
        )
        response.headers.setdefault(
            "X-Robots-Tag", "noindex, nofollow"
        )  # no page of this house is for a search engine
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        response.headers.setdefault("Cross-Origin-Embedder-Policy", "require-corp")
        if request.path == reverse("account_logout") and request.method == "POST":
            response.headers["Clear-Site-Data"] = '"cache", "storage"'
        if not request.path.startswith(f"/{settings.STATIC_URL.strip('/')}/"):
            response.headers.setdefault("Cache-Control", "no-store")
        return response


class CompressionMiddleware(GZipMiddleware):
    """Pages and answers of the API go out compressed, each with random bytes at its head: from its
    length nobody reckons what stands on it (BREACH). Files go out as they are stored.
    """

    KINDS = ("text/html", "application/json")

    def process_response(self, request, response):
        if response.streaming or not response.get("Content-Type", "").startswith(self.KINDS):
            return response
        return super().process_response(request, response)


class SignInMiddleware(LoginRequiredMiddleware):
    """Every page asks for signing in; a script is told 401 and not led to a page."""

    def handle_no_permission(self, request, view_func):
        if wants_json(request) and not is_api(request):
            return sign_in(request)
        return super().handle_no_permission(request, view_func)


SEEN_EVERY = 60  # seconds: a session in use is written once a minute, not at every page


class SessionLimitsMiddleware:
    """A session ends after SESSION_ABSOLUTE_AGE seconds whatever it does; the idle limit is the
    cookie's age.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if request.user.is_authenticated:
            now = timezone.now().timestamp()
            began = request.session.setdefault("began_at", now)
            if now - request.session.get("seen_at", 0) > SEEN_EVERY:
                request.session["seen_at"] = now  # saving it is what keeps an active session alive
            if now - began > settings.SESSION_ABSOLUTE_AGE:
                logout(request)
                return sign_in(request, request.path)
        return self.get_response(request)


def needs_second_factor(user) -> bool:
    """Whoever holds a function that sees cases, and has not turned on a second factor yet."""
    from allauth.mfa.utils import is_mfa_enabled

    if not settings.REQUIRE_SECOND_FACTOR or not user.is_authenticated:
        return False
    sees = any(ROLES[kind].sees_cases for kind in user.function_kinds()) or bool(
        user.function_kinds()
    )
    return sees and not is_mfa_enabled(user)


class SecondFactorMiddleware:
    """In production nobody with a function reaches anything before the second factor is set up."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        if not needs_second_factor(request.user):
            return None
        name = request.resolver_match.view_name or ""
        if name in ALWAYS_REACHABLE or name.startswith("mfa_"):
            return None
        if is_api(request):
            return JsonResponse({"detail": _("Cần bật xác thực hai bước.")}, status=403)
        return redirect("mfa_activate_totp")


# what somebody who left still reaches while a case about them runs; beside the routes of their own
# pages (my_…), signing in and out, and their keys
OWN_DOOR = (
    "account",
    "desk:keep",
    "end_session",
    "files:upload",
    "files:uploads",
    "outbox:notifications",
    "outbox:open",
    "registry:door",
    "registry:my_data",
    "review:acknowledge",
    "review:answer",
    "review:mine",
    "review:own_act",
    "review:save_answer",
    "rulebook:instrument",
    "usersessions_list",
    *ALWAYS_REACHABLE,
)
OWN_DOOR_BEGINS = ("review:my_", "mfa_", "account_")
LEFT = _(
    "Ông/bà đã bàn giao và thôi công tác; tài khoản chỉ còn mở trang của chính mình, cho đến khi "
    "các hồ sơ về ông/bà kết thúc và hết hạn đề nghị xem xét lại."
)


class OwnDoorMiddleware:
    """An account that was narrowed when its owner left opens what is about them, and no other."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        if getattr(request.user, "own_door_since", None) is None:
            return None
        name = request.resolver_match.view_name or ""
        if name in OWN_DOOR or name.startswith(OWN_DOOR_BEGINS):
            return None
        if name == "home":
            return redirect("review:mine")
        if wants_json(request) or is_api(request):
            return JsonResponse({"detail": LEFT}, status=403)
        return refusal_page(request, NotAllowed(LEFT))


class ReadableMiddleware:
    """NUL in an address, a header or a cookie is nobody's typing error, and no database takes it:
    400 at the door.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if not any("\0" in text for text in self._texts(request)):
            return self.get_response(request)
        with translation.override(language_at_the_door(request)):
            reason = _("Yêu cầu có ký tự không đọc được.")
            return (
                JsonResponse({"detail": reason}, status=400)
                if wants_json(request)
                else bad_request(request)
            )

    @staticmethod
    def _texts(request):
        yield request.path_info
        for name, values in request.GET.lists():
            yield from (name, *values)
        for name, value in request.COOKIES.items():
            yield from (name, value)
        yield from (
            value
            for name, value in request.META.items()
            if name.startswith("HTTP_") or name == "CONTENT_TYPE"
        )


class TidyFormMiddleware:
    """What a form brings is tidied before anybody reads it (compliance.core.text.tidy): no field
    refuses, and no draft loses, what its writer cannot see.

    Passwords are left as they are typed. The columns tidy once more whatever came through no form.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        if request.method != "POST" or not request.POST:
            return
        posted = request.POST.copy()
        for name, values in request.POST.lists():
            if "password" not in name:
                posted.setlist(name, [tidy(value) for value in values])
        posted._mutable = False
        request.POST = posted


class RefusalsMiddleware:
    """Invisible 404, not allowed 403, not now 409: named exceptions become pages here and nowhere
    else.

    Two that the database speaks are among them: somebody else was first to write what may be there
    once (409); a value that no column takes (400).
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if response.status_code == 405 and not is_api(request):
            return render(
                request, "405.html", status=405
            )  # an address that only takes forms, opened after signing in again
        return response

    def process_exception(self, request, exception):
        refusal = as_refusal(exception)
        if not isinstance(refusal, Refusal):
            return None
        if wants_json(request):
            return JsonResponse({"detail": refusal.reason}, status=refusal.status)
        if isinstance(refusal, AskFirst):
            return redirect(refusal.details["url"])
        return (
            bad_request(request, refusal)
            if isinstance(refusal, Unreadable)
            else refusal_page(request, refusal)
        )
