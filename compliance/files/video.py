"""Film and sound in boxes (mp4, mov, 3gp, m4a) and webm: the container is walked from box to box to
its end. The portal never decodes or plays what is in it.
"""

import struct
from pathlib import Path

from compliance.core.language import _
from compliance.files.kinds import ISO
from compliance.files.sandbox import Refused

MAX_BOXES = 20_000
PLAIN = bytes(range(0x20, 0x7F))  # of what names of boxes are made
WAY = {b"moov", b"trak", b"mdia"}  # to the box that says what a track is


def _broken() -> Refused:
    return Refused(
        _(
            "Tệp phim hoặc ghi âm bị hỏng, chép chưa đủ hoặc không đúng loại. Mở thử; nếu xem được "
            "thì chép lại từ máy đã ghi rồi gửi."
        )
    )


def read(path: Path, kind: str) -> tuple[str, dict]:
    """The kind, and what was noted. Raises Refused when the container does not hold together."""
    size = path.stat().st_size
    with path.open("rb") as source:
        if kind == ISO:
            return _walk_boxes(source, size), {}
        _walk_webm(source, size)
    return kind, {}


def _boxes(source, at: int, end: int):
    """(name, where its content begins, where it ends) of each box, to the very end."""
    seen = 0
    while at < end:
        source.seek(at)
        head = source.read(16)
        seen += 1
        if at and not any(head) and _is_empty(source, at, end):
            return  # some recorders end with empty bytes
        if len(head) < 8 or seen > MAX_BOXES:
            raise _broken()
        length, name, begins = *struct.unpack(">I4s", head[:8]), 8
        if length == 1 and len(head) == 16:
            length, begins = struct.unpack(">Q", head[8:16])[0], 16
        length = end - at if length == 0 else length
        if length < begins or at + length > end or name.strip(PLAIN):
            raise _broken()
        yield name, at + begins, at + length
        at += length


def _is_empty(source, at: int, end: int) -> bool:
    source.seek(at)
    while block := source.read(min(end - at, 1 << 20)):
        if any(block):
            return False
        at += len(block)
    return True


def _walk_boxes(source, size: int) -> str:
    """The top level is walked to its end; there is a moov, and in it a track with pictures or
    sound.
    """
    top = list(_boxes(source, 0, size))
    source.seek(8)
    brand = source.read(4) if top and top[0][0] == b"ftyp" else b"qt  "
    tracks = {
        handler
        for name, begins, ends in top
        if name == b"moov"
        for handler in _handlers(source, begins, ends)
    }
    if not tracks & {b"vide", b"soun"}:
        raise _broken()
    if brand[:2] == b"3g":
        return "3gp"
    return "m4a" if b"vide" not in tracks else "mov" if brand == b"qt  " else "mp4"


def _handlers(source, at: int, end: int):
    """What the tracks say they hold."""
    for name, begins, ends in _boxes(source, at, end):
        if name in WAY:
            yield from _handlers(source, begins, ends)
        elif name == b"hdlr":
            source.seek(begins + 8)
            yield source.read(4)


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
