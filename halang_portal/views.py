"""Pages of the house itself: home, function switcher, account, help."""

from allauth.mfa.utils import is_mfa_enabled
from allauth.usersessions.models import UserSession
from allauth.usersessions.views import list_usersessions
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from compliance.audit.actions import record
from compliance.core.refusals import Invisible
from compliance.registry.queries import recovery_address, requests_about
from halang_portal.navigation import acting, capacities, home_of


def home(request):
    """Each function has its own first page."""
    return redirect(home_of(acting(request)))


@require_POST
def switch_function(request):
    """Choose in which function to act. Rights follow from the functions held, not from
    this choice.
    """
    wanted = request.POST.get("as", "")
    if wanted in {capacity.key for capacity in capacities(request.user)}:
        request.session["acting_as"] = wanted
    return redirect("home")


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
    messages.success(request, "Đã kết thúc phiên đó.")
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
