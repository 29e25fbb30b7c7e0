"""Who gets the anchors of the trail: outside addresses every hour, the chairman and the
inspectorate outside the staff list once a day (audit.querysets.sees_counts). And the check of the
chain that somebody asked for, with who is told of its end.
"""

import time
from datetime import datetime

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.urls import reverse

from compliance.audit.actions import walk_on
from compliance.audit.anchors import drop_anchor, letter_of, write_out
from compliance.audit.models import Anchor, ChainCheck
from compliance.core.language import _
from compliance.core.roles import Kind
from compliance.outbox.actions import enqueue, notify
from compliance.outbox.handlers import handles, plans, plans_long, writes_letter
from compliance.outbox.letters import letter
from compliance.registry.models import User
from compliance.registry.queries import holders
from compliance.rulebook.clocks import local_day

CHECKING = 60.0  # seconds of one pass, which other long work waits for


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


@plans_long
def check_chain(now: datetime) -> int:
    """Walk on along the chain where somebody asked for it, each batch on record by itself: what is
    killed is taken up by the next pass where it stood. Returns how many checks came to an end.
    """
    until, ended = time.monotonic() + CHECKING, 0
    while check := ChainCheck.objects.filter(state=ChainCheck.State.RUNNING).first():
        with transaction.atomic():
            if walk_on(check=check, at=now):
                _tell(check, now)
                ended += 1
        if time.monotonic() > until:
            break
    return ended


def _tell(check: ChainCheck, now: datetime) -> None:
    """Who asked; of a broken chain the whole inspectorate."""
    broken = check.state == ChainCheck.State.BROKEN
    users = User.objects.filter(pk=check.by_id)
    if broken:
        users = users | holders(Kind.AUDITOR, day=local_day(now))
    notify(
        users=users,
        kind="chain_checked",
        text=_("Nhật ký không còn nguyên vẹn; xem chỗ không khớp")
        if broken
        else _("Đã kiểm tra xong: nhật ký nguyên vẹn"),
        url=reverse("audit:verify"),
        at=now,
        key=f"chain-check:{check.pk}",
    )
