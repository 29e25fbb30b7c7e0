"""Files made to harm (docs/threats.md, U1, U2, U3): each is refused with a reason or kept inert,
quickly, and never answered with a server error.
"""

import io
import os
import struct
import time
import zipfile
import zlib
from pathlib import Path

import pytest
from django.conf import settings as configured
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image

from compliance.files import Refused
from compliance.files.kinds import ENDINGS, ending_of, named_for
from compliance.files.serving import INERT
from compliance.incidents import actions as incident_actions
from compliance.incidents.models import Incident
from halang_portal.uploads import SLACK
from tests.world import png

EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
TYPES = (
    '<?xml version="1.0"?><Types'
    ' xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="xml"'
    ' ContentType="application/xml"/>{more}</Types>'
)
REL = (
    '<?xml version="1.0"?><Relationships xmlns="r"><Relationship Id="a" Type="http://x/{type}"'
    ' Target="{target}" TargetMode="External"/></Relationships>'
)
DOC = '<?xml version="1.0"?><w:document xmlns:w="w"><w:body>{more}</w:body></w:document>'


def picture(kind: str, size=(32, 24), **how) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, "#8899aa").save(out, kind, **how)
    return out.getvalue()


def office(
    main: str, body: str = "", *, extra: dict | None = None, types: str = "", raw: bytes = b""
) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", TYPES.format(more=types))
        archive.writestr(main, raw or body or DOC.format(more="<w:p/>"))
        for name, content in (extra or {}).items():
            archive.writestr(name, content)
    return out.getvalue()


def docx(more: str = "", **how) -> bytes:
    return office("word/document.xml", DOC.format(more=more), **how)


def xlsx(more: str = "", **how) -> bytes:
    return office(
        "xl/workbook.xml",
        '<?xml version="1.0"?><workbook/>',
        extra={
            "xl/worksheets/sheet1.xml": f'<?xml version="1.0"?><s>{more}</s>',
            **how.pop("extra", {}),
        },
        **how,
    )


def pdf(*objects: str, head: bytes = b"", catalog: str = "", trailer: str = "") -> bytes:
    """A small PDF of one page; more objects count from 4."""
    parts = [
        f"<</Type/Catalog/Pages 2 0 R{catalog}>>",
        "<</Type/Pages/Kids[3 0 R]/Count 1>>",
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 200]>>",
        *objects,
    ]
    out, places = head + b"%PDF-1.7\n", []
    for number, part in enumerate(parts, 1):
        places.append(len(out))
        out += f"{number} 0 obj\n{part}\nendobj\n".encode()
    table = len(out)
    out += f"xref\n0 {len(parts) + 1}\n0000000000 65535 f \n".encode() + b"".join(
        f"{place:010d} 00000 n \n".encode() for place in places
    )
    return (
        out
        + f"trailer\n<</Size {len(parts) + 1}/Root 1 0 R{trailer}>>\n".encode()
        + f"startxref\n{table}\n%%EOF\n".encode()
    )


def bomb_png(width: int, height: int) -> bytes:
    """A header that promises a picture far larger than its bytes."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        )

    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
        + chunk(b"IDAT", zlib.compress(b"\0" * 1000))
        + chunk(b"IEND", b"")
    )


def zipped(**members: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name.replace("__", "."), content)
    return out.getvalue()


def encrypted(content: bytes) -> bytes:
    """Set the flag of a password on every member."""
    return content.replace(b"PK\x03\x04\x14\x00\x00\x00", b"PK\x03\x04\x14\x00\x01\x00").replace(
        b"PK\x01\x02\x14\x03\x14\x00\x00\x00", b"PK\x01\x02\x14\x03\x14\x00\x01\x00"
    )


def box(name: bytes, content: bytes = b"", length: int | None = None) -> bytes:
    return struct.pack(">I", 8 + len(content) if length is None else length) + name + content


TRACK = box(b"trak", box(b"mdia", box(b"hdlr", bytes(8) + b"vide" + bytes(13))))
MP4 = box(b"ftyp", b"isom\0\0\2\0isomiso2mp41") + box(b"moov", TRACK) + box(b"mdat", bytes(20))
WEBM = b"\x1aE\xdf\xa3\x87\x42\x82\x84webm" + b"\x18S\x80g\x84\0\0\0\0"
SYMLINK = zipfile.ZipInfo("word/link")
SYMLINK.external_attr = 0o120777 << 16
SCRIPT = b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"
HTML = b"<!doctype html><script>alert(1)</script>"
JS = "<</S/JavaScript/JS(app.alert(1))>>"
BOMB = b"\0" * 120 * 1024 * 1024
NO, YES = False, True

# name, bytes, whether it is kept (and then it must be inert, and leave under an ending of its kind)
CORPUS = [
    ("a.svg", SCRIPT, NO),
    ("a.png", SCRIPT, NO),
    ("a.txt", HTML, NO),
    ("a.pdf", HTML, NO),
    ("a.html", HTML, NO),
    ("a.jpg", HTML, NO),
    ("a.docx", HTML, NO),
    ("a.gif", b"GIF89a/*" + b"\0" * 20 + b"*/=1;alert(1)", NO),
    ("a.gif", picture("GIF") + b"/*<script>alert(1)</script>*/", YES),
    ("a.jpg", picture("JPEG") + zipped(a=b"x"), YES),
    ("a.jpg", picture("JPEG", comment=HTML), YES),
    ("a.png", picture("PNG") + HTML, YES),
    ("a.pdf", picture("JPEG") + pdf(), YES),
    ("js.pdf", pdf(JS, catalog="/OpenAction 4 0 R"), YES),
    ("names.pdf", pdf(JS, catalog="/Names<</JavaScript<</Names[(a)4 0 R]>>>>"), YES),
    (
        "nhung.pdf",
        pdf(
            "<</Type/EmbeddedFile/Length 3>>stream\nabc\nendstream",
            "<</Type/Filespec/F(a.exe)/EF<</F 4 0 R>>>>",
            catalog="/Names<</EmbeddedFiles<</Names[(a)5 0 R]>>>>",
        ),
        YES,
    ),
    ("launch.pdf", pdf("<</S/Launch/F(cmd.exe)>>", catalog="/OpenAction 4 0 R"), YES),
    ("uri.pdf", pdf("<</S/URI/URI(http://x)>>", catalog="/OpenAction 4 0 R"), YES),
    ("muon.pdf", pdf(head=b" " * 512), NO),
    ("cut.pdf", pdf()[:60], NO),
    ("rong.pdf", b"%PDF-1.7\n%%EOF", NO),
    ("rac.pdf", b"%PDF-1.7\n" + os.urandom(2000) + b"%%EOF", NO),
    (
        "khoa.pdf",
        pdf(
            "<</Filter/Standard/V 1/R 2/O(" + "a" * 32 + ")/U(" + "b" * 32 + ")/P -4>>",
            trailer="/Encrypt 4 0 R/ID[<00><00>]",
        ),
        NO,
    ),
    ("khong-trang.pdf", pdf().replace(b"/Kids[3 0 R]/Count 1", b"/Kids[]/Count 0     "), NO),
    ("khong-lo.pdf", pdf().replace(b"0 0 300 200", b"0 0 99999999 9"), NO),
    ("vong.pdf", pdf().replace(b"/Kids[3 0 R]/Count 1", b"/Kids[2 0 R]/Count 9"), NO),
    ("a.docx", docx(), YES),
    ("macro.docx", docx(extra={"word/vbaProject.bin": b"x"}), NO),
    ("a.docm", docx(), YES),
    ("a.xlsm", xlsx(), YES),
    ("a.doc", b"\xd0\xcf\x11\xe0" * 20, NO),
    (
        "khai.docx",
        docx(
            types=(
                '<Override PartName="/word/document.xml"'
                ' ContentType="application/vnd.ms-word.document.macroEnabled.main+xml"/>'
            )
        ),
        NO,
    ),
    (
        "mau.docx",
        docx(
            extra={
                "word/_rels/settings.xml.rels": REL.format(
                    type="attachedTemplate", target="http://x/t.dotm"
                )
            }
        ),
        NO,
    ),
    (
        "hinh.docx",
        docx(
            extra={
                "word/_rels/document.xml.rels": REL.format(type="image", target="http://x/a.png")
            }
        ),
        NO,
    ),
    ("ole.docx", docx(extra={"word/embeddings/oleObject1.bin": b"x"}), NO),
    ("activex.docx", docx(extra={"word/activeX/activeX1.xml": b"<a/>"}), NO),
    (
        "lien-ket.docx",
        docx(
            extra={"word/_rels/document.xml.rels": REL.format(type="hyperlink", target="http://x/")}
        ),
        YES,
    ),
    (
        "dde.docx",
        docx("<w:instrText>DDE</w:instrText><w:instrText>AUTO c:\\\\cmd.exe</w:instrText>"),
        NO,
    ),
    ("dde2.docx", docx('<w:fldSimple w:instr="DDE cmd"/>'), NO),
    ("include.docx", docx('<w:fldSimple w:instr="INCLUDEPICTURE http://x"/>'), NO),
    ("oleobj.docx", docx('<o:OLEObject xmlns:o="o"/>'), NO),
    ("xxe.docx", docx(raw=b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>'), NO),
    (
        "cuoi.docx",
        docx(raw=b'<!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]><l>&b;</l>'),
        NO,
    ),
    ("hong.docx", docx(raw=b"<a><b></a>"), NO),
    ("slip.docx", docx(extra={"../../evil.sh": b"x"}), NO),
    ("tuyet-doi.docx", docx(extra={"/etc/cron.d/x": b"x"}), NO),
    ("symlink.docx", docx(extra={SYMLINK: b"/etc/passwd"}), NO),
    ("exe.docx", docx(extra={"word/media/a.exe": b"MZ"}), NO),
    ("html.docx", docx(extra={"word/afchunk.html": HTML}), NO),
    ("mat-khau.docx", encrypted(docx()), NO),
    ("bom.docx", docx(extra={"word/media/a.png": BOMB}), NO),
    ("nhieu.docx", docx(extra={f"word/m{n}.xml": b"" for n in range(3100)}), NO),
    ("zip.docx", zipped(a__txt=b"x"), NO),
    ("cut.docx", docx()[:-60], NO),
    ("eicar.zip", zipped(a__com=EICAR), NO),
    ("eicar.txt", EICAR, NO),
    ("eicar.docx", EICAR, NO),
    ("eicar2.docx", docx(extra={"word/media/a.txt": EICAR}), YES),
    ("a.xlsx", xlsx("<f>SUM(A1:A2)</f>"), YES),
    ("dde.xlsx", xlsx("<f>cmd|' /C calc'!A0</f>"), NO),
    ("web.xlsx", xlsx('<f>WEBSERVICE("http://x")</f>'), NO),
    ("ngoai.xlsx", xlsx(extra={"xl/externalLinks/externalLink1.xml": b"<a/>"}), NO),
    ("macro4.xlsx", xlsx(extra={"xl/macrosheets/sheet1.xml": b"<a/>"}), NO),
    ("doi.xlsx", docx(), YES),
    ("ddelink.xlsx", xlsx("<ddeLink/>"), NO),
    ("bom.xlsx", xlsx(extra={"xl/sharedStrings.xml": b" " * 101 * 1024 * 1024}), NO),
    ("to.png", bomb_png(12000, 12000), NO),
    ("khong-lo.png", bomb_png(20000, 20000), NO),
    ("vo-han.png", bomb_png(2**31 - 1, 2**31 - 1), NO),
    ("doi-tra.png", bomb_png(7000, 7000), NO),
    ("cut.png", picture("PNG", (400, 400))[:-40], NO),
    ("cut.jpg", picture("JPEG", (400, 400))[:-200], NO),
    ("hong.webp", picture("WEBP")[:-20], NO),
    ("a.tiff", picture("TIFF"), YES),
    ("hong.tiff", b"II*\0" + os.urandom(100), NO),
    ("a.bmp", picture("BMP"), YES),
    ("a.ico", picture("ICO"), NO),
    ("a.webp", picture("WEBP"), YES),
    ("rong.png", b"", NO),
    ("mot.png", b"\x89", NO),
    ("sai.png", b"\x89PNG\r\n\x1a\n" + b"x" * 50, NO),
    ("lon.png", picture("PNG") + b"\0" * (20 * 1024 * 1024), NO),
    ("a.pdf.exe", b"MZ" + b"\0" * 100, NO),
    ("anh.png.jpg", picture("PNG"), YES),
    ("anh.jpg.png", picture("PNG"), YES),
    ("\u202egnp.exe", picture("PNG"), YES),
    ("a\u202ejpg.png", picture("PNG"), YES),
    ("a\0.png", picture("PNG"), YES),
    ("x" * 300 + ".png", picture("PNG"), YES),
    ("ảnh.png", picture("PNG"), YES),
    ("../../../etc/a.png", picture("PNG"), YES),
    ("con.png", picture("PNG"), YES),
    (".htaccess", b"php_value x", NO),
    ("-rf.png", picture("PNG"), YES),
    ("", picture("PNG"), YES),
    ("a;b\"c'd.png", picture("PNG"), YES),
    ("a.mp4", MP4, YES),
    ("a.webm", WEBM, YES),
    ("cut.mp4", MP4[:-6], NO),
    ("khong-moov.mp4", MP4[:28], NO),
    ("vong.mp4", MP4[:28] + box(b"moov", length=0x7FFFFFFF), NO),
    ("html.mp4", MP4[:28] + HTML, NO),
    ("a.mkv", WEBM.replace(b"webm", b"matr"), NO),
    ("hong.webm", b"\x1aE\xdf\xa3\xff", NO),
]


def test_every_file_of_the_corpus_is_refused_with_a_reason_or_kept_as_it_is(world, counted):
    wrong, slow, folder = [], [], Path(configured.MEDIA_ROOT) / "evidence"
    for name, content, kept in CORPUS:
        upload, began = SimpleUploadedFile("x", content), time.monotonic()
        upload._name = name  # as a hostile client may send it, past what Django cleans
        try:
            stored = incident_actions.store_file(upload=upload, by=None, at=timezone.now())
            if (
                not kept
                or (folder / stored.path).read_bytes() != content
                or set("/\\\0\u202e") & set(stored.name)
                or ending_of(named_for(stored.name, stored.kind)) not in ENDINGS[stored.kind]
            ):
                wrong.append((name, "kept"))
        except Refused as refused:
            if kept or not str(refused):
                wrong.append((name, str(refused)))
        if time.monotonic() - began > 5:
            slow.append(name)
    counted(len(CORPUS), "hostile files")
    assert len(CORPUS) >= 60
    assert not wrong
    assert not slow
    assert not list(folder.rglob("in-*")), "nothing half-made stays"


def test_through_the_door_a_hostile_file_is_a_sentence_at_its_field_and_what_is_kept_cannot_run(
    as_, world, counted
):
    client = as_("unit_head")
    client.post("/vu-viec/moi/")
    url, rows = f"/vu-viec/{Incident.objects.get().code}/sua/", 0
    for name, content, kept in CORPUS[:14] + CORPUS[26:32] + CORPUS[-20:]:
        if not content or not name.isprintable() or "/" in name:
            continue
        incident = Incident.objects.get()
        answer = client.post(
            url,
            {
                "version": incident.version,
                "save": "1",
                "title": "Giữ dòng này",
                "upload": SimpleUploadedFile(name or "a", content),
            },
        )
        assert answer.status_code == (302 if kept else 422), (name, answer.status_code)
        assert kept or "Giữ dòng này" in answer.content.decode()
        rows += 1
    counted(rows, "hostile files through the form")
    for item in Incident.objects.get().evidence.all():
        for address in (f"/chung-cu/{item.pk}/", f"/chung-cu/{item.pk}/anh/"):
            answer = client.get(address)
            body = b"".join(answer.streaming_content) if answer.streaming else answer.content
            if answer.status_code == 404:
                continue  # what is not drawn has no picture
            assert answer["Content-Security-Policy"] == INERT
            assert answer["X-Content-Type-Options"] == "nosniff"
            assert answer["Cache-Control"] == "no-store"
            assert (
                b"script" not in body
                if address.endswith("anh/")
                else answer["Content-Disposition"].startswith("attachment")
            )


class Watched(io.BytesIO):
    """A body that remembers the most the folder of incoming files held while it was read."""

    def __init__(self, content: bytes, folder: Path):
        super().__init__(content)
        self.folder, self.most, self.taken = folder, 0, 0

    def read(self, size=-1):
        self.most = max(self.most, sum(path.stat().st_size for path in self.folder.iterdir()))
        chunk = super().read(size)
        self.taken += len(chunk)
        return chunk


def send(client, url: str, content: bytes, folder: Path):
    head = (
        b"--B\r\nContent-Disposition: form-data;"
        b' name="version"\r\n\r\n%d\r\n--B\r\nContent-Disposition: form-data;'
        b' name="title"\r\n\r\nDong nay con\r\n'
    )
    head = head % Incident.objects.get().version
    body = (
        head
        + b'--B\r\nContent-Disposition: form-data; name="upload"; filename="a.png"\r\nContent-Type:'
        b" image/png\r\n\r\n" + content + b"\r\n--B--\r\n"
    )
    watched = Watched(body, folder)
    answer = client.generic(
        "POST",
        url,
        **{
            "wsgi.input": watched,
            "CONTENT_TYPE": "multipart/form-data; boundary=B",
            "CONTENT_LENGTH": str(len(body)),
        },
    )
    return answer, watched


def test_an_upload_is_cut_before_it_fills_the_disk(as_, world, settings, tmp_path):
    settings.FILE_UPLOAD_TEMP_DIR = str(tmp_path)
    settings.EVIDENCE_MAX_BYTES = 300_000
    settings.UPLOAD_BODY_MAX_BYTES = 3_000_000
    client = as_("unit_head")
    client.post("/vu-viec/moi/")
    url = f"/vu-viec/{Incident.objects.get().code}/sua/"
    answer, watched = send(client, url, b"\0" * 2_500_000, tmp_path)
    assert answer.status_code == 422
    assert "Tệp lớn hơn" in answer.content.decode()
    assert "Dong nay con" in answer.content.decode()
    assert watched.most <= settings.EVIDENCE_MAX_BYTES + SLACK
    answer, watched = send(client, url, b"\0" * 3_500_000, tmp_path)
    assert answer.status_code == 413
    assert watched.taken == 0, "not a byte of the body was read"
    assert "lớn hơn" in answer.content.decode()
    answer, watched = send(as_("anonymous"), url, b"\0" * 400_000, tmp_path)
    assert (answer.status_code, watched.taken) == (302, 0), "to the sign-in, unread"
    assert "/dang-nhap/" in answer["Location"]
    assert not list(tmp_path.glob("*.upload*"))


def test_a_case_and_a_day_have_room_for_so_much(story, world, settings):
    made = story("draft")
    size = len(png())
    settings.EVIDENCE_CASE_MAX_BYTES = 2 * size - 1
    with pytest.raises(Refused, match="vượt quá"):
        incident_actions.store_file(
            upload=SimpleUploadedFile("a.png", png()),
            by=None,
            at=made.at,
            incident=made.incident,
            sender=world.unit_head,
        )
    settings.EVIDENCE_CASE_MAX_BYTES = 100 * size
    settings.EVIDENCE_MAX_FILES = 1
    with pytest.raises(Refused, match="đã có 1 tệp"):
        incident_actions.store_file(
            upload=SimpleUploadedFile("a.png", png()),
            by=None,
            at=made.at,
            incident=made.incident,
            sender=world.unit_head,
        )
    settings.EVIDENCE_MAX_FILES, settings.EVIDENCE_DAY_MAX_BYTES = 20, 2 * size - 1
    with pytest.raises(Refused, match="24 giờ"):
        incident_actions.store_file(
            upload=SimpleUploadedFile("a.png", png()), by=None, at=made.at, sender=world.unit_head
        )
    incident_actions.store_file(
        upload=SimpleUploadedFile("a.png", png()), by=None, at=made.at, sender=world.other_head
    )
