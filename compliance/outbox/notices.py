"""Mail: a link and nothing else. Deterministic Message-ID, so that a repeat after a crash is
recognised as the same letter.
"""

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse

from compliance.outbox.handlers import handles
from compliance.outbox.letters import deliver, letter
from compliance.outbox.models import Notification


@handles("mail")
def send_mail(message, now) -> None:
    """Send the mail of one notification, unless its reader has gone or has already read it on
    screen.
    """
    note = Notification.objects.select_related("user").get(pk=message.payload["notification"])
    reader = note.addressee
    if not reader.is_active or not reader.email:
        return
    context = {
        "portal": settings.PORTAL_NAME,
        "link": settings.PORTAL_URL + reverse("outbox:open", args=[note.pk]),
        "name": reader.addressed,
        "help": settings.HELP_CONTACT,
    }
    subject, body = (
        render_to_string("emails/notification_subject.txt", context).strip(),
        render_to_string("emails/notification.txt", context),
    )
    deliver(letter(key=message.dedup_key, to=reader.email, subject=subject, body=body))
