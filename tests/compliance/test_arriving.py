"""A file that arrives piece by piece loses nothing to a cut line, is nobody's but its sender's, and
in the end is what the same file from a form would be.
"""

import base64
import hashlib
import io
import itertools
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http.multipartparser import MultiPartParser
from django.urls import reverse
from django.utils import timezone

from compliance.audit.models import Event
from compliance.core.refusals import Invisible
from compliance.files import pieces
from compliance.files.actions import arriving as actions
from compliance.files.actions import sweep_arriving
from compliance.files.arriving import name_of, opened
from compliance.files.models import ArrivingFile, StoredFile
from compliance.files.notes import SENDER, notes
from compliance.files.periodic import sweep_uploads
from compliance.files.pieces import LONGEST
from compliance.files.queries import open_at, own_arriving
from compliance.files.storage import opened as opened_file
from compliance.incidents import actions as incident_actions
from compliance.incidents.models import Evidence, Incident
from compliance.outbox.handlers import PLANNERS
from compliance.review.models import AnswerDraft
from compliance.stores.beside import ARRIVING
from tests.compliance.test_attack_files import CORPUS
from tests.world import png

DATA = Path(__file__).with_name("data")
ROOMS = ("phone", "pictures", "pdf")
HANDED_IN = sorted(path for room in ROOMS for path in (DATA / room).iterdir())
JPG = (DATA / "pictures" / "anh-Zalo-khong-duoi").read_bytes()
START = reverse("files:uploads")
TUS = {"tus-resumable": "1.0.0", "accept": "application/json"}
both = pytest.mark.usefixtures("both_places")


class Sender:
    """A client of the protocol, for one draft."""

    destination = "draft"

    def __init__(self, client, code: str):
        self.client, self.code = client, code

    def ask(self, method: str, address: str, body: bytes = b"", kind: str = "", **headers):
        given = {**TUS, **{name.replace("_", "-"): value for name, value in headers.items()}}
        given = {name: value for name, value in given.items() if value is not None}
        return self.client.generic(
            method, address, body, kind or "application/offset+octet-stream", headers=given
        )

    def begin(self, content: bytes = JPG, name: str = "anh.jpg", length=None, **more):
        given = {"filename": name, "destination": self.destination, "key": self.code, **more}
        pairs = (
            f"{key} {base64.b64encode(str(value).encode('utf-8', 'replace')).decode()}"
            for key, value in given.items()
        )
        size = len(content) if length is None else length
        return self.ask("POST", START, upload_length=str(size), upload_metadata=",".join(pairs))

    def patch(self, address: str, offset: int, piece: bytes, **headers):
        return self.ask("PATCH", address, piece, upload_offset=str(offset), **headers)

    def offset(self, address: str) -> int:
        return int(self.ask("HEAD", address)["Upload-Offset"])

    def told(self, address: str) -> dict:
        return self.ask("GET", address).json()

    def send(self, content: bytes, name: str = "anh.jpg", piece: int = 1 << 20, **more) -> dict:
        """The whole file; what became of it, or the refusal."""
        began = self.begin(content, name, **more)
        if began.status_code != 201:
            return {"state": "refused", **began.json()}
        address = began["Location"]
        for offset in range(0, len(content), piece):
            answer = self.patch(address, offset, content[offset : offset + piece])
            if answer.status_code != 204:
                break
        return self.told(address)


@pytest.fixture(autouse=True)
def unhurried(settings):
    settings.LIMITS = {}  # these tables send more in a minute than people do


@pytest.fixture
def draft(story):
    return story("draft")


@pytest.fixture
def sender(draft, as_):
    return Sender(as_("unit_head"), draft.incident.code)


def bytes_of(stored: StoredFile) -> bytes:
    with opened_file(stored.path) as source:
        return source.read()


def newest(code: str) -> Evidence:
    return Incident.objects.get(code=code).evidence.latest("number")


# --- what becomes of a file


@both
def test_a_file_sent_in_pieces_is_what_the_form_makes_of_it(story, as_, counted):
    mine, theirs = story("draft"), story("draft")
    client = as_("unit_head")
    sender, rows, wrong = Sender(client, mine.incident.code), 0, []
    for path in HANDED_IN:
        content = path.read_bytes()
        told = sender.send(content, path.name, piece=max(len(content) // 3, 1))
        answer = client.post(
            reverse("incidents:edit", args=[theirs.incident.code]),
            {
                "version": theirs.fresh().version,
                "save": "1",
                "upload": SimpleUploadedFile(path.name, content),
            },
        )
        assert answer.status_code == 302, path
        here, there = newest(mine.incident.code), newest(theirs.incident.code)
        rows += 1
        for name in ("sha256", "size", "kind", "name", "facts", "scan", "by"):
            if getattr(here.file, name) != getattr(there.file, name):
                wrong.append((path.name, name))
        chains = [list(item.custody.values_list("verb", "who", "note")) for item in (here, there)]
        if chains[0] != chains[1] or bytes_of(here.file) != content:
            wrong.append((path.name, "custody or bytes"))
        if (told["state"], told["label"]) != ("taken", here.label):
            wrong.append((path.name, told))
    counted(rows, "files of phones, messengers and scanners, both ways in")
    assert not wrong
    assert not list(ARRIVING.listed()), "nothing of them is left on its way"


def test_what_the_form_refuses_is_refused_with_the_same_words(sender, draft, as_, counted):
    client, rows, wrong = as_("unit_head"), 0, []
    for name, content, kept in CORPUS:
        if kept or not content or not name.isprintable() or "/" in name:
            continue
        told = sender.send(content, name)
        answer = client.post(
            reverse("incidents:edit", args=[sender.code]),
            {
                "version": draft.fresh().version,
                "save": "1",
                "upload": SimpleUploadedFile(name, content),
            },
        )
        said = answer.context["form"].errors.get("upload", [""])[0]
        rows += 1
        if (told["state"], told.get("detail")) != ("refused", said):
            wrong.append((name, told, said))
    counted(rows, "hostile files, both ways in")
    assert rows >= 20
    assert not wrong
    assert not list(ARRIVING.listed())
    assert draft.fresh().evidence.filter(removed_at=None).count() == 1, "that of the story alone"


NAMES = [
    "../../etc/passwd.jpg",
    "C:\\anh\\chup.jpg",
    "a\u202egpj.exe",
    "a\0b.jpg",
    "ten\r\nX-Injected: 1.jpg",
    "x" * 400 + ".jpg",
    "ánh.jpg",
    "<img src=x onerror=alert(1)>.jpg",
    "",
    "..",
    "con.jpg",
    "-rf",
    "😀.jpg",
]


def test_a_hostile_name_is_text_and_nothing_else(sender, counted):
    wrong = []
    for number, name in enumerate(NAMES):
        assert name_of(name) == (MultiPartParser.sanitize_file_name(None, name) or "tep")
        told = sender.send(png() + bytes([number]), name)
        stored = newest(sender.code).file
        if told["state"] != "taken" or set("/\\\0\u202e\r\n") & set(stored.name) or not stored.name:
            wrong.append((name, told, stored.name))
        if Path(stored.path).suffix != ".png" or len(stored.name) > 200:
            wrong.append((name, stored.path))
    page = sender.client.get(reverse("incidents:edit", args=[sender.code])).content.decode()
    assert "<img src=x" not in page
    counted(len(NAMES), "hostile names")
    assert not wrong


def test_a_picture_made_smaller_says_so_and_its_hash_is_of_what_is_stored(sender, counted):
    original = hashlib.sha256(b"nguyen ban").hexdigest()
    cases = {
        "as said": ({"originalsize": "5000000", "originalsha256": original}, True, original),
        "no hash": ({"originalsize": "5000000"}, True, ""),
        "not a hash": ({"originalsize": "5000000", "originalsha256": "<b>"}, True, ""),
        "not smaller": ({"originalsize": "3", "originalsha256": original}, False, ""),
        "no size": ({"originalsha256": original}, False, ""),
        "a size that is none": ({"originalsize": "1e9", "originalsha256": original}, False, ""),
        "nothing said": ({}, False, ""),
    }
    for number, (said, shrunk, digest) in enumerate(cases.values()):
        content = png() + bytes([number])
        sender.send(content, **said)
        item = newest(sender.code)
        assert item.file.sha256 == hashlib.sha256(content).hexdigest()
        note = item.custody.get(verb="received").note
        assert ("ảnh đã thu nhỏ trên máy người gửi" in note) == shrunk
        assert ("ảnh đã thu nhỏ trên máy người gửi" in notes(item.file)) == shrunk
        assert (f"mã băm bản gốc do máy người gửi khai: {digest}" in note) == bool(digest)
        assert item.file.facts.get(SENDER, {}).get("original_sha256", "") == digest
    pdf = (DATA / "pdf" / "them-ghi-chu.pdf").read_bytes()
    sender.send(pdf, "a.pdf", originalsize="99999999", originalsha256=original)
    assert SENDER not in newest(sender.code).file.facts, "said of a picture alone"
    counted(len(cases) + 1, "things a sender's machine may say")


# --- a line that is cut


class Cut:
    """A body that breaks off after so many bytes."""

    def __init__(self, content: bytes):
        self.content = content

    def read(self, size: int = -1) -> bytes:
        if not self.content:
            raise OSError("the line is gone")
        part, self.content = self.content[:size], self.content[size:]
        return part

    readline = read


@both
def test_after_a_cut_in_any_piece_it_goes_on_where_it_was(sender, counted):
    content = (DATA / "phone" / "IMG_0413.MOV").read_bytes()
    piece, cuts = len(content) // 7, 0
    address = sender.begin(content, "IMG_0413.MOV", fingerprint="f1")["Location"]
    offset = 0
    while offset < len(content):
        through = content[offset : offset + piece // 2]
        promised = min(piece, len(content) - offset)
        if len(through) < promised:
            sender.client.generic(
                "PATCH",
                address,
                headers={**TUS, "upload-offset": str(offset)},
                CONTENT_TYPE="application/offset+octet-stream",
                CONTENT_LENGTH=str(promised),
                **{"wsgi.input": Cut(through)},
            )
            cuts += 1
            assert sender.offset(address) == offset + len(through), "what came through is kept"
        offset = sender.offset(address)
        assert sender.begin(content, "IMG_0413.MOV", fingerprint="f1")["Location"] == address
        rest = content[offset : offset + piece]
        assert sender.patch(address, offset, rest).status_code == 204
        offset += len(rest)
    counted(cuts, "cuts in the middle of a piece")
    stored = newest(sender.code).file
    assert bytes_of(stored) == content
    assert stored.sha256 == hashlib.sha256(content).hexdigest()
    assert sender.offset(address) == len(content), "asked again, nothing more is awaited"


@both
def test_a_piece_whose_row_was_not_committed_is_written_over(sender):
    address = sender.begin()["Location"]
    sender.patch(address, 0, JPG[:1000])
    row = ArrivingFile.objects.get()
    pieces.append(row.pieces, 1000, io.BytesIO(bytes(len(JPG) + 9000)))
    sender.patch(address, 1000, JPG[1000:])
    assert newest(sender.code).file.sha256 == hashlib.sha256(JPG).hexdigest()


@both
def test_an_answer_that_was_lost_is_given_again(sender):
    address = sender.begin()["Location"]
    sender.patch(address, 0, JPG)
    assert sender.patch(address, 0, JPG).status_code == 409
    assert sender.offset(address) == len(JPG)
    label = sender.told(address)["label"]
    assert label == newest(sender.code).label
    refused = sender.begin(b"MZ" + bytes(60), "a.exe")["Location"]
    assert sender.patch(refused, 0, b"MZ" + bytes(60)).status_code == 422
    assert sender.offset(refused) == 62
    assert "Chưa nhận loại tệp này" in sender.told(refused)["detail"]


@both
def test_of_two_pieces_for_one_place_one_is_taken(sender, draft, world):
    address = sender.begin()["Location"]
    row = ArrivingFile.objects.get()
    parcel = opened(row.sealed)
    common = {"row": row, "parcel": parcel, "by": world.fresh("unit_head"), "at": timezone.now()}
    actions.receive(offset=0, piece=io.BytesIO(JPG[:500]), **common)
    with pytest.raises(actions.Misplaced) as late:
        actions.receive(offset=0, piece=io.BytesIO(b"\0" * 900), **common)
    assert late.value.offset == 500
    assert sender.patch(address, 500, JPG[500:]).status_code == 204
    assert newest(sender.code).file.sha256 == hashlib.sha256(JPG).hexdigest()


# --- who, when, how much

WHO = ("unit_head", "other_head", "lead", "anonymous")
STATES = ("draft", "submitted", "withdrawn")
# verb: (headers or body that differ, status to the sender of a draft)
VERBS = {
    "begin": 201,
    "head": 200,
    "get": 200,
    "options": 204,
    "piece": 204,
    "wrong offset": 409,
    "longer than the rest": 400,
    "no offset": 400,
    "an offset that is none": 400,
    "no length": 400,
    "another kind": 415,
    "another version": 412,
    "post to a file": 405,
    "delete": 204,
}
NOT_NOW = ("begin", "piece")  # while the report is not being written


def perform(sender: Sender, verb: str, address: str) -> int:
    octets = {"upload_offset": "100"}
    asked = {
        "begin": lambda: sender.begin(JPG + b"x"),
        "head": lambda: sender.ask("HEAD", address),
        "get": lambda: sender.ask("GET", address),
        "options": lambda: sender.ask("OPTIONS", address),
        "piece": lambda: sender.patch(address, 100, JPG[100:200]),
        "wrong offset": lambda: sender.patch(address, 99, JPG[99:200]),
        "longer than the rest": lambda: sender.patch(address, 100, JPG),
        "no offset": lambda: sender.ask("PATCH", address, b"a"),
        "an offset that is none": lambda: sender.ask("PATCH", address, b"a", upload_offset="١"),
        "no length": lambda: sender.ask("PATCH", address, b"a", **octets, content_length=""),
        "another kind": lambda: sender.ask("PATCH", address, b"a", "text/plain", **octets),
        "another version": lambda: sender.ask(
            "PATCH", address, b"a", **octets, tus_resumable="0.2.0"
        ),
        "post to a file": lambda: sender.ask("POST", address),
        "delete": lambda: sender.ask("DELETE", address),
    }
    return asked[verb]().status_code


def expected(verb: str, who: str, state: str) -> int:
    if who == "anonymous":
        return 401
    if verb == "post to a file":
        return 405
    if who != "unit_head":
        return 404
    return 409 if state != "draft" and verb in NOT_NOW else VERBS[verb]


def test_every_verb_by_everybody_in_every_state(story, as_, world, undone, counted):
    rows, wrong = 0, []
    for state in STATES:
        made = story("draft")
        with undone():
            owner = Sender(as_("unit_head"), made.incident.code)
            address = owner.begin()["Location"]
            assert owner.patch(address, 0, JPG[:100]).status_code == 204
            if state == "submitted":
                made.submit()
            elif state == "withdrawn":
                incident_actions.withdraw(
                    incident=made.fresh(), reason="", by=made.user("unit_head"), at=timezone.now()
                )
            for who, verb in itertools.product(WHO, VERBS):
                with undone():
                    got = perform(Sender(as_(who), made.incident.code), verb, address)
                rows += 1
                if got != expected(verb, who, state):
                    wrong.append((state, who, verb, got, expected(verb, who, state)))
    counted(rows, "states × people × verbs")
    assert not wrong


BEGINNINGS = {
    "no length": ({"length": ""}, 400, ""),
    "a length that is none": ({"length": "-5"}, 400, ""),
    "empty": ({"length": 0}, 422, "Tệp trống"),
    "over every cap": ({"length": 201 * 1024 * 1024}, 413, "Tệp lớn hơn 200 MB"),
    "nowhere": ({"destination": "elsewhere"}, 404, ""),
    "a draft that is not there": ({"key": "HL-2026-ZZZZZZ"}, 404, ""),
    "a key too long": ({"key": "x" * 101}, 400, ""),
}


def test_a_beginning_that_cannot_be_is_told_at_once(sender, counted):
    for what, (given, status, words) in BEGINNINGS.items():
        answer = sender.begin(**given)
        assert (answer.status_code, words in answer.json()["detail"]) == (status, True), what
    answer = sender.ask("POST", START, upload_length="5", upload_metadata="filename ***")
    assert answer.status_code == 400
    assert not ArrivingFile.objects.exists()
    counted(len(BEGINNINGS) + 1, "beginnings refused")


def test_every_cap_is_asked_before_bytes_are_sent_for_nothing(sender, settings, counted):
    caps = {
        "EVIDENCE_MAX_FILES": (1, "đã có 1 tệp"),
        "EVIDENCE_CASE_MAX_BYTES": (100, "vượt quá"),
        "EVIDENCE_DAY_MAX_BYTES": (100, "Trong 24 giờ"),
    }
    for name, (most, words) in caps.items():
        whole = getattr(settings, name)
        setattr(settings, name, most)
        answer = sender.begin()
        assert (answer.status_code, words in answer.json()["detail"]) == (422, True), name
        setattr(settings, name, whole)
    settings.EVIDENCE_MAX_FILES = 3
    for number in range(3):
        assert sender.begin(length=9000 + number).status_code == 201
    assert "3 tệp gửi dở" in sender.begin(length=8000).json()["detail"]
    ArrivingFile.objects.all().delete()
    settings.EVIDENCE_DAY_MAX_BYTES = 3 * len(JPG)
    assert sender.begin(length=2 * len(JPG)).status_code == 201
    assert "Các tệp gửi dở vượt quá" in sender.begin(length=2 * len(JPG) - 1).json()["detail"]
    counted(len(caps) + 2, "caps at the beginning")


@both
def test_a_picture_over_its_cap_is_refused_by_its_first_bytes(sender, settings):
    settings.EVIDENCE_MAX_BYTES = 20_000
    address = sender.begin(length=100_000)["Location"]
    assert sender.patch(address, 0, JPG[:5000]).status_code == 204, "too little to tell"
    answer = sender.patch(address, 5000, JPG[5000:9000])
    assert answer.status_code == 422
    assert "Tệp lớn hơn" in answer.json()["detail"]
    assert not list(ARRIVING.listed())
    film = (DATA / "phone" / "IMG_0413.MOV").read_bytes()
    settings.EVIDENCE_MAX_BYTES = len(film) - 1
    assert sender.send(film, "IMG_0413.MOV")["state"] == "taken", "film has a cap of its own"


def test_a_piece_is_capped_before_it_is_read(sender, monkeypatch):
    monkeypatch.setattr(pieces, "LARGEST", 1000)
    address = sender.begin(length=1_000_000)["Location"]
    assert sender.patch(address, 0, bytes(200_000)).status_code == 413
    assert sender.offset(address) == 0


# --- what is kept of it


def test_a_row_names_nobody_and_says_nothing(sender, draft, world):
    sender.begin(name="Nguyen Van A noi xau.jpg")
    row = ArrivingFile.objects.get()
    values = [str(getattr(row, field.name)) for field in row._meta.fields if field.name != "id"]
    # words too long to stand in sealed letters by chance; the key of the account alone, not in them
    for word in ("Nguyen", "noi xau", sender.code, "draft"):
        assert word not in "\n".join(values)
    assert str(world.unit_head.pk) not in values
    assert not [field for field in row._meta.fields if field.is_relation]


def test_a_new_key_of_the_portal_goes_on_with_what_the_old_one_began(sender, settings, world):
    address = sender.begin(fingerprint="f")["Location"]
    sender.patch(address, 0, JPG[:100])
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "y" * 60
    row, parcel = own_arriving(world.unit_head, address.split("/")[-2], timezone.now())
    assert (row.offset, parcel.name) == (100, "anh.jpg")
    ArrivingFile.objects.update(sealed="gone with its key")
    with pytest.raises(Invisible):
        own_arriving(world.unit_head, row.pk, timezone.now())
    assert open_at(world.unit_head, parcel.place, timezone.now()) == []


@both
def test_what_is_not_sent_to_its_end_goes_after_a_day(sender):
    address = sender.begin()["Location"]
    sender.patch(address, 0, JPG[:100])
    pieces.append("khong-co-dong", 0, io.BytesIO(b"x"))
    now = ArrivingFile.objects.get().touched_at
    assert sweep_arriving(at=now + LONGEST - timedelta(minutes=1)) == 0
    assert sender.offset(address) == 100
    assert sweep_uploads in PLANNERS
    assert sweep_uploads(now + LONGEST + timedelta(minutes=2)) == 1
    assert sender.ask("HEAD", address).status_code == 404
    assert not list(ARRIVING.listed()), "bytes without a row go too"
    assert not Evidence.objects.filter(file__sha256=hashlib.sha256(JPG).hexdigest()).exists()


def test_a_day_after_its_last_piece_it_is_not_there_for_its_sender_either(sender):
    address = sender.begin()["Location"]
    ArrivingFile.objects.update(touched_at=timezone.now() - LONGEST)
    assert sender.ask("HEAD", address).status_code == 404
    assert sender.patch(address, 0, JPG).status_code == 404


def test_the_file_chosen_again_after_it_was_taken_out_is_taken_again(sender, draft):
    first = sender.send(JPG, fingerprint="f")
    item = newest(sender.code)
    incident_actions.remove_evidence(
        incident=draft.fresh(), evidence=item, by=draft.user("unit_head"), at=timezone.now()
    )
    again = sender.send(JPG, fingerprint="f")
    assert again["state"] == "taken"
    assert again["label"] != first["label"]


@both
def test_dropping_it_leaves_nothing_and_takes_nothing_back(sender, draft):
    address = sender.begin()["Location"]
    sender.patch(address, 0, JPG[:100])
    before = Event.objects.count()
    assert sender.ask("DELETE", address).status_code == 204
    assert not list(ARRIVING.listed())
    assert Event.objects.count() == before, "nothing was handed in"
    taken = sender.begin()["Location"]
    sender.patch(taken, 0, JPG)
    assert sender.ask("DELETE", taken).status_code == 204
    assert newest(sender.code).removed_at is None


def test_what_is_begun_stands_on_the_page_of_its_draft_for_its_writer(sender, draft, as_, story):
    address = sender.begin(name="cuon.jpg", length=1000, fingerprint="ab12")["Location"]
    sender.patch(address, 0, JPG[:370])
    page = sender.client.get(reverse("incidents:edit", args=[sender.code])).content.decode()
    for words in (f'data-begun="{address}"', 'data-fingerprint="ab12"', "Gửi dở 37%", "cuon.jpg"):
        assert words in page
    other = story("draft")
    page = sender.client.get(reverse("incidents:edit", args=[other.incident.code])).content.decode()
    assert "data-begun=" not in page.replace("[data-begun]", "")


def test_a_session_that_ended_is_told_to_sign_in_and_nothing_is_too_large(as_, draft, sender):
    address = sender.begin(length=5_000_000)["Location"]
    gone = Sender(as_("anonymous"), sender.code)
    for size in (10, 900_000):
        answer = gone.patch(address, 0, bytes(size))
        assert answer.status_code == 401, size
        assert answer.json()["sign_in"] == reverse("account_login")
    form = reverse("incidents:edit", args=[sender.code])
    answer = gone.client.post(form, {"upload": SimpleUploadedFile("a.jpg", bytes(900_000))})
    assert answer.status_code == 302
    assert "/dang-nhap/" in answer["Location"]


def test_what_is_spoken_here_is_said(sender):
    answer = sender.ask("OPTIONS", START)
    assert answer.status_code == 204
    assert answer["Tus-Version"] == "1.0.0"
    assert answer["Tus-Extension"] == "creation,termination,expiration"
    assert int(answer["Tus-Max-Size"]) == 200 * 1024 * 1024
    began = sender.begin()
    assert began["Tus-Resumable"] == "1.0.0"
    assert "GMT" in began["Upload-Expires"]
    assert len(sender.ask("GET", START).json()["token"]) > 30


def test_a_file_that_arrives_leaves_one_event_as_from_a_form(sender):
    before = set(Event.objects.values_list("pk", flat=True))
    sender.send(JPG, piece=1000)
    new = Event.objects.exclude(pk__in=before)
    assert [event.verb for event in new] == ["add_evidence"]
    assert StoredFile.objects.get(sha256=hashlib.sha256(JPG).hexdigest()).by is None


# --- papers of the person's own answer


def answering(client, code: str) -> Sender:
    sender = Sender(client, code)
    sender.destination = "answer"
    return sender


@both
def test_the_person_sends_papers_of_their_answer_the_same_way(story, as_, world, counted):
    made = story("awaiting_answer")
    code, client = made.incident.code, as_("person")
    sender, rows = answering(client, code), 0
    client.get(reverse("review:my_case", args=[code]))  # the notice is taken there
    for path in HANDED_IN:
        content = path.read_bytes()
        told = sender.send(content, path.name, piece=max(len(content) // 2, 1))
        stored = StoredFile.objects.get(pk=told["without"])
        rows += 1
        assert (told["state"], stored.by) == ("taken", world.person), path.name
        assert stored.sha256 == hashlib.sha256(content).hexdigest()
    draft = AnswerDraft.objects.get(incident__code=code)
    assert draft.files.count() == rows
    counted(rows, "files of an answer")
    client.post(reverse("review:save_answer", args=[code]), {"without": told["without"]})
    assert draft.files.count() == rows - 1
    page = client.get(reverse("review:my_case", args=[code])).content.decode()
    assert 'data-destination="answer"' in page


def test_an_answer_takes_papers_of_its_person_behind_their_door_and_in_time(
    story, as_, world, undone, counted
):
    made, rows = story("awaiting_answer"), 0
    code = made.incident.code
    statuses = {
        "person": 201,
        "unit_head": 404,
        "lead": 404,
        "member": 404,
        "other_staff": 404,
        "anonymous": 401,
    }
    assert answering(as_("person"), code).begin().status_code == 403, "the notice first"
    as_("person").get(reverse("review:my_case", args=[code]))
    for who, status in statuses.items():
        with undone():
            assert answering(as_(who), code).begin().status_code == status, who
        rows += 1
    shut = answering(as_("person", door=False), code)
    assert shut.begin().status_code == 403, "their own door first"
    began = answering(as_("person"), code).begin()["Location"]
    assert shut.patch(began, 0, JPG[:100]).status_code == 204, "what was begun goes on"
    for status, answer in (("in_review", 404), ("concluded", 409), ("noted", 409)):
        other = story(status).incident.code
        assert answering(as_("person"), other).begin().status_code == answer, status
        rows += 1
    counted(rows + 2, "beginnings of a paper of an answer")
