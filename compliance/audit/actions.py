"""record() and saw(): written in the same transaction as the change they speak of. And the chain
checked when somebody asks: at once while it is short, else batch by batch by the worker.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db import transaction

from compliance.audit.chain import link
from compliance.audit.models import ChainCheck, ChainHead, Event
from compliance.audit.verify import Walk, head_now
from compliance.core.access import require
from compliance.core.hooks import Hook
from compliance.core.keys import hashes
from compliance.core.language import _
from compliance.core.refusals import NotNow
from compliance.core.roles import Do
from compliance.core.text import tidy, tidy_all


def keyed_hash(text: str) -> str:
    """A fingerprint of personal text: proves later that it was this text, tells nothing without the
    key.
    """
    return hashes(text)[0] if text else ""


def proves(text: str, digest: str) -> bool:
    """Whether a fingerprint of the trail is that of this text, under the key in use or one before
    it.
    """
    return bool(text) and digest in hashes(text)


# (obj, user, openly) -> what stands in the place of the user's name on an event about `obj`: {"by":
# None, "alias": …, "after": …}; None: the name may.
# Rooms above register theirs in AppConfig.ready().
SIGNERS: Hook[Callable[[Any, Any, bool], dict | None]] = Hook()


def signed(obj: Any, by: Any, *, openly: bool = False) -> dict | None:
    """What every sink writes instead of `by` about `obj`; None when `by` may be named."""
    for signer in SIGNERS if by is not None else ():
        if (instead := signer(obj, by, openly)) is not None:
            return instead
    return None


def record(
    *,
    by: Any,
    verb: str,
    obj: Any,
    at: datetime,
    label: str = "",
    before: dict | None = None,
    after: dict | None = None,
    alias: str = "",
    openly: bool = False,
) -> Event:
    """Append one event about `obj`. `before` and `after` hold statuses, dates and keys, never
    narratives (use keyed_hash).

    `alias` stands where the actor must not be named (the reporter); `by` is None then. Whoever
    calls without thinking of it names nobody all the same:
    the signers are asked here. `openly`: an act in a part of the actor's own that a row of the case
    names anyway.
    Texts are tidied before they are hashed: the columns keep them so.
    """
    if (instead := signed(obj, by, openly=openly)) is not None:
        by, alias, after = instead["by"], instead["alias"], {**(after or {}), **instead["after"]}
    with transaction.atomic(savepoint=False):  # what it speaks of does not stand without it
        head, __ = ChainHead.objects.select_for_update().get_or_create(pk=1)
        event = Event(
            seq=head.seq + 1,
            at=at,
            actor_id=by.pk if by else None,
            actor_name=tidy(by.display_name if by else alias or _("Hệ thống")),
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


def saw(
    *,
    by: Any,
    obj: Any,
    at: datetime,
    what: str = "saw",
    label: str = "",
    after: dict | None = None,
    alias: str = "",
) -> Event:
    """Record a look at a person's file, a file of evidence or an export."""
    return record(by=by, verb=what, obj=obj, at=at, label=label, after=after, alias=alias)


AT_ONCE = 5000  # events: so many are walked while the person waits


@transaction.atomic
def ask_check(*, letters: list[dict], by: Any, at: datetime) -> ChainCheck:
    """Have the whole chain checked up to its head of now, and against the anchors `letters`. While
    one is under way, that one: a second click starts no second. Raises NotNow for other anchors.
    """
    require(by, Do.READ_AUDIT)
    ChainHead.objects.select_for_update().filter(pk=1).first()  # who asks at once waits here
    running = ChainCheck.objects.filter(state=ChainCheck.State.RUNNING).first()
    if running:
        if letters and letters != running.letters:
            raise NotNow(_("Đang kiểm tra nhật ký; chờ xong rồi đối chiếu với mốc khác."))
        return running
    seq, value = head_now()
    check = ChainCheck.objects.create(
        asked_at=at,
        by_id=by.pk,
        by_name=by.display_name,
        letters=letters,
        until_seq=seq,
        until_hash=value,
    )
    record(by=by, verb="ask_check", obj=check, at=at)
    while seq <= AT_ONCE and not walk_on(check=check, at=at):
        pass
    return check


@transaction.atomic
def walk_on(*, check: ChainCheck, at: datetime) -> bool:
    """One batch of events further from where it stands; whether it has come to an end. Of two
    workers the slower one has done nothing.
    """
    walk = Walk(
        check.until_seq, check.until_hash, check.letters, check.seq, check.hash, check.marks
    )
    broken = walk.go_on()
    changes: dict[str, Any] = {"seq": walk.seq, "hash": walk.hash, "marks": walk.marks}
    if broken is not None:
        state = ChainCheck.State.BROKEN if broken else ChainCheck.State.WHOLE
        changes |= {"state": state, "broken": str(broken)[:300], "ended_at": at}
    waiting = ChainCheck.objects.filter(pk=check.pk, state=ChainCheck.State.RUNNING, seq=check.seq)
    won = waiting.update(**changes) == 1
    check.refresh_from_db()
    return won and broken is not None
