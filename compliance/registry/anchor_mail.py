"""Who gets the anchors of the trail: outside addresses every hour, the chairman and the
inspectorate outside the staff list once a day (audit.querysets.sees_counts).
"""

from datetime import datetime

from django.conf import settings
from django.core.mail import EmailMessage

from compliance.audit.anchors import drop_anchor, letter_of, write_out
from compliance.audit.models import Anchor
from compliance.core.roles import Kind
from compliance.outbox.actions import enqueue
from compliance.outbox.handlers import handles, plans, writes_letter
from compliance.outbox.letters import letter
from compliance.registry.models import User
from compliance.registry.queries import holders
from compliance.rulebook.clocks import local_day


@plans
def plan_anchors(now: datetime) -> int:
    """Sign the head when an hour or 500 events have gone by; owe one letter a reader. Returns how
    many were signed.
    """
    anchor = drop_anchor(now)
    if anchor is None:
        return 0
    enqueue(
        topic="anchor_file",
        dedup_key=f"anchor-file:{anchor.seq}",
        at=now,
        payload={"anchor": anchor.pk},
    )
    addresses = {address: str(anchor.seq) for address in settings.ANCHOR_MAIL_TO}
    day = local_day(now)
    readers = (
        (holders(Kind.CHAIRMAN, day=day) | holders(Kind.AUDITOR, day=day).filter(staff=None))
        .exclude(email="")
        .values_list("email", flat=True)
    )
    addresses |= dict.fromkeys(readers, f"day-{day:%Y%m%d}")
    for address, once in addresses.items():
        enqueue(
            topic="anchor_mail",
            dedup_key=f"anchor:{once}:{address}",
            at=now,
            payload={"anchor": anchor.pk, "to": address},
        )
    return 1


@writes_letter("anchor_mail")
def anchor_mail(message, now) -> EmailMessage:
    to = message.payload["to"]
    reader = User.objects.filter(is_active=True, email=to).order_by("pk").first()
    subject, body = letter_of(Anchor.objects.get(pk=message.payload["anchor"]), reader)
    return letter(key=message.dedup_key, to=to, subject=subject, body=body)


@handles("anchor_file")
def anchor_file(message, now) -> None:
    write_out(Anchor.objects.get(pk=message.payload["anchor"]))
