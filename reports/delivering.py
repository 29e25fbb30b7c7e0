"""The mail that brings a copy: who sends it, a link, until when. No figure, no case, no name of a
person concerned.
"""

from datetime import timedelta

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse

from compliance.core import committee
from compliance.core.language import read_by
from compliance.core.recalling import recalled
from compliance.outbox.handlers import hears_alarm, writes_letter
from compliance.outbox.letters import letter
from reports.actions.distribution import VALID, mark_failed, mark_sent, token_of
from reports.models import Delivery


def _mark_sent(message, now) -> None:
    delivery = Delivery.objects.get(pk=message.payload["delivery"])
    mark_sent(delivery=delivery, number=message.payload["number"], at=now)


@writes_letter("deliver_summary", sent=_mark_sent)
def deliver_summary(message, now) -> EmailMessage | None:
    """One copy's link, unless it was sent anew or withdrawn meanwhile."""
    delivery = Delivery.objects.select_related("recipient", "summary").get(
        pk=message.payload["delivery"]
    )
    if (
        delivery.number != message.payload["number"]
        or delivery.state != Delivery.State.OWED
        or delivery.summary.withdrawn_at
    ):
        return None
    inside = delivery.recipient.inside
    path = (
        reverse("reports:summary", args=[delivery.summary_id])
        if inside
        else reverse("reports:copy", args=[token_of(delivery)])
    )
    of = committee.today()
    context = {
        "authority": of.name,
        "portal": recalled(settings.PORTAL_NAME),
        "link": settings.PORTAL_URL + path,
        "until": None if inside else now + VALID - timedelta(days=1),
        "help": of.help_contact,
    }
    with read_by(None):  # a body, not a person: nobody chose a language
        subject, body = (
            render_to_string("emails/copy_subject.txt", context).strip(),
            render_to_string("emails/copy.txt", context),
        )
    return letter(key=message.dedup_key, to=delivery.recipient.email, subject=subject, body=body)


@hears_alarm
def copy_not_sent(message, now) -> None:
    """A copy that could not be sent is shown as such where copies are listed."""
    if message.topic == "deliver_summary":
        mark_failed(pk=message.payload["delivery"], number=message.payload["number"])
