"""Signed anchors of the chain, every hour and every 500 events, sent where an administrator cannot
reach.

A chain alone finds neither a tail that was cut off nor one that was written anew (docs/threats.md,
T1); a copy of its head that lies elsewhere does.
"""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.conf import settings
from django.db import transaction
from django.template.loader import render_to_string

from compliance.audit.models import Anchor, ChainHead
from compliance.audit.verify_chain import statement
from compliance.core import committee
from compliance.core.keys import derived
from compliance.core.language import _, read_by
from compliance.core.recalling import recalled

EVERY = timedelta(hours=1)
EVERY_EVENTS = 500


def _key() -> Ed25519PrivateKey:
    """AUDIT_SIGNING_KEY: any secret text; the seed is its hash."""
    return _key_of(settings.AUDIT_SIGNING_KEY)


def _key_of(secret: str) -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(derived(secret, "anchor"))


PUBLIC = "ed25519:"  # begins what stands for an older key that is gone: its public half


def public_of(secret: str) -> str:
    """64 hex digits: of a secret, or of `ed25519:…`, which is the public key itself."""
    if secret.startswith(PUBLIC):
        return secret.removeprefix(PUBLIC).lower()
    return _public(_key_of(secret))


def public_keys() -> list[str]:
    """Of the key in use and of those before it: any of them may have signed an anchor."""
    return [
        public_of(secret)
        for secret in (settings.AUDIT_SIGNING_KEY, *settings.AUDIT_SIGNING_KEY_FALLBACKS)
    ]


def _public(key: Ed25519PrivateKey) -> str:
    return key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw).hex()


def public_key() -> str:
    """64 hex digits; to be kept by whoever receives anchors."""
    return _public(_key())


def line_of(anchor: Anchor) -> str:
    """One anchor as it stands in letters, files and exports."""
    at = anchor.at.astimezone(UTC).isoformat(timespec="seconds")
    return json.dumps(
        {
            "at": at,
            "hash": anchor.hash,
            "key": anchor.key,
            "seq": anchor.seq,
            "sig": anchor.signature,
        },
        separators=(",", ":"),
    )


@transaction.atomic
def drop_anchor(now: datetime) -> Anchor | None:
    """Sign the head when it is time; None when nothing is due. The unique `seq` lets only one of
    several tickers through.
    """
    head = ChainHead.objects.select_for_update().filter(pk=1).first()
    last = Anchor.objects.order_by("-seq").first()
    if head is None or head.seq == (last.seq if last else 0):
        return None
    if last and head.seq - last.seq < EVERY_EVENTS and now - last.at < EVERY:
        return None
    at = now.replace(microsecond=0)
    said = statement(
        {"seq": head.seq, "hash": head.hash, "at": at.astimezone(UTC).isoformat(timespec="seconds")}
    )
    return Anchor.objects.create(
        seq=head.seq, hash=head.hash, at=at, key=public_key(), signature=_key().sign(said).hex()
    )


def write_out(anchor: Anchor) -> None:
    """Append to ANCHOR_FILE, when set: a volume the portal may only append to."""
    if settings.ANCHOR_FILE:
        with Path(settings.ANCHOR_FILE).open("a", encoding="utf-8") as target:
            target.write(line_of(anchor) + "\n")


def letter_of(anchor: Anchor, reader=None) -> tuple[str, str]:
    """(subject, body): the anchor and what to do with it, nothing else, in the language that the
    account of its reader keeps.
    """
    of = committee.today()
    context = {
        "portal": recalled(settings.PORTAL_NAME),
        "authority": of.name,
        "anchor": anchor,
        "line": line_of(anchor),
        "help": of.help_contact,
    }
    with read_by(reader):
        subject = _("{portal_name}: mốc nhật ký số {seq}").format(
            portal_name=recalled(settings.PORTAL_NAME), seq=anchor.seq
        )
        return str(subject), render_to_string("emails/anchor.txt", context)
