"""What kind of file it is, by reading all of it: every image decoded, every page of a PDF opened,
every part of an office file unpacked, film and sound walked to their end.
"""

from pathlib import Path

from PIL import Image

from compliance.core.language import _
from compliance.files import office, sandbox, video
from compliance.files.kinds import (
    HEAD,
    ISO,
    MIME,
    OFFICE,
    PICTURES,
    SOUND,
    TAKEN,
    ending_of,
    plays_elsewhere,
    sniff,
)
from compliance.files.sandbox import Refused

IMAGES = PICTURES
MAX_PIXELS = 60_000_000
SMALL_PIXELS, SMALL_BYTES = (
    4_000_000,
    4 * 1024 * 1024,
)  # decoded here; whatever is larger, and every PDF, in a process of its own
HEADERS_READ_HERE = ("jpg", "png", "webp", "gif")
OLD_OFFICE = b"\xd0\xcf\x11\xe0"
PACKED = (b"PK\x03\x04", b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b")

__all__ = ["IMAGES", "MIME", "Refused", "kind_of"]


def kind_of(path: Path, name: str) -> tuple[str, dict]:
    """The kind by content, whatever the name says, and what reading found. Raises Refused."""
    with path.open("rb") as source:
        head = source.read(HEAD)
    kind = sniff(head)
    if kind == "zip" or ending_of(name) in OFFICE and not kind:
        kind = office.kind_in(path) or ending_of(name)
        if kind not in OFFICE:
            raise Refused(_advice(head))
        return kind, office.read(path, kind)
    if kind in PICTURES:
        return kind, _read_image(path, kind)
    if kind == "pdf":
        return kind, sandbox.run("read_pdf", path)
    if kind == ISO or kind == "webm":
        return video.read(path, kind)
    if kind in SOUND:
        return sandbox.run("read_sound", path, kind=kind)["kind"], {}
    raise Refused(_advice(head))


def _advice(head: bytes) -> str:
    """What to do with a file that is not taken."""
    if head.startswith(OLD_OFFICE):
        return _(
            "Tệp Word, Excel kiểu cũ (.doc, .xls) hoặc có mật khẩu: mở ra, lưu thành .docx, .xlsx "
            "không mật khẩu hoặc in ra PDF, rồi gửi."
        )
    if head.startswith(PACKED):
        return _("Tệp nén: giải nén rồi gửi từng tệp bên trong.")
    if head.lstrip()[:5].lower() in (b"<html", b"<!doc", b"<svg ", b"<?xml"):
        return _("Trang web, tệp svg: chụp màn hình hoặc in ra PDF, rồi gửi.")
    if plays_elsewhere(head):
        return _(
            "Phim, ghi âm kiểu này chưa nhận: giữ lại bản gốc, lưu thêm một bản mp4 (phim) hoặc "
            "m4a, mp3 (ghi âm) rồi gửi bản đó."
        )
    return _("Chưa nhận loại tệp này. Nhận: {taken}.").format(taken=TAKEN)


def _read_image(path: Path, kind: str) -> dict:
    """The header is read here and bounds the rest: no picture is decoded before its
    size is known. Headers that take a decoder of their own are read where pictures are decoded.
    """
    if kind not in HEADERS_READ_HERE:
        return sandbox.run("read_image", path, most=MAX_PIXELS)
    try:
        with Image.open(path, formats=[{"jpg": "JPEG"}.get(kind, kind.upper())]) as image:
            pixels = image.width * image.height
    except Image.DecompressionBombError as error:
        raise Refused(_("Ảnh quá lớn (trên 60 triệu điểm ảnh).")) from error
    except Exception as error:  # Pillow raises many kinds for broken images; all mean the same here
        raise Refused(_("Ảnh bị hỏng.")) from error
    if pixels > MAX_PIXELS:
        raise Refused(_("Ảnh quá lớn (trên 60 triệu điểm ảnh). Giảm cỡ ảnh rồi gửi lại."))
    if pixels <= SMALL_PIXELS and path.stat().st_size <= SMALL_BYTES and kind in ("jpg", "png"):
        return sandbox.here("read_image", path, most=MAX_PIXELS)
    return sandbox.run("read_image", path, most=MAX_PIXELS)
