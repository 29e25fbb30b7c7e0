"""Letters that open something: they go to one address, hold one link or number, and no word of a
case.
"""

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse

from compliance.core import committee
from compliance.core.language import _, joined, read_by
from compliance.core.recalling import recalled
from compliance.outbox.handlers import writes_letter
from compliance.outbox.letters import letter
from compliance.registry.models import AddressChange, DoorCode, SignInLink
from compliance.registry.onetime import number_of, token_of


def _letter(message, template: str, subject: str, to: str, user, **context) -> EmailMessage:
    """To `user`, at the address `to`, in the language they read."""
    said = {
        "portal": recalled(settings.PORTAL_NAME),
        "help": committee.today().help_contact,
        "user": user,
    }
    with read_by(user):
        return letter(
            key=message.dedup_key,
            to=to,
            subject=joined(": ", (recalled(settings.PORTAL_NAME), subject)),
            body=render_to_string(template, {**said, **context}),
        )


@writes_letter("sign_in_link")
def letter_with_link(message, now) -> EmailMessage | None:
    """Not when it has been used, taken back or has run out meanwhile."""
    link = SignInLink.objects.select_related("user").get(pk=message.payload["link"])
    if not link.is_live(now) or not link.address:
        return None
    address = settings.PORTAL_URL + reverse("registry:set_password", args=[token_of(link)])
    return _letter(
        message,
        "emails/sign_in_link.txt",
        _("đặt mật khẩu"),
        link.address,
        link=address,
        user=link.user,
        until=link.ends_at,
    )


@writes_letter("door_code")
def letter_with_door_code(message, now) -> EmailMessage | None:
    code = DoorCode.objects.select_related("user").get(pk=message.payload["code"])
    if code.used_at or now >= code.ends_at or not code.address:
        return None
    return _letter(
        message,
        "emails/door_code.txt",
        _("mã xác nhận"),
        code.address,
        number=number_of(code),
        user=code.user,
        until=code.ends_at,
    )


@writes_letter("address_changed")
def letter_about_address(message, now) -> EmailMessage | None:
    """To the old mailbox and to the new one."""
    change = AddressChange.objects.select_related("user").get(pk=message.payload["change"])
    to = change.old if message.payload["side"] == "old" else change.new
    if not to:
        return None
    return _letter(
        message,
        "emails/address_changed.txt",
        _("địa chỉ thư của tài khoản đã đổi"),
        to,
        user=change.user,
        change=change,
        side=message.payload["side"],
    )
