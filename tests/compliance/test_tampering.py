"""Nine kinds of tampering with the trail, each many times, against the stand-alone verifier and
against the portal's own; and the triggers.
"""

import copy
import hashlib
import json
import random
import subprocess
import sys
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from compliance.audit import verify_chain
from compliance.audit.anchors import drop_anchor, line_of, public_key
from compliance.audit.models import Anchor, ChainHead, Event
from compliance.audit.verify import check, lines
from compliance.incidents.models import Recusal
from compliance.outbox.processing import process_due
from compliance.registry.models import StaffMember
from tests.compliance.test_wall import text_of

ROUNDS = 200


def rehash(events: list[dict], start: int) -> None:
    """What somebody who knows the arithmetic would do: make every later link fit again."""
    prev = events[start - 1]["hash"] if start else verify_chain.ZERO
    for number in range(start, len(events)):
        event = events[number]
        event.update(seq=number + 1, prev_hash=prev)
        body = {name: value for name, value in event.items() if name != "hash"}
        prev = event["hash"] = hashlib.sha256(
            json.dumps(body, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()
        ).hexdigest()


def edit(events, at, rng):
    events[at]["actor_name"] = "Người khác"


def delete(events, at, rng):
    del events[at]


def swap(events, at, rng):
    events[at]["seq"], events[at - 1]["seq"] = events[at - 1]["seq"], events[at]["seq"]
    events[at], events[at - 1] = events[at - 1], events[at]


def insert(events, at, rng):
    events.insert(at, {**events[at], "verb": "khac"})


def edit_and_rehash(events, at, rng):
    events[at]["verb"] = "khac"
    rehash(events, at)


def truncate(events, at, rng):
    del events[at:]


def rewrite_suffix(events, at, rng):
    for event in events[at:]:
        event["actor_name"] = "Người khác"
    rehash(events, at)


def replace_all(events, at, rng):
    for event in events:
        event["subject_label"] = "khac"
    rehash(events, 0)


def roll_back(events, at, rng):
    """Yesterday's database: shorter, then grown again with other events."""
    tail = copy.deepcopy(events[at:])
    del events[at:]
    events += [{**event, "verb": "khac"} for event in tail]
    rehash(events, at)


KINDS = (
    edit,
    delete,
    swap,
    insert,
    edit_and_rehash,
    truncate,
    rewrite_suffix,
    replace_all,
    roll_back,
)


@pytest.fixture
def export(story):
    """Events as the export holds them, and the anchor that was sent out."""
    story("closed")
    anchor = drop_anchor(timezone.now())
    return [json.loads(json.dumps(line)) for line in lines()], verify_chain.anchors_in(
        line_of(anchor)
    )


@pytest.mark.parametrize("kind", KINDS)
def test_the_stand_alone_verifier_finds_it_every_time(kind, export, counted):
    events, anchors = export
    assert verify_chain.first_break(events, anchors, public_key()) == ""
    rng, found = random.Random(308), 0
    real, verify_chain.signed = (
        verify_chain.signed,
        lambda *given: True,
    )  # the signature is tried once below, not 200 times
    try:
        for _ in range(ROUNDS):
            forged = copy.deepcopy(events)
            kind(forged, rng.randrange(1, len(events)), rng)
            found += bool(verify_chain.first_break(forged, anchors, public_key()))
    finally:
        verify_chain.signed = real
    counted(ROUNDS, f"tampering: {kind.__name__}")
    assert found == ROUNDS


@pytest.mark.parametrize("kind", KINDS)
def test_the_portal_finds_it_in_its_own_database_even_past_the_triggers(
    kind, story, tmp_path, counted
):
    story("consulting")
    letter = tmp_path / "thu.txt"
    letter.write_text(f"Kính gửi,\n\n{line_of(drop_anchor(timezone.now()))}\n", encoding="utf-8")
    call_command("verify_audit", anchors=str(letter))
    forged = [json.loads(json.dumps(line)) for line in lines()]
    kind(forged, len(forged) // 2, random.Random(1))
    _write_past_the_triggers(
        forged,
        drop_anchors=kind in (truncate, rewrite_suffix, replace_all, roll_back, edit_and_rehash),
    )
    with pytest.raises(CommandError):
        call_command("verify_audit", anchors=str(letter))
    counted(1, "tampering in the database")


TRIGGERS = tuple(
    f"audit_{table}_no_{change}" for table in ("event", "anchor") for change in ("update", "delete")
)


@contextmanager
def past_the_triggers():
    """What a superuser of the database can do to the trail: no trigger stops it."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("ALTER TABLE audit_event DISABLE TRIGGER USER")
            cursor.execute("ALTER TABLE audit_anchor DISABLE TRIGGER USER")
        else:
            for name in TRIGGERS:
                cursor.execute(f"DROP TRIGGER {name}")
        yield cursor


def _write_past_the_triggers(events: list[dict], drop_anchors: bool) -> None:
    """No trigger, no anchor of the portal's own, a head that fits."""
    with past_the_triggers() as cursor:
        cursor.execute("DELETE FROM audit_event")
        if drop_anchors:
            cursor.execute("DELETE FROM audit_anchor")
    from datetime import datetime

    rows, last = [], {}
    for number, event in enumerate(events, 1):
        held = {name: value for name, value in event.items() if name != "at"}
        if event["seq"] in last:
            held["seq"] = 100_000 + number  # the unique column does not take it twice
        last[held["seq"]] = True
        rows.append(Event(**held, at=datetime.fromisoformat(event["at"])))
    Event.objects.bulk_create(rows)
    ChainHead.objects.filter(pk=1).update(seq=events[-1]["seq"], hash=events[-1]["hash"])


def test_a_wrong_signature_another_key_and_a_smaller_trail_are_refused(export, tmp_path):
    events, anchors = export
    other = {**anchors[0], "seq": anchors[0]["seq"] - 1, "hash": events[-2]["hash"]}
    assert "Chữ ký" in verify_chain.first_break(events, [other], public_key())
    assert "Chữ ký" in verify_chain.first_break(events, anchors, "aa" * 32)
    assert verify_chain.first_break(
        events[:-1], [], "", {"seq": len(events), "hash": events[-1]["hash"]}
    )


def test_the_verifier_runs_alone_with_nothing_but_python(story, as_, world, tmp_path):
    story("closed")
    process_due(timezone.now())
    StaffMember.objects.filter(user=world.auditor).update(
        user=None
    )  # who takes the chain is on no staff list
    client = as_("auditor")
    (tmp_path / "nhat-ky.jsonl").write_text(
        text_of(client.get("/nhat-ky/chuoi/")), encoding="utf-8"
    )
    (tmp_path / "verify_chain.py").write_text(
        text_of(client.get("/nhat-ky/bo-kiem-tra/")), encoding="utf-8"
    )

    def run() -> subprocess.CompletedProcess:
        return subprocess.run(
            [
                sys.executable,
                "-I",
                "-S",
                "verify_chain.py",
                "nhat-ky.jsonl",
                "--key",
                public_key(),
                "--remember",
                "nho.json",
            ],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=False,
        )

    done = run()
    assert done.returncode == 0, done.stdout + done.stderr
    assert "1 mốc đã ký" in done.stdout
    rows = (tmp_path / "nhat-ky.jsonl").read_text(encoding="utf-8").splitlines()
    (tmp_path / "nhat-ky.jsonl").write_text(
        "\n".join([rows[0].replace('"actor_name": "', '"actor_name": "X'), *rows[1:]]),
        encoding="utf-8",
    )
    assert run().returncode == 1
    (tmp_path / "nhat-ky.jsonl").write_text("\n".join(rows[:-4]), encoding="utf-8")
    assert "Lần trước" in run().stdout
    code = Path(verify_chain.__file__).read_text(encoding="utf-8")
    words = code[code.index("WORDS = {") : code.index("SAID = ")]
    assert len(code.splitlines()) - len(words.splitlines()) < 170  # short enough to be read whole


def test_an_auditor_behind_a_wall_exports_links_without_content(story, as_, world):
    made = story("consulting")
    StaffMember.objects.filter(user=world.auditor).update(user=None)
    Recusal.objects.create(
        incident=made.incident, user=world.auditor, reason="x", by=world.lead, at=timezone.now()
    )
    body = text_of(as_("auditor").get("/nhat-ky/chuoi/"))
    assert made.incident.code not in body
    rows = [json.loads(line) for line in body.splitlines()]
    assert sum(row.get("opaque", False) for row in rows) > 5
    assert verify_chain.first_break(rows, []) == ""


def test_anchors_are_signed_every_hour_or_500_events_and_sent_once(
    world, settings, story, mailoutbox
):
    settings.ANCHOR_MAIL_TO = ["moc@ngoai.example"]
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    now = timezone.now()
    for minutes in (0, 5, 30, 61, 62, 125):
        story("draft")
        process_due(now + timedelta(minutes=minutes))
    assert Anchor.objects.count() == 3
    letters = [letter for letter in mailoutbox if "mốc nhật ký" in letter.subject]
    assert sorted(letter.to[0] for letter in letters).count("moc@ngoai.example") == 3
    assert len([letter for letter in letters if letter.to == [world.chairman.email]]) in (
        1,
        2,
    ), "people once a day"
    assert all(verify_chain.anchors_in(letter.body) for letter in letters)
    assert not [letter for letter in letters if "HL-" in letter.body]
    assert check("\n".join(letter.body for letter in letters))[0] == ""


@pytest.mark.parametrize("table", ["audit_event", "audit_anchor", "incidents_steptaken"])
@pytest.mark.parametrize(
    "attempt", ["UPDATE {} SET id = id", "DELETE FROM {}", "TRUNCATE {} CASCADE"]
)
def test_the_database_refuses_whoever_asks(table, attempt, story):
    story("submitted")
    drop_anchor(timezone.now())
    if attempt.startswith("TRUNCATE") and connection.vendor != "postgresql":
        pytest.skip("SQLite has no TRUNCATE; its DELETE is refused above")
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(attempt.format(table))


def test_the_role_the_portal_runs_as_may_not_even_try(story):
    """docs/roles.sql on PostgreSQL: UPDATE, DELETE, TRUNCATE, switching a trigger off and DROP are
    refused to it (T3).
    """
    if connection.vendor != "postgresql":
        pytest.skip("roles are PostgreSQL's")
    story("submitted")
    script = (
        (Path(__file__).resolve().parents[2] / "docs" / "roles.sql")
        .read_text(encoding="utf-8")
        .replace("portal_app", "portal_app_test")
    )
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(script)
            cursor.execute("SET LOCAL ROLE portal_app_test")
            cursor.execute("SELECT count(*) FROM audit_event")
            assert cursor.fetchone()[0] > 0
        for attempt in (
            "UPDATE audit_event SET verb = 'khac'",
            "DELETE FROM audit_event",
            "TRUNCATE audit_event",
            "ALTER TABLE audit_event DISABLE TRIGGER USER",
            "DROP TABLE audit_event",
            "DELETE FROM incidents_steptaken",
            "UPDATE registry_committeeversion SET name = 'khac'",
            "DELETE FROM registry_committeeversion",
            "SET session_replication_role = replica",
        ):
            with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(attempt)
        transaction.set_rollback(True)
