"""What others are handed names nobody: a mark is planted in every place a kind of file has for an
author, a place, a device, and looked for in the copy.
"""

import io
import re
import struct
import zipfile
from pathlib import Path

import pikepdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, PngImagePlugin

from compliance.core.refusals import NotNow
from compliance.files import MIME, bare, intact, kinds, names_left
from compliance.files.models import StoredFile
from compliance.incidents import actions as incident_actions
from compliance.incidents import custody
from compliance.incidents.models import Incident
from compliance.registry.queries import known_names
from compliance.review import actions as review
from compliance.review.hearing.checks import WAY_OUT
from tests.compliance.test_attack_files import docx, pdf, xlsx

pytestmark = pytest.mark.once  # the same whichever database answers

PHONE = Path(__file__).with_name("data") / "phone"
SEEN = "noi-dung-thay-duoc"  # what must survive
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
O = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"  # noqa: E741
REL = (
    "<Relationships"
    ' xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{}</Relationships>'
)


class Marks:
    """Numbered marks, each for one place."""

    def __init__(self):
        self.places: dict[str, str] = {}

    def __call__(self, place: str) -> str:
        mark = f"Dau{len(self.places):02d}Vet"
        self.places[mark] = place
        return mark


def jpeg(mark) -> bytes:
    exif = Image.Exif()
    exif[0x013B], exif[0x010F], exif[0x8298] = (
        mark("EXIF người chụp"),
        mark("EXIF hãng máy"),
        mark("EXIF bản quyền"),
    )
    exif.get_ifd(0x8769)[0xA431] = mark("EXIF số máy")
    exif.get_ifd(0x8825)[0x001D] = mark("EXIF GPS")
    out = io.BytesIO()
    Image.new("RGB", (32, 24), "#8899aa").save(
        out,
        "JPEG",
        exif=exif,
        comment=mark("JPEG ghi chú"),
        icc_profile=mark("JPEG hồ sơ màu").encode(),
    )
    more = b"".join(
        b"\xff" + bytes([code]) + struct.pack(">H", len(text) + 2) + text
        for code, text in (
            (0xE1, b"http://ns.adobe.com/xap/1.0/\0" + mark("XMP").encode()),
            (0xED, b"Photoshop 3.0\x008BIM" + mark("IPTC").encode()),
        )
    )
    whole = out.getvalue()
    return whole[:2] + more + whole[2:] + mark("JPEG sau phần cuối").encode()


def png(mark) -> bytes:
    info, exif, out = PngImagePlugin.PngInfo(), Image.Exif(), io.BytesIO()
    info.add_text("Author", mark("PNG tEXt"))
    info.add_text("Comment", mark("PNG zTXt"), zip=True)
    info.add_itxt("XML:com.adobe.xmp", mark("PNG XMP"))
    exif[0x013B] = mark("PNG eXIf")
    Image.new("RGB", (32, 24), "#8899aa").save(out, "PNG", pnginfo=info, exif=exif)
    return out.getvalue()


def webp(mark) -> bytes:
    exif, out = Image.Exif(), io.BytesIO()
    exif[0x013B] = mark("WebP EXIF")
    Image.new("RGB", (32, 24), "#8899aa").save(
        out, "WEBP", exif=exif, xmp=mark("WebP XMP").encode()
    )
    return out.getvalue()


def gif(mark) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (32, 24), "#8899aa").save(out, "GIF", comment=mark("GIF ghi chú").encode())
    return out.getvalue()


def paper(mark) -> bytes:
    photo = jpeg(lambda place: mark(f"ảnh trong PDF: {place}"))
    info = "".join(
        f"/{key}({mark('Info ' + key)})"
        for key in ("Author", "Creator", "Producer", "Company", "Title", "Keywords")
    )
    content = f"BT 40 100 Td ({SEEN}) Tj ET"
    objects = (
        f"<<{info}>>",
        f"<</Type/Metadata/Subtype/XML/Length 8>>stream\n{mark('XMP')}\nendstream",
        (
            "<</Subtype/Text/Rect[0 0 9"
            f" 9]/T({mark('người ghi chú')})/NM({mark('số ghi chú')})/M(D:2017)/Contents({SEEN})>>"
        ),
        f"<</PieceInfo<</X<</Private({mark('PieceInfo')})>>>>/LastModified(D:2017)>>",
        (
            "<</FT/Sig/Subtype/Widget/Rect[0 0 9 9]/T(ky)/V<</Type/Sig"
            f"/Name({mark('người ký số')})/Location({mark('nơi ký')})/Contents<00>>>>>"
        ),
        f"<</Type/Filespec/F({mark('tên tệp đính kèm')})/EF<</F 10 0 R>>>>",
        f"<</Type/EmbeddedFile/Length 8>>stream\n{mark('tệp đính kèm')}\nendstream",
        f"<</Length {len(content)}>>stream\n{content}\nendstream",
        (
            "<</Subtype/Text/Rect[0 0 9"
            f" 9]/A<</S/JavaScript/JS({mark('mã lệnh')})>>/RC({mark('chữ có định dạng')})>>"
        ),
    )
    made = pdf(
        *objects,
        trailer="/Info 4 0 R",
        catalog=(
            "/Metadata 5 0 R/AcroForm<</Fields[8 0 R]>>/Names<</EmbeddedFiles<</Names[(a) 9 0"
            " R]>>>>"
        ),
    )
    with pikepdf.open(io.BytesIO(made)) as document:
        page = document.pages[0]
        page.Annots = pikepdf.Array([document.get_object(n, 0) for n in (6, 8, 12)])
        page.Contents, page.PieceInfo = (
            document.get_object(11, 0),
            document.get_object(7, 0).PieceInfo,
        )
        image = pikepdf.Stream(
            document,
            photo,
            Type=pikepdf.Name.XObject,
            Subtype=pikepdf.Name.Image,
            Width=32,
            Height=24,
            ColorSpace=pikepdf.Name.DeviceRGB,
            BitsPerComponent=8,
            Filter=pikepdf.Name.DCTDecode,
        )
        page.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Im0=image))
        out = io.BytesIO()
        document.save(out, fix_metadata_version=False)
    return out.getvalue()


def properties(mark) -> dict[str, str]:
    dc = (
        'xmlns:dc="http://purl.org/dc/elements/1.1/"'
        ' xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties"'
    )
    return {
        "docProps/core.xml": (
            f"<cp:coreProperties {dc}><dc:creator>{mark('core người soạn')}</dc:creator>"
            f"<cp:lastModifiedBy>{mark('core người sửa')}</cp:lastModifiedBy></cp:coreProperties>"
        ),
        "docProps/app.xml": (
            f"<Properties><Company>{mark('app cơ quan')}</Company>"
            f"<Manager>{mark('app phụ trách')}</Manager></Properties>"
        ),
        "docProps/custom.xml": f"<Properties><p>{mark('custom')}</p></Properties>",
        "docProps/thumbnail.jpeg": jpeg(lambda place: mark(f"hình thu nhỏ: {place}")),
        "customXml/item1.xml": f"<x>{mark('customXml')}</x>",
        "_rels/.rels": REL.format(
            '<Relationship Id="c" Type="http://x/core-properties" Target="docProps/core.xml"/>'
        ),
    }


def word(mark) -> bytes:
    by = lambda place: (  # noqa: E731
        f'w:author="{mark(place)}" w:initials="{mark(place + ", chữ tắt")}"'
        ' w:date="2017-01-01T00:00:00Z"'
    )
    body = (
        f'<w:p xmlns:w="{W}" w:rsidR="{mark("rsid")}"><w:ins'
        f" {by('chèn')}><w:r><w:t>{SEEN}</w:t></w:r></w:ins><w:del"
        f" {by('xóa')}><w:r><w:delText>x</w:delText></w:r></w:del></w:p><w:p"
        f' xmlns:w="{W}"><w:pPr><w:pPrChange {by("định dạng")}/></w:pPr></w:p><!--'
        f" {mark('chú thích XML')} -->"
    )
    extra = properties(mark) | {
        "word/comments.xml": (
            f'<w:comments xmlns:w="{W}"><w:comment w:id="0"'
            f" {by('ghi chú')}><w:p><w:r><w:t>{SEEN}</w:t></w:r></w:p></w:comment></w:comments>"
        ),
        "word/people.xml": (
            f'<w:people xmlns:w="{W}"><w:person w:author="{mark("people")}"/></w:people>'
        ),
        "word/settings.xml": (
            f'<w:settings xmlns:w="{W}"><w:rsids><w:rsid'
            f' w:val="{mark("rsids")}"/></w:rsids><w:docVars><w:docVar w:name="a"'
            f' w:val="{mark("docVar")}"/></w:docVars></w:settings>'
        ),
        "word/glossary/document.xml": f"<x>{mark('glossary')}</x>",
        "word/media/image1.jpg": jpeg(lambda place: mark(f"ảnh trong Word: {place}")),
        "word/_rels/document.xml.rels": REL.format(
            '<Relationship Id="p" Type="http://x/people" Target="people.xml"/><Relationship Id="h"'
            ' Type="http://x/hyperlink" TargetMode="External"'
            f' Target="file:///C:/{mark("đường dẫn máy")}"/>'
        ),
    }
    return docx(body, extra=extra)


def sheet(mark) -> bytes:
    extra = properties(mark) | {
        "xl/comments1.xml": (
            f"<comments><authors><author>{mark('tác giả ghi chú')}</author></authors><commentList>"
            f"<comment><text><t>{SEEN}</t></text></comment></commentList></comments>"
        ),
        "xl/persons/person.xml": (
            f'<personList><person displayName="{mark("person")}"'
            f' userId="{mark("person id")}"/></personList>'
        ),
        "xl/threadedComments/threadedComment1.xml": f"<x>{mark('threaded')}</x>",
        "xl/pivotCache/pivotCacheDefinition1.xml": (
            f'<pivotCacheDefinition refreshedBy="{mark("pivot")}"/>'
        ),
        "xl/revisions/userNames.xml": f"<users><x>{mark('revisions')}</x></users>",
        "xl/connections.xml": f"<connections><x>{mark('connections')}</x></connections>",
        "xl/worksheets/sheet2.xml": (
            '<worksheet xmlns:xr="http://schemas.microsoft.com/office/spreadsheetml/2014/revision"'
            f' xr:uid="{mark("xr:uid")}">'
            f"<sheetData><row><c><v>{SEEN}</v></c></row></sheetData></worksheet>"
        ),
        "xl/styles.xml": (
            f'<styleSheet><fileSharing userName="{mark("fileSharing")}"/><absPath'
            f' url="C:/{mark("absPath")}"/><customWorkbookViews><customWorkbookView'
            f' name="{mark("customWorkbookView")}"/></customWorkbookViews></styleSheet>'
        ),
        "xl/media/image1.png": png(lambda place: mark(f"ảnh trong Excel: {place}")),
    }
    return xlsx(f"<t>{SEEN}</t>", extra=extra)


def box(name: bytes, *parts: bytes) -> bytes:
    body = b"".join(parts)
    return struct.pack(">I4s", len(body) + 8, name) + body


def full(*numbers: int) -> bytes:
    return struct.pack(f">{len(numbers) + 1}I", 0, *numbers)


def track(mark, handler: bytes, place: int, size: int) -> bytes:
    place_of_samples = box(b"alis", full()[:3] + b"\1", mark(f"dref {handler.decode()}").encode())
    entries = full(0)
    if handler == b"vide":
        compressor = mark("tên bộ nén").ljust(32).encode()
        entries = full(1) + box(b"avc1", bytes(42), compressor, bytes(4))
    dinf = box(b"dinf", box(b"dref", full(1), place_of_samples))
    stbl = box(
        b"stbl",
        box(b"stsd", entries),
        box(b"stts", full(0)),
        box(b"stsc", full(1, 1, 1, 1)),
        box(b"stsz", full(size, 1)),
        box(b"stco", full(1, place)),
    )
    head = box(
        b"hdlr",
        full(0) + handler + bytes(12) + mark(f"tên rãnh {handler.decode()}").encode() + b"\0",
    )
    udta = box(b"udta", box(b"name", mark(f"udta của rãnh {handler.decode()}").encode()))
    return box(
        b"trak",
        box(b"tkhd", full(0, 0, 1, 0, 0)),
        box(b"mdia", box(b"mdhd", full(0, 0, 1, 0, 0)), head, box(b"minf", dinf, stbl)),
        udta,
    )


def mp4(mark, brand: bytes = b"isom", handler: bytes = b"vide") -> bytes:
    picture, gps, stray = (
        SEEN.encode(),
        mark("rãnh định vị").encode(),
        mark("mdat ngoài rãnh").encode(),
    )
    ftyp = box(b"ftyp", brand + b"\0\0\2\0" + brand + b"mp41")
    samples = len(ftyp) + 8
    mdat = box(b"mdat", picture, gps, stray)
    udta = box(
        b"udta",
        *(
            box(name, mark(f"udta {name.decode('latin-1')}").encode())
            for name in (
                b"\xa9xyz",
                b"\xa9ART",
                b"\xa9nam",
                b"\xa9mak",
                b"\xa9swr",
                b"loci",
                b"auth",
            )
        ),
        box(b"meta", full(), box(b"ilst", mark("meta ilst").encode())),
    )
    moov = box(
        b"moov",
        box(b"mvhd", full(0, 0, 1, 0, 0)),
        track(mark, handler, samples, len(picture)),
        track(mark, b"meta", samples + len(picture), len(gps)),
        udta,
        box(b"meta", full(), box(b"keys", mark("moov meta").encode())),
    )
    last = (
        box(b"uuid", bytes(16), mark("uuid XMP").encode()),
        box(b"free", mark("free").encode()),
        box(b"meta", full(), mark("meta ngoài moov").encode()),
    )
    return ftyp + mdat + moov + b"".join(last)


def mov(mark) -> bytes:
    return mp4(mark, b"qt  ") + bytes(4)


def old_phone(mark) -> bytes:
    return mp4(mark, b"3gp4")


def memo(mark) -> bytes:
    return mp4(mark, b"M4A ", b"soun")


def heic(mark) -> bytes:
    """A real one; behind it what other programs add."""
    more = (box(b"uuid", bytes(16), mark("uuid XMP").encode()), box(b"free", mark("free").encode()))
    return (PHONE / "IMG_0412.HEIC").read_bytes() + b"".join(more)


def avif(mark) -> bytes:
    exif = Image.Exif()
    exif[0x013B], exif[0x010F] = mark("EXIF người chụp"), mark("EXIF hãng máy")
    out = io.BytesIO()
    xmp = f"<x>{mark('XMP')}</x>".encode()
    Image.new("RGB", (32, 24)).save(out, "AVIF", exif=exif, xmp=xmp)
    return out.getvalue()


def tif(mark) -> bytes:
    tags = {
        270: mark("mô tả"),
        271: mark("hãng máy"),
        305: mark("chương trình"),
        315: mark("người"),
    }
    out = io.BytesIO()
    Image.new("RGB", (32, 24)).save(
        out, "TIFF", tiffinfo=tags, save_all=True, append_images=[Image.new("L", (20, 30))]
    )
    return out.getvalue()


def bmp(mark) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (32, 24)).save(out, "BMP")
    return out.getvalue() + mark("sau ảnh").encode()


def tags_ahead(mark) -> bytes:
    """ID3, as it stands before mp3 and before other sound."""
    frames = b"".join(
        name + struct.pack(">I", len(said) + 1) + bytes(2) + b"\3" + said
        for name, said in (
            (name, mark(f"ID3 {name.decode()}").encode())
            for name in (b"TPE1", b"TIT2", b"COMM", b"GEOB", b"APIC", b"TXXX")
        )
    )
    return b"ID3\4\0\0" + bytes([0, 0, len(frames) >> 7, len(frames) & 0x7F]) + frames


def mp3(mark) -> bytes:
    frame = b"\xff\xfb\x90\x00" + SEEN.encode().ljust(413, b"\0")
    between, behind = mark("giữa các khung").encode(), b"TAG" + mark("ID3v1").encode().ljust(125)
    return tags_ahead(mark) + frame * 3 + between + frame * 2 + behind


def aac(mark) -> bytes:
    body = SEEN.encode()
    size = 7 + len(body)
    head = bytes([0xFF, 0xF1, 0x50, 0x80 | size >> 11, size >> 3 & 0xFF, (size & 7) << 5 | 31, 252])
    return tags_ahead(mark) + (head + body) * 3 + mark("sau khung cuối").encode()


def amr(mark) -> bytes:
    frame = b"\x3c" + SEEN.encode().ljust(31, b"\0")
    return b"#!AMR\n" + frame * 2 + b"\x3c" + mark("khung bị cắt").encode()


def wav(mark) -> bytes:
    def chunk(name: bytes, body: bytes) -> bytes:
        return name + struct.pack("<I", len(body)) + body + b"\0" * (len(body) & 1)

    said = b"".join(
        chunk(name, mark(f"LIST {name.decode()}").encode()) for name in (b"IART", b"INAM", b"ICMT")
    )
    body = (
        chunk(b"fmt ", struct.pack("<HHIIHH", 1, 1, 8000, 16000, 2, 16))
        + chunk(b"LIST", b"INFO" + said)
        + chunk(b"bext", mark("bext").encode())
        + chunk(b"data", SEEN.encode())
        + chunk(b"iXML", mark("iXML").encode())
        + chunk(b"id3 ", mark("id3").encode())
    )
    return b"RIFF" + struct.pack("<I", 4 + len(body)) + b"WAVE" + body


def ogg(mark) -> bytes:
    def page(number: int, body: bytes, flags: int = 0) -> bytes:
        laces = [*[255] * (len(body) // 255), len(body) % 255]
        head = b"OggS\0" + bytes([flags]) + struct.pack("<QIII", 0, 308, number, 0)
        return head + bytes([len(laces), *laces]) + body

    said = [
        f"{name}={mark(f'OpusTags {name}')}".encode()
        for name in ("ARTIST", "TITLE", "LOCATION", "METADATA_BLOCK_PICTURE")
    ]
    vendor = mark("chương trình").encode()
    tags = b"OpusTags" + struct.pack("<I", len(vendor)) + vendor + struct.pack("<I", len(said))
    tags += b"".join(struct.pack("<I", len(text)) + text for text in said) + bytes(300)
    head = b"OpusHead\1\1" + struct.pack("<HIH", 0, 48000, 0) + b"\0"
    return page(0, head, 2) + page(1, tags) + page(2, SEEN.encode(), 4)


def element(name: int, *parts: bytes) -> bytes:
    body = b"".join(parts)
    return (
        name.to_bytes((name.bit_length() + 7) // 8, "big")
        + (0x10000000 | len(body)).to_bytes(4, "big")
        + body
    )


def webm(mark) -> bytes:
    text = lambda name, place: element(name, mark(place).encode())  # noqa: E731
    info = element(
        0x1549A966,
        element(0x2AD7B1, b"\x0f\x42\x40"),
        text(0x7BA9, "Title"),
        text(0x4D80, "MuxingApp"),
        text(0x5741, "WritingApp"),
        text(0x7384, "SegmentFilename"),
    )
    tracks = element(
        0x1654AE6B,
        element(
            0xAE,
            element(0xD7, b"\1"),
            element(0x83, b"\1"),
            element(0x86, b"V_VP8"),
            text(0x536E, "tên rãnh"),
        ),
    )
    tags = element(
        0x1254C367,
        element(0x7373, element(0x67C8, text(0x45A3, "TagName"), text(0x4487, "TagString"))),
    )
    kept = element(0x1941A469, element(0x61A7, text(0x466E, "FileName")))
    cluster = element(
        0x1F43B675,
        element(0xE7, b"\0"),
        element(0xA3, b"\x81\0\0\x80" + SEEN.encode()),
        text(0xEC, "Void trong Cluster"),
    )
    return element(0x1A45DFA3, b"\x42\x82\x84webm") + element(
        0x18538067, info, tracks, cluster, tags, kept
    )


MAKERS = {
    "jpg": jpeg,
    "png": png,
    "webp": webp,
    "gif": gif,
    "pdf": paper,
    "docx": word,
    "xlsx": sheet,
    "mp4": mp4,
    "mov": mov,
    "3gp": old_phone,
    "webm": webm,
    "m4a": memo,
    "heic": heic,
    "avif": avif,
    "tif": tif,
    "bmp": bmp,
    "mp3": mp3,
    "aac": aac,
    "amr": amr,
    "wav": wav,
    "ogg": ogg,
}


def everything(data: bytes, kind: str) -> bytes:
    """The bytes, and what is packed inside them."""
    if kind in ("docx", "xlsx"):
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return (
                data
                + b"".join(
                    one.filename.encode() + everything(archive.read(one), one.filename[-3:])
                    for one in archive.infolist()
                )
                + archive.comment
            )
    if kind == "pdf":
        out = io.BytesIO()
        with pikepdf.open(io.BytesIO(data)) as document:
            streams = [
                one.read_bytes()
                for one in document.objects
                if isinstance(one, pikepdf.Stream) and one.get("/Filter") != pikepdf.Name.DCTDecode
            ]
            document.save(out, qdf=True, fix_metadata_version=False)
        return data + out.getvalue() + b"".join(streams)
    if kind == "png":
        with Image.open(io.BytesIO(data)) as image:
            return data + repr(image.info).encode()
    return data


def stored(kind: str, content: bytes, at) -> StoredFile:
    return incident_actions.store_file(
        upload=SimpleUploadedFile(f"tep.{kind}", content), by=None, at=at
    )


def found(marks: Marks, data: bytes) -> list[str]:
    return [
        place
        for mark, place in marks.places.items()
        if any(mark.encode(code) in data for code in ("utf-8", "utf-16-le", "utf-16-be"))
    ]


@pytest.mark.usefixtures("both_places")
def test_no_copy_carries_who_where_or_with_what(db, moment, counted):
    """Every accepted kind × every place; the original keeps them all, the copy none, and what is
    read stays.
    """
    assert set(MAKERS) == set(MIME) == set(WAY_OUT), (
        "every accepted kind is tried, and each has a way out"
    )
    places, wrong = 0, []
    for kind, make in MAKERS.items():
        marks = Marks()
        content = make(marks)
        assert set(found(marks, everything(content, kind))) == set(marks.places.values()), (
            f"{kind}: planted for nothing"
        )
        file = stored(kind, content, moment)
        data = bare(file).read_bytes()
        wrong += [f"{kind}: {place}" for place in found(marks, everything(data, kind))]
        places += len(marks.places)
        if kind not in kinds.PICTURES:
            assert SEEN.encode() in everything(data, kind), f"{kind}: what is read is gone"
        assert intact(file), "the original is untouched"
        assert bare(file).read_bytes() == data
        print(f"   {kind}: {', '.join(marks.places.values())}")
    assert not wrong, wrong
    counted(places, "places in files that could name somebody")


@pytest.fixture
def moment():
    from django.utils import timezone

    return timezone.now()


def hidden_in(kind: str, name: str) -> bytes:
    """A file that keeps a name where neither its reader nor the copy's maker looks."""
    return {
        "docx": lambda: docx(f"<w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>{name}</w:t></w:r></w:p>"),
        "xlsx": lambda: xlsx(
            "",
            extra={
                "xl/worksheets/sheet2.xml": (
                    f'<worksheet><row hidden="1"><c><is><t>{name}</t></is></c></row></worksheet>'
                )
            },
        ),
        "pdf": lambda: pdf("<</Type/OCG>>", catalog=f"/PageLabels<</Nums[0<</P({name})>>]>>"),
    }[kind]()


def test_a_name_out_of_sight_keeps_a_file_from_going_out_as_it_is(story, as_, world, counted):
    """The reporter's name, in full, by login and run together; somebody else's just as well: the
    refusal tells nobody who reported.
    """
    case = story("in_review")
    tried = 0
    for kind in ("docx", "xlsx", "pdf"):
        for name in (
            "Vu Mot Truong",
            world.unit_head.display_name,
            world.other_head.display_name,
            world.unit_head.display_name.replace(" ", ""),
        ):
            file = stored(kind, hidden_in(kind, name if kind != "pdf" else _ascii(name)), case.at)
            known = known_names(but=case.incident.person)
            assert names_left(file, known) == (name != "Vu Mot Truong"), (kind, name)
            tried += 1
    item = incident_actions.add_evidence(
        incident=Incident.objects.get(pk=case.incident.pk),
        by=world.member,
        at=case.at,
        file=file,
        caption="bảng",
    )
    with pytest.raises(NotNow, match="lập bản che"):
        review.notify(
            incident=Incident.objects.get(pk=case.incident.pk),
            bundle=[item],
            by=world.member,
            at=case.at,
        )
    counted(tried, "hidden names")


def _ascii(name: str) -> str:
    from compliance.core.text import fold

    return fold(name)


def test_the_chain_of_custody_and_the_own_page_tell_the_hash_of_what_is_taken_away(
    story, as_, world
):
    case = story("in_review")
    file = stored("pdf", paper(Marks()), case.at)
    item = incident_actions.add_evidence(
        incident=Incident.objects.get(pk=case.incident.pk),
        by=world.member,
        at=case.at,
        file=file,
        caption="giấy",
    )
    review.notify(
        incident=Incident.objects.get(pk=case.incident.pk),
        bundle=[item],
        by=world.member,
        at=case.at,
    )
    import hashlib

    page = as_("person").get(f"/cua-toi/{case.incident.code}/chung-cu/{item.pk}/xem/")
    given = as_("person").get(f"/cua-toi/{case.incident.code}/chung-cu/{item.pk}/")
    taken = b"".join(given.streaming_content)
    digest = hashlib.sha256(taken).hexdigest()
    assert digest != file.sha256
    assert all(one in page.content.decode() for one in (digest, file.sha256))
    assert any(digest in row.note for row in custody.chain(item))
    words = " ".join(page.content.decode().split())
    assert re.search("mã lệnh.*không có trong bản tải về", words)


RUNS = {
    "mở tệp": ("/OpenAction<</S/JavaScript/JS(1)>>", ()),
    "AA của tài liệu": ("/AA<</WC<</S/JavaScript/JS(1)>>>>", ()),
    "chương trình": ("/OpenAction<</S/Launch/F(a.exe)>>", ()),
    "việc chưa biết": ("/OpenAction<</S/ViecMoi/F(a.exe)>>", ()),
    "cây tên": ("/Names<</JavaScript<</Names[(a)<</S/JavaScript/JS(1)>>]>>>>", ()),
    "gửi biểu mẫu": (
        "",
        ("<</Subtype/Widget/FT/Btn/Rect[0 0 1 1]/A<</S/SubmitForm/F(http://x)>>>>",),
    ),
    "nhập dữ liệu": ("", ("<</Subtype/Link/Rect[0 0 1 1]/A<</S/ImportData/F(x)>>>>",)),
    "tệp khác": ("", ("<</Subtype/Link/Rect[0 0 1 1]/A<</S/GoToR/F(x.pdf)/D[0/Fit]>>>>",)),
    "tệp nhúng": ("", ("<</Subtype/Link/Rect[0 0 1 1]/A<</S/GoToE/D[0/Fit]>>>>",)),
    "nối tiếp": (
        "",
        ("<</Subtype/Link/Rect[0 0 1 1]/A<</S/URI/URI(http://x)/Next<</S/Launch/F(x)>>>>>>",),
    ),
    "RichMedia": ("", ("<</Subtype/RichMedia/Rect[0 0 1 1]>>",)),
    "đính kèm": (
        "/Names<</EmbeddedFiles<</Names[(a)<</Type/Filespec/F(a)/EF<</F 4 0 R>>>>]>>>>",
        ("<</Type/EmbeddedFile/Length 1>>stream\nx\nendstream",),
    ),
    "ghi chú đính kèm": (
        "",
        ("<</Subtype/FileAttachment/Rect[0 0 1 1]/FS<</Type/Filespec/F(a)>>>>",),
    ),
    "XFA": ("/AcroForm<</XFA(x)/Fields[]>>", ()),
    "AA của trường": (
        "/AcroForm<</Fields[4 0 R]>>",
        ("<</FT/Tx/Subtype/Widget/Rect[0 0 1 1]/AA<</K<</S/JavaScript/JS(1)>>>>>>",),
    ),
}
RESTING = {
    "liên kết": ("", ("<</Subtype/Link/Rect[0 0 1 1]/A<</S/URI/URI(http://x)>>>>",)),
    "mở ở trang": ("/OpenAction<</S/GoTo/D[3 0 R/Fit]>>", ()),
    "mở ở trang, ngắn": ("/OpenAction[3 0 R/Fit]", ()),
}


@pytest.mark.usefixtures("both_places")
def test_whatever_could_run_in_a_pdf_is_flagged_and_is_gone_from_the_copy(db, moment, counted):
    from compliance.files.bare import pdf as reading

    for what, (catalog, objects) in {**RUNS, **RESTING}.items():
        file = stored(
            "pdf", pdf(*objects, catalog=catalog + ("/Keep[4 0 R]" if objects else "")), moment
        )
        assert bool(file.facts.get("active")) == (what in RUNS), (what, file.facts)
        with bare(file).on_disk() as copy:
            assert reading.runs(str(copy)) == [], what
    counted(len(RUNS) + len(RESTING), "ways to run something")
