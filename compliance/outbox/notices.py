"""Mail: a link and nothing else. Deterministic Message-ID, so that a repeat after a crash is
recognised as the same letter.
"""

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse

from compliance.core import committee
from compliance.core.language import read_by
from compliance.core.recalling import recalled
from compliance.outbox.handlers import writes_letter
from compliance.outbox.letters import letter
from compliance.outbox.models import Notification


@writes_letter("mail")
def mail_of_line(message, now) -> EmailMessage | None:
    """The mail of one notification, unless its reader has gone or has already read it on
    screen.
    """
    note = Notification.objects.select_related("user").get(pk=message.payload["notification"])
    reader = note.addressee
    if not reader.is_active or not reader.email:
        return None
    with read_by(reader):
        context = {
            "portal": recalled(settings.PORTAL_NAME),
            "link": settings.PORTAL_URL + reverse("outbox:open", args=[note.pk]),
            "name": reader.addressed,
            "help": committee.today().help_contact,
        }
        subject, body = (
            render_to_string("emails/notification_subject.txt", context).strip(),
            render_to_string("emails/notification.txt", context),
        )
    return letter(key=message.dedup_key, to=reader.email, subject=subject, body=body)
