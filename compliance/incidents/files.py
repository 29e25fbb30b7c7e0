"""Bytes in and out: sniffed and parsed, capped, hashed, written whole before any row speaks of them, re-hashed whenever served."""

import hashlib
import os
import tempfile
import uuid
import zipfile
from pathlib import Path

import filetype
from django.conf import settings
from PIL import Image

from compliance.fold import clean

ENDINGS = {
    "jpg": "image/jpeg",
    "png": "image/png",
    "webp": "image/webp",
    "gif": "image/gif",
    "pdf": "application/pdf",
    "mp4": "video/mp4",
    "webm": "video/webm",
}
OFFICE = {"docx": "word/document.xml", "xlsx": "xl/workbook.xml"}
IMAGES = ("jpg", "png", "webp", "gif")
MIME = {
    **ENDINGS,
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
MAX_PIXELS = 60_000_000
MAX_UNPACKED = 200 * 1024 * 1024
PREVIEW_SIDE = 1600


class Refused(Exception):
    """A file that is not taken; the message is the reason, in Vietnamese."""


def root() -> Path:
    return Path(settings.MEDIA_ROOT) / "evidence"


def keep(upload) -> dict:
    """Check and store an uploaded file. Returns the columns of a StoredFile: path, sha256, size, kind, name. Raises Refused."""
    if upload.size > settings.EVIDENCE_MAX_BYTES:
        raise Refused(f"Tệp lớn hơn {settings.EVIDENCE_MAX_BYTES // (1024 * 1024)} MB.")
    if upload.size == 0:
        raise Refused("Tệp trống.")
    root().mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=root(), prefix="in-")
    temporary = Path(temporary)
    try:
        digest = _write(upload, handle)
        kind = kind_of(temporary, upload.name)
        target = root() / digest[:2] / f"{uuid.uuid4().hex}.{kind}"
        _move(temporary, target)
    finally:
        temporary.unlink(missing_ok=True)
    return {"path": str(target.relative_to(root())), "sha256": digest, "size": upload.size, "kind": kind, "name": shown_name(upload.name)}


def _write(upload, handle: int) -> str:
    digest = hashlib.sha256()
    with os.fdopen(handle, "wb") as out:
        for chunk in upload.chunks():
            digest.update(chunk)
            out.write(chunk)
        out.flush()
        os.fsync(out.fileno())
    return digest.hexdigest()


def _move(temporary: Path, target: Path) -> None:
    """Rename into place and make the folder remember it: no row ever speaks of a half-written file."""
    target.parent.mkdir(exist_ok=True)
    os.replace(temporary, target)
    folder = os.open(target.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def shown_name(name: str) -> str:
    """The original name as plain text: no path, no control or direction marks."""
    return clean(name.replace("\\", "/").rsplit("/", 1)[-1])[:200] or "tep"


def kind_of(path: Path, name: str) -> str:
    """The kind by content; the ending must agree. Raises Refused."""
    ending = name.rsplit(".", 1)[-1].lower() if "." in name else ""
    ending = "jpg" if ending == "jpeg" else ending
    if ending in OFFICE:
        _check_office(path, ending)
        return ending
    guess = filetype.guess(str(path))
    kind = {"jpeg": "jpg"}.get(guess.extension, guess.extension) if guess else ""
    if kind not in ENDINGS:
        raise Refused("Chỉ nhận ảnh (jpg, png, webp, gif), pdf, docx, xlsx, mp4, webm.")
    if ending != kind:
        raise Refused(f"Đuôi tệp là “.{ending}” nhưng nội dung là {kind}.")
    if kind in IMAGES:
        _check_image(path)
    if kind == "pdf":
        _check_pdf(path)
    return kind


def _check_image(path: Path) -> None:
    try:
        with Image.open(path) as image:
            if image.width * image.height > MAX_PIXELS:
                raise Refused("Ảnh quá lớn (trên 60 triệu điểm ảnh).")
            image.verify()
    except Refused:
        raise
    except Exception as error:  # Pillow raises many kinds for broken images; all mean the same here
        raise Refused("Ảnh bị hỏng.") from error


def _check_pdf(path: Path) -> None:
    with path.open("rb") as source:
        head = source.read(5)
        source.seek(max(path.stat().st_size - 2048, 0))
        tail = source.read()
    if head != b"%PDF-" or b"%%EOF" not in tail:
        raise Refused("Tệp PDF bị hỏng.")


def _check_office(path: Path, kind: str) -> None:
    try:
        with zipfile.ZipFile(path) as archive:
            names = {member.filename for member in archive.infolist()}
            if len(names) > 5000 or sum(member.file_size for member in archive.infolist()) > MAX_UNPACKED:
                raise Refused("Tệp giải nén quá lớn.")
    except zipfile.BadZipFile as error:
        raise Refused(f"Tệp .{kind} bị hỏng.") from error
    if "[Content_Types].xml" not in names or OFFICE[kind] not in names:
        raise Refused(f"Nội dung không phải là tệp .{kind}.")
    if any("vbaproject" in name.lower() for name in names):
        raise Refused("Tệp có macro; lưu lại bản không có macro.")


def intact(stored) -> bool:
    """Whether the bytes on disk still have the hash they came with."""
    path = root() / stored.path
    if not path.is_file():
        return False
    with path.open("rb") as source:
        return hashlib.file_digest(source, "sha256").hexdigest() == stored.sha256


def preview(stored) -> bytes:
    """A re-drawn JPEG of an image, at most 1600 px, without metadata: what a browser may show inline."""
    import io

    with Image.open(root() / stored.path) as image:
        image.thumbnail((PREVIEW_SIDE, PREVIEW_SIDE))
        out = io.BytesIO()
        image.convert("RGB").save(out, "JPEG", quality=82)
    return out.getvalue()
