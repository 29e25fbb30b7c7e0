"""What people hand in is taken as it is and shown as it is: what phones, messengers and browsers
make, under any name; long pictures at full width; papers with what is filled in, stamped, noted and
signed on them.
"""

import io
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.datastructures import MultiValueDict
from PIL import Image

from compliance.files import Refused, bare, kinds, page_count, picture, redacted
from compliance.files.backends import root
from compliance.files.models import StoredFile
from compliance.files.renditions import Made
from compliance.files.storage import shown_name
from compliance.incidents import actions as incident_actions
from compliance.incidents.models import Incident
from compliance.review import actions as review
from compliance.stores.beside import DERIVED
from tests.compliance.test_attack_files import box
from tests.compliance.test_bare_copies import MAKERS, Marks, moment, stored  # noqa: F401
from tests.world import copy_of

pytestmark = pytest.mark.once  # the same whichever database answers

DATA = Path(__file__).with_name("data")
LONG = DATA / "pictures" / "chup-cuon-1080x30000.jpg"
# file, what it is, what it is called when it is handed out
HANDED_IN = [
    ("phone/IMG_0412.HEIC", "heic", "IMG_0412.HEIC"),
    ("phone/IMG_0413.MOV", "mov", "IMG_0413.MOV"),
    ("phone/cu.3gp", "3gp", "cu.3gp"),
    ("phone/ghi-am.m4a", "m4a", "ghi-am.m4a"),
    ("phone/ghi-am.mp3", "mp3", "ghi-am.mp3"),
    ("phone/hevc.mp4", "mp4", "hevc.mp4"),
    ("phone/quay-tu-dien-thoai.mp4", "mp4", "quay-tu-dien-thoai.mp4"),
    ("pictures/anh-Zalo-khong-duoi", "jpg", "anh-Zalo-khong-duoi.jpg"),
    ("pictures/chup-cuon-1080x30000.jpg", "jpg", "chup-cuon-1080x30000.jpg"),
    ("pictures/scan.tif", "tif", "scan.tif"),
    ("pdf/bien-ban-ky-so-va-dien-mau.pdf", "pdf", "bien-ban-ky-so-va-dien-mau.pdf"),
    ("pdf/them-ghi-chu.pdf", "pdf", "them-ghi-chu.pdf"),
]


@pytest.fixture
def form(as_, world):
    """Send files through the form of a new report: function(files) -> answer."""
    client = as_("unit_head")
    client.post("/vu-viec/moi/")
    code = Incident.objects.get().code

    def send(*files: tuple[str, bytes], **more):
        incident = Incident.objects.get(code=code)
        uploads = [SimpleUploadedFile(name or "a", content) for name, content in files]
        data = {"version": incident.version, "save": "1", **more, "upload": uploads}
        return client.post(f"/vu-viec/{code}/sua/", data)

    send.client, send.code = client, code
    return send


def given(answer) -> bytes:
    content = b"".join(answer.streaming_content)
    answer.close()
    return content


def test_what_people_handed_in_and_was_refused_is_taken_and_shown(form, counted):
    shown = 0
    for path, kind, name in HANDED_IN:
        content = (DATA / path).read_bytes()
        assert form((Path(path).name, content)).status_code == 302, path
        item = Incident.objects.get(code=form.code).evidence.latest("number")
        assert item.file.kind == kind, path
        answer = form.client.get(f"/chung-cu/{item.pk}/")
        assert f'filename="{name}"' in answer["Content-Disposition"]
        assert answer["Content-Type"] == kinds.MIME[kind]
        assert given(answer) == content, "the original, byte for byte"
        for page in range(1, page_count(item.file) + 1):
            drawn = form.client.get(f"/chung-cu/{item.pk}/anh/?trang={page}")
            assert Image.open(io.BytesIO(drawn.content)).format == "JPEG", (path, page)
            shown += 1
    counted(len(HANDED_IN), "files of phones, messengers, scanners")
    counted(shown, "sheets drawn of them")


def test_the_name_of_a_file_decides_nothing(db, moment, counted):  # noqa: F811
    rows, wrong = 0, []
    for kind, make in MAKERS.items():
        content = make(Marks())
        for name in ("tep", "tep.", "tep.jfif", "tep.bin", "tep.PDF", f"tep.{kind.upper()}"):
            upload = SimpleUploadedFile("x", content)
            upload._name = name
            taken = incident_actions.store_file(upload=upload, by=None, at=moment)
            handed = kinds.named_for(taken.name, taken.kind)
            rows += 1
            if taken.kind != kind or kinds.ending_of(handed) not in kinds.ENDINGS[kind]:
                wrong.append((kind, name, taken.kind, handed))
    counted(rows, "kinds × names")
    assert not wrong


@pytest.mark.parametrize(
    ("content", "advice"),
    [
        (b"\xd0\xcf\x11\xe0" + bytes(60), "lưu thành .docx, .xlsx"),
        (b"Rar!\x1a\x07\x00" + bytes(60), "giải nén rồi gửi từng tệp"),
        (b"<html><body>", "chụp màn hình hoặc in ra PDF"),
        (b"MZ" + bytes(60), "Nhận: Ảnh (jpg"),
        (b"#!AMR\n\xff\xff", "ghi âm bị hỏng"),
        (b"RIFF\x00\x10\x00\x00AVI LIST" + bytes(60), "lưu thêm một bản mp4"),
        (b"\x30\x26\xb2\x75\x8e\x66\xcf\x11\xa6\xd9" + bytes(60), "lưu thêm một bản mp4"),
        (b"fLaC\x00\x00\x00\x22" + bytes(60), "lưu thêm một bản mp4"),
        ((b"\x47" + bytes(187)) * 3, "lưu thêm một bản mp4"),
        (box(b"ftyp", b"isom") + box(b"mdat", bytes(40), 4000), "chép lại từ máy đã ghi"),
    ],
)
def test_what_is_not_taken_is_told_with_what_to_do(db, moment, content, advice):  # noqa: F811
    with pytest.raises(Refused, match=advice.replace("(", r"\(")):
        stored("bin", content, moment)


def test_a_picture_that_moves_is_a_picture(db, moment):  # noqa: F811
    """A phone saves stickers and recordings of its screen as png of several frames."""
    out = io.BytesIO()
    first, *others = (Image.new("RGB", (32, 24), colour) for colour in ("red", "blue", "green"))
    first.save(out, "PNG", save_all=True, append_images=others)
    taken = stored("dong.png", out.getvalue(), moment)
    assert (taken.kind, taken.facts["frames"]) == ("png", 3)


def test_a_long_name_keeps_its_ending():
    assert shown_name("x" * 300 + ".jpg") == "x" * 196 + ".jpg"
    assert len(shown_name("x" * 300 + "." + "y" * 300)) == 200
    assert shown_name("C:\\anh\\a.jpg") == "a.jpg"


def test_several_files_of_one_sending_are_all_kept_or_none(form):
    jpg = (DATA / "pictures" / "anh-Zalo-khong-duoi").read_bytes()
    assert form(("1.jpg", jpg), ("2", jpg), ("3.jfif", jpg), caption="ảnh").status_code == 302
    items = Incident.objects.get(code=form.code).evidence.order_by("number")
    assert [(item.file.name, item.caption) for item in items] == [
        ("1.jpg", "ảnh"),
        ("2", "ảnh"),
        ("3.jfif", "ảnh"),
    ]
    before = StoredFile.objects.count()
    answer = form(("4.jpg", jpg), ("hong.jpg", b"\xff\xd8\xff\xe0 hong"))
    assert answer.status_code == 422
    assert "“hong.jpg”: " in answer.content.decode()
    assert "Chưa tệp nào được thêm" in answer.content.decode()
    assert StoredFile.objects.count() == before


def test_handlers_add_several_files_at_once_too(story, as_):
    case = story("in_review")
    url = f"/ho-so/{case.incident.code}/them-chung-cu/"
    jpg = (DATA / "pictures" / "anh-Zalo-khong-duoi").read_bytes()
    before = case.incident.evidence.count()
    files = MultiValueDict({"upload": [SimpleUploadedFile(f"{n}", jpg) for n in range(3)]})
    answer = as_("member").post(
        url,
        {"version": case.fresh().version, "caption": "ảnh chụp", "upload": files.getlist("upload")},
    )
    assert answer.status_code == 302
    assert case.incident.evidence.count() == before + 3


def test_film_may_be_larger_than_other_files_up_to_its_own_limit(form, settings):
    settings.EVIDENCE_MAX_BYTES = 8_000
    film, photo = (
        (DATA / "phone" / name).read_bytes() for name in ("IMG_0413.MOV", "IMG_0412.HEIC")
    )
    assert form(("a.mov", film)).status_code == 302
    answer = form(("a.heic", photo))
    assert answer.status_code == 422
    settings.EVIDENCE_FILM_MAX_BYTES = 9_000
    assert form(("a.mov", film)).status_code == 422


# --- long pictures


@pytest.mark.usefixtures("both_places")
def test_a_long_picture_becomes_sheets_at_full_width_that_miss_nothing(db, moment):  # noqa: F811
    file = stored("jpg", LONG.read_bytes(), moment)
    assert page_count(file) == 20
    with Image.open(LONG) as whole:
        whole.load()
    top = 0
    for number in range(1, 21):
        with Image.open(copy_of(picture(file, number, large=True))) as sheet:
            assert sheet.width == 1080
            place = (0, top, 1080, top + sheet.height)
            near = whole.convert("RGB").crop(place).resize((27, 40)).tobytes()
            same = sheet.convert("RGB").resize((27, 40)).tobytes()
            assert max(abs(one - two) for one, two in zip(near, same, strict=True)) < 12, number
            top = round((30000 - sheet.height) * number / 19)
    assert top >= 30000 - 1620, "the last sheet reaches the end"
    book = pypdfium2.PdfDocument(copy_of(bare(file)))
    assert len(book) == 20
    with pikepdf.open(copy_of(bare(file))) as copy:
        assert copy.pages[0].Resources.XObject.Im.Width == 1080


@pytest.mark.parametrize("size", [(1080, 2400), (2400, 1080), (300, 900), (40, 40)])
def test_a_whole_screen_and_a_small_picture_stay_one_sheet(db, moment, size):  # noqa: F811
    out = io.BytesIO()
    Image.new("RGB", size).save(out, "PNG")
    file = stored("png", out.getvalue(), moment)
    assert page_count(file) == 1
    assert bare(file).ending == "jpg"


def test_a_wide_picture_is_cut_from_left_to_right(db, moment):  # noqa: F811
    wide = Image.new("RGB", (9000, 1200))
    wide.paste("white", (8900, 0, 9000, 1200))
    out = io.BytesIO()
    wide.save(out, "PNG")
    file = stored("png", out.getvalue(), moment)
    count = page_count(file)
    assert count > 1
    with Image.open(copy_of(picture(file, count, large=True))) as last:
        assert last.height == 1200
        assert last.getpixel((last.width - 10, 600)) == (255, 255, 255)


@pytest.mark.usefixtures("both_places")
def test_long_pictures_from_before_are_cut_too_and_handed_copies_stay(db, moment):  # noqa: F811
    """What reading found then holds no count of sheets; a copy whose hash was told is the copy."""
    file = stored("jpg", LONG.read_bytes(), moment)
    del file.facts["sheets"]
    assert page_count(file) == 20
    before = bare(file).name.replace("-bare.pdf", "-bare.jpg")
    DERIVED.write(before, io.BytesIO(b"as it was handed out"))
    assert bare(file).read_bytes() == b"as it was handed out"


def test_what_stands_on_two_sheets_is_covered_on_both(db, moment):  # noqa: F811
    """A box at the lower edge of sheet 3 lies at the upper edge of sheet 4."""
    white = Image.new("L", (1080, 30000), 255)
    out = io.BytesIO()
    white.save(out, "PNG")
    file = stored("png", out.getvalue(), moment)
    box = {"page": 3, "x": 10, "y": 96, "w": 50, "h": 4}
    copy = redacted(file, [box])
    assert copy["kind"] == "pdf"
    book = pypdfium2.PdfDocument(root() / copy["path"])
    assert len(book) == 20
    dark = [
        number
        for number, page in enumerate(book, 1)
        if page.render(scale=0.5).to_pil().convert("L").getextrema()[0] < 40
    ]
    assert dark == [3, 4]


def test_the_person_concerned_takes_away_sheets_that_can_be_read(story, as_, world):
    case = story("in_review")
    file = stored("jpg", LONG.read_bytes(), case.at)
    fresh = Incident.objects.get(pk=case.incident.pk)
    common = {"by": world.member, "at": case.at}
    item = incident_actions.add_evidence(incident=fresh, file=file, caption="ảnh", **common)
    fresh = Incident.objects.get(pk=case.incident.pk)
    review.notify(incident=fresh, bundle=[item], **common)
    door = f"/cua-toi/{case.incident.code}/chung-cu/{item.pk}/"
    page = as_("person").get(f"{door}xem/?trang=20&co=lon").content.decode()
    assert "trang 20 trên 20" in page
    answer = as_("person").get(door)
    assert answer["Content-Disposition"].endswith('.pdf"')
    assert len(pypdfium2.PdfDocument(given(answer))) == 20


@pytest.mark.usefixtures("both_places")
def test_a_scan_of_several_pages_has_its_pages(db, moment):  # noqa: F811
    pages = [Image.new("1", (1654, 2339), number % 2) for number in range(3)]
    out = io.BytesIO()
    pages[0].save(out, "TIFF", save_all=True, append_images=pages[1:], compression="group4")
    file = stored("tif", out.getvalue(), moment)
    assert page_count(file) == 3
    shades = [
        Image.open(copy_of(picture(file, number))).convert("L").getextrema()[1]
        for number in (1, 2, 3)
    ]
    assert shades == [0, 255, 0]
    assert len(pypdfium2.PdfDocument(copy_of(bare(file)))) == 3


# --- papers


def shade(made: Made, place: tuple[float, float, float, float]) -> int:
    """How many colours a part of a drawn page has; parts of its width and height."""
    with Image.open(copy_of(made)) as drawn:
        part = drawn.convert("RGB").crop(
            tuple(round(at * side) for at, side in zip(place, drawn.size * 2, strict=True))
        )
        return len(part.getcolors(maxcolors=1 << 20))


FILLED = {
    "the name typed in": (0.26, 0.155, 0.57, 0.18),
    "the ticked box": (0.135, 0.205, 0.165, 0.225),
    "the block of the signature": (0.58, 0.81, 0.9, 0.88),
}
ADDED = {"the note": (0.13, 0.38, 0.4, 0.4), "the stamp": (0.13, 0.43, 0.4, 0.45)}


@pytest.mark.parametrize(
    ("name", "places"),
    [("bien-ban-ky-so-va-dien-mau", FILLED), ("them-ghi-chu", {**FILLED, **ADDED})],
)
def test_a_paper_is_drawn_with_what_is_on_it(db, moment, name, places):  # noqa: F811
    file = stored("pdf", (DATA / "pdf" / f"{name}.pdf").read_bytes(), moment)
    empty = [what for what, place in places.items() if shade(picture(file), place) < 5]
    assert not empty
    copy = redacted(file, [{"page": 1, "x": 1, "y": 95, "w": 2, "h": 2}])
    drawn = picture(StoredFile.objects.create(**copy, by=None, at=moment))
    assert not [what for what, place in places.items() if shade(drawn, place) < 5]


MARKS = (
    *("Text", "FreeText", "Line", "Square", "Circle", "Polygon", "PolyLine", "Highlight"),
    *("Underline", "Squiggly", "StrikeOut", "Stamp", "Caret", "Ink", "FileAttachment"),
)


def marked(kind: str) -> bytes:
    """A page with one mark of this kind, which does not say how it looks."""
    book = pikepdf.Pdf.new()
    page = book.add_blank_page(page_size=(200, 200))
    page.Annots = pikepdf.Array(
        [
            book.make_indirect(
                pikepdf.Dictionary(
                    Type=pikepdf.Name.Annot,
                    Subtype=pikepdf.Name(f"/{kind}"),
                    Rect=pikepdf.Array([20, 100, 160, 150]),
                    F=4,
                    C=pikepdf.Array([1, 0, 0]),
                    Contents="Lời ghi bên lề",
                    DA="/Helv 12 Tf 0 0 1 rg",
                    QuadPoints=pikepdf.Array([20, 150, 160, 150, 20, 100, 160, 100]),
                    InkList=pikepdf.Array([pikepdf.Array([20, 100, 160, 150, 160, 100])]),
                )
            )
        ]
    )
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_every_mark_on_a_page_is_drawn_or_the_page_says_that_it_is_not(form, counted):
    wrong = []
    for kind in MARKS:
        form((f"{kind}.pdf", marked(kind)))
        item = Incident.objects.get(code=form.code).evidence.latest("number")
        drawn = shade(picture(item.file), (0, 0, 1, 1)) > 1
        if drawn == bool(item.file.facts.get("undrawn")):
            wrong.append((kind, drawn, item.file.facts))
        if bool(item.file.facts.get("noted")) == (kind == "FreeText"):
            wrong.append((kind, item.file.facts))
    counted(len(MARKS), "kinds of marks on a page")
    assert not wrong


def test_the_viewer_tells_what_notes_say_and_what_could_not_be_drawn(story, as_, world):
    case = story("in_review")
    fresh = Incident.objects.get(pk=case.incident.pk)
    file = stored("pdf", marked("Stamp"), case.at)
    item = incident_actions.add_evidence(
        incident=fresh, file=file, caption="giấy", by=world.member, at=case.at
    )
    for page in ("", "che/"):
        address = f"/ho-so/{case.incident.code}/chung-cu/{item.pk}/{page}"
        text = " ".join(as_("member").get(address).content.decode().split())
        assert "Lời ghi bên lề" in text, address
        assert "Tệp có 1 dấu, nét vẽ không kèm hình" in text, address


def test_a_page_longer_than_paper_is_cut_as_pictures_are(db, moment):  # noqa: F811
    book = pikepdf.Pdf.new()
    book.add_blank_page(page_size=(500, 800))
    book.add_blank_page(page_size=(500, 9000))
    out = io.BytesIO()
    book.save(out)
    file = stored("pdf", out.getvalue(), moment)
    assert file.facts["pages"] == 2
    count = page_count(file)
    assert count > 8
    for number in (1, 2, count):
        with Image.open(copy_of(picture(file, number))) as drawn:
            assert drawn.height <= 2.5 * drawn.width
    copy = redacted(file, [{"page": count, "x": 10, "y": 10, "w": 10, "h": 10}])
    assert len(pypdfium2.PdfDocument(root() / copy["path"])) == count
