"""What kind of file it is, by reading all of it: every image decoded, every page of a PDF opened,
every part of an office file unpacked.
"""

from pathlib import Path

import filetype
from PIL import Image

from compliance.files import office, sandbox, video
from compliance.files.sandbox import Refused

ENDINGS = {
    "jpg": "image/jpeg",
    "png": "image/png",
    "webp": "image/webp",
    "gif": "image/gif",
    "pdf": "application/pdf",
    "mp4": "video/mp4",
    "webm": "video/webm",
}
IMAGES = ("jpg", "png", "webp", "gif")
MIME = {
    **ENDINGS,
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
MAX_PIXELS = 60_000_000
SMALL_PIXELS, SMALL_BYTES = (
    4_000_000,
    4 * 1024 * 1024,
)  # decoded here; whatever is larger, and every PDF, in a process of its own


def kind_of(path: Path, name: str) -> tuple[str, dict]:
    """The kind by content (the ending must agree), and what reading found. Raises Refused."""
    ending = name.rsplit(".", 1)[-1].lower() if "." in name else ""
    ending = "jpg" if ending == "jpeg" else ending
    if ending in office.MAIN:
        return ending, office.read(path, ending)
    guess = filetype.guess(str(path))
    kind = {"jpeg": "jpg"}.get(guess.extension, guess.extension) if guess else ""
    if kind not in ENDINGS:
        raise Refused("Chỉ nhận ảnh (jpg, png, webp, gif), pdf, docx, xlsx, mp4, webm.")
    if ending != kind:
        raise Refused(f"Đuôi tệp là “.{ending}” nhưng nội dung là {kind}.")
    if kind in IMAGES:
        return kind, _read_image(path, kind)
    if kind == "pdf":
        return kind, sandbox.run("read_pdf", path)
    return kind, video.read(path, kind)


def _read_image(path: Path, kind: str) -> dict:
    """The header is read here and bounds the rest: no picture is decoded before its
    size is known.
    """
    try:
        with Image.open(path, formats=[{"jpg": "JPEG"}.get(kind, kind.upper())]) as image:
            pixels = image.width * image.height
    except Image.DecompressionBombError as error:
        raise Refused("Ảnh quá lớn (trên 60 triệu điểm ảnh).") from error
    except Exception as error:  # Pillow raises many kinds for broken images; all mean the same here
        raise Refused("Ảnh bị hỏng.") from error
    if pixels > MAX_PIXELS:
        raise Refused("Ảnh quá lớn (trên 60 triệu điểm ảnh). Giảm cỡ ảnh rồi gửi lại.")
    if pixels <= SMALL_PIXELS and path.stat().st_size <= SMALL_BYTES and kind in ("jpg", "png"):
        return sandbox.here("read_image", path)
    return sandbox.run("read_image", path)
