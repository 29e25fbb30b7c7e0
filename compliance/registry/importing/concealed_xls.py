"""Hidden rows and columns, filters and old fonts of an .xls, from its records ([MS-XLS]) in the one
stream of its compound file ([MS-CFB]) that holds them. Imports nothing of the portal.

The reader of values knows hidden sheets and merged cells of this format, and nothing of the rest.
"""

from pathlib import Path
from struct import iter_unpack, unpack_from

from compliance.registry.importing.concealed import Concealed, code_of
from compliance.registry.importing.limits import BROKEN, LOCKED, Unreadable

_END = 0xFFFFFFFA  # sector numbers from here on are signs
_BOF, _EOF, _SHEET, _FONT, _FORMAT, _LOCKED = 0x809, 0x0A, 0x85, 0x31, 0xE0, 0x2F
_ROW, _COLUMN, _FILTERED = 0x208, 0x7D, 0x9B
_TEXTS = (0xFD, 0x204, 0xD6)


def look(path: Path) -> dict[str, Concealed]:
    """{name of the sheet: what is concealed in it}."""
    stream = _workbook(path.read_bytes())
    text = _text if unpack_from("<H", stream, 4)[0] >= 0x600 else _short_text
    sheets, fonts, formats = [], [], []
    for kind, body in _records(stream, 0):
        if kind == _LOCKED:
            raise Unreadable(LOCKED)
        if kind == _SHEET:
            sheets.append((unpack_from("<I", body)[0], text(body[6:])))
        elif kind == _FONT:
            fonts.append(code_of(text(body[14:])))
        elif kind == _FORMAT:
            formats.append(unpack_from("<H", body)[0])
    codes = [_of_font(fonts, number) for number in formats]
    return {name: _sheet(stream, at, codes) for at, name in sheets}


def _of_font(fonts: list[str | None], number: int) -> str | None:
    number -= number > 4  # there is no font 4
    return fonts[number] if number < len(fonts) else None


def _sheet(stream: bytes, at: int, codes: list[str | None]) -> Concealed:
    concealed, old = Concealed(), any(codes)
    for kind, body in _records(stream, at):
        if kind == _ROW and unpack_from("<H", body, 12)[0] & 0x20:
            concealed.hide_rows(unpack_from("<H", body)[0])
        elif kind == _COLUMN:
            first, last, width, _, flags = unpack_from("<5H", body)
            if flags & 1 or width == 0:
                concealed.hide_columns(first, last)
        elif kind == _FILTERED:
            concealed.filtered = True
        elif old and kind in _TEXTS:
            row, column, style = unpack_from("<3H", body)
            concealed.set_font(row, column, codes[style] if style < len(codes) else None)
    return concealed


def _records(stream: bytes, at: int):
    """The records of one part, without those of charts inside it."""
    depth = 0
    while at + 4 <= len(stream):
        kind, size = unpack_from("<HH", stream, at)
        body, at = stream[at + 4 : at + 4 + size], at + 4 + size
        if kind == _BOF:
            depth += 1
        elif kind == _EOF:
            depth -= 1
            if depth <= 0:
                return
        elif depth == 1:
            yield kind, body


def _text(body: bytes) -> str:
    """A name: its length, whether its letters take two bytes, the letters."""
    count, wide = body[0], body[1] & 1
    return (
        body[2 : 2 + 2 * count].decode("utf-16-le", "replace")
        if wide
        else body[2 : 2 + count].decode("latin-1")
    )


def _short_text(body: bytes) -> str:
    """A name as Excel 95 wrote it."""
    return body[1 : 1 + body[0]].decode("cp1252", "replace")


def _workbook(data: bytes) -> bytes:
    """The stream 'Workbook' of the compound file."""
    size, small = 1 << unpack_from("<H", data, 30)[0], 1 << unpack_from("<H", data, 32)[0]
    first, least, first_small = unpack_from("<I4xII", data, 48)
    table = _allocation(data, size)
    folder = _chain(data, size, size, first, table)
    root, place = b"", None
    for at in range(0, len(folder) - 127, 128):
        length = unpack_from("<H", folder, at + 64)[0]
        name = folder[at : at + max(length - 2, 0)].decode("utf-16-le", "replace")
        start, count = unpack_from("<II", folder, at + 116)
        if folder[at + 66] == 5:
            root = _chain(data, size, size, start, table)[:count]
        elif name.lower() in ("workbook", "book"):
            place = (start, count)
    if place is None:
        raise Unreadable(BROKEN)
    start, count = place
    if count >= least:
        return _chain(data, size, size, start, table)[:count]
    of_small = _numbers(_chain(data, size, size, first_small, table))
    return _chain(root, small, 0, start, of_small)[:count]


def _allocation(data: bytes, size: int) -> list[int]:
    """Which sector follows which."""
    sectors = list(unpack_from("<109I", data, 76))
    more, count = unpack_from("<II", data, 68)
    for _ in range(count):
        if more >= _END:
            break
        numbers = _numbers(data[size * (more + 1) : size * (more + 2)])
        sectors += numbers[:-1]
        more = numbers[-1]
    joined = b"".join(data[size * (n + 1) : size * (n + 2)] for n in sectors if n < _END)
    return _numbers(joined)


def _numbers(data: bytes) -> list[int]:
    return [number for (number,) in iter_unpack("<I", data[: len(data) // 4 * 4])]


def _chain(data: bytes, size: int, before: int, at: int, table: list[int]) -> bytes:
    """The sectors from `at` on, each once at most: a ring would never end."""
    parts, seen = [], set()
    while at < len(table) and at not in seen:
        seen.add(at)
        parts.append(data[before + size * at : before + size * (at + 1)])
        at = table[at]
    return b"".join(parts)
