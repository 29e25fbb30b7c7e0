"""mp4 and webm: the container is walked from box to box to its end. The portal never decodes or
plays what is in it.
"""

import struct
from pathlib import Path

from compliance.files.sandbox import Refused

MAX_BOXES = 20_000


def _broken() -> Refused:
    return Refused("Tệp video bị hỏng hoặc không đúng loại.")


def read(path: Path, kind: str) -> dict:
    """Raises Refused when the container does not hold together."""
    with path.open("rb") as source:
        (
            _walk_mp4(source, path.stat().st_size)
            if kind == "mp4"
            else _walk_webm(source, path.stat().st_size)
        )
    return {}


def _walk_mp4(source, size: int) -> None:
    """Top-level boxes: the first is ftyp, there is a moov, and the last ends where the
    file ends.
    """
    at, seen = 0, []
    while at < size:
        source.seek(at)
        head = source.read(16)
        if len(head) < 8 or len(seen) > MAX_BOXES:
            raise _broken()
        length, name = struct.unpack(">I4s", head[:8])
        if length == 1 and len(head) == 16:
            length = struct.unpack(">Q", head[8:16])[0]
        length = size - at if length == 0 else length
        if length < 8 or at + length > size or not name.isalnum():
            raise _broken()
        seen.append(name)
        at += length
    if not seen or seen[0] != b"ftyp" or b"moov" not in seen:
        raise _broken()


def _number(source, keep_marker: bool) -> int:
    """An EBML variable-length number; -1 for 'unknown'."""
    first = source.read(1)
    if not first or first[0] == 0:
        raise _broken()
    length = 9 - first[0].bit_length()
    rest = source.read(length - 1)
    if len(rest) != length - 1:
        raise _broken()
    value = first[0] if keep_marker else first[0] & ((1 << (8 - length)) - 1)
    for byte in rest:
        value = value << 8 | byte
    return -1 if not keep_marker and value == (1 << (7 * length)) - 1 else value


def _walk_webm(source, size: int) -> None:
    """The EBML header says webm, and a Segment follows that does not run past the end."""
    if _number(source, True) != 0x1A45DFA3:
        raise _broken()
    length = _number(source, False)
    if (
        not 0 < length < 4096
        or b"\x42\x82" not in (head := source.read(length))
        or b"webm" not in head
    ):
        raise _broken()
    if _number(source, True) != 0x18538067:
        raise _broken()
    length = _number(source, False)
    if length >= 0 and source.tell() + length > size:
        raise _broken()
