"""compliance.files.video: a container holds together to its last byte, or is refused."""

import struct

import pytest

from compliance.files import Refused
from compliance.files.kinds import ISO
from compliance.files.video import read


def box(name: bytes, content: bytes = b"", length: int | None = None) -> bytes:
    return struct.pack(">I4s", length or 8 + len(content), name) + content


def moov(*handlers: bytes) -> bytes:
    """As much of it as says what its tracks hold."""
    return box(
        b"moov",
        b"".join(
            box(b"trak", box(b"mdia", box(b"hdlr", bytes(8) + handler + bytes(13))))
            for handler in handlers
        ),
    )


FTYP, MOOV = box(b"ftyp", b"isom"), moov(b"soun", b"vide")
EBML = b"\x1aE\xdf\xa3"
HEAD = EBML + b"\x87\x42\x82\x84webm"
SEGMENT = b"\x18S\x80g"
MP4 = {
    "whole": (FTYP + MOOV, True),
    "data to the end": (FTYP + MOOV + struct.pack(">I4s", 0, b"mdat") + b"xyz", True),
    "a long box": (FTYP + MOOV + struct.pack(">I4sQ", 1, b"mdat", 20) + b"wxyz", True),
    "a few empty bytes at the end": (FTYP + MOOV + bytes(4), True),
    "padded to a whole block": (FTYP + MOOV + bytes(512), True),
    "something behind empty bytes": (FTYP + MOOV + bytes(512) + b"x", False),
    "no moov": (FTYP, False),
    "no track": (FTYP + box(b"moov", b""), False),
    "a track of text": (FTYP + moov(b"text"), False),
    "past the end": (FTYP + box(b"moov", b"", 4000), False),
    "too short a box": (FTYP + box(b"moov", b"", 4), False),
    "cut": (FTYP + MOOV[:5], False),
    "empty": (b"", False),
    "text": (b"this is no video at all", False),
}
WEBM = {
    "whole": (HEAD + SEGMENT + b"\x81x", True),
    "length unknown": (HEAD + SEGMENT + b"\xff", True),
    "matroska": (EBML + b"\x87\x42\x82\x84mkv " + SEGMENT + b"\x81x", False),
    "no segment": (HEAD, False),
    "past the end": (HEAD + SEGMENT + b"\x8fx", False),
    "no EBML": (b"abcd", False),
}


@pytest.mark.parametrize(
    ("kind", "name"), [("mp4", name) for name in MP4] + [("webm", name) for name in WEBM]
)
def test_a_container(kind, name, tmp_path):
    content, sound = (MP4 if kind == "mp4" else WEBM)[name]
    path = tmp_path / "film"
    path.write_bytes(content)
    if sound:
        assert read(path, ISO if kind == "mp4" else kind) == (kind, {})
    else:
        with pytest.raises(Refused):
            read(path, ISO if kind == "mp4" else kind)


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (box(b"ftyp", b"qt  ") + moov(b"vide", b"soun", b"tmcd", b"meta"), "mov"),
        (moov(b"vide"), "mov"),
        (box(b"ftyp", b"3gp4") + moov(b"vide", b"soun"), "3gp"),
        (box(b"ftyp", b"3gp5") + moov(b"soun"), "3gp"),
        (box(b"ftyp", b"M4A ") + moov(b"soun"), "m4a"),
        (box(b"ftyp", b"mp42") + moov(b"soun"), "m4a"),
        (box(b"ftyp", b"mp42") + moov(b"soun", b"vide"), "mp4"),
    ],
)
def test_what_is_in_the_boxes_says_which_kind_it_is(content, kind, tmp_path):
    path = tmp_path / "film"
    path.write_bytes(content)
    assert read(path, ISO) == (kind, {})
