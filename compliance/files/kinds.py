"""The kinds of files that are taken, told by their first bytes: what a phone, a messenger or a
browser called a file decides nothing.
"""

import filetype

from compliance.core.language import _

PICTURES = ("jpg", "png", "webp", "gif", "heic", "avif", "tif", "bmp")
FILM = ("mp4", "mov", "3gp", "webm")
SOUND = ("m4a", "mp3", "amr", "wav", "aac", "ogg")
OFFICE = ("docx", "xlsx")
MIME = {
    "jpg": "image/jpeg",
    "png": "image/png",
    "webp": "image/webp",
    "gif": "image/gif",
    "heic": "image/heic",
    "avif": "image/avif",
    "tif": "image/tiff",
    "bmp": "image/bmp",
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "mp4": "video/mp4",
    "mov": "video/quicktime",
    "3gp": "video/3gpp",
    "webm": "video/webm",
    "m4a": "audio/mp4",
    "mp3": "audio/mpeg",
    "amr": "audio/amr",
    "wav": "audio/wav",
    "aac": "audio/aac",
    "ogg": "audio/ogg",
}
# endings that mean the same to whoever opens the file
ENDINGS = {
    **{kind: {kind} for kind in MIME},
    "jpg": {"jpg", "jpeg", "jpe", "jfif"},
    "heic": {"heic", "heif", "hif"},
    "tif": {"tif", "tiff"},
    "bmp": {"bmp", "dib"},
    "mp4": {"mp4", "m4v"},
    "mov": {"mov", "qt"},
    "3gp": {"3gp", "3gpp", "3g2"},
    "m4a": {"m4a", "m4b"},
    "ogg": {"ogg", "oga", "opus"},
}
TAKEN = _(
    "Ảnh (jpg, png, heic, webp, gif, tif…), pdf, docx, xlsx, phim (mp4, mov, 3gp, webm), ghi âm "
    "(m4a, mp3, amr, wav, aac, ogg)"
)
ISO = "iso"  # film or sound in boxes; which of them, its tracks say
HEIF = {b"heic", b"heix", b"hevc", b"hevx", b"heim", b"heis", b"hevm", b"hevs", b"mif1", b"msf1"}
AVIF = {b"avif", b"avis"}
BOXES = (b"moov", b"mdat", b"wide", b"free", b"skip", b"pnot")  # QuickTime before it had a brand
HEAD = 8192
_SAME = {"jpeg": "jpg", "tiff": "tif", "apng": "png"}
_OTHERS = {"jpg", "png", "gif", "webp", "pdf", "bmp", "tif", "webm"}


def sniff(head: bytes) -> str:
    """The kind by the first bytes; `iso` and `zip` have to be looked into; empty: none we know."""
    if head[4:8] == b"ftyp":
        size = min(int.from_bytes(head[:4], "big"), len(head))
        brands = {head[at : at + 4] for at in (8, *range(16, size - 3, 4))}
        return "avif" if brands & AVIF else "heic" if brands & HEIF else ISO
    if head[4:8] in BOXES:
        return ISO
    if head[:4] == b"PK\x03\x04":
        return "zip"
    if head[:5] == b"#!AMR":
        return "amr"
    if head[:4] == b"OggS":
        return "ogg"
    if head[:4] == b"RIFF" and head[8:12] == b"WAVE":
        return "wav"
    if head[:3] == b"ID3":
        return "mp3"
    if head[:1] == b"\xff" and len(head) > 1 and head[1] & 0xE0 == 0xE0:
        layer = head[1] & 0x06
        return "aac" if not layer and head[1] & 0xF0 == 0xF0 else "mp3" if layer else ""
    guess = filetype.guess(head)
    kind = _SAME.get(guess.extension, guess.extension) if guess else ""
    return kind if kind in _OTHERS else ""


def plays_elsewhere(head: bytes) -> bool:
    """Film or sound of a kind that is not taken: it can be saved as one that is."""
    guess = filetype.guess(head)
    of_no_mark = head[:1] == b"\x47" and head[188:189] == b"\x47"  # a stream, of packets
    return of_no_mark or bool(guess) and guess.mime.startswith(("video/", "audio/"))


def plays(head: bytes) -> bool:
    """Whether it begins like film or sound, which may be larger than other files."""
    kind = sniff(head)
    return kind == ISO or kind in FILM or kind in SOUND


def ending_of(name: str) -> str:
    """In small letters; empty when the name has none."""
    return name.rsplit(".", 1)[-1].lower() if "." in name else ""


def named_for(name: str, kind: str) -> str:
    """The name under which a file is handed out: with an ending that opens it."""
    return name if ending_of(name) in ENDINGS.get(kind, {kind}) else f"{name}.{kind}"
