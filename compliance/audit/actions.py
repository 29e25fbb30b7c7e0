"""record() and saw(): written in the same transaction as the change they speak of."""

import hashlib
import hmac
from datetime import datetime

from django.conf import settings
from django.db import transaction

from compliance.audit.chain import link
from compliance.audit.models import ChainHead, Event
from compliance.fold import tidy, tidy_all


def keyed_hash(text: str) -> str:
    """A fingerprint of personal text: proves later that it was this text, tells nothing without the key."""
    return hmac.new(settings.SECRET_KEY.encode(), text.encode(), hashlib.sha256).hexdigest()[:32] if text else ""


def record(*, by, verb: str, obj, at: datetime, label: str = "", before: dict | None = None, after: dict | None = None, alias: str = "") -> Event:
    """Append one event about `obj`. `before` and `after` hold statuses, dates and keys, never narratives (use keyed_hash).

    `alias` stands where the actor must not be named (the reporter); `by` is None then. Texts are tidied before they are hashed: the columns keep them so.
    """
    with transaction.atomic():
        head, _ = ChainHead.objects.select_for_update().get_or_create(pk=1)
        event = Event(
            seq=head.seq + 1,
            at=at,
            actor_id=by.pk if by else None,
            actor_name=tidy(by.display_name if by else alias or "Hệ thống"),
            acting_as=getattr(by, "acting_as", "") or "",
            verb=verb,
            subject_type=obj._meta.model_name,
            subject_id=str(obj.pk),
            subject_label=tidy(label or str(obj))[:200],
            before=tidy_all(before or {}),
            after=tidy_all(after or {}),
            prev_hash=head.hash,
        )
        event.hash = link(event)
        event.save(force_insert=True)
        ChainHead.objects.filter(pk=1).update(seq=event.seq, hash=event.hash)
    return event


def saw(*, by, obj, at: datetime, what: str = "saw", label: str = "", after: dict | None = None, alias: str = "") -> Event:
    """Record a look at a person's file, a file of evidence or an export."""
    return record(by=by, verb=what, obj=obj, at=at, label=label, after=after, alias=alias)
