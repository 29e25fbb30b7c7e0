"""A file handed in by mistake is sealed by two people: its bytes are gone from every view and copy,
hash, size, reason and rows stay, and nothing rests on it any more.
"""

from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from compliance.core.refusals import Invisible, NotAllowed, NotNow
from compliance.files.backends import root
from compliance.files.models import StoredFile
from compliance.files.periodic import check_files, erase_again
from compliance.files.renditions import bare, picture
from compliance.files.storage import held, intact
from compliance.incidents import actions as incidents
from compliance.incidents.models import Evidence
from compliance.outbox.models import Message
from compliance.outbox.processing import process_due
from compliance.retention.actions import repurge
from compliance.review import actions as review
from compliance.review.conclusion.checks.citations import not_cited
from compliance.review.conclusion.checks.fairness import fairness
from compliance.review.rectification.queries import sealable
from compliance.stores.beside import DERIVED
from tests.compliance.test_wall import text_of
from tests.world import PEOPLE, png

WHY = "Giấy tờ của người thứ ba, nộp nhầm."
DECIDED = (
    "screened_out",
    "noted",
    "in_review",
    "awaiting_answer",
    "consulting",
    "concluded",
    "enforcing",
    "closed",
    "stopped",
)


def ask(made, file, who: str = "lead"):
    return review.ask_seal(
        incident=made.fresh(), file=file, reason=WHY, by=made.user(who), at=made.step()
    )


def sealed(made, file) -> StoredFile:
    """Asked by the lead, agreed to by the deputy, and the bytes gone."""
    ask(made, file)
    made.agree("deputy_lead")
    process_due(made.step())
    return StoredFile.objects.get(pk=file)


def lying_there() -> set[str]:
    """Names of all bytes outside the database: in folders or in a bucket."""
    media = Path(settings.MEDIA_ROOT)
    return {
        *(str(path.relative_to(media)) for path in media.rglob("*") if path.is_file()),
        *(name for name, __, __ in held()),
        *(entry.name for entry in DERIVED.listed()),
    }


@pytest.mark.usefixtures("both_places")
@pytest.mark.parametrize("status", DECIDED)
def test_wherever_a_case_was_taken_up_two_people_seal_a_file_and_its_bytes_go(status, story):
    made = story(status)
    item = made.incident.evidence.get()
    before = StoredFile.objects.get(pk=item.file_id)
    picture(before), bare(before)
    drawn = [path for path in lying_there() if before.sha256 in path]
    assert len(drawn) >= 2, "the control: both lie there before"
    asked = ask(made, item.file_id)
    assert asked.status == status
    assert intact(before), "nothing changes before a second one agrees"
    with pytest.raises(NotAllowed):
        made.agree("lead")
    made.agree("deputy_lead")
    process_due(made.step())
    after = StoredFile.objects.get(pk=item.file_id)
    assert (after.sha256, after.size, after.kind) == (before.sha256, before.size, before.kind)
    assert (after.sealed_because, bool(after.sealed_at), after.facts) == (WHY, True, {})
    assert before.name not in after.name
    assert not [path for path in lying_there() if before.path in path or before.sha256 in path]
    assert made.fresh().status == status
    line = item.custody.order_by("-pk").first()
    assert (line.verb, line.by, line.sha256) == ("sealed", made.user("deputy_lead"), before.sha256)
    row = made.fresh().rectifications.agreed("seal").get()
    assert (row.asked_by, row.decided_by, row.reason) == (
        made.user("lead"),
        made.user("deputy_lead"),
        WHY,
    )


def test_redacted_copies_siblings_and_the_same_bytes_twice_go_with_it(story, world):
    made = story("awaiting_answer")
    item, by = made.incident.evidence.get(), made.user("member")
    box = {"page": 1, "x": 0, "y": 0, "w": 50, "h": 50, "why": "third"}
    copy = incidents.redact(
        incident=made.fresh(), evidence=item, boxes=[box], caption="Che.", by=by, at=made.step()
    )
    again = incidents.store_file(
        upload=SimpleUploadedFile("lan-2.png", item_bytes(item), "image/png"),
        incident=made.fresh(),
        by=by,
        at=made.step(),
    )
    incidents.add_evidence(incident=made.fresh(), file=again, by=by, at=made.step())
    other = story("consulting")
    shared = Evidence.objects.create(
        incident=other.incident, number=9, file=item.file, at=made.step()
    )
    sealed(made, item.file_id)
    for stored in (item.file_id, copy.file_id, again.pk):
        assert StoredFile.objects.get(pk=stored).sealed_at
        assert not intact(StoredFile.objects.get(pk=stored))
    shared.refresh_from_db()
    assert not shared.relied_on
    assert shared.custody.filter(verb="sealed").exists()
    assert other.user("member").notifications.filter(kind="file_sealed").exists()


def item_bytes(item: Evidence) -> bytes:
    return (root() / item.file.path).read_bytes()


def doors(code: str, item: Evidence) -> dict[str, str]:
    named = {
        "case": ("review:case", [code]),
        "viewer": ("review:evidence", [code, item.pk]),
        "custody": ("review:custody", [code, item.pk]),
        "redact": ("review:redact", [code, item.pk]),
        "file": ("incidents:evidence_file", [item.pk]),
        "image": ("incidents:evidence_image", [item.pk]),
        "own case": ("review:my_case", [code]),
        "own viewer": ("review:my_viewer", [code, item.pk]),
        "own file": ("review:my_evidence", [code, item.pk]),
        "own image": ("review:my_image", [code, item.pk]),
        "own notice": ("review:my_notice", [code]),
    }
    return {name: reverse(route, args=args) for name, (route, args) in named.items()}


def test_no_door_gives_it_to_anybody_and_pages_say_why(story, as_, counted):
    made = story("consulting")
    item = made.incident.evidence.get()
    stored, bare_bytes = item.file, bare(item.file).read_bytes()
    original = item_bytes(item)
    sealed(made, item.file_id)
    rows = 0
    for who in PEOPLE:
        for name, address in doors(made.incident.code, item).items():
            page = as_(who).get(address)
            assert page.status_code in (200, 302, 403, 404, 409), (who, name)
            body = page.getvalue() if page.streaming else page.content
            assert original not in body, (who, name)
            assert bare_bytes not in body, (who, name)
            assert stored.name not in body.decode(errors="replace"), (who, name)
            rows += 1
    for who, name in (("member", "case"), ("member", "viewer"), ("person", "own viewer")):
        page = as_(who).get(doors(made.incident.code, item)[name])
        assert page.status_code == 200, (who, name)
        assert "Tệp đã niêm phong" in text_of(page), (who, name)
        assert WHY in text_of(page), (who, name)
    assert item.custody.filter(verb="disclosed").exists(), "that it was shown stays"
    assert item.disclosed_in.exists()
    counted(rows, "people × doors of a sealed file")


def test_a_sealed_file_is_no_evidence_for_a_proposal_or_a_conclusion(story):
    made = story("consulting")
    made.opine()
    made.propose()
    item = made.incident.evidence.get()
    before = {row.key: row for row in fairness(made.fresh(), None, None, made.at)}
    assert before["evidence"].ok
    sealed(made, item.file_id)
    after = {row.key: row for row in fairness(made.fresh(), None, None, made.at)}
    assert not after["evidence"].ok
    assert "CC-01" in after["evidence"].note
    with pytest.raises(NotNow, match="niêm phong"):
        not_cited(made.fresh(), ["Theo CC-01, hành vi có căn cứ."])
    with pytest.raises(NotNow, match="chứng cứ"):
        review.conclude(incident=made.fresh(), by=made.user("deputy_lead"), at=made.step())
    item.refresh_from_db()
    with pytest.raises(NotNow):
        incidents.update_evidence(
            incident=made.fresh(),
            evidence=item,
            later_status="",
            later_status_on=None,
            relied_on=True,
            note="",
            by=made.user("member"),
            at=made.step(),
        )


def test_files_of_the_answer_and_of_papers_are_sealed_alike(story, as_):
    made = story("awaiting_answer")
    review.save_answer_draft(
        incident=made.fresh(),
        fields={},
        uploads=[SimpleUploadedFile("benh-an.png", png(), "image/png")],
        without=[],
        by=made.user("person"),
        at=made.step(),
    )
    draft = StoredFile.objects.get(answer_drafts__incident=made.incident)
    assert draft.pk not in sealable(made.fresh(), made.user("lead")), "a draft is nobody else's"
    review.answer(
        incident=made.fresh(),
        per_allegation=[{}],
        text="Gửi kèm.",
        by=made.user("person"),
        at=made.step(),
    )
    assert sealable(made.fresh(), made.user("lead"))[draft.pk] == "Giải trình, tệp 1"
    sealed(made, draft.pk)
    page = as_("person").get(reverse("review:my_case", args=[made.incident.code]))
    assert "tệp đã niêm phong" in text_of(page)
    assert "benh-an" not in text_of(page)
    taken = as_("person").get(reverse("review:my_file", args=[made.incident.code, draft.pk]))
    assert taken.status_code == 409


def test_the_nightly_check_calls_it_sound_and_a_restored_disk_is_cleaned_again(
    story, settings, tmp_path
):
    settings.DISPOSAL_REGISTER = str(tmp_path / "so.jsonl")
    made = story("in_review")
    item = made.incident.evidence.get()
    content = item_bytes(item)
    stored = sealed(made, item.file_id)
    night = timezone.localtime(timezone.now()).replace(hour=2) + timedelta(days=3)
    assert check_files(night) == 0
    assert not StoredFile.objects.get(pk=stored.pk).damaged_at
    (root() / stored.path).write_bytes(content)
    assert erase_again(night) == 1
    assert not (root() / stored.path).exists()
    # an old backup: database and disk know nothing of the sealing, the register does
    StoredFile.objects.filter(pk=stored.pk).update(sealed_at=None, sealed_because="")
    (root() / stored.path).write_bytes(content)
    Message.objects.filter(topic="erase_sealed").delete()
    assert repurge(at=night, register=tmp_path / "so.jsonl")["files"] == 1
    assert StoredFile.objects.get(pk=stored.pk).sealed_at
    assert not (root() / stored.path).exists()


def test_only_open_files_of_the_case_are_asked_for_and_a_sealed_case_has_none(story):
    made, other = story("in_review"), story("submitted")
    with pytest.raises(NotNow):
        ask(made, other.incident.evidence.get().file_id)
    with pytest.raises((NotNow, Invisible, NotAllowed)):
        ask(other, other.incident.evidence.get().file_id)
    item = made.incident.evidence.get()
    sealed(made, item.file_id)
    with pytest.raises(NotNow):
        ask(made, item.file_id)
