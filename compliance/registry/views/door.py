"""The person's own door: beyond the password, a factor or a number, once a session. `require_open`
stands in front of what is about oneself.
"""

from urllib.parse import urlencode

from allauth.account.authentication import get_authentication_records
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme

from compliance.core.addresses import own_door_url
from compliance.core.language import _
from compliance.core.refusals import AskFirst, NotNow
from compliance.registry.actions import door
from compliance.registry.models import DoorCode
from compliance.registry.onetime import number_of
from compliance.registry.queries import recovery_address
from compliance.registry.views.access import masked

OPEN_FOR = 8 * 3600  # seconds; a session lives no longer in production
KEY = "own_door_at"


def is_open(request) -> bool:
    """A number was typed in this session, or a factor that counts was used in it."""
    now = timezone.now()
    typed = request.session.get(KEY)
    if typed and 0 <= now.timestamp() - typed < OPEN_FOR:
        return True
    used = [
        row["at"]
        for row in get_authentication_records(request, request.user)
        if row.get("method") == "mfa"
    ]
    return (
        bool(used)
        and now.timestamp() - max(used) < OPEN_FOR
        and door.factor_counts(request.user, now)
    )


def require_open(request) -> None:
    """Raise AskFirst when the door is shut: a page is led to the question, anything else is
    refused.
    """
    if not is_open(request):
        back = request.get_full_path() if request.method == "GET" else own_door_url()
        raise AskFirst(url=f"{reverse('registry:door')}?{urlencode({'next': back})}")


def own_door(request):
    """Ask for the factor, or for the number from the mail or the paper notice."""
    now, target = timezone.now(), _target(request)
    if is_open(request):
        return redirect(target)
    act, error = request.POST.get("act", ""), ""
    if request.method == "POST":
        try:
            if act == "send":
                door.send_door_code(user=request.user, at=now)
                messages.success(
                    request, _("Đã gửi mã. Thư có thể đến sau vài phút; xem cả mục thư rác.")
                )
                return redirect(f"{reverse('registry:door')}?{urlencode({'next': target})}")
            if door.type_door_code(user=request.user, typed=request.POST.get("number", ""), at=now):
                request.session[KEY] = now.timestamp()
                return redirect(target)
            error = _("Mã không đúng, đã dùng hoặc đã hết hạn.")
        except NotNow as refused:
            error = refused.reason
    return render(
        request,
        "registry/door.html",
        _context(request, now, target, error),
        status=422 if error else 200,
    )


def _context(request, now, target: str, error: str) -> dict:
    sent = door.live_codes(request.user, now).filter(way=DoorCode.Way.MAIL).first()
    address = recovery_address(request.user, now)
    factor = door.factor_counts(request.user, now)
    return {
        "target": target,
        "error": error,
        "factor": factor,
        "other_factor": is_mfa_enabled(request.user) and not factor,
        "key_only": factor and not is_mfa_enabled(request.user, ["totp"]),
        "address": masked(address),
        "may_send": bool(address) or settings.TRY_OUT,
        "sent": sent,
        "try_out_number": (
            number_of(sent) if sent and settings.TRY_OUT else ""
        ),  # people of the sample have no mailbox
    }


def _target(request) -> str:
    """Where to go on: an address of this portal."""
    asked = request.POST.get("next") or request.GET.get("next") or ""
    return (
        asked
        if asked.startswith("/") and url_has_allowed_host_and_scheme(asked, allowed_hosts=None)
        else own_door_url()
    )
