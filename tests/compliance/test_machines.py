"""Machines without a shared disk: with a bucket, what one received another one finds, and nothing
of it stays on either. Beneath it the storage of what is on its way, in folders and in a bucket.
"""

import hashlib
import io
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from compliance.files import pieces
from compliance.files.consistency_checks import files_without_row
from compliance.files.models import ArrivingFile
from compliance.files.renditions import forget, picture, sandbox, sweep
from compliance.files.storage import held
from compliance.incidents.models import Incident
from compliance.outbox.processing import process_due
from compliance.registry import actions as registry
from compliance.registry.importing.staging import progress, tell_progress
from compliance.registry.models import ImportRun, StaffMember
from compliance.stores.beside import ARRIVING, COMING, DERIVED, IMPORTS, PLACES, WAITING, workplace
from compliance.stores.temporary import HALF_WRITTEN, temporary
from halang_portal.backups.archive import stored_files
from halang_portal.settings.storage import files_at
from tests.compliance.test_arriving import JPG, Sender, bytes_of, newest
from tests.compliance.test_import import book, line
from tests.pages import form_with
from tests.world import png

pytestmark = pytest.mark.django_db
both = pytest.mark.usefixtures("both_places")


# --- two machines


@pytest.fixture
def on(settings, tmp_path, bucket_url):
    """on("A"): from now on this process is on that machine; on.left(): what lies on any of them."""
    settings.STORAGES = {**settings.STORAGES, **files_at(f"{bucket_url}/{tmp_path.name}")}
    settings.LIMITS = {}

    def machine(name: str) -> None:
        disk = tmp_path / name
        (disk / "temp").mkdir(parents=True, exist_ok=True)
        settings.MEDIA_ROOT = str(disk / "files")
        settings.FILE_UPLOAD_TEMP_DIR = str(disk / "temp")

    machine.left = lambda: [path for path in tmp_path.rglob("*") if path.is_file()]
    machine("A")
    return machine


def test_pieces_of_one_file_come_to_two_machines(on, story, as_, counted):
    sender = Sender(as_("unit_head"), story("draft").incident.code)
    address, step = sender.begin()["Location"], len(JPG) // 5 + 1
    for number, offset in enumerate(range(0, len(JPG), step)):
        on("AB"[number % 2])
        assert sender.patch(address, offset, JPG[offset : offset + step]).status_code == 204
    assert sender.told(address)["state"] == "taken"
    assert bytes_of(newest(sender.code).file) == JPG
    assert not list(ARRIVING.listed())
    assert not on.left()
    counted(number + 1, "pieces, to one machine and the other in turn")


def test_a_form_shown_again_by_one_is_sent_to_the_other(on, story, as_):
    code = story("draft").incident.code
    head, path = as_("unit_head"), f"/vu-viec/{code}/sua/"
    fields = form_with(head.get(path).content.decode(), "narrative", "version")
    assert head.post(path, {**fields, "title": "Lần một"}).status_code == 302
    upload = SimpleUploadedFile("trang.png", png(), "image/png")
    late = head.post(path, {**fields, "title": "Lần hai", "upload": upload})
    assert late.status_code == 409
    assert [entry.size for entry in WAITING.listed()] == [len(png())]
    on("B")
    assert head.post(path, form_with(late.content.decode(), "_files", "/")).status_code == 302
    item = newest(code)
    assert (item.file.name, item.file.sha256) == ("trang.png", hashlib.sha256(png()).hexdigest())
    assert Incident.objects.get(code=code).title == "Lần hai"
    assert not list(WAITING.listed())
    assert not on.left()


def test_a_list_uploaded_to_one_is_read_and_applied_by_the_other(
    on, world, django_capture_on_commit_callbacks, monkeypatch
):
    monkeypatch.setattr("compliance.registry.actions.imports.AT_ONCE", 0)
    by, now = world.fresh("affairs"), timezone.now()
    run = registry.upload_list(upload=io.BytesIO(book(line())), name="ds.xlsx", by=by, at=now)
    assert run.state == ImportRun.State.READING
    on("B")
    process_due(now)
    run.refresh_from_db()
    assert (run.state, progress(run)) == (ImportRun.State.PREVIEWED, 1)
    on("A")
    assert progress(run) == 1, "the page shows how far the other one is"
    run = registry.read_again(run=run, by=by, at=now)
    on("B")
    with django_capture_on_commit_callbacks(execute=True):
        registry.apply_import(run=run, by=by, at=now, wait=True)
    assert StaffMember.objects.filter(code="N900").exists()
    assert not list(IMPORTS.listed())
    assert not on.left()


def test_a_picture_drawn_by_one_is_shown_by_the_other(on, story, as_, monkeypatch):
    made = story("in_review")
    address = reverse("incidents:evidence_image", args=[made.incident.evidence.get().pk])
    drawn = as_("lead").get(address)
    assert drawn.status_code == 200
    on("B")

    def drawn_again(*args, **how):
        raise AssertionError("it is there")

    monkeypatch.setattr(sandbox, "run", drawn_again)
    monkeypatch.setattr(sandbox, "here", drawn_again)
    assert as_("lead").get(address).content == drawn.content
    assert not on.left()


# --- the storage beneath


@both
def test_no_stored_file_is_taken_for_what_lies_beside_and_none_of_that_for_one(story, db):
    stored = story("in_review").incident.evidence.get().file
    picture(stored)
    for place in COMING:
        place.write("mot-ten", io.BytesIO(b"x"))
    assert all(list(place.listed()) for place in PLACES)
    assert [name for name, __, __ in held()] == [stored.path]
    assert list(files_without_row(timezone.now() + timedelta(days=3))) == []
    kept = {name for name, __, __ in stored_files()}
    assert kept == {f"evidence/{stored.path}", *(f"{place.folder}/mot-ten" for place in COMING)}
    assert forget(stored.sha256) == 1
    assert not list(DERIVED.listed(f"{stored.sha256[:2]}/"))


@both
def test_what_was_written_is_read_listed_and_gone(counted):
    whole = b"".join(bytes([number]) * 3000 for number in range(40))
    for place in PLACES:
        name = f"ab/{'c' * 64}-1.jpg" if place is DERIVED else "d" * 32
        place.write(name, io.BytesIO(b"before"))
        place.write(name, io.BytesIO(whole))
        with place.open(name) as source:
            assert source.read(10) == whole[:10]
            assert source.seek(0, 2) == len(whole)
        with place.on_disk(name) as path:
            assert path.read_bytes() == whole
        begins = name[:5]
        ((found, size, __),) = place.listed(begins)
        assert (found, size) == (name, len(whole))
        assert place.holds(name)
        place.remove(name)
        place.remove(name)
        assert not place.holds(name)
        assert not list(place.listed(begins))
        with pytest.raises(FileNotFoundError):
            place.open(name).close()
    with temporary(workplace(), ".json") as path:
        path.write_bytes(b"made")
        IMPORTS.take(path, "e.json")
        assert not path.exists()
    with IMPORTS.open("e.json") as source:
        assert source.read() == b"made"
    assert not list(workplace().glob(f"{HALF_WRITTEN}*"))
    counted(len(PLACES), "places")


@both
@pytest.mark.parametrize(
    ("steps", "left"),
    [
        ([(0, b"abc"), (3, b"def")], b"abcdef"),
        ([(0, b"abc"), (3, b""), (3, b"d")], b"abcd"),
        ([(0, b"abc"), (3, b"def"), (3, b"g")], b"abcg"),
        ([(0, b"abc"), (3, b"def"), (6, b"ghi"), (3, b"x")], b"abcx"),
        ([(0, b"abcdef"), (2, b"x")], b"abx"),  # restored while it grew: longer than its row says
        ([(0, b"abc"), (3, b"def"), (4, b"x")], b"abcdx"),
        ([(0, b"abc"), (0, b"x")], b"x"),
    ],
)
def test_a_piece_stands_where_it_belongs_and_nothing_behind_it(steps, left):
    for offset, piece in steps:
        ARRIVING.append("f" * 32, offset, io.BytesIO(piece))
    with ARRIVING.open("f" * 32) as whole:
        assert whole.read() == left
    ((__, size, __),) = ARRIVING.listed()
    assert size == len(left)
    with pytest.raises(FileNotFoundError):
        ARRIVING.append("f" * 32, len(left) + 1, io.BytesIO(b"y"))


@both
def test_a_file_whose_beginning_is_gone_is_refused_and_not_made_up(story, as_):
    sender = Sender(as_("unit_head"), story("draft").incident.code)
    address = sender.begin(fingerprint="f")["Location"]
    assert sender.patch(address, 0, JPG[:9000]).status_code == 204
    pieces.remove(ArrivingFile.objects.get().pieces)
    answer = sender.patch(address, 9000, JPG[9000:])
    assert answer.status_code == 422
    assert "Chọn lại tệp để gửi từ đầu" in answer.json()["detail"]
    assert sender.send(JPG, fingerprint="f")["state"] == "taken"


@both
def test_lists_of_no_run_go_after_a_week(world):
    now = timezone.now()
    run = registry.upload_list(
        upload=io.BytesIO(book(line())), name="a.xlsx", by=world.fresh("affairs"), at=now, wait=True
    )
    tell_progress(run, 7)
    for name in ("khong-cua-ai.xlsx", "khong-cua-ai.xlsx.so-dong"):
        IMPORTS.write(name, io.BytesIO(b"x"))
    ImportRun.objects.update(at=now + timedelta(days=30))
    registry.cancel_old_previews(at=now + timedelta(days=6))
    assert len(list(IMPORTS.listed())) == 4
    registry.cancel_old_previews(at=now + timedelta(days=8))
    assert {entry.name for entry in IMPORTS.listed()} == {run.path, f"{run.path}.so-dong"}


@both
def test_pictures_go_after_a_month_and_copies_handed_out_stay(monkeypatch):
    names = [f"0a/{'b' * 64}-{what}" for what in ("1-1600.jpg", "bare.pdf")]
    for name in names:
        DERIVED.write(name, io.BytesIO(b"x"))
    left = Path(workplace()) / f"{HALF_WRITTEN}bo-do"
    left.write_bytes(b"x")
    assert sweep(10) == 0
    later = timezone.now().timestamp() + 31 * 24 * 3600
    monkeypatch.setattr("compliance.files.renditions.time.time", lambda: later)
    assert sweep(11) == 1, "what a killed process left"
    assert not left.exists()
    assert sweep(10) == 1
    assert [entry.name for entry in DERIVED.listed("0a/")] == [names[1]]
