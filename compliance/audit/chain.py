"""The arithmetic of the chain: canonical form and hash of one event. Pure."""

import hashlib
import json
from datetime import UTC

FIELDS = (
    "seq",
    "at",
    "actor_id",
    "actor_name",
    "acting_as",
    "verb",
    "subject_type",
    "subject_id",
    "subject_label",
    "before",
    "after",
    "prev_hash",
)


def canonical(event) -> bytes:
    """The bytes that are hashed: sorted JSON of the fields in FIELDS, times in UTC with
    microseconds.
    """
    values = {name: getattr(event, name) for name in FIELDS}
    values["at"] = values["at"].astimezone(UTC).isoformat(timespec="microseconds")
    return json.dumps(values, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()


def link(event) -> str:
    """SHA-256 over the canonical form, prev_hash included: changing one event breaks every later
    one.
    """
    return hashlib.sha256(canonical(event)).hexdigest()
