"""Pictures inside other files: everything but what draws them is left out, byte for byte, without
decoding.
"""

import struct

PNG_KEPT = {
    b"IHDR",
    b"PLTE",
    b"IDAT",
    b"IEND",
    b"tRNS",
    b"gAMA",
    b"cHRM",
    b"sRGB",
    b"sBIT",
    b"bKGD",
    b"pHYs",
    b"acTL",
    b"fcTL",
    b"fdAT",
}
WEBP_KEPT = {b"VP8 ", b"VP8L", b"VP8X", b"ALPH", b"ANIM", b"ANMF"}
WEBP_SAYS = 0x20 | 0x08 | 0x04  # the flags of ICC, EXIF and XMP
JPEG_KEPT = {0xE0, 0xEE}  # JFIF, and Adobe's, which says how colours are to be read


def jpeg(data: bytes) -> bytes:
    """No EXIF, XMP, IPTC, profile, comment; nothing after the end of the picture. Raises
    ValueError.
    """
    if data[:2] != b"\xff\xd8":
        raise ValueError("no JPEG")
    out, at = [b"\xff\xd8"], 2
    while True:
        if data[at : at + 1] != b"\xff" or at + 4 > len(data) and data[at : at + 2] != b"\xff\xd9":
            raise ValueError("broken JPEG")
        mark = data[at + 1]
        if mark == 0xFF:
            at += 1
            continue
        if mark == 0xD9:
            return b"".join([*out, b"\xff\xd9"])
        end = at + 2 + struct.unpack(">H", data[at + 2 : at + 4])[0]
        if not (0xE0 <= mark <= 0xEF and mark not in JPEG_KEPT or mark == 0xFE):
            out.append(_plain_jfif(data[at:end]) if mark == 0xE0 else data[at:end])
        if mark == 0xDA:
            stop = _end_of_scan(data, end)
            out.append(data[end:stop])
            end = stop
        at = end


def _plain_jfif(segment: bytes) -> bytes:
    """Without the thumbnail a JFIF segment may carry, and without its extensions."""
    if segment[4:9] != b"JFIF\0" or len(segment) < 18:
        return b""
    return b"\xff\xe0\x00\x10" + segment[4:16] + b"\0\0"


def _end_of_scan(data: bytes, at: int) -> int:
    """Where the next marker stands that is neither a stuffed byte nor a restart."""
    while True:
        at = data.find(b"\xff", at)
        if at < 0 or at + 1 >= len(data):
            raise ValueError("JPEG without end")
        if data[at + 1] == 0 or 0xD0 <= data[at + 1] <= 0xD7:
            at += 2
        else:
            return at


def png(data: bytes) -> bytes:
    """The chunks that draw. Raises ValueError."""
    if data[:8] != b"\x89PNG\r\n\x1a\n":
        raise ValueError("no PNG")
    out, at = [data[:8]], 8
    while at + 12 <= len(data):
        length, name = struct.unpack(">I4s", data[at : at + 8])
        if at + 12 + length > len(data):
            break
        if name in PNG_KEPT:
            out.append(data[at : at + 12 + length])
        at += 12 + length
        if name == b"IEND":
            return b"".join(out)
    raise ValueError("broken PNG")


def webp(data: bytes) -> bytes:
    """The chunks that draw, and flags that agree. Raises ValueError."""
    if data[:4] != b"RIFF" or data[8:12] != b"WEBP":
        raise ValueError("no WebP")
    out, at, end = [], 12, min(len(data), 8 + struct.unpack("<I", data[4:8])[0])
    while at + 8 <= end:
        name, length = data[at : at + 4], struct.unpack("<I", data[at + 4 : at + 8])[0]
        chunk = data[at : at + 8 + length + (length & 1)]
        if name == b"VP8X":
            chunk = chunk[:8] + bytes([chunk[8] & ~WEBP_SAYS]) + chunk[9:]
        if name in WEBP_KEPT:
            out.append(chunk)
        at += 8 + length + (length & 1)
    body = b"WEBP" + b"".join(out)
    return b"RIFF" + struct.pack("<I", len(body)) + body


def gif(data: bytes) -> bytes:
    """Frames and their timing; no comment, no other program's block. Raises ValueError."""
    if data[:3] != b"GIF" or len(data) < 14:
        raise ValueError("no GIF")
    at = 13 + (3 << ((data[10] & 7) + 1) if data[10] & 0x80 else 0)
    out = [data[:at]]
    while at < len(data):
        start, kind = at, data[at]
        if kind == 0x3B:
            return b"".join([*out, b"\x3b"])
        if kind == 0x21:
            at = _blocks(data, at + 2)
            if (
                data[start + 1] == 0xF9
                or data[start + 1] == 0xFF
                and data[start + 3 : start + 14] == b"NETSCAPE2.0"
            ):
                out.append(data[start:at])
        elif kind == 0x2C:
            flags = data[at + 9]
            at = _blocks(data, at + 11 + (3 << ((flags & 7) + 1) if flags & 0x80 else 0))
            out.append(data[start:at])
        else:
            break
    raise ValueError("broken GIF")


def _blocks(data: bytes, at: int) -> int:
    while at < len(data) and data[at]:
        at += 1 + data[at]
    return at + 1


def emf(data: bytes) -> bytes:
    """The header's description (program, document) blanked."""
    count, place = struct.unpack("<II", data[60:68])
    if 0 < place < len(data):
        return data[:place] + bytes(min(2 * count, len(data) - place)) + data[place + 2 * count :]
    return data


def as_is(data: bytes) -> bytes:
    return data


CLEANERS = {
    "jpg": jpeg,
    "jpeg": jpeg,
    "jfif": jpeg,
    "png": png,
    "webp": webp,
    "gif": gif,
    "bmp": as_is,
    "emf": emf,
    "wmf": as_is,
}
