"""Pages of the house itself: home, function switcher, account, help."""

from allauth.mfa.utils import is_mfa_enabled
from allauth.usersessions.models import UserSession
from allauth.usersessions.views import list_usersessions
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from compliance.audit.actions import record
from compliance.core.access import may
from compliance.core.first_steps import first_steps as first_steps_of
from compliance.core.first_steps import ready_for_cases
from compliance.core.language import _
from compliance.core.refusals import Invisible, NotAllowed
from compliance.core.roles import Do, Kind
from compliance.registry.actions import keep_language
from compliance.registry.queries import recovery_address, requests_about
from compliance.rulebook.clocks import local_day
from halang_portal.language import KNOWN, remember_switch
from halang_portal.navigation import acting, capacities, home_of

SETTING_UP = (Do.KEEP_FUNCTIONS, Do.KEEP_REGISTRY, Do.KEEP_RULEBOOK)


def home(request):
    """Each function has its own first page; the administrator of a portal that cannot take a case
    yet begins with what it lacks.
    """
    capacity = acting(request)
    if capacity.kind == Kind.ADMINISTRATOR and not ready_for_cases(local_day(timezone.now())):
        return redirect("first_steps")
    return redirect(home_of(capacity))


def first_steps(request):
    """From an empty portal to the first case: what is there, what is lacking, and where it is done.
    For those who do it; it tells numbers and names of offices, no person.
    """
    if not any(may(request.user, do) for do in SETTING_UP):
        raise NotAllowed(_("Trang này dành cho quản trị hệ thống, đầu mối nội vụ và Tổ trưởng."))
    steps = first_steps_of(local_day(timezone.now()))
    mine = {step.order for step in steps if not step.do or may(request.user, Do(step.do))}
    open_now = [step for step in steps if not step.done and not step.after]
    own = [step for step in open_now if step.order in mine]
    context = {
        "steps": steps,
        "mine": mine,
        "done": [step for step in steps if step.done],
        "next": next(iter(own or open_now), None),
        "needed": [step for step in steps if step.needed],
        "ready": all(step.done for step in steps if step.needed),
    }
    return render(request, "portal/first_steps.html", context)


@require_POST
def switch_function(request):
    """Choose in which function to act. Rights follow from the functions held, not from
    this choice.
    """
    wanted = request.POST.get("as", "")
    if wanted in {capacity.key for capacity in capacities(request.user)}:
        request.session["acting_as"] = wanted
    return redirect("home")


@login_not_required
@require_POST
def set_language(request):
    """Read on in another language, on the same page: kept on the account, before signing in by the
    browser. An account may follow the browser again (empty).
    """
    wanted = request.POST.get("language", "")
    target = request.POST.get("next") or request.headers.get("Referer", "")
    if not url_has_allowed_host_and_scheme(target, {request.get_host()}, request.is_secure()):
        target = reverse("home")
    response = redirect(target)
    if request.user.is_authenticated:
        if wanted in ("", *KNOWN):
            keep_language(user=request.user, language=wanted, at=timezone.now())
    elif wanted in KNOWN:
        remember_switch(response, wanted)
    return response


def account(request):
    """One's own account: name, functions, known address, password, second factor, sessions, what
    others asked for it, sign out.
    """
    now = timezone.now()
    last = request.user.address_changes.order_by("-at", "-pk").first()
    context = {
        "held": capacities(request.user),
        "second_factor": is_mfa_enabled(request.user),
        "moved": (
            last if last and recovery_address(request.user, now) != request.user.email else None
        ),
        "requests": requests_about(request.user, now),
        "languages": settings.LANGUAGES,
    }
    return render(request, "portal/account.html", context)


@require_POST
def end_session(request, pk: int):
    """End one of one's own sessions on another machine; the next request there has to sign in."""
    open_session = UserSession.objects.filter(user=request.user, pk=pk).first()
    if open_session is None:
        raise Invisible
    open_session.end()
    record(
        by=request.user,
        verb="end_session",
        obj=request.user,
        at=timezone.now(),
        label=request.user.username,
    )
    messages.success(request, _("Đã kết thúc phiên đó."))
    return redirect("usersessions_list")


def sessions(request):
    """One's own sessions; ending all the others is an event."""
    response = list_usersessions(request)
    if request.method == "POST" and response.status_code == 302:
        record(
            by=request.user,
            verb="end_other_sessions",
            obj=request.user,
            at=timezone.now(),
            label=request.user.username,
        )
    return response


@login_not_required
def help_page(request):
    return render(request, "portal/help.html")


@login_not_required
def privacy(request):
    return render(request, "portal/privacy.html")
