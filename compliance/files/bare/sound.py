"""Sound: what plays is copied, frame by frame; names of artists, places, programs and pictures of
covers are left out. No sound is decoded.
"""

import struct
from pathlib import Path

SEARCHED = 64 * 1024  # how far on the next frame may lie behind what is none
RATES = {
    (1, 1): (0, 32, 64, 96, 128, 160, 192, 224, 256, 288, 320, 352, 384, 416, 448),
    (1, 2): (0, 32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384),
    (1, 3): (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320),
    (2, 1): (0, 32, 48, 56, 64, 80, 96, 112, 128, 144, 160, 176, 192, 224, 256),
    (2, 2): (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),
    (2, 3): (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),
}
HERTZ = {0: (11025, 12000, 8000), 2: (22050, 24000, 16000), 3: (44100, 48000, 32000)}
NARROW = (12, 13, 15, 17, 19, 20, 26, 31, 5, None, None, None, None, None, None, 0)
WIDE = (17, 23, 32, 36, 40, 46, 50, 58, 60, 5, None, None, None, None, 0, 0)
WAVE = (b"fmt ", b"fact", b"data")
COMMENTS = {b"OpusTags": (8, 0), b"\x03vorbis": (7, 1)}  # length of the name, and of the end
STREAMS = (b"OpusHead", b"\x01vorbis")


class Odd(ValueError):
    """A recording this module cannot vouch for."""


def kind_in(data: bytes, kind: str) -> str:
    """The kind it really is: tags of mp3 stand before other sound too. Raises Odd."""
    if kind == "mp3":
        rest = data[_after_tags(data) :][:2]
        kind = "aac" if rest[:1] == b"\xff" and rest[1:2] and not rest[1] & 0x06 else "mp3"
    spans = SPANS[kind](data)
    if not spans:
        raise Odd("no sound")
    return kind


def read(source: str, kind: str) -> str:
    return kind_in(Path(source).read_bytes(), kind)


def copy(source: str, target: str, kind: str) -> dict:
    """Raises Odd."""
    data = Path(source).read_bytes()
    pieces = SPANS[kind](data)
    if not pieces:
        raise Odd("no sound")
    with open(target, "wb") as file:
        for piece in pieces:
            file.write(piece)
    return {}


def left(source: str, kind: str) -> list[str]:
    """Letters outside the sound. What is copied is sound alone, but for what names the encoder."""
    data = Path(source).read_bytes()
    if kind == "ogg":
        return [page.decode("utf-8", "replace") for page in _ogg(data)[:4]]
    if kind == "wav":
        return [data[:64].decode("utf-8", "replace")]
    return [data[:256].decode("utf-8", "replace")]


def _after_tags(data: bytes) -> int:
    """Where the tags in front end."""
    at = 0
    while data[at : at + 3] == b"ID3" and len(data) >= at + 10:
        size = 0
        for byte in data[at + 6 : at + 10]:
            size = size << 7 | byte & 0x7F
        at += 10 + size + (10 if data[at + 5] & 0x10 else 0)
    while at < len(data) and not data[at]:
        at += 1
    return at


def _framed(data: bytes, length_of) -> list[bytes]:
    """The frames, one behind the other; what lies between them is left out. A first frame counts
    only when a second follows.
    """
    out: list[bytes] = []
    at, end = _after_tags(data), len(data)
    while at < end:
        size = length_of(data, at)
        if size and at + size <= end and (out or at + size == end or length_of(data, at + size)):
            out.append(data[at : at + size])
            at += size
            continue
        at = _next(data, at + 1, min(end, at + SEARCHED), length_of)
        if at < 0:
            break
    return out


def _next(data: bytes, at: int, end: int, length_of) -> int:
    """Where two frames follow each other again; -1 when nowhere near."""
    while (at := data.find(b"\xff", at, end)) >= 0:
        size = length_of(data, at)
        if size and length_of(data, at + size):
            return at
        at += 1
    return -1


def _mp3_length(data: bytes, at: int) -> int:
    head = data[at : at + 4]
    if len(head) < 4 or head[0] != 0xFF or head[1] & 0xE0 != 0xE0:
        return 0
    version, layer = head[1] >> 3 & 3, 4 - (head[1] >> 1 & 3)
    rate, hertz, padding = head[2] >> 4, head[2] >> 2 & 3, head[2] >> 1 & 1
    if version == 1 or layer == 4 or rate in (0, 15) or hertz == 3:
        return 0
    kilobits = RATES[1 if version == 3 else 2, layer][rate]
    sampled = HERTZ[version][hertz]
    if layer == 1:
        return (12000 * kilobits // sampled + padding) * 4
    return (72000 if layer == 3 and version != 3 else 144000) * kilobits // sampled + padding


def _aac_length(data: bytes, at: int) -> int:
    head = data[at : at + 7]
    if len(head) < 7 or head[0] != 0xFF or head[1] & 0xF6 != 0xF0:
        return 0
    size = (head[3] & 3) << 11 | head[4] << 3 | head[5] >> 5
    return size if size >= 7 else 0


def _mp3(data: bytes) -> list[bytes]:
    return _framed(data, _mp3_length)


def _aac(data: bytes) -> list[bytes]:
    return _framed(data, _aac_length)


def _amr(data: bytes) -> list[bytes]:
    head = b"#!AMR-WB\n" if data.startswith(b"#!AMR-WB\n") else b"#!AMR\n"
    if not data.startswith(head):
        raise Odd("several channels")
    sizes, at = WIDE if b"WB" in head else NARROW, len(head)
    while at < len(data):
        size = sizes[data[at] >> 3 & 15]
        if size is None or data[at] & 0x83:
            raise Odd("frame")
        if at + 1 + size > len(data):
            break  # cut off while it was recorded
        at += 1 + size
    return [data[:at]] if at > len(head) else []


def _wav(data: bytes) -> list[bytes]:
    out: list[bytes] = []
    at = 12
    while at + 8 <= len(data):
        name, size = data[at : at + 4], struct.unpack("<I", data[at + 4 : at + 8])[0]
        held = min(size, len(data) - at - 8)  # a recorder that was cut off wrote too large a number
        if name in WAVE:
            body = data[at + 8 : at + 8 + held]
            out += [name + struct.pack("<I", held), body + b"\0" * (held & 1)]
        at += 8 + held + (held & 1)
    if not {b"fmt ", b"data"} <= {piece[:4] for piece in out[::2]}:
        raise Odd("chunks")
    return [b"RIFF" + struct.pack("<I", 4 + sum(map(len, out))) + b"WAVE", *out]


def _ogg(data: bytes) -> list[bytes]:
    """Pages of one stream. The second packet, who and with what, becomes spaces of its length."""
    pages = list(_pages(data))
    if not pages or not pages[0][_head(pages[0]) :].startswith(STREAMS):
        raise Odd("stream")
    if any(page[14:18] != pages[0][14:18] or page[5] & 2 for page in pages[1:]):
        raise Odd("several streams")
    places = _second_packet(pages)
    said = b"".join(pages[number][start:end] for number, start, end in places)
    for name, (named, ends) in COMMENTS.items():
        if said.startswith(name):
            blank = len(said) - named - 8 - ends
            plain = name + struct.pack("<I", blank) + b" " * blank + bytes(4) + b"\1" * ends
            break
    else:
        raise Odd("comments")
    for number, start, end in places:
        page = bytearray(pages[number])
        page[start:end], plain = plain[: end - start], plain[end - start :]
        page[22:26] = bytes(4)
        page[22:26] = struct.pack("<I", _checksum(page))
        pages[number] = bytes(page)
    return pages


def _head(page: bytes) -> int:
    return 27 + page[26]


def _pages(data: bytes):
    at = 0
    while at + 27 <= len(data):
        if data[at : at + 4] != b"OggS":
            raise Odd("page")
        head = 27 + data[at + 26]
        end = at + head + sum(data[at + 27 : at + head])
        if end > len(data):
            return  # cut off while it was recorded
        yield data[at:end]
        at = end


def _second_packet(pages: list[bytes]) -> list[tuple[int, int, int]]:
    """(page, from, to) of its pieces."""
    places: list[tuple[int, int, int]] = []
    for number, page in enumerate(pages[1:50], 1):
        start = at = _head(page)
        for lace in page[27:start]:
            at += lace
            if lace < 255:
                return [*places, (number, start, at)]
        places.append((number, start, at))
    raise Odd("comments")


def _checksum(page: bytes | bytearray) -> int:
    """The CRC of Ogg: 0x04C11DB7, from the highest bit, nothing turned round."""
    crc = 0
    for byte in page:
        crc ^= byte << 24
        for _ in range(8):
            crc = (crc << 1 ^ (0x04C11DB7 if crc & 0x80000000 else 0)) & 0xFFFFFFFF
    return crc


SPANS = {"mp3": _mp3, "aac": _aac, "amr": _amr, "wav": _wav, "ogg": _ogg}
