"""Stored files in a bucket of a served S3 store: every way in, out and along, what a store that
does not answer says, and that no address of the store leads past the portal's door.
"""

import hashlib
import io
import socket
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from botocore.exceptions import ReadTimeoutError
from django.conf import settings as conf
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from PIL import Image
from storages.backends.s3 import S3File

from compliance.audit.models import Event
from compliance.core.refusals import NotNow
from compliance.files.actions import sweep_arriving
from compliance.files.bucket import Bucket
from compliance.files.consistency_checks import files_without_row, rows_without_file
from compliance.files.models import StoredFile
from compliance.files.parse import Refused
from compliance.files.periodic import check_files
from compliance.files.pieces import LONGEST
from compliance.files.renditions import bare, picture, redacted
from compliance.files.serving import serve
from compliance.files.storage import intact, is_there, keep, remove, shelf
from compliance.incidents import actions as incident_actions
from compliance.incidents.models import Evidence
from compliance.outbox.models import Message
from compliance.outbox.processing import process_due
from compliance.registry import actions as registry
from compliance.registry.models import ImportRun, StaffMember
from compliance.retention.models import FileToRemove
from compliance.retention.removal import unlink
from compliance.stores.away import STORE_AWAY, StoreAway
from compliance.stores.beside import ARRIVING, DERIVED, IMPORTS, WAITING
from compliance.stores.objects import Objects
from compliance.stores.temporary import HALF_WRITTEN, own_disk
from halang_portal.health import _files
from halang_portal.settings.storage import files_at
from tests.compliance.test_arriving import JPG, Sender, newest
from tests.compliance.test_import import book, line
from tests.conftest import BACKEND
from tests.pages import form_with
from tests.world import png

pytestmark = [pytest.mark.django_db]


@pytest.fixture
def bucket(s3_bucket, bucket_url, settings, tmp_path):
    """The portal on an empty bucket, and the bucket as its owner sees it."""
    settings.FILE_UPLOAD_TEMP_DIR = str(tmp_path)
    use(settings, f"{bucket_url}/cong-308")
    return s3_bucket


def use(settings, url: str) -> None:
    settings.STORAGES = {**settings.STORAGES, **files_at(url)}


@pytest.fixture
def away(settings, bucket_url):
    """away(): from now on nothing listens where the store was; away.back(): it does again."""

    def leave():
        with closing(socket.socket()) as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        use(settings, f"s3+http://khoa:bi-mat@127.0.0.1:{port}/chung-cu")

    leave.back = lambda: use(settings, f"{bucket_url}/cong-308")
    return leave


def photo(size=(400, 300)) -> SimpleUploadedFile:
    out = io.BytesIO()
    Image.new("RGB", size, "teal").save(out, "PNG")
    return SimpleUploadedFile("ảnh.png", out.getvalue(), "image/png")


def stored(world, upload=None) -> StoredFile:
    columns = keep(upload or photo())
    return StoredFile.objects.create(**columns, by=world.member, at=timezone.now())


def on_this_machine() -> list:
    """Stored files and copies of them: none may stay."""
    beside = Path(conf.MEDIA_ROOT)
    return [
        *(path for path in beside.rglob("*") if path.is_file()),
        *own_disk().glob(f"{HALF_WRITTEN}*"),
    ]


def body(answer) -> bytes:
    read = b"".join(answer.streaming_content)
    for close in answer._resource_closers:  # close() of all would end the connection as well
        close()
    return read


def test_what_comes_in_lies_in_the_bucket_alone(bucket, world):
    content = png()
    row = stored(world, SimpleUploadedFile("a.png", content, "image/png"))
    (one,) = bucket.objects.all()
    assert one.key == f"cong-308/{row.path}"
    assert one.get()["Body"].read() == content
    assert row.sha256 == hashlib.sha256(content).hexdigest()
    assert not on_this_machine()
    assert intact(row)
    assert is_there(row.path)


def test_it_is_handed_out_by_the_portal_and_by_nobody_else(bucket, story, world, client):
    made = story("in_review")
    item = made.incident.evidence.get()
    answer = serve(item.file, by=world.fresh("member"), obj=item, at=timezone.now())
    assert body(answer) == png()
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["Content-Length"] == str(len(png()))
    with pytest.raises(NotImplementedError):
        shelf().url(item.file.path)
    client.force_login(world.fresh("member"), backend=BACKEND)
    said = client.get(reverse("incidents:evidence_file", args=[item.pk]))
    assert said.status_code == 200
    assert body(said) == png()
    assert not on_this_machine(), "copies to read from are gone"


def test_pictures_redacted_copies_and_bare_ones_are_drawn_from_it(bucket, world):
    row = stored(world)
    with picture(row).open() as source, Image.open(source) as drawn:
        assert drawn.size == (400, 300)
    assert bare(row).read_bytes()
    columns = redacted(row, [{"page": 1, "x": 0.1, "y": 0.1, "w": 0.2, "h": 0.2}])
    assert is_there(columns["path"])
    assert columns["path"] != row.path
    assert not on_this_machine()


@pytest.mark.parametrize("harm", ["changed", "missing"])
def test_the_night_finds_what_became_of_it(bucket, world, harm, counted):
    row = stored(world)
    night = timezone.now().replace(hour=19, minute=0) + timedelta(days=3)
    assert check_files(night) == 0
    one = bucket.Object(f"cong-308/{row.path}")
    one.put(Body=b"khac") if harm == "changed" else one.delete()
    assert not intact(row)
    assert check_files(night + timedelta(days=1)) == 1
    assert Event.objects.filter(verb="evidence_damaged", subject_id=str(row.pk)).exists()
    counted(1, "files of a bucket damaged and told")


def test_rows_and_bucket_are_compared(bucket, world):
    row, now = stored(world), timezone.now()
    assert list(rows_without_file(now)) == []
    bucket.Object("cong-308/ab/khong-co-dong.pdf").put(Body=b"x")
    (line,) = files_without_row(now + timedelta(days=3))
    assert "khong-co-dong.pdf" in line
    remove(row.path)
    (line,) = rows_without_file(now)
    assert "không có trong kho" in line


def test_a_store_that_does_not_answer_says_nothing_of_its_files(
    bucket, story, world, away, settings
):
    made = story("in_review")
    item = made.incident.evidence.get()
    assert _files() == "ok"
    away()
    now = timezone.now()
    with pytest.raises(NotNow, match="Kho tệp đang không trả lời"):
        serve(item.file, by=world.fresh("member"), obj=item, at=now)
    with pytest.raises(Refused, match="Tệp chưa nhận được"):
        keep(photo())
    with pytest.raises(Refused, match="không trả lời"):
        picture(item.file)
    with pytest.raises(StoreAway):
        intact(item.file)
    assert check_files(now + timedelta(days=3)) == 0
    assert not StoredFile.objects.exclude(damaged_at=None).exists()
    assert "Kho tệp đang không trả lời" in " ".join(rows_without_file(now))
    assert not on_this_machine()
    assert not Message.objects.filter(topic="erase_sealed").exists()
    assert _files() == "away"


def test_a_bucket_that_is_not_there_blames_no_file(bucket, world, settings, bucket_url):
    row = stored(world)
    use(settings, f"{bucket_url}-khac/cong-308")
    assert check_files(timezone.now() + timedelta(days=3)) == 0
    with pytest.raises(StoreAway):
        intact(row)
    with pytest.raises(Refused, match="Tệp chưa nhận được"):
        keep(photo())
    assert _files() == "away"


def test_a_store_that_stops_in_the_middle_blames_no_file(bucket, world, monkeypatch):
    row = stored(world)

    def stops(*args):
        raise ReadTimeoutError(endpoint_url="")

    monkeypatch.setattr(S3File, "read", stops)
    with pytest.raises(StoreAway):
        intact(row)
    assert check_files(timezone.now() + timedelta(days=3)) == 0


# --- what is on its way


def test_a_piece_that_found_no_store_is_sent_again_and_none_before_it(bucket, world, as_, away):
    """The last one too: what was received stays received."""
    draft = incident_actions.start_draft(by=world.fresh("unit_head"), at=timezone.now())
    sender = Sender(as_("unit_head"), draft.code)
    address, half = sender.begin()["Location"], len(JPG) // 2
    assert sender.patch(address, 0, JPG[:half]).status_code == 204
    away()
    for __ in range(2):
        answer = sender.patch(address, half, JPG[half:])
        assert (answer.status_code, answer.json()) == (503, {"detail": STORE_AWAY})
        assert sender.offset(address) == half
        assert sender.told(address)["state"] == "open"
    away.back()
    assert sender.patch(address, half, JPG[half:]).status_code == 204
    assert sender.told(address)["state"] == "taken"
    assert newest(draft.code).file.sha256 == hashlib.sha256(JPG).hexdigest()
    assert not on_this_machine()


def test_a_whole_file_that_cannot_be_stored_yet_stays_on_its_way(bucket, world, as_, monkeypatch):
    draft = incident_actions.start_draft(by=world.fresh("unit_head"), at=timezone.now())
    sender = Sender(as_("unit_head"), draft.code)
    address = sender.begin()["Location"]
    with monkeypatch.context() as while_away:
        while_away.setattr(Bucket, "take", stops)
        assert sender.patch(address, 0, JPG).status_code == 503
        assert sender.told(address)["state"] == "open"
    assert sender.patch(address, 0, JPG).status_code == 204
    assert sender.told(address)["state"] == "taken"


def stops(*args, **how):
    raise StoreAway("stops")


def test_what_cannot_be_cleared_away_at_once_goes_with_the_sweep(bucket, world, as_, monkeypatch):
    draft = incident_actions.start_draft(by=world.fresh("unit_head"), at=timezone.now())
    sender = Sender(as_("unit_head"), draft.code)
    dropped = sender.begin(name="mot.jpg")["Location"]
    assert sender.patch(dropped, 0, JPG[:500]).status_code == 204
    with monkeypatch.context() as while_away:
        while_away.setattr(Objects, "remove", stops)
        assert sender.ask("DELETE", dropped).status_code == 204
        assert sender.send(JPG, "hai.jpg")["state"] == "taken"
        assert sweep_arriving(at=timezone.now() + 2 * LONGEST) == 0
    assert len(list(ARRIVING.listed())) == 2
    sweep_arriving(at=timezone.now() + 2 * LONGEST)
    assert not list(ARRIVING.listed())


def test_a_form_waits_for_its_kept_files_and_loses_nothing(bucket, world, as_, away):
    draft = incident_actions.start_draft(by=world.fresh("unit_head"), at=timezone.now())
    head, path = as_("unit_head"), f"/vu-viec/{draft.code}/sua/"
    fields = form_with(head.get(path).content.decode(), "narrative", "version")
    assert head.post(path, {**fields, "title": "Lần một"}).status_code == 302
    late = head.post(path, {**fields, "title": "Chữ vừa gõ", "upload": photo()})
    again = form_with(late.content.decode(), "_files", "/")
    away()
    page = head.post(path, again)
    assert page.status_code == 409
    told = page.content.decode()
    assert STORE_AWAY in told
    assert "Chữ vừa gõ" in told
    assert not Evidence.objects.exists(), "the form is not done without its file"
    answer = head.post(path, again, headers={"accept": "application/json"})
    assert (answer.status_code, answer.json()) == (409, {"detail": STORE_AWAY})
    resent = form_with(told, "_files", "/")
    assert {name for name in again if name != "csrfmiddlewaretoken"} <= set(resent)
    away.back()
    assert head.post(path, resent).status_code == 302
    assert newest(draft.code).file.name == "ảnh.png"
    draft.refresh_from_db()
    assert draft.title == "Chữ vừa gõ"
    assert not list(WAITING.listed())


def test_files_that_cannot_be_kept_are_named_to_be_chosen_again(bucket, world, as_, away):
    draft = incident_actions.start_draft(by=world.fresh("unit_head"), at=timezone.now())
    head, path = as_("unit_head"), f"/vu-viec/{draft.code}/sua/"
    fields = form_with(head.get(path).content.decode(), "narrative", "version")
    assert head.post(path, {**fields, "title": "Lần một"}).status_code == 302
    away()
    late = head.post(path, {**fields, "title": "Chữ vừa gõ", "upload": photo()})
    assert late.status_code == 409
    assert "Các tệp sau không giữ được, cần chọn lại: ảnh.png" in late.content.decode()
    assert "Chữ vừa gõ" in late.content.decode()


def test_a_list_says_that_the_store_is_away_and_the_worker_tries_again(
    bucket, world, as_, away, monkeypatch
):
    by, now, client = world.fresh("affairs"), timezone.now(), as_("affairs")
    content = book(line())
    run = registry.upload_list(upload=io.BytesIO(content), name="a.xlsx", by=by, at=now)
    preview = reverse("registry:import_preview", args=[run.pk])
    monkeypatch.setattr("compliance.registry.actions.imports.AT_ONCE", 0)
    later = registry.upload_list(upload=io.BytesIO(content), name="b.xlsx", by=by, at=now)
    away()
    upload = SimpleUploadedFile("c.xlsx", content)
    refused = client.post(reverse("registry:staff_import"), {"upload": upload})
    assert refused.status_code == 422
    assert STORE_AWAY in refused.context["form"].errors["upload"][0]
    again = client.post(reverse("registry:import_read_again", args=[run.pk]), follow=True)
    assert STORE_AWAY in again.content.decode()
    run.refresh_from_db()
    assert run.state == ImportRun.State.PREVIEWED
    assert client.get(preview).status_code == 200
    process_due(now)
    later.refresh_from_db()
    assert later.state == ImportRun.State.READING, "not the list is to blame"
    page = client.get(reverse("registry:import_preview", args=[later.pk]))
    assert page.status_code == 200, "how far it has come is not known"
    registry.apply_import(run=run, by=by, at=now, wait=True)
    assert StaffMember.objects.filter(code="N900").exists(), "its rows are in the database"
    away.back()
    process_due(now + timedelta(hours=2))
    later.refresh_from_db()
    assert later.state == ImportRun.State.PREVIEWED


def test_a_list_that_is_gone_is_to_be_uploaded_again(bucket, world, as_):
    by, now = world.fresh("affairs"), timezone.now()
    run = registry.upload_list(upload=io.BytesIO(book(line())), name="a.xlsx", by=by, at=now)
    IMPORTS.remove(run.path)
    again = as_("affairs").post(reverse("registry:import_read_again", args=[run.pk]), follow=True)
    assert "Tải tệp lên lại" in again.content.decode()


def test_pictures_and_copies_out_of_reach_say_so(bucket, world, monkeypatch):
    row = stored(world)
    made = picture(row), bare(row)
    monkeypatch.setattr(Objects, "below", stops)
    for one in made:
        with pytest.raises(Refused, match="không trả lời"):
            one.read_bytes()
    for draw in (picture, bare):
        with pytest.raises(Refused, match="không trả lời"):
            draw(row)


def test_what_is_disposed_of_leaves_no_picture_behind(bucket, world, away):
    row, now = stored(world), timezone.now()
    picture(row), bare(row)
    owed = FileToRemove.objects.create(path=row.path, sha256=row.sha256, size=row.size, at=now)
    StoredFile.objects.filter(pk=row.pk).delete()
    assert len(list(DERIVED.listed())) == 2
    away()
    with pytest.raises(StoreAway):
        unlink(owed)
    away.back()
    assert unlink(owed)
    assert not list(bucket.objects.all())
