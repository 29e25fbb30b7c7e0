"""Stored files in a bucket of a served S3 store: every way in, out and along, what a store that
does not answer says, and that no address of the store leads past the portal's door.
"""

import hashlib
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
from compliance.files.consistency_checks import files_without_row, rows_without_file
from compliance.files.models import StoredFile
from compliance.files.parse import Refused
from compliance.files.periodic import check_files
from compliance.files.renditions import bare, picture, redacted
from compliance.files.serving import serve
from compliance.files.storage import intact, is_there, keep, remove, shelf
from compliance.outbox.models import Message
from compliance.stores.away import StoreAway
from compliance.stores.temporary import HALF_WRITTEN, own_disk
from halang_portal.health import _files
from halang_portal.settings.storage import files_at
from tests.conftest import BACKEND
from tests.world import png

pytestmark = [pytest.mark.django_db]


@pytest.fixture
def bucket(s3_bucket, bucket_url, settings):
    """The portal on an empty bucket, and the bucket as its owner sees it."""
    use(settings, f"{bucket_url}/cong-308")
    return s3_bucket


def use(settings, url: str) -> None:
    settings.STORAGES = {**settings.STORAGES, **files_at(url)}


@pytest.fixture
def away(settings):
    """away(): from now on nothing listens where the store was."""

    def leave():
        with closing(socket.socket()) as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        use(settings, f"s3+http://khoa:bi-mat@127.0.0.1:{port}/chung-cu")

    return leave


def photo(size=(400, 300)) -> SimpleUploadedFile:
    import io

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
