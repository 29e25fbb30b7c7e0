"""compliance.audit.chain: the bytes an event is hashed from."""

import json
from datetime import UTC, datetime
from types import SimpleNamespace

from compliance.audit.chain import FIELDS, canonical, link
from compliance.rulebook.clocks import ZONE


def event(**how) -> SimpleNamespace:
    plain = dict.fromkeys(FIELDS, "") | {
        "seq": 7,
        "at": datetime(2027, 1, 1, 6, 30, tzinfo=ZONE),
        "before": {"b": 1, "a": [2, "ă"]},
        "after": None,
    }
    return SimpleNamespace(**{**plain, **how})


def test_the_same_moment_in_another_zone_is_the_same_event():
    there = datetime(2026, 12, 31, 23, 30, tzinfo=UTC)
    assert canonical(event()) == canonical(event(at=there))
    assert json.loads(canonical(event()))["at"] == "2026-12-31T23:30:00.000000+00:00"


def test_the_order_of_keys_does_not_matter_and_letters_stay_letters():
    assert canonical(event()) == canonical(event(before={"a": [2, "ă"], "b": 1}))
    assert "ă".encode() in canonical(event())


def test_every_field_changes_the_hash(counted):
    for name in FIELDS:
        changed = datetime(2027, 1, 1, tzinfo=UTC) if name == "at" else "khác"
        assert link(event(**{name: changed})) != link(event()), name
    counted(len(FIELDS), "fields of an event")
    assert link(event()) == link(event(not_a_field="khác"))
    assert len(link(event())) == 64
