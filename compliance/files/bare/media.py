"""Film, and sound in boxes: the container is rewritten in place. What says who, where, with what
and when becomes empty space; pictures and sound stay where they are, byte for byte.
"""

import shutil
import struct

INSIDE = set(b"moov trak mdia minf stbl edts dinf mvex moof traf mfra".split())
KEPT = {
    b"ftyp",
    b"styp",
    b"mdat",
    b"sidx",
    b"mvhd",
    b"tkhd",
    b"mdhd",
    b"hdlr",
    b"elst",
    b"dref",
    b"vmhd",
    b"smhd",
    b"stsd",
    b"stts",
    b"stss",
    b"ctts",
    b"cslg",
    b"stsc",
    b"stsz",
    b"stz2",
    b"stco",
    b"co64",
    b"sdtp",
    b"sbgp",
    b"sgpd",
    b"saiz",
    b"saio",
    b"mehd",
    b"trex",
    b"mfhd",
    b"tfhd",
    b"tfdt",
    b"trun",
    b"tfra",
    b"mfro",
} | INSIDE
PLAYED = (b"vide", b"soun")
MOST_BOXES = 200_000


class Odd(ValueError):
    """A container this module cannot vouch for."""


def boxed(source: str, target: str) -> dict:
    """mp4, mov, 3gp, m4a. Raises Odd."""
    shutil.copyfile(source, target)
    with open(target, "r+b") as file:
        file.seek(0, 2)
        boxes = list(_boxes(file, 0, file.tell()))
        tracks = [box for box in boxes if box[2] == b"trak"]
        played = [track for track in tracks if _handler(file, boxes, track) in PLAYED]
        fragments = any(box[2] == b"moof" for box in boxes)
        if not played or fragments and len(played) != len(tracks):
            raise Odd("tracks")
        gone = [track for track in tracks if track not in played]
        for box in boxes:
            if box[2] not in KEPT or box in gone:
                _empty(file, box)
        remaining = [box for box in boxes if not any(_within(box, other) for other in gone)]
        for box in remaining:
            _timeless(file, box)
            if box[2] == b"stsd":
                _plain_names(file, box, _handler(file, boxes, _track_of(box, played)))
        if not fragments:
            _only_samples(file, remaining, played)
    return {}


def _boxes(file, start: int, end: int):
    """(start, end, name, header length) of every box, those of INSIDE opened."""
    at = start
    while at + 8 <= end:
        file.seek(at)
        head = file.read(16)
        length, name = struct.unpack(">I4s", head[:8])
        header = 8
        if length == 1:
            length, header = struct.unpack(">Q", head[8:16])[0], 16
        stop = end if length == 0 else at + length
        if stop > end or stop < at + header:
            if not any(head):
                return  # some recorders end with empty bytes
            raise Odd("box")
        yield at, stop, name, header
        if name in INSIDE:
            yield from _boxes(file, at + header, stop)
        at = stop


def _within(box, other) -> bool:
    return other[0] <= box[0] and box[1] <= other[1]


def _read(file, box) -> bytes:
    file.seek(box[0] + box[3])
    return file.read(box[1] - box[0] - box[3])


def _empty(file, box) -> None:
    """A 'free' box of the same length, all zeros: no offset in the file moves."""
    file.seek(box[0] + 4)
    file.write(b"free")
    _zero(file, box[0] + box[3], box[1])


def _zero(file, start: int, end: int) -> None:
    file.seek(start)
    while start < end:
        count = min(end - start, 1 << 20)
        file.write(bytes(count))
        start += count


def _handler(file, boxes, track) -> bytes:
    for box in boxes:
        if box[2] == b"hdlr" and _within(box, track):
            return _read(file, box)[8:12]
    return b""


def _timeless(file, box) -> None:
    """When it was taken and saved, and the names programs give to tracks."""
    if box[2] in (b"mvhd", b"tkhd", b"mdhd"):
        file.seek(box[0] + box[3])
        long = file.read(1) == b"\x01"
        _zero(file, box[0] + box[3] + 4, box[0] + box[3] + (20 if long else 12))
    elif box[2] == b"hdlr":
        _zero(file, box[0] + box[3] + 12, box[1])
    elif box[2] == b"dref":
        _no_places(file, box)


def _track_of(box, tracks):
    return next(track for track in tracks if _within(box, track))


def _plain_names(file, box, handler: bytes) -> None:
    """The entry of a picture track carries the name of its compressor."""
    if handler == b"vide" and box[1] - box[0] - box[3] >= 90:
        _zero(file, box[0] + box[3] + 8 + 8 + 42, box[0] + box[3] + 8 + 8 + 42 + 32)


def _no_places(file, box) -> None:
    """Where the samples lie: in this file. Programs write the path it was saved under."""
    at = box[0] + box[3] + 8
    while at + 12 <= box[1]:
        file.seek(at)
        (length,) = struct.unpack(">I", file.read(4))
        if length < 12 or at + length > box[1]:
            raise Odd("dref")
        _zero(file, at + 12, at + length)
        at += length


def _only_samples(file, boxes, played) -> None:
    """In mdat nothing stays but the samples of the tracks that are played: those of place and
    movement go with their tracks.
    """
    spans = sorted(
        span
        for track in played
        for span in _samples(file, [box for box in boxes if _within(box, track)])
    )
    for box in [box for box in boxes if box[2] == b"mdat"]:
        at = box[0] + box[3]
        for start, end in spans:
            if end <= at or start >= box[1]:
                continue
            if start > at:
                _zero(file, at, start)
            at = max(at, end)
        _zero(file, at, box[1])


def _samples(file, boxes) -> list[tuple[int, int]]:
    """Where the chunks of a track lie. Raises Odd."""
    tables = {
        box[2]: _read(file, box) for box in boxes if box[2] in (b"stsc", b"stsz", b"stco", b"co64")
    }
    if b"stsz" not in tables or b"stsc" not in tables:
        raise Odd("tables")
    same, count = struct.unpack(">II", tables[b"stsz"][4:12])
    sizes = (
        [same] * count
        if same
        else struct.unpack(f">{count}I", tables[b"stsz"][12 : 12 + 4 * count])
    )
    wide = b"co64" in tables
    raw = tables[b"co64" if wide else b"stco"]
    (chunks,) = struct.unpack(">I", raw[4:8])
    if max(chunks, count) > 10_000_000:
        raise Odd("tables")
    places = struct.unpack(
        f">{chunks}{'Q' if wide else 'I'}", raw[8 : 8 + chunks * (8 if wide else 4)]
    )
    (rows,) = struct.unpack(">I", tables[b"stsc"][4:8])
    runs = [
        struct.unpack(">III", tables[b"stsc"][8 + 12 * row : 20 + 12 * row]) for row in range(rows)
    ]
    spans, sample, row = [], 0, -1
    for number, place in enumerate(places, 1):
        while row + 1 < len(runs) and runs[row + 1][0] <= number:
            row += 1
        held = runs[row][1] if row >= 0 else 0
        spans.append((place, place + sum(sizes[sample : sample + held])))
        sample += held
    return spans


# --- webm

SEGMENT, CLUSTER, INFO, TRACKS, ENTRY, VOID = (
    0x18538067,
    0x1F43B675,
    0x1549A966,
    0x1654AE6B,
    0xAE,
    0xEC,
)
MASTERS = {SEGMENT, INFO, TRACKS, ENTRY}
KEPT_EBML = {
    0x1A45DFA3,
    SEGMENT,
    CLUSTER,
    INFO,
    TRACKS,
    ENTRY,
    0x114D9B74,
    0x1C53BB6B,  # head, seek, cues
    0x2AD7B1,
    0x4489,  # scale of time, duration
    0xD7,
    0x73C5,
    0x83,
    0xB9,
    0x88,
    0x55AA,
    0x9C,
    0x6DE7,
    0x6DF8,
    0x23E383,
    0x234E7A,
    0x55EE,
    0x86,
    0x63A2,
    0x56AA,
    0x56BB,
    0xE0,
    0xE1,
    0x6D80,
    0x22B59C,
    0x23314F,
    0x41E4,
    0xAA,
    0x7446,
}
BLANKED = {0x4D80, 0x5741}  # the programs that made it: must be there, need not say anything
TRACK_TYPE, VIDEO_AND_SOUND = 0x83, (1, 2)


def webm(source: str, target: str) -> dict:
    """Raises Odd."""
    shutil.copyfile(source, target)
    with open(target, "r+b") as file:
        file.seek(0, 2)
        _elements(file, 0, file.tell())
    return {}


def _number(file, marker: bool) -> tuple[int, int]:
    """(value, length) of a variable-length number; -1 for 'unknown'."""
    first = file.read(1)
    if not first or first[0] == 0:
        raise Odd("number")
    length = 9 - first[0].bit_length()
    rest = file.read(length - 1)
    if len(rest) != length - 1:
        raise Odd("number")
    value = int.from_bytes(
        (first if marker else bytes([first[0] & ((1 << (8 - length)) - 1)])) + rest, "big"
    )
    return (-1 if not marker and value == (1 << 7 * length) - 1 else value), length


def _elements(file, start: int, end: int) -> None:
    """Walk the elements; of the head, the tracks and the blocks nothing is touched, whatever else
    becomes empty space.
    """
    at, turns = start, 0
    while at < end:
        turns += 1
        file.seek(at)
        name, first = _number(file, True)
        length, second = _number(file, False)
        body = at + first + second
        stop = end if length < 0 else body + length
        if stop > end or turns > MOST_BOXES:
            raise Odd("element")
        if name in MASTERS:
            _elements(file, body, stop)
        elif name == CLUSTER:
            stop = _cluster(file, body, end if length < 0 else stop, length < 0)
        elif name in BLANKED:
            file.seek(body)
            file.write(b" " * (stop - body))
        elif name not in KEPT_EBML:
            _void(file, at, stop)
        elif name == TRACK_TYPE:
            file.seek(body)
            if int.from_bytes(file.read(stop - body), "big") not in VIDEO_AND_SOUND:
                raise Odd("track")
        at = stop


def _cluster(file, at: int, end: int, open_ended: bool) -> int:
    """Blocks stay; of unknown length it ends where an element of the level above begins. Returns
    where it ended.
    """
    while at < end:
        file.seek(at)
        name, first = _number(file, True)
        if open_ended and name in (
            CLUSTER,
            0x1C53BB6B,
            0x1254C367,
            0x1941A469,
            0x1043A770,
            INFO,
            TRACKS,
        ):
            return at
        length, second = _number(file, False)
        stop = at + first + second + length
        if length < 0 or stop > end:
            raise Odd("block")
        if name not in (0xE7, 0xA3, 0xA0, 0xA7, 0xAB, VOID):
            _void(file, at, stop)
        elif name == VOID:
            _zero(file, at + first + second, stop)
        at = stop
    return at


def _void(file, start: int, end: int) -> None:
    """An element of the same length that says it is empty."""
    size = end - start
    head = (
        bytes([VOID, 0x80 | size - 2])
        if size < 129
        else bytes([VOID, 0x01]) + (size - 9).to_bytes(7, "big")
    )
    file.seek(start)
    file.write(head)
    _zero(file, start + len(head), end)


def left(source: str) -> list[str]:
    """Letters outside the pictures and the sound, in the three ways programs write them."""
    with open(source, "rb") as file:
        size = file.seek(0, 2)
        file.seek(0)
        if file.read(4) != b"\x1a\x45\xdf\xa3":
            spans = [
                (box[0], box[1])
                for box in _boxes(file, 0, size)
                if box[2] not in (b"mdat", b"free") and box[2] not in INSIDE
            ]
        else:
            file.seek(0)
            data = file.read()
            return _letters(data[: data.find(b"\x1f\x43\xb6\x75") + 1 or len(data)])
        words = []
        for start, end in spans:
            file.seek(start)
            words += _letters(file.read(end - start))
        return words


def _letters(data: bytes) -> list[str]:
    return (
        [
            data.decode("utf-8", "replace"),
            data.decode("utf-16-be", "replace"),
            data.decode("utf-16-le", "replace"),
        ]
        if data
        else []
    )
