"""One way in, one way out, one nightly look: whatever room a file was handed in to, the same holds
for it.
"""

import os
import time
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from compliance.audit.models import Event
from compliance.core.refusals import Invisible, NotNow
from compliance.files import Refused, root
from compliance.files.actions import store
from compliance.files.attachments import ATTACHMENTS
from compliance.files.consistency_checks import files_without_row
from compliance.files.models import StoredFile
from compliance.files.periodic import check_files
from compliance.files.serving import serve
from compliance.guidance import actions as guidance
from compliance.guidance.models import Signing
from compliance.guidance.queries import current_versions
from compliance.incidents import actions as incident_actions
from compliance.outbox.models import Notification
from compliance.review import actions as review
from compliance.review.attachments import PAPERS
from compliance.review.models import (
    CaseDocument,
    Complaint,
    Decision,
    Delivery,
    Measure,
    Milestone,
    PaperAct,
)
from compliance.rulebook.clocks import local_day
from reports import actions as reports
from reports.models import ReportFile, Summary
from reports.periods import PeriodKind, period_of, previous
from tests.world import png

SIZE = len(png())


def upload(content: bytes = b"") -> SimpleUploadedFile:
    return SimpleUploadedFile("bien-ban.png", content or png())


@pytest.fixture
def rooms(story, world):
    """Somebody in every room with something to hand a file in to."""
    now = timezone.now()
    sent = guidance.send_instrument(
        instrument=current_versions(local_day(now)).order_by("pk").first(),
        offices=[world.offices["XA"]],
        due_on=local_day(now) + timedelta(days=9),
        note="",
        by=world.fresh("affairs"),
        at=now,
    )
    direction = reports.give_direction(
        text="Việc",
        people=[world.users["affairs"]],
        due_on=local_day(now) + timedelta(days=9),
        by=world.chairman,
        at=now,
    )
    return SimpleNamespace(
        world=world,
        now=now,
        draft=story("draft").incident,
        case=story("awaiting_answer").incident,
        sent=sent,
        direction=direction,
    )


def evidence(rooms, *uploads):
    for one in uploads:
        sender = rooms.world.fresh("unit_head")
        stored = incident_actions.store_file(
            upload=one, by=None, sender=sender, incident=rooms.draft, at=rooms.now
        )
        incident_actions.add_evidence(incident=rooms.draft, file=stored, by=sender, at=rooms.now)


def answers(rooms, *uploads):
    review.save_answer_draft(
        incident=rooms.case, fields={}, uploads=uploads, by=rooms.world.person, at=rooms.now
    )


def minutes(rooms, *uploads):
    guidance.hold_briefing(
        office=rooms.world.offices["XA"],
        held_on=local_day(rooms.now),
        instruments=[rooms.sent.instrument],
        attendees=[rooms.world.person_staff],
        minutes="",
        uploads=uploads,
        by=rooms.world.fresh("unit_head"),
        at=rooms.now,
    )


def signed_lists(rooms, *uploads):
    guidance.record_signatures(
        dispatch=rooms.sent,
        office=rooms.world.offices["XA"],
        people=[rooms.world.person_staff],
        signed_on=local_day(rooms.now),
        uploads=uploads,
        by=rooms.world.fresh("unit_head"),
        at=rooms.now,
    )


def replies(rooms, *uploads):
    reports.reply(
        task=rooms.direction.tasks.get(),
        text="Đã làm",
        uploads=uploads,
        by=rooms.world.fresh("affairs"),
        at=rooms.now,
    )


WRITERS = {
    writer.__name__: writer for writer in (evidence, answers, minutes, signed_lists, replies)
}
# cap: (settings, uploads, what the refusal says)
CAPS = {
    "a file": ({"EVIDENCE_MAX_BYTES": SIZE - 1}, 1, "Tệp lớn hơn"),
    "files of one owner": ({"EVIDENCE_MAX_FILES": 1}, 2, "đã có 1 tệp, không thêm được nữa"),
    "bytes of one owner": ({"EVIDENCE_CASE_MAX_BYTES": SIZE * 2 - 1}, 2, "vượt quá"),
    "bytes of one day": ({"EVIDENCE_DAY_MAX_BYTES": SIZE * 2 - 1}, 2, "Trong 24 giờ"),
}


@pytest.mark.django_db
def test_every_writer_refuses_at_every_cap_with_its_sentence(rooms, settings, counted):
    from django.db import transaction

    before, rows = StoredFile.objects.count(), 0
    for name, write in WRITERS.items():
        for limits, uploads, words in CAPS.values():
            whole = {limit: getattr(settings, limit) for limit in limits}
            for limit, value in limits.items():
                setattr(settings, limit, value)
            with pytest.raises(Refused, match=words) as refusal, transaction.atomic():
                write(rooms, *[upload() for _ in range(uploads)])
            if "owner" in words or "đã có" in words:
                assert ATTACHMENTS[name].owner_words in str(refusal.value)
            assert StoredFile.objects.count() == before, name
            for limit, value in whole.items():
                setattr(settings, limit, value)
            rows += 1
        with transaction.atomic():
            write(rooms, upload())
        assert StoredFile.objects.count() == before + 1, f"{name}: and takes what is within them"
        StoredFile.objects.filter(at=rooms.now).update(at=rooms.now - timedelta(days=2))
        before += 1
    counted(rows, "writers × caps")


@pytest.mark.django_db
def test_papers_of_a_case_are_counted_apart_from_its_evidence(rooms, settings, counted):
    """A reporter who fills the case leaves the person concerned and the handler their room."""
    settings.EVIDENCE_MAX_FILES = rooms.case.evidence.count()
    with pytest.raises(Refused, match="Vụ việc này đã có"):
        incident_actions.store_file(upload=upload(), by=None, incident=rooms.case, at=rooms.now)
    kinds = [kind for kind in ATTACHMENTS if kind not in WRITERS and kind != "summaries"]
    for kind in [*kinds, "answers"]:
        taken = store(
            upload=upload(), kind=kind, owner=rooms.case, by=rooms.world.member, at=rooms.now
        )
        taken.delete()
    settings.EVIDENCE_MAX_FILES = 0
    for kind in kinds:
        with pytest.raises(Refused, match=ATTACHMENTS[kind].owner_words):
            store(upload=upload(), kind=kind, owner=rooms.case, by=rooms.world.member, at=rooms.now)
    counted(len(kinds), "kinds of papers of a case")


def test_every_row_that_points_at_a_file_is_known(counted):
    pointing = {relation.get_accessor_name() for relation in StoredFile._meta.related_objects}
    known = {lookup.split("__")[0] for kind in ATTACHMENTS.values() for lookup in kind.lookups}
    counted(len(pointing), "relations to stored files")
    assert pointing == known


def attached(rooms, story) -> dict[str, tuple[StoredFile, object, str, str]]:
    """kind: (file, row it hangs on, who is told, words of the line); every kind there is."""
    world, now, day = rooms.world, rooms.now, local_day(rooms.now)

    def file(kind: str, owner) -> StoredFile:
        return store(upload=upload(), kind=kind, owner=owner, by=world.member, at=now)

    held = {}
    case = story("enforcing").incident
    item = case.evidence.first()
    held["evidence"] = (item.file, item, "lead", f"Chứng cứ {item.label} của hồ sơ {case.code}")
    papers = {kind: file(kind, case) for kind in ATTACHMENTS if kind in PAPERS}
    held |= {kind: (paper, case, "lead", case.code) for kind, paper in papers.items()}
    case.answers.first().files.add(papers["answers"])
    notice, by = case.notices.first(), {"entered_by": world.member, "entered_at": now}
    handed = {"how": "handed", "handed_by": "a", "received_by": "b", "day": day}
    waits = {"incident": case, "verb": "record_delivery", "received_on": day, **by}
    PaperAct.objects.create(scan=papers["paper_acts"], **waits)
    Delivery.objects.create(
        incident=case,
        notice=notice,
        scan=papers["deliveries"],
        by=world.member,
        at=now,
        **handed,
    )
    measure = Measure.objects.filter(incident=case).first()
    Measure.objects.filter(pk=measure.pk).update(
        proof_file=papers["measures"], answer_file=papers["referral_answers"]
    )
    Milestone.objects.create(
        measure=measure, file=papers["milestones"], key="report", done_on=day, **by
    )
    signed = {"number": "1", "issued_on": day, "signer": "a"}
    decision = Decision.objects.create(
        measure=measure,
        file=papers["decisions"],
        result="no_violation",
        effective_from=day,
        **signed,
        **by,
    )
    Complaint.objects.create(
        decision=decision, level=1, filed_on=day, file=papers["complaints"], **by
    )
    CaseDocument.objects.create(
        incident=case,
        kind="record",
        issuer="team",
        fields={},
        words={},
        drafted_by=world.member,
        drafted_at=now,
        signed_file=papers["documents"],
        typed_back_by=world.member,
        typed_back_at=now,
        **signed,
    )
    minutes(rooms, upload())
    briefing = rooms.sent.instrument.briefings.get()
    held["minutes"] = (briefing.files.get(), briefing, "unit_head", "buổi quán triệt")
    signed_lists(rooms, upload())
    signing = Signing.objects.get()
    held["signed_lists"] = (signing.files.get(), signing, "unit_head", "danh sách ký")
    replies(rooms, upload())
    proof = ReportFile.objects.get().stored
    held["replies"] = (proof, rooms.direction, "chairman", f"chỉ đạo số {rooms.direction}")
    month = previous(period_of(PeriodKind.MONTH, day))
    summary = Summary.objects.create(kind="month", start=month.start, end=month.end)
    scan = file("summaries", summary)
    ReportFile.objects.create(summary=summary, stored=scan)
    held["summaries"] = (scan, summary, "lead", "Bản chụp báo cáo tổng hợp")
    assert held.keys() == ATTACHMENTS.keys(), "a kind of file without a row here"
    return held


@pytest.mark.django_db
@pytest.mark.parametrize("harm", ["changed", "missing"])
def test_the_night_finds_what_became_of_every_kind_and_says_of_what(rooms, story, harm, counted):
    held = attached(rooms, story)
    night = timezone.now().replace(hour=19, minute=0) + timedelta(days=3)  # 02:00 in Việt Nam
    assert check_files(night) == 0
    for stored, *_ in held.values():
        path = root() / stored.path
        path.write_bytes(b"khac") if harm == "changed" else path.unlink()
    assert check_files(night + timedelta(days=1)) == len(held)
    lines = Notification.objects.filter(kind="damaged")
    for kind, (stored, _row, who, words) in held.items():
        assert stored.path in " ".join(
            lines.filter(user=rooms.world.administrator).values_list("text", flat=True)
        ), kind
        told = lines.filter(user=rooms.world.users[who], dedup_key__contains=str(stored.pk))
        assert [line for line in told if words in line.text], f"{kind}: {who} is not told"
        assert Event.objects.filter(verb="evidence_damaged", subject_id=str(stored.pk)).exists()
    assert check_files(night + timedelta(days=2)) == 0, "told once"
    counted(len(held), "kinds of files damaged and told")


@pytest.mark.django_db
def test_serving_asks_the_room_and_damage_is_an_event(rooms, story, counted):
    held, world = attached(rooms, story), rooms.world
    for kind, (stored, row, who, _words) in held.items():
        with pytest.raises(Invisible):
            serve(stored, by=world.fresh("other_staff"), obj=row, at=rooms.now)
        other = held["minutes" if kind != "minutes" else "evidence"][0]
        with pytest.raises(Invisible):
            serve(other, by=world.fresh(who), obj=row, at=rooms.now)
        answer = serve(stored, by=world.fresh(who), obj=row, at=rooms.now)
        for close in answer._resource_closers:  # close() of all would end the connection as well
            close()
        assert answer["Content-Security-Policy"].startswith("default-src 'none'; sandbox")
        (root() / stored.path).write_bytes(b"khac")
        before = Event.objects.filter(verb="evidence_damaged").count()
        with pytest.raises(NotNow, match="không còn nguyên vẹn"):
            serve(stored, by=world.fresh(who), obj=row, at=rooms.now)
        assert Event.objects.filter(verb="evidence_damaged").count() == before + 1, kind
    counted(len(held) * 4, "files × asked for")


@pytest.mark.django_db
def test_bytes_without_a_row_are_named_once_they_have_settled(rooms):
    fresh, old = root() / "ab" / "fresh.pdf", root() / "ab" / "old.pdf"
    fresh.parent.mkdir(parents=True, exist_ok=True)
    for path in (fresh, old):
        path.write_bytes(b"x")
    two_days_ago = time.time() - 2 * 86400
    os.utime(old, (two_days_ago, two_days_ago))
    for stored in StoredFile.objects.all():
        os.utime(root() / stored.path, (two_days_ago, two_days_ago))
    assert list(files_without_row(timezone.now())) == [
        "Tệp ab/old.pdf nằm trong kho mà không có dòng ghi nào."
    ]


@pytest.mark.django_db
def test_what_a_refused_form_wrote_leaves_the_disk_with_it(rooms, as_):
    page = reverse("guidance:new_briefing")
    given = {
        "office": rooms.world.offices["XA"].pk,
        "held_on": f"{local_day(rooms.now):%d/%m/%Y}",
        "instruments": [rooms.sent.instrument_id],
        "attendees": [rooms.world.person_staff.pk],
    }
    before = len(list(root().glob("??/*")))
    bad = SimpleUploadedFile("a.png", b"khong phai anh")
    client = as_("unit_head")
    assert client.post(page, {**given, "uploads": [upload(), bad]}).status_code == 422
    assert len(list(root().glob("??/*"))) == before
    assert client.post(page, {**given, "uploads": [upload()]}).status_code == 302
    assert len(list(root().glob("??/*"))) == before + 1
